"""Words that a reader might write in place of the language's: the message names what to write."""

from __future__ import annotations

import pytest

from comp.language import Diagnostic, load_texts
from tests.language.workspace import ROOT, SHARED

PLAN = (ROOT / "tests" / "language" / "whole" / "seller.plan").read_text("utf-8")
WHEN = "  multiply commission by 2, when"


def faults(line: str) -> list[Diagnostic]:
    texts = {"shared.plan": SHARED, "a.plan": PLAN.replace("\nexample", f"{line}\n\nexample", 1)}
    return [fault for fault in load_texts(texts).diagnostics if fault.file == "a.plan"]


@pytest.mark.parametrize(
    ("line", "code", "hint"),
    [
        ("  cap commission at 1.00 USD per quarter, the excess is lost", "N002", "performance period"),
        ("  pay b = 1.00 USD, once per period", "P001", "once per performance period"),
        ("  multiply commission by 2 if deal.kind is new", "P001", "`when"),
        (f"{WHEN} deal.kind in new", "P001", "is one of"),
        (
            "  multiply commission by 2, when deal.kind is new or expansion",
            "T007",
            "is one of new, expansion",
        ),
        (
            "  multiply commission by 2, when deal.booked_on is between 2026-01-01 and 2026-02-01",
            "P001",
            "through",
        ),
        (
            "  multiply commission by 2, when deal.booked_on within 30 days of 2026-01-01",
            "P001",
            "days after",
        ),
        (f"{WHEN} deal.first_year_value is at least 1.00 USD", "P001", ">="),
        (f"{WHEN} deal.booked_on < today", "N003", "no clock"),
        ("  multiply commission, other by 2", "P001", "`and`"),
        ("  measure q = sum own new_business of the period", "P001", "`total own"),
        ("  measure q = total own new_business of the last 4 quarters", "P001", "before it"),
        ("  pay out commission\n    part 50% now", "P001", "at once"),
        ("  pay x = 1.00 USD, for each new_business when deal.kind is new", "P001", "`where`"),
        ("  guarantee g for commission at 1.00 USD per performance period", "P001", "`,`"),
        ("  draw d against commission, of 1.00 USD per month", "L011", "performance period"),
        ('  clause d "D"', "P001", "very beginning of a line"),
        ("  multiply commission by 40,000 USD", "P007", "`40,000.00 USD`"),
        ("  table t by attainment, progressive\n    | from | v  |\n    | 0    | 1% |", "C001", ""),
        ("  floor commission at 1.00 USD per year", "L011", "guarantee"),
    ],
)
def test_the_message_names_what_to_write(line: str, code: str, hint: str) -> None:
    found = [fault for fault in faults(line) if fault.severity == "error"]
    assert code in {fault.code for fault in found}
    assert any(hint in fault.hint for fault in found if fault.code == code)


def test_a_misspelt_shape_is_one_fault() -> None:
    line = "  table t by attainment, progressive\n    | from | v  |\n    | 0    | 1% |"
    assert [fault.text for fault in faults(line)] == ["`progressive` is no way to read a table."]
