"""The PDF of a recorded statement: drawn when it is first asked for, and kept beside the documents.

A kept file is taken again while it would be drawn the same: the same run, content, name and letterhead. One
that would not, is replaced, so that a name that was changed does not stay in a file that is in use.
"""

from __future__ import annotations

import hashlib
import re
from contextlib import suppress
from typing import Final

from litestar import Response

from api.areas.statements.apart import done_apart
from api.areas.statements.reading import Opened, run_folder
from api.service import Service
from comp.whole_files import write_new
from statements.documents import DRAWN
from statements.letterhead import read_letterhead

_ODD: Final = re.compile(r"[^A-Za-z0-9._-]+")
_KEY_LETTERS: Final = 16


def pdf_answer(service: Service, one: Opened) -> Response[bytes]:
    """The statement's PDF as a file to keep.

    Raises:
        CompError: it cannot be drawn, or kept.
    """
    return Response(
        pdf_of(service, one),
        media_type="application/pdf",
        headers={
            "content-disposition": f'attachment; filename="{file_name(one)}"',
            "cache-control": "private, no-store",
        },
    )


def pdf_of(service: Service, one: Opened) -> bytes:
    """The statement's PDF, drawn now where it is not kept.

    Raises:
        CompError: it cannot be drawn, or kept.
    """
    place = service.folder / DRAWN / f"{one.shown.id}-{_key(service, one)}.pdf"
    with suppress(FileNotFoundError):
        return place.read_bytes()
    order = {
        "what": "pdf",
        "workspace": str(service.folder),
        "run": str(run_folder(service, one)),
        "payee": one.shown.payee,
        "name": "" if one.name == one.shown.payee else one.name,
    }
    drawn = done_apart(order)
    for outdated in place.parent.glob(f"{one.shown.id}-*.pdf"):
        outdated.unlink(missing_ok=True)
    write_new(drawn, place)
    return drawn


def file_name(one: Opened) -> str:
    """A name that any system takes and no header can be broken by."""
    return _ODD.sub("-", f"statement-{one.shown.period}-{one.shown.payee}.pdf")


def _key(service: Service, one: Opened) -> str:
    """Tells apart what would be drawn differently."""
    workspace = service.workspace()
    letterhead = read_letterhead(workspace.path, workspace.company.statements)
    parts = (
        *(one.shown.results_digest, one.shown.content_digest, one.locale),
        *(one.name, letterhead.ask, *letterhead.letter),
        hashlib.sha256(letterhead.logo or b"").hexdigest(),
    )
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:_KEY_LETTERS]
