"""Texts that the language's tests share: four plain plans of their own, and plans with one fault each.

The plans beside this file are kept as they are: tests point at their lines. The ready plans in `plans/` grow.
"""

from __future__ import annotations

from pathlib import Path

from comp.language import Loaded, load_texts

ROOT = Path(__file__).parents[2]
PLANS = Path(__file__).parent / "plans"
TRIGGERS = Path(__file__).parent / "triggers"
SHARED = (PLANS / "shared.plan").read_text("utf-8")


def demo_texts() -> dict[str, str]:
    """The plain plan files by name."""
    return {path.name: path.read_text("utf-8") for path in sorted(PLANS.glob("*.plan"))}


def load_with_shared(text: str) -> Loaded:
    """Load a plan beside the plain plans' sources and credits."""
    shared = {} if "source assignment" in text else {"shared.plan": SHARED}
    return load_texts({**shared, "a.plan": text})


def codes(loaded: Loaded) -> list[str]:
    """The codes of all faults in the plan itself."""
    return [diagnostic.code for diagnostic in loaded.diagnostics if diagnostic.file == "a.plan"]
