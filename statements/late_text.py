"""Gives a PDF an attached text that tells how the PDF itself is drawn, although it is drawn once.

WeasyPrint hands the finished file over before it writes it (its `finisher`). Here it is written once for the
one who looks at its pages; then what that tells takes the attachment's place, and WeasyPrint writes the file.
Every stream is packed once, and not on each writing.
"""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from typing import Any, Protocol, TypeGuard


@dataclass(frozen=True, slots=True)
class LateText:
    """A text under a name that is made from the bytes of a file whose pages are drawn as this one's."""

    name: str
    description: str
    day: date
    text_of: Callable[[bytes], str]


class _Stream(Protocol):
    """A stream of pydyf, the writer under WeasyPrint."""

    stream: list[object]
    extra: dict[str, Any]
    compress: bool


class Pdf(Protocol):
    """A file of pydyf."""

    objects: list[object]
    current_position: int

    def write(self, output: BytesIO, version: str, identifier: bool, compress: bool) -> None:  # noqa: FBT001 - the signature is pydyf's
        """Write the file."""
        ...


def put_late_text(pdf: Pdf, late: LateText) -> None:
    """Fill the file's one attachment, which holds nothing yet, and pack every stream.

    Raises:
        ValueError: the file has no attachment, or several.
    """
    streams = [each for each in pdf.objects if _is_stream(each)]
    (attachment,) = (each for each in streams if each.extra.get("Type") == "/EmbeddedFile")
    for each in streams:
        if each is not attachment:
            _pack(each)
    text = late.text_of(_written(pdf)).encode()
    attachment.stream = [text]
    attachment.extra["Params"]["Size"] = len(text)
    checksum = hashlib.md5(text, usedforsecurity=False).hexdigest()
    attachment.extra["Params"]["CheckSum"] = f"<{checksum}>"
    _pack(attachment)


def _is_stream(each: object) -> TypeGuard[_Stream]:
    return hasattr(each, "stream") and hasattr(each, "extra")


def _pack(stream: _Stream) -> None:
    """Pack a stream as pydyf would each time that it is asked for its bytes."""
    parts = [_bytes(part) for part in stream.stream]
    packed = [part for part in parts if part is not None]
    if stream.compress and len(packed) == len(parts):
        stream.stream = [zlib.compress(b"\n".join(packed), 9)]
        stream.extra["Filter"] = "/FlateDecode"
        stream.compress = False


def _bytes(part: object) -> bytes | None:
    """A part of a stream: bytes, text or an object of pydyf; None where pydyf alone knows how."""
    match part:
        case bytes():
            return part
        case str():
            return part.encode("ascii")
        case _:
            return getattr(part, "data", None)


def _written(pdf: Pdf) -> bytes:
    """The file as it stands; what writing adds to its objects is taken off again."""
    count, output = len(pdf.objects), BytesIO()
    pdf.write(output, "1.7", False, False)  # noqa: FBT003 - pydyf gives no names
    del pdf.objects[count:]
    pdf.current_position = 0
    return output.getvalue()
