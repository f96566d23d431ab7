"""An exception to a rule of the tools says why it is one."""

import re
import tomllib

from tests.repository import project

SILENCED = re.compile(
    r"#\s*(?:noqa:\s*[A-Z]+\d+(?:,\s*[A-Z]+\d+)*|pyright:\s*ignore\[[\w, ]+\]|pragma: no cover)"
)
FOLDERS = (*project.PACKAGES, "tests", "fixtures", ".ci")


def unexplained(text: str) -> list[int]:
    """Return the numbers of lines that silence a rule with no reason after it and no comment above it."""
    lines = text.splitlines()
    found: list[int] = []
    for number, line in enumerate(lines, start=1):
        silenced = list(SILENCED.finditer(line))
        if not silenced:
            continue
        reason_after = len(line[silenced[-1].end() :].strip(" -:#")) > 10
        reason_above = number > 1 and lines[number - 2].lstrip().startswith("# ")
        if not reason_after and not reason_above:
            found.append(number)
    return found


def test_a_silenced_rule_without_a_reason_is_found() -> None:
    silence = "# noqa" + ": S101"

    assert unexplained(f"x = 1\nassert x  {silence}\n") == [2]
    assert unexplained(f"assert x  {silence} - the type checker needs it\n") == []
    assert unexplained(f"# The type checker needs it.\nassert x  {silence}\n") == []


def test_every_silenced_rule_in_the_code_has_its_reason() -> None:
    files = {path: unexplained(path.read_text(encoding="utf-8")) for path in project.python_files(*FOLDERS)}

    assert files
    assert {str(path.relative_to(project.ROOT)): lines for path, lines in files.items() if lines} == {}


def test_every_rule_that_the_linter_leaves_out_has_its_reason() -> None:
    text = project.read("pyproject.toml").partition("\nignore = [\n")[2].partition("\n]")[0]
    reasons = dict(re.findall(r'^    "([A-Z]+\d+)",\s+# (.{10,})$', text, re.MULTILINE))

    ignored = tomllib.loads(project.read("pyproject.toml"))["tool"]["ruff"]["lint"]["ignore"]
    assert sorted(reasons) == sorted(ignored)
