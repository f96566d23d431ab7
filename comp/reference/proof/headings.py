"""Constants that headings say: a plan's days, a clause's share, from when and for whom an amendment is."""

from __future__ import annotations

import re
from datetime import date
from fractions import Fraction

from comp.language.span import NOWHERE, Span
from comp.reference.proof.book import Ref
from comp.reference.proof.constants import reads_as
from comp.reference.proof.proves import Proves
from comp.reference.values import Value

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_SHARE = re.compile(r"([\d.,]+%)\s+of\s+target\s+incentive")
_AMENDED = re.compile(r"^amend\s+\S+\s+from\s+(\d{4}-\d{2}-\d{2})", re.MULTILINE)
_AMENDED_FOR = re.compile(r"^amend\s.*\bfor\s+payee\s+(\"[^\"]*\")", re.MULTILINE)


def prove_header_day(proves: Proves, on: date) -> Ref:
    """A day of the plan's header."""
    plan = proves.view.plan
    return _said(proves, _DAY, plan.span, on, "a day of the plan's header")


def prove_target_share(proves: Proves, share: Fraction, span: Span) -> Ref:
    """The share of the target incentive that a clause has, of what stands in it."""
    headings = [
        c.span for c in proves.view.plan.clauses if c.target_share == share and c.span.file == span.file
    ]
    above = [heading for heading in headings if heading.start <= span.start]
    heading = max(above, key=lambda each: each.start, default=span)
    return _said(proves, _SHARE, heading, share, "the clause's share of the target incentive")


def prove_amendment(proves: Proves, value: Value) -> Ref | None:
    """A day or a payee that an amendment's heading says; None where none does."""
    pattern = _AMENDED if isinstance(value, date) else _AMENDED_FOR if isinstance(value, str) else None
    if pattern is None:
        return None
    for file in sorted(proves.book.texts):
        found = _found(proves, pattern, Span(file, 0, 0, 1, 1), value)
        if found is not None:
            return proves.book.constant(value, found, "of an amendment")
    return None


def _said(proves: Proves, pattern: re.Pattern[str], span: Span, value: Value, why: str) -> Ref:
    found = _found(proves, pattern, span, value)
    return proves.book.constant(value, found or span, why)


def _found(proves: Proves, pattern: re.Pattern[str], span: Span, value: Value) -> Span | None:
    """The first place from a span's start on where the pattern says the value."""
    text = proves.book.texts.get(span.file, "") if span != NOWHERE else ""
    for match in pattern.finditer(text, span.start):
        at, end = match.span(match.lastindex or 0)
        if reads_as(text[at:end], value):
            return Span(span.file, at, end, text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at))
    return None
