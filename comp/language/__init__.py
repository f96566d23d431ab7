"""The plan language: grammar, syntax tree, types, checker, formatter, diagnostics and canonical JSON.

It knows only text and trees. It must not read facts, calculate pay, or import any other room or any package
beyond the standard library and Lark, so that a plan can be checked anywhere and both engines can rest on it.

Its names are loaded when they are asked for: the page of a code needs no grammar, and laying out a plan no
canonical JSON.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from comp.language.canonical import CanonicalFormError, from_json, to_json
    from comp.language.canonical_schema import json_schema
    from comp.language.diagnostic import Diagnostic, Label
    from comp.language.formatting import Formatted, format_text
    from comp.language.loading import Loaded, load, load_texts
    from comp.language.plan_diff import Change, PlanDiff, PlanDigests, diff_plans
    from comp.language.rendering import as_json, render, render_all, summary
else:
    _HOMES = {
        "canonical": ("CanonicalFormError", "from_json", "to_json"),
        "canonical_schema": ("json_schema",),
        "diagnostic": ("Diagnostic", "Label"),
        "formatting": ("Formatted", "format_text"),
        "loading": ("Loaded", "load", "load_texts"),
        "plan_diff": ("Change", "PlanDiff", "PlanDigests", "diff_plans"),
        "rendering": ("as_json", "render", "render_all", "summary"),
    }
    _HOME_OF = {name: home for home, names in _HOMES.items() for name in names}

    def __getattr__(name: str) -> object:
        """Load the module that a name of this room stands in; the next time the name is simply there."""
        if name not in _HOME_OF:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        value = getattr(import_module(f"{__name__}.{_HOME_OF[name]}"), name)
        globals()[name] = value
        return value


__all__ = [
    "CanonicalFormError",
    "Change",
    "Diagnostic",
    "Formatted",
    "Label",
    "Loaded",
    "PlanDiff",
    "PlanDigests",
    "as_json",
    "diff_plans",
    "format_text",
    "from_json",
    "json_schema",
    "load",
    "load_texts",
    "render",
    "render_all",
    "summary",
    "to_json",
]
