"""Every dependency says why it earns its place, and development tools stay out of the product."""

import re

from tests.repository import project


def documented(section: str) -> list[str]:
    """Return the packages that the section's table names, in its order."""
    text = project.read("docs/dependencies.md").partition(f"## {section}\n")[2].partition("\n## ")[0]
    return re.findall(r"^\| ([a-z0-9._-]+) \| \S.*\S \|$", text, re.MULTILINE)[1:]


def test_each_runtime_dependency_has_its_line() -> None:
    assert documented("At run time") == sorted(project.runtime_dependencies())


def test_each_development_dependency_has_its_line() -> None:
    assert documented("For development") == sorted(project.development_dependencies())


def test_each_system_package_has_its_line() -> None:
    installed = re.findall(r'Need\(\s*"([a-z0-9.-]+)"', project.read(".ci/system.py"))
    text = project.read("docs/dependencies.md").partition("## From the system\n")[2]

    assert installed
    assert [package for package in installed if not re.search(rf"(?<![\w-]){package}(?![\w-])", text)] == []


def test_no_development_tool_is_a_runtime_dependency() -> None:
    assert project.runtime_dependencies() & project.development_dependencies() == set()
