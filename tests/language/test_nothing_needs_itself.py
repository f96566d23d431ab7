"""A measure that needs itself by way of an exception is a fault of the plan, not of the engines."""

from __future__ import annotations

import pytest

from comp.language import load_texts
from tests.language.workspace import PLANS, TRIGGERS


@pytest.mark.parametrize(
    ("statements", "where"),
    [
        ("  measure m = 1\n  except x, when m < 2: m is 3\n", "m <"),
        ("  measure a = 1\n  except x, when b < 2: a is 3\n  measure b = a + 1\n", "b <"),
    ],
)
def test_an_exception_that_leads_back_is_shown_at_its_place(statements: str, where: str) -> None:
    text = (TRIGGERS / "L008.plan").read_text("utf-8").replace("own expansion", "own new_business")
    text = text.replace("  multiply commission by factor\n", f"  multiply commission by factor\n{statements}")
    loaded = load_texts({"a.plan": text, "shared.plan": (PLANS / "shared.plan").read_text("utf-8")})
    faults = [diagnostic for diagnostic in loaded.diagnostics if diagnostic.code == "N009"]
    assert loaded.program is None
    assert text.index(where) in {fault.span.start for fault in faults}
