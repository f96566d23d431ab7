"""Header rows of files: each column is found by the one header it has."""

from __future__ import annotations

from comp.facts.findings import FileFault


def check_headers(headers: list[str], name: str, sheet: str | None = None) -> list[str]:
    """Headers without the spaces around them.

    Raises:
        FileFault: none is written, or one stands twice.
    """
    stripped = [header.strip() for header in headers]
    if not any(stripped):
        raise FileFault(
            "header-missing", name, "its header row is empty", "set header_row to the row of the headers"
        )
    seen: set[str] = set()
    for header in stripped:
        if header and header in seen:
            raise FileFault(
                "header-twice",
                name,
                f"two columns are headed {header!r}",
                "rename one",
                sheet=sheet,
                column=header,
            )
        seen.add(header)
    # A column without a header cannot be asked for; it gets a name that no header can have.
    return [header or f"\0{number}" for number, header in enumerate(stripped)]
