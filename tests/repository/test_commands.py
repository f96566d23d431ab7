"""The commands that people and continuous integration start are there and start nothing that is not."""

import os
import re
import subprocess

from tests.repository import project

TARGETS = {"demo", "test", "check", "bench", "fuzz", "setup", "system", "format", "lock", "clean", "help"}


def declared_targets() -> set[str]:
    """Return the targets that the Makefile declares as commands."""
    [line] = re.findall(r"^\.PHONY: (.*)$", project.read("Makefile"), re.MULTILINE)
    return set(line.split())


def test_help_lists_every_target() -> None:
    shown = subprocess.run(
        ["make", "help"],
        cwd=project.ROOT,
        capture_output=True,
        text=True,
        check=True,
        stdin=subprocess.DEVNULL,
    )

    assert declared_targets() >= TARGETS
    assert set(re.findall(r"^make (\w+)", shown.stdout, re.MULTILINE)) == declared_targets()


def test_the_readme_and_ci_name_only_targets_that_exist() -> None:
    text = project.read("README.md") + project.read(".ci/run") + project.read("docs/dependencies.md")
    named = set(re.findall(r"^make (\w+)", text, re.MULTILINE)) | set(re.findall(r"`make (\w+)", text))

    assert {"check", "test"} <= named
    assert named <= declared_targets()


def test_the_scripts_can_be_started() -> None:
    for name in (".ci/run", ".ci/setup.sh"):
        assert os.access(project.ROOT / name, os.X_OK), name
