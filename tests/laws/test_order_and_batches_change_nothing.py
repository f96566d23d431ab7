"""Order and batches of facts and plans change nothing; nor does it matter whose lines are asked for."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from random import Random
from typing import cast

from comp import engine
from comp.facts import Workspace
from comp.facts.snapshot import Snapshot, Value
from comp.fuzz.comparing import Outcomes, calculated
from comp.fuzz.drawing import PAYEES
from comp.language import load_texts
from comp.language.core import Kind, Plan, Source, SourceColumn, Statement
from comp.language.money import format_minor
from comp.reference import valuate
from comp.runs import calculate, load_program, prepare
from comp.runs.difference import difference, no_lines
from comp.runs.folder import portable, results_digest
from comp.runs.spans import PaidSpan
from tests.laws.core_trees import looks_at_other_assignments, rests_on, rests_on_others, standing_alone
from tests.laws.drawn import CASES, Drawn, Rows, Valuing, both, drawn, plans
from tests.runs import tiny

DAY = date(2026, 7, 1)
ARRIVING = tuple("assignment account quota rate deal renewal payment cancellation refund lapse".split())
"""Sources, each below those that its rows refer to."""
IMPORTED = max(CASES // 8, 2)
"""How many drawn cases are written as files and imported, which takes longer than to value them."""


def digest_of(one: Drawn, plan: Plan) -> str:
    """The digest of the results of a run that pays all of a plan's lines."""
    day = one.days[-1]
    lines = engine.valuate(one.program, plan, one.snapshot, one.calendar, day).lines
    span = PaidSpan(plan.effective_from, day, plan.effective_from, day)
    return results_digest(portable(difference(no_lines(), lines, span)))


def turned(one: Drawn) -> Drawn:
    """The same facts and plans in another order: of the rows, of the sources and of the plan files."""
    random = Random(one.seed)  # noqa: S311 - cases are to be repeated, not to be secret
    rows = {name: random.sample(some, len(some)) for name, some in [*one.rows.items()][::-1]}
    loaded = load_texts(dict([*one.texts.items()][::-1]))
    assert loaded.program is not None, one.seed
    return replace(one, program=loaded.program, rows=rows)


def test_facts_in_another_order_are_the_same_snapshot() -> None:
    for one in drawn():
        other = turned(one)
        assert [*other.rows] != [*one.rows]
        assert any(list(other.rows[name]) != list(rows) for name, rows in one.rows.items())
        assert other.snapshot.digest == one.snapshot.digest, one.seed


@both
def test_facts_and_plans_in_another_order_give_the_same_lines(value: Valuing) -> None:
    for one in drawn(value):
        other = turned(one)
        again = {plan.name: plan for plan in other.program.plans}
        for plan in one.program.plans:
            assert again[plan.name].result_digest == plan.result_digest
            assert one.lines(value, plan) == other.lines(value, again[plan.name]), one.seed


def test_facts_and_plans_in_another_order_give_the_same_digest_of_results() -> None:
    for one, plan in plans(calculated):
        other = turned(one)
        [again] = [each for each in other.program.plans if each.name == plan.name]
        assert digest_of(one, plan) == digest_of(other, again), one.seed


@both
def test_payees_in_parts_have_the_lines_that_they_have_together(value: Valuing) -> None:
    """Asked of what rests on nobody else: the others are no members then, and nobody's managers."""
    asked = 0
    for one, plan in _alone():
        payees = sorted({str(row["payee"]) for row in one.rows["assignment"]})
        cut = one.seed // 4 % (len(payees) - 1) + 1
        found: Outcomes = {}
        for some in (payees[:cut], payees[cut:]):
            rows = [row for row in one.rows["assignment"] if row["payee"] in some]
            found |= one.with_rows(assignment=rows).lines(value, plan)
        together = one.lines(value, plan)
        assert found == together, one.seed
        asked += len({line.identity[2] for line in together.values()}) > 1
        if value is calculated and asked > CASES // 10:
            break  # the calculating engine takes longer
    assert asked > 0


def _alone() -> Iterator[tuple[Drawn, Plan]]:
    """Drawn plans of those statements that rest on nobody but the line's payee."""
    for one, plan in plans():

        def is_alone(statement: Statement, plan: Plan = plan, one: Drawn = one) -> bool:
            nodes = rests_on(one.program, plan, [statement])
            return not rests_on_others(nodes) and not looks_at_other_assignments(nodes)

        kept = standing_alone(plan, is_alone)
        if kept.statements():
            yield one.with_plan(kept), kept


def test_the_reference_gives_a_payee_the_same_lines_alone_as_with_all_others() -> None:
    """Asked of whole plans: whoever they rest on is read, though only the payee's lines are told."""
    for one, plan in plans():
        snapshot, day = one.snapshot, one.days[-1]
        whole = valuate(one.program, plan, snapshot, one.calendar, day)
        alone = [
            line
            for payee in sorted({line.payee for line in whole})
            for line in valuate(one.program, plan, snapshot, one.calendar, day, [payee])
        ]
        assert sorted(alone, key=lambda line: line.line_id) == whole, one.seed


def test_facts_imported_in_one_batch_or_in_many_are_the_same_snapshot(tmp_path: Path) -> None:
    for one in map(_as_imports_take_them, [*drawn()][:IMPORTED]):
        whole = Batches(tmp_path / f"{one.seed}-whole", one, "full").imported([one.rows])
        assert whole.digest == one.snapshot.digest, one.seed
        for name, parts in (("few", 2), ("many", 5)):
            batches = in_batches(one, parts)
            found = Batches(tmp_path / f"{one.seed}-{name}", one, "delta").imported(batches)
            assert found.digest == whole.digest, one.seed


def test_facts_imported_in_batches_give_the_same_run(tmp_path: Path) -> None:
    whole = run_of(tiny.workspace(tmp_path / "whole"), [])
    deals = tiny.FACTS["deal"].splitlines(keepends=True)
    for name, batches in (("first to last", deals[1:]), ("last to first", deals[:0:-1])):
        folder = tiny.workspace(
            tmp_path / name, deal=deals[0], cancellation=tiny.FACTS["cancellation"].splitlines()[0]
        )
        (folder / "data" / "deal.toml").write_text('file = "deal.csv"\nextract = "delta"\n', "utf-8")
        parts = run_of(folder, [deals[0] + batch for batch in batches])
        assert parts == whole


def _as_imports_take_them(one: Drawn) -> Drawn:
    """Without the rows that an import refuses: they refer to none that is there, or have no day; and with
    managers who are not managed.
    """
    rows: dict[str, list[Mapping[str, Value]]] = {
        "assignment": [
            {**row, "manager": row["manager"] if row["payee"] in {"ana", "bo", "cem"} else None}
            for row in one.rows["assignment"]
            if row["manager"] != "ana"
        ]
    }
    for name in ARRIVING[1:]:
        source = one.program.sources[name]
        rows[name] = [
            row
            for row in one.rows[name]
            if (source.dated is None or row[source.dated] is not None)
            and all(
                row[column.name] in {None, *(other[one.program.sources[of].key] for other in rows[of])}
                for column in source.columns
                if (of := column.refers_to)
            )
        ]
    return one.with_rows(**rows)


class Batches:
    """A workspace of a drawn case, into which its facts come in batches on one day."""

    def __init__(self, folder: Path, one: Drawn, extract: str) -> None:
        self._folder, self._one = folder, one
        for place in ("plans", "data"):
            (folder / place).mkdir(parents=True)
        (folder / "comp.toml").write_text('[company]\nname = "Drawn"\ncurrency = "USD"\n', "utf-8")
        people = "".join(f"{payee},{payee}\n" for payee in (*PAYEES, "nobody"))
        (folder / "data" / "people.csv").write_text(f"Payee,Name\n{people}", "utf-8")
        (folder / "data" / "people.toml").write_text('payee = "Payee"\nname = "Name"\n', "utf-8")
        for name in one.program.sources:
            mapping = f'file = "{name}.csv"\nextract = "{extract}"\n'
            (folder / "data" / f"{name}.toml").write_text(mapping, "utf-8")

    def imported(self, batches: Sequence[Rows]) -> Snapshot:
        """The facts after all batches, in their order."""
        sources, opened = self._one.program.sources, Workspace.open(self._folder)
        for rows in batches:
            for name, source in sources.items():
                text = csv_of(source, rows.get(name, ()))
                (self._folder / "data" / f"{name}.csv").write_text(text, "utf-8")
            opened.import_facts(sources, DAY)
        return opened.view(sources, recorded=DAY).snapshot


def csv_of(source: Source, rows: Sequence[Mapping[str, Value]]) -> str:
    """A source's rows as a file."""
    names = [column.name for column in source.columns]
    written = io.StringIO()
    writer = csv.writer(written)
    writer.writerow(names)
    writer.writerows([_cell(source, column, row) for column in source.columns] for row in rows)
    return written.getvalue()


def _cell(source: Source, column: SourceColumn, row: Mapping[str, Value]) -> str:
    value = row.get(column.name)
    if value is None:
        return ""
    if column.kind is Kind.ROW_MONEY:
        currency = source.currency_code or str(row[source.currency_column or ""])
        return format_minor(cast("int", value), currency).replace(",", "")
    if column.kind is Kind.NUMBER:
        return f"{Decimal(int(Fraction(cast('Fraction', value)) * 10**9)).scaleb(-9):f}"
    return str(value).lower() if isinstance(value, bool) else str(value)


def in_batches(one: Drawn, parts: int) -> list[Rows]:
    """The rows in so many batches; a row that refers to another comes with it or after it."""
    random = Random(one.seed)  # noqa: S311 - cases are to be repeated, not to be secret
    batches: list[dict[str, list[Mapping[str, Value]]]] = [{} for _ in range(parts)]
    arrived: dict[tuple[str, Value], int] = {}
    for name in ARRIVING:
        source = one.program.sources[name]
        referring = [(c.name, c.refers_to) for c in source.columns if c.refers_to]
        for row in one.rows[name]:
            first = max([arrived.get((str(of), row[column]), 0) for column, of in referring], default=0)
            number = random.randrange(first, parts)
            arrived[name, row[source.key]] = max(number, arrived.get((name, row[source.key]), 0))
            batches[number].setdefault(name, []).append(row)
    return list(batches)


def run_of(folder: Path, batches: Sequence[str]) -> tuple[str, str]:
    """The digests of facts and results of the first quarter, after importing deals in batches on one day."""
    for batch in batches:
        (folder / "data" / "deal.csv").write_text(batch, "utf-8")
        workspace = Workspace.open(folder)
        workspace.import_facts(load_program(workspace).sources, DAY)
    (folder / "data" / "cancellation.csv").write_text(tiny.FACTS["cancellation"], "utf-8")
    manifest = calculate(prepare(Workspace.open(folder), "2026-Q1", None, DAY)).manifest
    return manifest.facts_digest, manifest.results_digest
