"""A workbook as bytes that are the same each time: nothing in it tells when it was written."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from datetime import date, datetime, time
from io import BytesIO
from typing import Final

from openpyxl import Workbook

_MODIFIED: Final = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*<")


def _as_it_is(_name: str, part: bytes) -> bytes:
    return part


def bytes_of(
    book: Workbook, title: str, made_on: date, change: Callable[[str, bytes], bytes] = _as_it_is
) -> bytes:
    """Pack a workbook; `made_on` stands for the present time wherever the library writes that.

    `change` gets each part of the file by its name, and gives what is packed instead.
    """
    book.properties.creator = "comp"
    book.properties.title = title
    book.properties.created = datetime.combine(made_on, time())
    made, packed = BytesIO(), BytesIO()
    book.save(made)
    with zipfile.ZipFile(made) as old, zipfile.ZipFile(packed, "w") as new:
        for name in old.namelist():
            entry = zipfile.ZipInfo(name, date_time=(made_on.year, made_on.month, made_on.day, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            part = old.read(name)
            if name == "docProps/core.xml":
                part = _MODIFIED.sub(f"\\g<1>{made_on.isoformat()}T00:00:00Z<".encode(), part)
            new.writestr(entry, change(name, part))
    return packed.getvalue()
