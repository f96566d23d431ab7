"""The single file: parsed as Python 3.9, run with nothing but Python, giving what `comp verify` gives."""

import ast
import base64
import itertools
import json
import re
import shutil
import string
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from comp.cli import main
from comp.cli.take_away import single_file
from comp.language.money import digits
from comp.verifier import quantities
from tests.verifier import small
from tests.verifier.signing import public_key

KEY = public_key(small.SECRET).hex()
MODULES = sorted(Path(quantities.__file__).parent.glob("*.py"))


@pytest.fixture(scope="module")
def taken(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("auditor")
    path = folder / "verify.py"
    path.write_text(single_file(), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def proof(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("proof") / "proof.json"
    path.write_text(json.dumps(small.sound()), encoding="utf-8")
    return path


def run(taken: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-I", "-S", str(taken), *arguments],
        capture_output=True,
        text=True,
        cwd=taken.parent,
        env={},
        check=False,
    )


def test_the_file_runs_with_python_alone(taken: Path, proof: Path) -> None:
    done = run(taken, str(proof), "--key", KEY)

    assert done.stderr == ""
    assert done.returncode == 0
    assert done.stdout.endswith("This statement is sound, and the company's key signed it.\n")


def test_the_file_says_what_the_command_says(taken: Path, proof: Path) -> None:
    for options in ([], ["--json"], ["--key", KEY, "--json"], ["--key", "00" * 32]):
        ours = CliRunner().invoke(main, ["verify", str(proof), *options])
        theirs = run(taken, str(proof), *options)
        assert (theirs.returncode, theirs.stdout) == (ours.exit_code, ours.stdout)


def test_exit_codes_tell_sound_from_unsound_and_unreadable(taken: Path, proof: Path, tmp_path: Path) -> None:
    bad, none = tmp_path / "bad.json", tmp_path / "none.pdf"
    bad.write_text(proof.read_text().replace('"650000"', '"650001"', 1))
    none.write_bytes(b"%PDF-1.7 but nothing else")

    assert run(taken, str(proof), str(bad)).returncode == 1
    unread = run(taken, str(proof), str(none))
    assert unread.returncode == 2
    assert "could not be read" in unread.stdout
    assert "Traceback" not in unread.stdout + unread.stderr
    assert run(taken, str(proof)).returncode == 3
    assert run(taken, str(proof), "--key", KEY).returncode == 0
    missing = run(taken, str(tmp_path / "missing.pdf"))
    assert missing.returncode == 2
    assert "No such file" in missing.stdout


def test_a_key_and_openings_may_be_files_and_what_is_none_is_told(proof: Path, tmp_path: Path) -> None:
    key, openings = tmp_path / "key.txt", tmp_path / "openings.json"
    key.write_text(KEY + "\n")
    openings.write_text("[]")
    pem = tmp_path / "key.pem"
    # SubjectPublicKeyInfo of RFC 8410: the prefix, then the 32 bytes of the key.
    raw = bytes.fromhex("302a300506032b6570032100" + KEY)
    pem.write_text(
        f"-----BEGIN PUBLIC KEY-----\n{base64.b64encode(raw).decode()}\n-----END PUBLIC KEY-----\n"
    )
    for given in (key, pem):
        options = ["--key", str(given), "--openings", str(openings)]
        assert CliRunner().invoke(main, ["verify", str(proof), *options]).exit_code == 0
    for options in (["--key", "abc"], ["--key", str(openings)], ["--openings", str(key)]):
        told = CliRunner().invoke(main, ["verify", str(proof), *options])
        assert told.exit_code == 2
        assert told.stderr.startswith("Error: --")


def test_the_command_writes_the_file(tmp_path: Path) -> None:
    path = tmp_path / "verify.py"
    done = CliRunner().invoke(main, ["verify", "--take-away", str(path)])

    assert done.exit_code == 0
    assert path.read_text(encoding="utf-8") == single_file()


def test_the_command_asks_for_a_file() -> None:
    done = CliRunner().invoke(main, ["verify"])

    assert done.exit_code == 2
    assert "name a statement" in done.stderr


def test_the_file_is_python_3_9(taken: Path) -> None:
    tree = ast.parse(taken.read_text(encoding="utf-8"), feature_version=(3, 9))

    assert len(taken.read_text(encoding="utf-8").splitlines()) > 1000
    assert [name for name, _ in newer_than_3_9(tree)] == []


@pytest.mark.parametrize("name", ["python3.9", "python3.10", "python3.13"])
def test_the_file_runs_with_other_pythons_that_are_there(name: str, taken: Path, proof: Path) -> None:
    python = shutil.which(name)
    if python is None or subprocess.run([python, "-V"], capture_output=True, check=False).returncode:
        pytest.skip(f"needs {name}")
    done = subprocess.run(
        [python, "-I", "-S", str(taken), str(proof), "--key", KEY],
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.stderr == ""
    assert done.returncode == 0


def test_one_name_of_the_file_is_one_thing(taken: Path) -> None:
    """Modules that are written one behind the other share their names, those that they import among them."""
    given: Counter[str] = Counter()
    for node in ast.parse(taken.read_text(encoding="utf-8")).body:
        match node:
            case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
                given[name] += 1
            case ast.Assign(targets=targets):
                given.update(
                    each.id for target in targets for each in ast.walk(target) if isinstance(each, ast.Name)
                )
            case ast.AnnAssign(target=ast.Name(id=name)):
                given[name] += 1
            case ast.Import(names=names) | ast.ImportFrom(names=names):
                given.update({each.asname or each.name for each in names})
            case _:
                pass

    assert len(given) > 200
    assert [name for name, count in given.items() if count > 1] == []


NEWER_NAMES = {"TypeAlias", "Self", "ParamSpec", "Never", "assert_never", "override", "StrEnum"}
TYPES = {"int", "str", "bytes", "float", "bool", "list", "dict", "tuple", "None"}


def newer_than_3_9(tree: ast.Module) -> Iterator[tuple[str, int]]:
    """What parses as Python 3.9 and does not run on it."""
    never_run = {id(inner) for node in ast.walk(tree) for part in _not_run(node) for inner in ast.walk(part)}
    for node in ast.walk(tree):
        line = getattr(node, "lineno", 0)
        match node:
            case ast.AST() if id(node) in never_run:
                pass
            case ast.keyword(arg="slots" | "kw_only" | "strict" as arg):
                yield arg, line
            case ast.BinOp(op=ast.BitOr(), left=ast.Name(id=name)) if name in TYPES or name[0].isupper():
                yield f"{name} | ... at run time", line
            case ast.ImportFrom(module="typing", names=names) if {each.name for each in names} & NEWER_NAMES:
                yield "a name of typing", line
            case ast.Constant(value=str() | bytes() as text):
                said = text if isinstance(text, str) else text.decode("latin-1")
                # Possessive repetition and atomic groups came to `re` with Python 3.11.
                if re.search(r"(?<!\\)[)\]*+?}][*+?}]\+|[)\]][*+?]\+|\(\?>", said) and "\\" in said:
                    yield f"possessive {said[:30]!r}", line
            case _:
                pass


def _not_run(node: ast.AST) -> list[ast.AST]:
    """The parts that are not evaluated: annotations, and what stands there for checkers of types alone."""
    if isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING":
        return list(node.body)
    return list(_annotations(node))


def _annotations(node: ast.AST) -> list[ast.expr]:
    match node:
        case ast.AnnAssign(annotation=annotation):
            return [annotation]
        case ast.FunctionDef(returns=returns, args=args):
            every = [*args.posonlyargs, *args.args, *args.kwonlyargs, args.vararg, args.kwarg]
            found = [each.annotation for each in every if each is not None and each.annotation is not None]
            return [*found, returns] if returns is not None else found
        case _:
            return []


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.name)
def test_every_module_is_in_the_file(path: Path, taken: Path) -> None:
    if path.name != "__init__.py":
        assert f"# {path.name}\n" in taken.read_text(encoding="utf-8")


def test_currencies_have_the_decimals_that_plans_give_them() -> None:
    codes = ["".join(letters) for letters in itertools.product(string.ascii_uppercase, repeat=3)]

    assert [code for code in codes if quantities.minor_digits(code) != digits(code)] == []
