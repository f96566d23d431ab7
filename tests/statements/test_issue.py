"""No statement unless both engines agree to the cent on every line of the payee."""

import datetime as dt
from dataclasses import dataclass

import pytest

from statements.issue import Comparison, EnginesDisagreeError, OwnedLine

OWNERS = {"l1": OwnedLine("ana", "USD"), "l2": OwnedLine("bo", "USD")}


@dataclass(frozen=True)
class Found:
    """A disagreement as the comparison tells it."""

    line_id: str
    clause: str = "commission"
    date: dt.date = dt.date(2026, 3, 31)
    engine_minor: int | None = 800_000
    reference_minor: int | None = 800_001
    what: str = "earned"


def compared(*found: Found) -> Comparison:
    return Comparison(frozenset({"ana", "bo"}), found)


def test_a_payee_without_a_disagreement_passes() -> None:
    compared().require("ana", OWNERS)
    compared(Found("l2")).require("ana", OWNERS)


def test_a_cent_between_the_engines_stops_the_statement_and_both_amounts_are_named() -> None:
    with pytest.raises(EnginesDisagreeError) as refusal:
        compared(Found("l1")).require("ana", OWNERS)

    message = str(refusal.value)
    assert "clause commission" in message
    assert "8,000.00 USD" in message
    assert "8,000.01 USD" in message
    assert "2026-03-31" in message


def test_an_amount_that_only_one_engine_has_stops_the_statement() -> None:
    with pytest.raises(EnginesDisagreeError, match="the second engine nothing"):
        compared(Found("l1", reference_minor=None, what="fault")).require("ana", OWNERS)


def test_a_line_that_nobody_is_known_to_own_stops_everybody() -> None:
    for payee in ("ana", "bo"):
        with pytest.raises(EnginesDisagreeError, match="l9"):
            compared(Found("l9")).require(payee, OWNERS)


def test_who_was_not_compared_gets_no_statement() -> None:
    with pytest.raises(EnginesDisagreeError, match="not compared"):
        compared().require("cem", OWNERS)
