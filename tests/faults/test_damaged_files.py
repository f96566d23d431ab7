"""A file that was cut, flipped, removed or exchanged is named in one line that says what to do."""

import json
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path
from shutil import copytree

import polars as pl
import pytest
from click.testing import CliRunner

from comp.cli import main
from comp.errors import CompError
from comp.facts import Workspace, WorkspaceError
from comp.facts.store import Store
from comp.runs import load_run, reopen
from comp.runs.folder import FILES, SEAL, SECRET
from tests.faults.conftest import MORE, Whole, set_deals

REPEAT = "run the period again"
RESTORE = "from a backup"


def flip(place: int) -> Callable[[bytes], bytes]:
    def flipped(content: bytes) -> bytes:
        at = place % len(content)
        return content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :]

    return flipped


DAMAGES: dict[str, Callable[[bytes], bytes | None]] = {
    "removed": lambda _: None,
    "emptied": lambda _: b"",
    "cut by a byte": lambda content: content[:-1],
    "cut by half": lambda content: content[: len(content) // 2],
    "longer": lambda content: content + b"\n",
    "first byte": flip(0),
    "a byte within": flip(101),
    "last byte": flip(-1),
}


def damage(path: Path, how: str) -> None:
    content = DAMAGES[how](path.read_bytes())
    if content is None:
        path.unlink()
    else:
        path.write_bytes(content)


def said_by(*words: object) -> str:
    """What a command says that fails: one line."""
    result = CliRunner().invoke(main, [str(word) for word in words], prog_name="comp")
    assert result.exit_code == 2, result.output
    assert result.stderr.startswith("Error: ")
    assert result.stderr.count("\n") == 1
    assert "itself failed" not in result.stderr
    return result.stderr


@pytest.mark.parametrize("how", DAMAGES)
@pytest.mark.parametrize("name", sorted(FILES - {SEAL, SECRET}))
def test_a_damaged_file_of_a_run_is_named(whole: Whole, tmp_path: Path, name: str, how: str) -> None:
    run = Path(copytree(whole.january, tmp_path / "run"))
    damage(run / name, how)

    said = said_by("payroll", whole.company, "--run", run, "--out", tmp_path / "payroll.xlsx")

    assert str(run) in said
    assert name in said
    assert REPEAT in said or "comp run" in said
    assert not (tmp_path / "payroll.xlsx").exists()


@pytest.mark.parametrize("how", DAMAGES)
def test_a_damaged_file_of_the_store_is_named(company: Path, tmp_path: Path, how: str) -> None:
    store = company / ".comp" / "store"
    for path in sorted(store.iterdir()):
        whole = path.read_bytes()
        damage(path, how)
        said = said_by("run", company, "--period", "2026-01", "--out", tmp_path / "run")
        assert f"Error: {path}: " in said
        assert RESTORE in said
        path.write_bytes(whole)
    assert not (tmp_path / "run").exists()


def _lists(content: bytes) -> Iterator[bytes]:
    """Every list that differs from this one by its end, by a byte or by its lines."""
    for place in range(0, len(content), 7):
        yield content[:place]
        yield flip(place)(content)
    lines = content.splitlines(keepends=True)
    for place in range(len(lines)):
        yield b"".join(lines[:place])
        yield b"".join(lines[:place] + lines[place + 1 :])
        yield b"".join([*lines[:place], lines[place], lines[place], *lines[place + 1 :]])
    yield b"".join([lines[1], lines[0], *lines[2:]])


def test_no_altered_list_of_imports_is_believed(company: Path) -> None:
    store = Store(company / ".comp" / "store")
    path = store.folder / "imports.jsonl"
    before = store.imports()
    for altered in _lists(path.read_bytes()):
        path.write_bytes(altered)
        with pytest.raises(WorkspaceError, match=r"imports\.jsonl: cut or altered"):
            store.imports()
    assert len(before) == 4


def test_a_table_that_was_exchanged_for_another_of_its_shape_is_told_by_its_digest(company: Path) -> None:
    store = Store(company / ".comp" / "store")
    [deals] = [one.table for one in store.imports() if one.source == "deal"]
    path = store.folder / f"{deals}.parquet"
    table = store.table(deals)
    table.with_columns(pl.col("value") * 2).write_parquet(path)
    assert pl.read_parquet(path).schema == table.schema

    said = said_by("run", company, "--period", "2026-01", "--out", company / "out")

    assert f"{path}: cut or altered, for its digest is another" in said


def test_a_store_that_was_altered_with_all_its_digests_no_longer_fits_its_runs(
    whole: Whole, company: Path
) -> None:
    run = load_run(whole.january)
    reopen(Workspace.open(company), run)
    _double_the_deals(Store(company / ".comp" / "store"))

    with pytest.raises(CompError, match=r"the facts recorded by .* changed since this run"):
        reopen(Workspace.open(company), run)


def _double_the_deals(store: Store) -> None:
    """What a hand does that knows how the store is kept."""
    lines: list[str] = []
    for one in store.imports():
        told = json.loads(one.line())
        told["before"] = sha256(lines[-1].encode()).hexdigest() if lines else ""
        if one.source == "deal":
            told["table"] = store.put_table(store.table(one.table).with_columns(pl.col("value") * 2))
        lines.append(json.dumps(told, ensure_ascii=False, sort_keys=True))
    store._write_list(lines)  # pyright: ignore[reportPrivateUsage] - what only such a hand would do
    assert len(store.imports()) == len(lines)


def test_a_list_that_was_lost_is_no_empty_store(company: Path) -> None:
    (company / ".comp" / "store" / "imports.jsonl").unlink()
    set_deals(company, MORE)
    for words in (
        ("run", company, "--period", "2026-01", "--out", company / "out"),
        ("data", "import", company),
    ):
        assert "imports.jsonl: missing from the fact store; restore it from a backup" in said_by(*words)


def test_a_store_that_is_a_file_is_told(whole: Whole, tmp_path: Path) -> None:
    company = Path(copytree(whole.company, tmp_path / "company"))
    (company / ".comp" / "store").rename(tmp_path / "away")
    (company / ".comp" / "store").write_text("no folder", encoding="utf-8")

    said = said_by("run", company, "--period", "2026-01", "--out", tmp_path / "run")

    assert str(company / ".comp" / "store") in said
