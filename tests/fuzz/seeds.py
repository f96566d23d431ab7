"""Where the search starts: the plans of the project, one fault each, and every text that ever failed."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from tests.fuzz.examine import NEXT_FILE

ROOT = Path(__file__).parents[2]
SEEDS = ROOT / "tests" / "language" / "seeds"
"""Each text that ever failed, made small, and texts that are odd in a way worth keeping."""

_TRIGGERS = ROOT / "tests" / "language" / "triggers"
_GOLDEN = ROOT / "fixtures" / "golden"
_PLANS = ROOT / "plans"


def kept() -> list[Path]:
    """The seeds that are files of their own."""
    return sorted(SEEDS.glob("*.plan"))


@cache
def plans() -> tuple[str, ...]:
    """Whole plans, each with the sources and credits that it needs."""
    found: list[str] = []
    for folder in (_PLANS, _GOLDEN):
        shared = _text(folder / "shared.plan")
        found += [
            _text(path) + NEXT_FILE + shared
            for path in sorted(folder.glob("*.plan"))
            if path.name != "shared.plan"
        ]
    return tuple(found)


@cache
def faulty() -> tuple[str, ...]:
    """Plans with one fault each."""
    shared = _text(_PLANS / "shared.plan")
    texts = [_text(path) for path in sorted(_TRIGGERS.glob("*.plan"))]
    return tuple(text if "source assignment" in text else text + NEXT_FILE + shared for text in texts)


@cache
def everything() -> tuple[str, ...]:
    """All seeds."""
    return (*plans(), *faulty(), *(_text(path) for path in kept()))


def _text(path: Path) -> str:
    return decoded(path.read_bytes())


def decoded(data: bytes) -> str:
    """Bytes as the text that the loader would be given; half characters stay, for callers can pass them."""
    return data.decode("utf-8", "surrogatepass" if _is_passable(data) else "replace")


def encoded(text: str) -> bytes:
    """The bytes that `decoded` reads as the text."""
    return text.encode("utf-8", "surrogatepass")


def _is_passable(data: bytes) -> bool:
    try:
        data.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        return False
    return True
