"""What the verifier's modules may import, and that they can be written into one file."""

import ast
import sys
from collections import Counter

from tests.repository import project

MODULES = [path for path in project.python_files("comp/verifier") if path.name != "__init__.py"]


def test_every_dependency_is_forbidden_to_the_verifier() -> None:
    forbidden = set(project.contract("verifier", "forbidden_modules"))

    assert project.runtime_modules() - forbidden == set()


def test_the_verifier_imports_only_the_standard_library_and_itself() -> None:
    found: dict[str, set[str]] = {}
    for path in MODULES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            match node:
                case ast.Import():
                    names = {alias.name for alias in node.names}
                case ast.ImportFrom(module=str(module)):
                    names = {module}
                case _:
                    continue
            strangers = {name for name in names if name.partition(".")[0] not in sys.stdlib_module_names}
            found.setdefault(path.name, set()).update(
                name for name in strangers if not name.startswith("comp.verifier.")
            )

    assert found
    assert {name: strangers for name, strangers in found.items() if strangers} == {}


def test_no_two_modules_of_the_verifier_give_one_name_to_two_things() -> None:
    given: Counter[str] = Counter()
    for path in MODULES:
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            match node:
                case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
                    given[name] += 1
                case ast.Assign(targets=[ast.Name(id=name)]) | ast.AnnAssign(target=ast.Name(id=name)):
                    given[name] += 1
                case _:
                    pass

    assert given
    assert [name for name, count in given.items() if count > 1] == []
