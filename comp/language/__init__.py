"""The plan language: grammar, syntax tree, types, checker, formatter, diagnostics and canonical JSON.

It knows only text and trees. It must not read facts, calculate pay, or import any other room or any package
beyond the standard library and Lark, so that a plan can be checked anywhere and both engines can rest on it.
"""

from comp.language.canonical import CanonicalFormError, from_json, to_json
from comp.language.canonical_schema import json_schema
from comp.language.diagnostic import Diagnostic, Label
from comp.language.formatting import Formatted, format_text
from comp.language.loading import Loaded, load, load_texts
from comp.language.plan_diff import Change, PlanDiff, PlanDigests, diff_plans
from comp.language.rendering import as_json, render, render_all, summary

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
