"""Files that are handed out: as an attachment, under a name that no header and no file system trips over."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import quote

from litestar import Response

from comp.workflow.closing import Export

_NOT_IN_NAMES: Final = re.compile(r"[^A-Za-z0-9._-]+")
_DIGEST: Final = "content-sha256"


def attachment(export: Export) -> Response[bytes]:
    """The answer that hands a file out; browsers save it and never show it, nor keep a copy."""
    return Response(
        export.content,
        media_type=export.media_type,
        encoding=export.charset or "utf-8",
        headers={"content-disposition": disposition(export.name), _DIGEST: export.sha256},
    )


def disposition(name: str) -> str:
    """`attachment`, with the name in plain letters, and beside it as it is where these do not hold it."""
    plain = _NOT_IN_NAMES.sub("-", name).strip(".-") or "download"
    if plain == name:
        return f'attachment; filename="{plain}"'
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
