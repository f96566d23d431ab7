"""Reads `data/people.toml` and the table it names."""

from __future__ import annotations

from pathlib import Path
from zoneinfo import ZoneInfo

import polars as pl
from babel import Locale, UnknownLocaleError

from comp.facts.errors import WorkspaceError
from comp.facts.findings import FileFault
from comp.facts.mapping import FileForm, Files
from comp.facts.origins import below_header
from comp.facts.people import People, Person
from comp.facts.raw import RawTable, read_raw
from comp.facts.series import bare, stripped
from comp.facts.settings import Settings


def read_people(data: Path, zone: ZoneInfo) -> People:
    """Everybody in the workspace; nobody where it has no `people.toml`.

    Raises:
        WorkspaceError: the mapping or its table is at fault.
    """
    path = data / "people.toml"
    if not path.is_file():
        return People()
    settings = Settings.read(path, "data/people.toml")
    files = Files(settings.texts("file", ("people.csv",)), FileForm())
    payee, name = settings.need("payee", str), settings.need("name", str)
    mail, locale = settings.get("mail", str, ""), settings.get("locale", str, "")
    systems = settings.words("ids")
    settings.finish()
    try:
        raw = read_raw(files, data, zone)
        _refuse_ragged(raw)
        frame = raw.frame
        headers = {payee, name, *systems.values()} | ({mail, locale} - {""})
        columns = {header: _texts(frame, header) for header in headers}
    except FileFault as fault:
        place = f"data/{fault.file}" + (f":{fault.row}" if fault.row else "")
        raise WorkspaceError(f"{place}: {fault.reason}; {fault.remedy}") from fault
    nothing = [""] * frame.height
    told = (columns[payee], columns[name], columns.get(mail, nothing), columns.get(locale, nothing))
    rows = list(zip(*told, strict=True))
    _refuse_twice(columns[payee], payee)
    people = {
        each: Person(each, called, post, _locale(each, tongue)) for each, called, post, tongue in rows if each
    }
    ids = {system: _ids(columns[header], columns[payee], header) for system, header in systems.items()}
    return People(people, ids)


def _locale(payee: str, name: str) -> str:
    try:
        return str(Locale.parse(name.replace("-", "_"))) if name else ""
    except (UnknownLocaleError, ValueError) as fault:
        raise WorkspaceError(
            f"data/people: {payee}: {name!r} is not a locale; expected a name such as de_DE, or a blank"
        ) from fault


def _refuse_ragged(raw: RawTable) -> None:
    """Somebody who is passed over would be nobody in every source."""
    for row in raw.ragged.head(1).iter_rows(named=True):
        reason, remedy = (
            f"the row has {row['value']}",
            "quote values that hold the delimiter, or mend the row",
        )
        raise FileFault("row-width", row["__file"], reason, remedy, row=row["__row"])


def _texts(frame: pl.DataFrame, header: str) -> list[str]:
    return stripped(bare(below_header(frame, header, "people"))).fill_null("").to_list()


def _ids(ids: list[str], payees: list[str], header: str) -> dict[str, str]:
    _refuse_twice(ids, header)
    return {each: payee for each, payee in zip(ids, payees, strict=True) if each and payee}


def _refuse_twice(values: list[str], header: str) -> None:
    written = [each for each in values if each]
    if len(written) != len(set(written)):
        # Which one is not told: it may be a name, and messages end in logs.
        raise WorkspaceError(
            f"data/people: a value of the column {header!r} stands in two rows; each leads to one person"
        )
