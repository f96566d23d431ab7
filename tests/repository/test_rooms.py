"""Every room says what it is for and has its place in the import rule."""

import ast
import sys
from pathlib import Path

import pytest

from tests.repository import project

INITS = [path for path in project.python_files(*project.PACKAGES) if path.name == "__init__.py"]


def rooms() -> set[str]:
    """Return the packages that the import rule has to place: those within comp, and those beside it."""
    within = {f"comp.{path.parent.name}" for path in (project.ROOT / "comp").glob("*/__init__.py")}
    return within | set(project.PACKAGES) - {"comp"}


def imported_roots(path: Path) -> set[str]:
    """Return the top-level names that a file imports."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        match node:
            case ast.Import():
                names |= {alias.name.partition(".")[0] for alias in node.names}
            case ast.ImportFrom(module=str(module), level=0):
                names.add(module.partition(".")[0])
            case _:
                pass
    return names


@pytest.mark.parametrize("path", INITS, ids=lambda path: str(path.relative_to(project.ROOT)))
def test_a_package_says_what_it_is_for(path: Path) -> None:
    docstring = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))

    assert docstring is not None
    assert len(docstring.split()) > 5


def test_every_room_says_what_it_must_not_do() -> None:
    inits = [Path(room.replace(".", "/"), "__init__.py") for room in sorted(rooms())]

    assert [str(path) for path in inits if "must not" not in " ".join(project.read(str(path)).split())] == []


def test_every_folder_with_code_is_a_package() -> None:
    folders = {path.parent for path in project.python_files(*project.PACKAGES)}

    assert [str(folder) for folder in sorted(folders) if not (folder / "__init__.py").exists()] == []


def test_every_room_has_its_place_in_the_import_rule() -> None:
    layers = project.contract("rooms", "layers")
    placed = {name.strip(" ()") for layer in layers for name in layer.split("|")}

    assert rooms() - placed == set()


def test_every_room_is_kept_out_of_the_root_package() -> None:
    assert set(project.contract("root", "forbidden_modules")) == rooms()


def test_only_the_records_may_hold_table_models() -> None:
    assert set(project.contract("database", "source_modules")) == rooms() - {"comp.records"}


def test_every_dependency_but_lark_is_forbidden_to_the_language() -> None:
    forbidden = set(project.contract("language", "forbidden_modules"))

    assert project.runtime_modules() - {"lark"} - forbidden == set()


def test_the_language_imports_only_the_standard_library_and_lark() -> None:
    allowed = sys.stdlib_module_names | {"comp", "lark"}
    found = {path: imported_roots(path) - allowed for path in project.python_files("comp/language")}

    assert found
    assert {str(path): names for path, names in found.items() if names} == {}
