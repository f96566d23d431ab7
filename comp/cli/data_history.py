"""`comp data history`: every version of one fact, since when it is known and by which import it came."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from comp.cli.output import console, json_option, whole_numbers, workspace_argument, write_json
from comp.errors import UnknownNameError

if TYPE_CHECKING:
    from rich.table import Table

    from comp.facts import Workspace
    from comp.facts.history import RowVersion
    from comp.language.core import Source


@click.command()
@workspace_argument
@click.argument("source")
@click.argument("key")
@json_option
def history(workspace: Path, source: str, key: str, *, as_json: bool) -> None:
    """Show every version of the fact KEY of SOURCE in WORKSPACE: since when runs see it, and what changed.

    Of each version it says when the fact is valid, the day from which runs see it, the import that brought it
    and how that was extracted. A refused row is shown with the values at fault.
    """
    from comp.facts import Workspace
    from comp.facts.history import history as versions_of
    from comp.runs import load_program

    opened = Workspace.open(workspace)
    sources = load_program(opened).sources
    if source not in sources:
        raise UnknownNameError("source", source, sources)
    found = versions_of(opened.store, sources[source], key)
    if not found:
        raise UnknownNameError(f"row of {source} with the key", key, _keys(opened, sources[source]))
    if as_json:
        write_json([_plain(version, sources[source]) for version in found])
    else:
        console().print(whole_numbers(_table(found, sources[source])))


def _keys(workspace: Workspace, source: Source) -> set[str]:
    imports = [one for one in workspace.store.imports() if one.source == source.name]
    tables = (workspace.store.table(one.table) for one in imports)
    return {str(key) for table in tables for key in table.get_column(source.key).drop_nulls()}


def _table(found: list[RowVersion], source: Source) -> Table:
    from rich.markup import escape
    from rich.table import Table

    table = Table(title=f"{source.name}, as runs see it from each day on", title_justify="left")
    for heading in ("row", "valid", "recorded on", "imported on", "import", "extract", "what", "values"):
        table.add_column(heading, justify="right" if heading == "import" else "left")
    for version in found:
        table.add_row(
            escape(_row(version)),
            _valid(version, source),
            version.recorded_on.isoformat(),
            version.imported_on.isoformat(),
            f"{version.import_number:,}",
            version.extract,
            version.kind.value,
            escape(", ".join(_changes(version, source))),
        )
    return table


def _row(version: RowVersion) -> str:
    from comp.runs.fact_texts import BLANK

    return ", ".join(BLANK if part is None else str(part) for part in version.row)


def _valid(version: RowVersion, source: Source) -> str:
    """The day from which a fact counts, or the days of a state; a source without dates always counts."""
    from comp.facts.history import VersionKind
    from comp.runs.fact_texts import BLANK, row_texts

    if not version.values or version.kind is VersionKind.REFUSED:
        return ""
    texts = row_texts(source, version.values)
    if source.dated is not None:
        return "not yet" if texts[source.dated] == BLANK else f"from {texts[source.dated]}"
    if source.valid_from is None:
        return "always"
    through = BLANK if source.valid_through is None else texts[source.valid_through]
    return f"{texts[source.valid_from]} to {'further notice' if through == BLANK else through}"


def _changes(version: RowVersion, source: Source) -> Iterator[str]:
    """What a version says: a new row whole, of a changed one what differs, of a refused what was at fault."""
    from comp.facts.history import VersionKind
    from comp.runs.fact_texts import row_texts

    before = row_texts(source, version.before)
    for name, text in _texts(version, source).items():
        if version.kind is not VersionKind.CHANGED:
            yield f"{name} {text}"
        elif before[name] != text:
            yield f"{name} {before[name]} -> {text}"


def _texts(version: RowVersion, source: Source) -> dict[str, str]:
    """Its values in words; those of a refused row stay as they were written."""
    from comp.facts.history import VersionKind
    from comp.runs.fact_texts import row_texts

    if version.kind is VersionKind.REFUSED:
        return {name: str(value) for name, value in version.values.items()}
    return row_texts(source, version.values)


def _plain(version: RowVersion, source: Source) -> dict[str, object]:
    from comp.facts.history import VersionKind
    from comp.runs.fact_texts import row_texts

    return {
        "row": [None if part is None else str(part) for part in version.row],
        "what": version.kind.value,
        "valid": _valid(version, source),
        "recorded_on": version.recorded_on.isoformat(),
        "imported_on": version.imported_on.isoformat(),
        "import": version.import_number,
        "extract": version.extract,
        "refused": version.kind is VersionKind.REFUSED,
        "values": _texts(version, source),
        "before": row_texts(source, version.before),
    }
