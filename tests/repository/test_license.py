"""The project is under the Apache License 2.0, in full and everywhere alike."""

import tomllib
from importlib import metadata

from tests.repository import project


def test_the_licence_is_the_full_apache_text() -> None:
    lines = [line.strip() for line in project.read("LICENSE").splitlines() if line.strip()]

    assert lines[:2] == ["Apache License", "Version 2.0, January 2004"]
    assert "END OF TERMS AND CONDITIONS" in lines
    assert [line[:2] for line in lines if line[:1].isdigit()] == [f"{number}." for number in range(1, 10)]


def test_the_package_states_the_same_licence() -> None:
    stated = tomllib.loads(project.read("pyproject.toml"))["project"]["license"]

    assert stated == "Apache-2.0"
    assert metadata.metadata("comp")["License-Expression"] == stated
