"""The lock installs the same packages everywhere and says nothing about where it was made."""

import re

from tests.repository import project

PINNED = re.compile(r"^([a-z0-9][a-z0-9._-]*)==\S+", re.MULTILINE)


def test_names_no_host_and_no_index() -> None:
    text = project.read("requirements.lock")

    assert re.findall(r"\w+://\S*|^\s*-.*(?:index|find-links|trusted-host).*$", text, re.MULTILINE) == []


def test_names_no_path_of_a_machine() -> None:
    lines = project.read("requirements.lock").splitlines()

    assert [line for line in lines if re.search(r"(?:^|[\s=@:'\"])(?:[A-Za-z]:\\|[/~])", line)] == []


def test_pins_every_package_by_hash() -> None:
    blocks = re.split(r"^(?=\S+==)", project.read("requirements.lock"), flags=re.MULTILINE)[1:]

    assert len(blocks) > len(project.runtime_dependencies())
    assert [block.split("==")[0] for block in blocks if "--hash=sha256:" not in block] == []


def test_holds_everything_that_the_project_asks_for() -> None:
    pinned = set(PINNED.findall(project.read("requirements.lock")))

    assert project.locked_dependencies() <= pinned
