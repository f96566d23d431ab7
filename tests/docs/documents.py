"""Reads the documentation for the tests beside it: files, links, and the commands that a page shows."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
FENCED = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
EXITS = re.compile(r"\s+# exits with (\d)\b.*$")


@dataclass(frozen=True, slots=True)
class Shown:
    """A command of a page, the exit code it states, and the lines shown under it; `…` stands for anything."""

    command: str
    exit_code: int
    lines: tuple[str, ...]


def pages() -> list[Path]:
    """Every page that is the project's own, from the top level down."""
    return [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").rglob("*.md"))]


def prose(page: Path) -> str:
    """A page without its fenced blocks."""
    return FENCED.sub("", page.read_text(encoding="utf-8"))


def commands_of(page: Path) -> list[Shown]:
    """The commands of a page's `console` blocks, in order: they are run, all in one folder."""
    blocks = [text for kind, text in FENCED.findall(page.read_text(encoding="utf-8")) if kind == "console"]
    return [shown for block in blocks for shown in _commands(block)]


def pages_with_commands() -> list[Path]:
    """The pages that show commands which are run."""
    return [page for page in pages() if commands_of(page)]


def name_of(page: Path) -> str:
    """A page as it is called from the top level."""
    return page.relative_to(ROOT).as_posix()


def _commands(block: str) -> Iterator[Shown]:
    for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
        command, *lines = part.rstrip("\n").split("\n")
        stated = EXITS.search(command)
        code = int(stated[1]) if stated else 0
        yield Shown(EXITS.sub("", command), code, tuple(line for line in lines if line.strip()))


def missing_lines(shown: Shown, said: str) -> list[str]:
    """The first of the shown lines that was not said after the one before; runs of blanks count as one."""
    remaining = iter([_plain(line) for line in said.splitlines()])
    missing: list[str] = []
    for line in shown.lines:
        wanted = re.compile(".*".join(re.escape(part) for part in _plain(line).split("…")))
        if not any(wanted.fullmatch(given) for given in remaining):
            missing.append(line)
            break
    return missing


def _plain(line: str) -> str:
    return " ".join(line.split())
