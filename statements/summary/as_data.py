"""A summary as plain values for machines: payees by id, amounts as decimal text."""

from __future__ import annotations

from comp.language.money import Money
from comp.runs import decimal_text
from statements.summary.view import Attainment, PayeeRow, Summary, Totals


def as_data(summary: Summary) -> dict[str, object]:
    """The summary as JSON holds it."""
    return {
        "company": summary.company,
        "manager": summary.manager,
        "period": summary.period,
        "last_period": summary.last_period,
        "recorded_on": summary.basis.recorded_on.isoformat(),
        "results_digest": summary.basis.results_digest,
        "statements": summary.statements,
        "to_look_at": summary.to_look_at,
        "paid_only_now": list(summary.paid_only_now),
        "paid_only_last": list(summary.paid_only_last),
        "totals": [_totals(each) for each in summary.totals],
        "payees": [_row(row) for row in summary.rows],
        "breakdowns": {
            str(by): [{"name": part.name, "of": part.of, **_totals(part.totals)} for part in parts]
            for by, parts in summary.breakdowns.items()
        },
        "distribution": {
            "bands": [
                {
                    "from": str(band.first),
                    "below": None if band.end is None else str(band.end),
                    "payees": band.payees,
                    "last": band.last,
                }
                for band in summary.distribution.bands
            ],
            "still_open": summary.distribution.still_open,
            "without": summary.distribution.without,
        },
        "unusual": [
            {
                "sign": str(each.sign),
                "payee": each.row.payee,
                "amount": _text(each.amount),
                "lines": each.count,
                "now": _text(each.now),
                "largest": _text(each.largest),
            }
            for each in summary.unusual
        ],
        "changes": [
            {
                "payee": each.row.payee,
                "currency": each.row.totals.payable.currency,
                "difference": _text(each.row.totals.difference),
                "reasons": [
                    {
                        "component": reason.component,
                        "difference": _text(reason.difference),
                        "lines": reason.lines,
                        "last_lines": reason.last_lines,
                    }
                    for reason in each.reasons
                ],
            }
            for each in summary.changes
        ],
        "faults": [{"line_id": each.name, "payee": each.payee, "fault": each.why} for each in summary.faults],
    }


def _row(row: PayeeRow) -> dict[str, object]:
    return {
        "payee": row.payee,
        "team": row.team,
        "plans": list(row.plans),
        **_totals(row.totals),
        "attainment": _attained(row.attainment),
        "last_attainment": _attained(row.last_attainment),
    }


def _totals(totals: Totals) -> dict[str, object]:
    return {
        "currency": totals.payable.currency,
        "lines": totals.lines,
        "payees": totals.payees,
        "earned": _text(totals.earned),
        "payable": _text(totals.payable),
        "held": _text(totals.held),
        "adjusted": _text(totals.adjusted),
        "released": _text(totals.released),
        "last": _text(totals.last),
    }


def _attained(attained: Attainment | None) -> dict[str, object] | None:
    if attained is None:
        return None
    return {
        "measure": attained.name,
        "plan": attained.plan,
        "until": attained.until,
        "value": str(attained.value),
        "is_final": attained.is_final,
    }


def _text(amount: Money | None) -> str | None:
    return None if amount is None else decimal_text(amount.minor, amount.currency)
