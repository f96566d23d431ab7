"""Every code has a plan that triggers it, and the way it is shown is held by a snapshot."""

from __future__ import annotations

from pathlib import Path

import pytest

from comp.language import Diagnostic, as_json, render
from comp.language.codes import TITLES
from comp.language.span import Span
from tests.language.trigger_plans import CODES, MADE_HERE, load_trigger, shown, trigger
from tests.language.workspace import TRIGGERS


def test_every_code_has_a_plan_that_triggers_it() -> None:
    assert {*CODES, *MADE_HERE} == set(TITLES)


def test_every_code_has_a_snapshot_of_what_is_said() -> None:
    assert {path.stem for path in TRIGGERS.glob("*.txt")} == set(TITLES)


@pytest.mark.parametrize("code", TITLES)
def test_the_faulty_plan_triggers_its_code(code: str, tmp_path: Path) -> None:
    loaded = load_trigger(trigger(code, tmp_path))
    assert code in {diagnostic.code for diagnostic in loaded.diagnostics}
    assert (loaded.program is None) is not code.startswith(("W", "M"))


@pytest.mark.parametrize("code", TITLES)
def test_a_fault_is_shown_as_it_was_reviewed(code: str, tmp_path: Path) -> None:
    path = trigger(code, tmp_path)
    assert shown(load_trigger(path), path) == (TRIGGERS / f"{code}.txt").read_text("utf-8")


def test_a_fault_as_json_names_code_place_and_remedy() -> None:
    path = TRIGGERS / "L001.plan"
    fault = as_json(load_trigger(path).diagnostics[0])
    assert fault["code"] == "L001"
    start = path.read_text("utf-8").index("multiply commission") + len("multiply ")
    place = {"start": start, "end": start + len("commission"), "line": 18, "column": 12}
    assert fault["span"] == {"file": str(path), **place}
    assert fault["hint"] == "Move this below `pay commission`."


def test_colours_wrap_the_text_and_change_nothing_else() -> None:
    span = Span("a.plan", 5, 9, 1, 6)
    fault = Diagnostic("N003", "error", "No such name", "There is no name `rate`.", span, hint="Write one.")
    plain = render(fault, {"a.plan": "pay = rate"})
    coloured = render(fault, {"a.plan": "pay = rate"}, colour=True)
    assert "\x1b[1;31merror[N003]\x1b[0m" in coloured
    assert "\x1b" not in plain


def test_carets_stand_below_wide_letters() -> None:
    text = "  pay 報酬 = x"
    span = Span("a.plan", text.index("x"), text.index("x") + 1, 1, text.index("x") + 1)
    fault = Diagnostic("N003", "error", "No such name", "There is no name `x`.", span)
    carets = render(fault, {"a.plan": text}).splitlines()[4]
    # Two wide letters take four cells: the caret stands at 2 + 4 + 4 + 3 cells after the bar and its blank.
    assert carets == "   | " + " " * 13 + "^ There is no name `x`."
