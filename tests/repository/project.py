"""Reads the project's own files for the tests beside it; it must not judge them."""

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
PACKAGES = ("comp", "statements", "api")


def read(name: str) -> str:
    """Return the text of a file, named from the top level."""
    return (ROOT / name).read_text(encoding="utf-8")


def package_name(requirement: str) -> str:
    """Return the bare name of a requirement: `polars` of `polars>=2.0`, `psycopg` of `psycopg[binary]>=3`."""
    return requirement.partition(">=")[0].partition("[")[0].strip()


def runtime_dependencies() -> set[str]:
    """Return the names of what an installed copy of comp pulls in."""
    project = tomllib.loads(read("pyproject.toml"))["project"]
    extras: dict[str, list[str]] = project.get("optional-dependencies", {})
    stated = [*project["dependencies"], *(name for extra in extras.values() for name in extra)]
    return {package_name(requirement) for requirement in stated}


def runtime_modules() -> set[str]:
    """Return what an installed copy of comp pulls in, as it is imported."""
    called_otherwise = {"pillow": "PIL", "argon2-cffi": "argon2"}
    return {called_otherwise.get(name, name) for name in runtime_dependencies()}


def locked_dependencies() -> set[str]:
    """Return what the lock holds: all but the extra of Spark, some 400 MB that only its own tests want."""
    extras = tomllib.loads(read("pyproject.toml"))["project"]["optional-dependencies"]
    heavy = {package_name(requirement) for requirement in extras["spark"]}
    return (runtime_dependencies() | development_dependencies()) - heavy


def development_dependencies() -> set[str]:
    """Return the names of what only work on comp needs."""
    groups = tomllib.loads(read("pyproject.toml"))["dependency-groups"]
    return {package_name(requirement) for requirement in groups["dev"]}


def contract(name: str, key: str) -> list[str]:
    """Return one list of names (layers, source_modules, ...) of the import contract of that id."""
    contracts: list[dict[str, Any]] = tomllib.loads(read("pyproject.toml"))["tool"]["importlinter"][
        "contracts"
    ]
    [found] = [each for each in contracts if each.get("id") == name]
    return found[key]


def python_files(*folders: str) -> Iterator[Path]:
    """Yield every Python file below the folders, in a fixed order."""
    for folder in folders:
        yield from sorted((ROOT / folder).rglob("*.py"))
