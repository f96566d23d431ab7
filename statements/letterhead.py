"""What the company adds to its statements, read from the files that comp.toml names and looked at first.

A logo is a picture that a stranger may have made: it is opened by its own kind's reader only, is refused
where it is not what it says, large, or of odd dimensions, and is drawn anew, so that nothing else that its
file holds reaches a statement.
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageFile, ImageOps

from comp.errors import CompError
from comp.facts.company import StatementSettings
from statements.view import Letterhead

MOST_BYTES = 512 * 1024
_LEAST_SIDE, _MOST_SIDE = 16, 4000  # pixels
_MOST_TIMES_AS_LONG = 20
# Drawn anew it fits the head of the page at 380 dots an inch, and the verifier unpacks it without ado.
_DRAWN_WITHIN = (900, 300)
_KINDS = {b"\x89PNG\r\n\x1a\n": "PNG", b"\xff\xd8\xff": "JPEG"}


class LetterheadError(CompError):
    """A file that [statements] of comp.toml names cannot be used."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture with the address by which the page asks for it: its own bytes."""

    data: bytes
    media_type: str

    @property
    def address(self) -> str:
        """The data URI."""
        return f"data:{self.media_type};base64,{b64encode(self.data).decode('ascii')}"


def read_letterhead(folder: Path, settings: StatementSettings) -> Letterhead:
    """Read the files beside comp.toml in `folder` that the settings name.

    Raises:
        LetterheadError: a file is not there or not what it must be.
    """
    logo = _logo(folder, settings.logo) if settings.logo else None
    letter = _letter(folder, settings.letter) if settings.letter else ()
    return Letterhead(logo, letter, settings.ask)


def picture_of(letterhead: Letterhead) -> Picture | None:
    """The logo as the page holds it."""
    if letterhead.logo is None:
        return None
    kind = _kind(letterhead.logo)
    if kind is None:
        raise LetterheadError("the logo is neither a PNG nor a JPEG")
    return Picture(letterhead.logo, f"image/{kind.lower()}")


def _logo(folder: Path, name: str) -> bytes:
    data = _read(folder, name, "logo", "a PNG or JPEG")
    expected = f"comp.toml: statements.logo: {name}: expected a PNG or JPEG of at most 512 KB"
    if len(data) > MOST_BYTES:
        raise LetterheadError(f"{expected}; it has {-(-len(data) // 1024):,} KB")
    kind = _kind(data)
    if kind is None:
        raise LetterheadError(f"{expected}; it begins like neither")
    try:
        with _whole_pictures(), Image.open(BytesIO(data), formats=(kind,)) as picture:
            _refuse_odd_sides(picture.size, expected)
            return _drawn_anew(picture)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as fault:
        raise LetterheadError(f"{expected}; it begins like a {kind} and cannot be read as one") from fault


@contextmanager
def _whole_pictures() -> Generator[None]:
    """A picture that was cut short is an error; WeasyPrint tells Pillow, for all, to make do with it."""
    before = ImageFile.LOAD_TRUNCATED_IMAGES
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    try:
        yield
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES = before


def _drawn_anew(picture: Image.Image) -> bytes:
    """The picture as a PNG on white, upright, no larger than the page can show: its colours and no more."""
    upright = ImageOps.exif_transpose(picture).convert("RGBA")
    on_white = Image.new("RGBA", upright.size, "white")
    on_white.alpha_composite(upright)
    opaque = on_white.convert("RGB")
    opaque.thumbnail(_DRAWN_WITHIN)
    stream = BytesIO()
    opaque.save(stream, "PNG")
    return stream.getvalue()


def _kind(data: bytes) -> str | None:
    return next((kind for begin, kind in _KINDS.items() if data.startswith(begin)), None)


def _refuse_odd_sides(size: tuple[int, int], expected: str) -> None:
    short, long = sorted(size)
    if short < _LEAST_SIDE or long > _MOST_SIDE or long > _MOST_TIMES_AS_LONG * short:
        raise LetterheadError(
            f"{expected}, from {_LEAST_SIDE} to {_MOST_SIDE:,} pixels a side and at most "
            f"{_MOST_TIMES_AS_LONG} times as long as wide; it has {size[0]:,} by {size[1]:,}"
        )


def _letter(folder: Path, name: str) -> tuple[str, ...]:
    try:
        text = _read(folder, name, "letter", "a text file").decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        raise LetterheadError(
            f"comp.toml: statements.letter: {name}: not UTF-8 at byte {fault.start}; save the file as UTF-8"
        ) from fault
    paragraphs = (" ".join(each.split()) for each in re.split(r"\n\s*\n", text.replace("\r\n", "\n")))
    return tuple(each for each in paragraphs if each)


def _read(folder: Path, name: str, key: str, expected: str) -> bytes:
    """The file's bytes; one outside the folder, by a link or `..`, is refused."""
    path = (folder / name).resolve()
    try:
        if not path.is_relative_to(folder.resolve()):
            raise LetterheadError(
                f"comp.toml: statements.{key}: {name}: expected {expected} in the folder of comp.toml"
            )
        return path.read_bytes()
    except OSError as fault:
        raise LetterheadError(
            f"comp.toml: statements.{key}: {name}: cannot be read ({fault.strerror}); expected {expected} "
            "beside comp.toml"
        ) from fault
