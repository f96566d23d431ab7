"""Quotas in the proof: rows by the days that they share with a period."""

from __future__ import annotations

from comp.language.calendar import Period
from comp.language.core import Comparison, Kind, Quota, QuotaBasis
from comp.reference.proof.book import Ref
from comp.reference.proof.member_days import edge, prove_length, prove_part
from comp.reference.proof.proving import Proving, in_plan_currency, is_known, sealed, sealed_as, show_key
from comp.reference.quotas import QuotaSpan, quota_spans, span_on
from comp.reference.scope import Scope
from comp.reference.values import Undefined

_QUOTA = "quota"


def prove_quota(proves: Proving, node: Quota, scope: Scope) -> Ref:
    """The payee's quota for the scope's period, or for the longer one that holds it."""
    book, view = proves.book, proves.view
    if scope.payee is None or scope.period is None:
        reason = "a quota needs a payee and a period"
        return book.stated(Undefined(reason), reason)
    if scope.payee != book.payee:
        what = sealed_as(proves, f"quota {node.name} {node.basis}", scope.period)
        return sealed(proves, scope.payee, what, view.quota(node, scope))
    period = view.longer(node.cadence, scope.period)
    by_date = node.basis in {QuotaBasis.CREDIT_DATE, QuotaBasis.SPAN}
    on = view.credit_date(scope) if by_date else None
    key = ("quota", node.name, node.kind, node.basis, node.by_days_in_plan, scope.payee, period, on)
    if key not in proves.kept.sums:
        proves.kept.sums[key] = _quota(proves, node, scope, period)
    return proves.kept.sums[key]


def _quota(proves: Proving, node: Quota, scope: Scope, period: Period) -> Ref:
    """The rows by their days, times the payee's part of the period where that is asked for."""
    book, view = proves.book, proves.view
    spans = _spans(proves, node, scope, period)
    if isinstance(spans, Undefined):
        return book.stated(spans, spans.reason)
    parts = [in_plan_currency(book, _part(proves, node, span, period), view.currency) for span in spans]
    money = None if node.kind is Kind.NUMBER else view.currency
    quota = parts[0] if len(parts) == 1 else book.total(parts, money)
    if not node.by_days_in_plan or not is_known(book, quota):
        return quota
    return book.multiply(quota, prove_part(proves, scope.payee or "", period))


def _spans(proves: Proving, node: Quota, scope: Scope, period: Period) -> list[QuotaSpan] | Undefined:
    """The rows that make the quota."""
    payee, facts = scope.payee or "", proves.view.facts
    match node.basis:
        case QuotaBasis.BLENDED:
            spans = [span for span in quota_spans(facts, payee, node.name) if span.days_in(period) > 0]
            return spans or Undefined(f"no quota {node.name} for {payee} in {period.name}")
        case QuotaBasis.CLOSE:
            span = span_on(facts, payee, node.name, period.last_day)
        case QuotaBasis.CREDIT_DATE | QuotaBasis.SPAN:
            span = span_on(facts, payee, node.name, proves.view.credit_date(scope))
    return span if isinstance(span, Undefined) else [span]


def _part(proves: Proving, node: Quota, span: QuotaSpan, period: Period) -> Ref:
    """A row's amount by the days that it shares with the period, or by all of the period's."""
    book = proves.book
    show_key(proves, _QUOTA, span.row)
    amount = book.fact(_QUOTA, span.row, "units" if node.kind is Kind.NUMBER else "amount")
    starts, ends = book.fact(_QUOTA, span.row, "starts_on"), book.fact(_QUOTA, span.row, "ends_on")
    named = book.fact(_QUOTA, span.row, "name")
    inside = prove_length(proves, period)
    if node.basis in {QuotaBasis.BLENDED, QuotaBasis.SPAN}:
        first = book.extreme([starts, edge(proves, period, last=False)], largest=True)
        last = book.extreme([ends, edge(proves, period, last=True)], largest=False)
        inside = book.add(book.days(last, first), book.one())
    share = book.divide(inside, book.add(book.days(ends, starts), book.one()))
    whose = book.compared(Comparison.IS, book.fact(_QUOTA, span.row, "payee"), book.own_payee())
    return book.named(book.chosen(whose, book.multiply(amount, share)), f"quota {book.value(named)}")
