# The company is that of tests/runs/tiny.py: January pays D1 60.00.
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from comp.errors import CompError
from comp.facts import Workspace
from comp.ledger import Amounts, OpenLine, Values, entries_digest, entries_of, open_lines, standing_faults
from comp.ledger.books_corrections import due_by_books
from comp.ledger.values import lines_through
from comp.runs import Run, past_inputs, run
from tests.runs import tiny

A, B, C = (("plan.pay:ana:D1#1", "USD"), ("plan.pay:ana:D2#1", "USD"), ("plan.pay:ana:D3#1", "USD"))
D1 = ("ae_2026.commission:ana:D1#1", "USD")


def amounts(minor: int) -> Amounts:
    return Amounts(minor, minor)


def values(*lines: tuple[tuple[str, str], Amounts | None]) -> Values:
    return Values(frozenset({"plan"}), dict(lines))


def test_books_that_come_to_every_value_are_closed() -> None:
    worth = values((A, amounts(70)), (B, Amounts(90, 0)))

    assert (
        open_lines(
            worth, {A: amounts(60), C: amounts(5)}, {A: amounts(10), B: Amounts(90, 0), C: amounts(-5)}
        )
        == []
    )


def test_a_line_is_open_where_earned_or_payable_is_not_its_value() -> None:
    worth = values((A, amounts(70)), (B, Amounts(90, 40)))

    found = open_lines(worth, {A: amounts(60), C: amounts(5)}, {B: Amounts(90, 0)})

    assert [(each.line, each.missing) for each in found] == [
        (A[0], (10, 10)),
        (B[0], (0, 40)),
        (C[0], (-5, -5)),
    ]


def test_a_line_that_changed_its_currency_is_another_one() -> None:
    found = open_lines(values((A, amounts(70))), {(A[0], "EUR"): amounts(70)}, {})

    assert [(each.currency, each.missing.earned_minor) for each in found] == [("EUR", -70), ("USD", 70)]


def test_of_a_fault_nothing_may_be_posted_and_what_was_posted_stands() -> None:
    worth = values((A, None), (B, None), (C, None))

    found = open_lines(worth, {A: amounts(50)}, {B: amounts(1)})

    assert found == [OpenLine(*B, amounts(0), amounts(1), None)]
    assert [each.line for each in standing_faults(worth, {A: amounts(50), C: amounts(0)})] == [A[0]]


@pytest.fixture
def january(tmp_path: Path) -> tuple[Workspace, Run]:
    workspace = Workspace.open(tiny.workspace(tmp_path / "w"))
    return workspace, run(workspace, "2026-01", None, date(2026, 2, 2))


def test_entries_have_one_digest_in_any_order(january: tuple[Workspace, Run]) -> None:
    [entry] = entries_of(january[1])
    other = replace(entry, line="ae_2026.commission:ana:D2#1")

    assert entries_digest([entry, other]) == entries_digest([other, entry])
    assert entries_digest([entry, other]) != entries_digest([entry, replace(other, payable_minor=1)])


def test_a_run_that_pays_a_mended_line_whole_takes_back_what_was_posted_of_it(
    january: tuple[Workspace, Run],
) -> None:
    workspace, b = january
    worth = lines_through(past_inputs(workspace, b))

    # By B's facts the line was a fault before B's days, which counts as nothing, so B pays all of its 60.00.
    # 50.00 of it were posted when other facts were known.
    due = due_by_books(worth, worth, b, {D1: amounts(50_00)})

    [row] = due.iter_rows(named=True)
    assert (row["earned_before_minor"], row["earned_after_minor"], row["earned_minor"]) == (50_00, 0, -50_00)
    assert due_by_books(worth, worth, b, {}).is_empty()


def test_what_a_run_takes_back_of_a_line_that_was_never_posted_is_given_back(
    january: tuple[Workspace, Run],
) -> None:
    workspace, b = january
    worth = lines_through(past_inputs(workspace, b))

    # The line is there no more, was never posted, and B pays 60.00 of it: that is taken back.
    due = due_by_books(worth.clear(), worth.clear(), b, {})

    assert due.select("line_id", "earned_minor").rows() == [(D1[0], -60_00)]


def test_a_line_that_nobody_knows_any_more_is_not_corrected_in_silence(
    january: tuple[Workspace, Run],
) -> None:
    workspace, b = january
    worth = lines_through(past_inputs(workspace, b))

    with pytest.raises(CompError, match="D2#1 was posted and neither A nor B knows it"):
        due_by_books(worth, worth, b, {B: amounts(90)})
