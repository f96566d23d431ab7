"""Reads the documentation for the tests beside it: files, links, and the commands that a page shows.

A fenced block of the kind `file` holds blocks of a plan for the file that the line above it names. They take
the place of those with the same word and name; the others go to the end.
"""

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


@dataclass(frozen=True, slots=True)
class Written:
    """Blocks of a plan that a page puts into a file before its next command."""

    file: str
    blocks: tuple[str, ...]

    def into(self, text: str) -> str:
        """The file's text with these blocks in it."""
        kept = {_title(block): block for block in _plan_blocks(text)}
        return "\n\n".join((kept | {_title(block): block for block in self.blocks}).values()) + "\n"


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


def steps_of(page: Path) -> list[Shown | Written]:
    """The commands of a page and the files that it writes between them, in order."""
    text = page.read_text(encoding="utf-8")
    steps: list[Shown | Written] = []
    for found in FENCED.finditer(text):
        kind, body = found.groups()
        if kind == "console":
            steps += _commands(body)
        if kind == "file":
            above = text[: found.start()].rstrip().rpartition("\n")[2]
            steps.append(Written(re.findall(r"`([\w./-]+\.plan)`", above)[-1], tuple(_plan_blocks(body))))
    return steps


def pages_with_commands() -> list[Path]:
    """The pages that show commands which are run."""
    return [page for page in pages() if commands_of(page)]


def name_of(page: Path) -> str:
    """A page as it is called from the top level."""
    return page.relative_to(ROOT).as_posix()


def _plan_blocks(text: str) -> list[str]:
    parts = re.split(r"^(?=\w)", text, flags=re.MULTILINE)
    return [part.strip("\n") for part in parts if part.strip()]


def _title(block: str) -> str:
    """What a block is called in its file: its word and its name or title."""
    found = re.match(r'\w+ (?:"[^"\n]*"|\w+)', block)
    return found[0] if found else block


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
