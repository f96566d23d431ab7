"""The days of dated rows: those of one owner must not overlap."""

from __future__ import annotations

from datetime import date

from comp.records.people.sheets import SheetForm


class Spans:
    """The days of all rows as they would be after the import."""

    def __init__(self, sheet: SheetForm, there: dict[tuple[str, ...], dict[str, str]]) -> None:
        self._sheet = sheet
        self._after: dict[tuple[str, ...], dict[str, str]] = dict(there) if sheet.span_of else {}
        self._by_owner: dict[tuple[str, ...], list[tuple[date, date, tuple[str, ...]]]] | None = None

    def put(self, texts: dict[str, str]) -> None:
        """Take a row of the file; it replaces the one in the database of the same key."""
        if self._sheet.span_of:
            self._after[self._sheet.key_of(texts)] = texts

    def overlapping(self, texts: dict[str, str]) -> str | None:
        """The first day of another row of the same owner that shares a day with this one."""
        if not self._sheet.span_of:
            return None
        key, (first, last) = self._sheet.key_of(texts), _span(texts)
        others = self._owners()[self._owner(texts)]
        found = (start for start, end, other in others if other != key and start <= last and first <= end)
        return next((start.isoformat() for start in found), None)

    def _owner(self, texts: dict[str, str]) -> tuple[str, ...]:
        return tuple(texts[column] for column in self._sheet.span_of)

    def _owners(self) -> dict[tuple[str, ...], list[tuple[date, date, tuple[str, ...]]]]:
        if self._by_owner is None:
            self._by_owner = {}
            for key, texts in self._after.items():
                self._by_owner.setdefault(self._owner(texts), []).append((*_span(texts), key))
        return self._by_owner


def _span(texts: dict[str, str]) -> tuple[date, date]:
    return date.fromisoformat(texts["starts_on"]), _last(texts["ends_on"])


def _last(text: str) -> date:
    return date.fromisoformat(text) if text else date.max
