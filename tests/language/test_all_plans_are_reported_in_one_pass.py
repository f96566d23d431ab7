"""A fault in one plan does not hide the same fault in the next."""

from __future__ import annotations

from comp.language import load_texts
from tests.language.workspace import PLANS, TRIGGERS


def test_each_plan_is_told_what_its_data_line_lacks() -> None:
    text = (TRIGGERS / "N008.plan").read_text("utf-8")
    texts = {f"{name}.plan": text.replace("plan p ", f"plan {name} ", 1) for name in ("a", "b")}
    loaded = load_texts({**texts, "shared.plan": (PLANS / "shared.plan").read_text("utf-8")})
    assert {d.file for d in loaded.diagnostics if d.code == "N008"} == {"a.plan", "b.plan"}
