"""Draws facts that are hostile but lawful: blanks, ties, zeros, foreign money, days on every bound."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from fractions import Fraction

from comp.facts.snapshot import Value
from comp.fuzz.drawing import CURRENCIES, PAYEES, Drawing

Rows = Mapping[str, Sequence[Mapping[str, Value]]]

# Ordered by code point these stand otherwise than a reader would put them.
_IDS = ("D1", "D10", "D2", "d1", "Ä1", "D9", "D3", "É2", "D11", "D20", "d02", "z")
_ACCOUNTS = ("A1", "A2", "A3")
_RATES = (
    Fraction(11, 10),
    Fraction(84_500_000_123, 10**9),
    Fraction(1, 10**9),
    Fraction(333_333_333, 10**9),
    Fraction(1),
)


def draw_facts(draw: Drawing, quotas: Sequence[str], currency: str, *, huge: bool) -> Rows:
    """Facts of every source; `currency` is the one that most money is in."""
    return {
        "assignment": _assignments(draw, currency, huge=huge),
        "quota": _quotas(draw, quotas, currency),
        "rate": _rates(draw),
        "account": _accounts(draw),
        "deal": _deals(draw, currency, huge=huge),
        "payment": _payments(draw, currency),
        "renewal": _renewals(draw, currency),
        "cancellation": _cancellations(draw),
        "refund": _refunds(draw),
        "lapse": _lapses(draw),
    }


def _currency(draw: Drawing, usual: str) -> str:
    return usual if draw.chance(70) else draw.pick(CURRENCIES)


def _spans(draw: Drawing) -> list[tuple[date | None, date | None]]:
    """Spans that follow each other without overlapping, with gaps between some."""
    if draw.chance(35):
        return [(None if draw.chance(50) else date(2025, 1, 1), None)]
    starts = sorted({draw.day() for _ in range(draw.whole(1, 3))})
    spans: list[tuple[date | None, date | None]] = []
    for start, following in zip(starts, [*starts[1:], None], strict=True):
        end = None if following is None else following - timedelta(days=1)
        if draw.chance(30):
            early = start + timedelta(days=draw.whole(0, 60))
            end = early if end is None or early < end else end
        spans.append((start, end))
    if draw.chance(30):
        spans[0] = (None, spans[0][1])
    return spans


def _assignments(draw: Drawing, currency: str, *, huge: bool) -> list[dict[str, Value]]:
    return [
        {
            "payee": payee,
            "starts_on": start,
            "ends_on": end,
            "currency": currency if draw.chance(95) else draw.pick(CURRENCIES),
            "role": draw.pick(("AE", "AE", "AE", "CSM", "LEAD")),
            "segment": draw.pick(("MM", "MM", "SMB", None)),
            "manager": draw.pick((None, "mia", "vic", "vic", "ana", "nobody")),
            "target_incentive": draw.pick(
                (None, 0, *[2_400_000] * 5, *[1_200_000] * 3, draw.whole(1, 9_000_000))
            ),
            "factor": draw.number(huge=huge) or draw.number(),
            "salary": draw.pick((None, 0, 500_000, draw.whole(1, 900_000))),
        }
        for payee in PAYEES[: draw.whole(2, len(PAYEES))]
        for start, end in _spans(draw)
    ]


def _quotas(draw: Drawing, names: Sequence[str], currency: str) -> list[dict[str, Value]]:
    rows: list[dict[str, Value]] = []
    for payee in PAYEES:
        for name in names:
            for _ in range(draw.pick((0, 1, 1, 1, 1, 1, 2, 3))):
                start = date(2025, 11, 1) if draw.chance(70) else draw.day()
                whole = draw.chance(70)
                end = max(start, date(2027, 1, 31)) if whole else start + timedelta(days=draw.whole(0, 200))
                rows.append(
                    {
                        "id": f"Q{len(rows)}",
                        "payee": payee,
                        "name": name,
                        "starts_on": start,
                        "ends_on": end,
                        "currency": currency if draw.chance(96) else draw.pick(CURRENCIES),
                        "amount": draw.pick(
                            (0, 100_000, 1_000_000, 3_000_000, -50_000, draw.whole(1, 10**7))
                        ),
                        "units": draw.pick((Fraction(0), Fraction(1), Fraction(10), Fraction(5, 2))),
                    }
                )
                blank = draw.pick(("amount", "units", *[""] * 10))
                if blank:
                    rows[-1][blank] = None
    return rows


def _rates(draw: Drawing) -> list[dict[str, Value]]:
    rows: list[dict[str, Value]] = []
    for of in CURRENCIES:
        for into in CURRENCIES:
            if of == into or draw.chance(8):
                continue
            days = {date(2025, 1, 1)} if draw.chance(88) else set[date]()
            days |= {draw.day() for _ in range(draw.whole(0, 3))}
            quotations: list[dict[str, Value]] = [
                {
                    "id": f"R{of}{into}{day}",
                    "of_currency": of,
                    "into_currency": into,
                    "quoted_on": day,
                    "rate": rate,
                }
                for day in sorted(days)
                for rate in [
                    draw.pick(_RATES) if draw.chance(50) else Fraction(draw.whole(1, 3 * 10**9), 10**9)
                ]
            ]
            rows += quotations
    return rows


def _accounts(draw: Drawing) -> list[dict[str, Value]]:
    return [
        {
            "id": account,
            "starts_on": start,
            "ends_on": end,
            "csm": draw.pick((*PAYEES, None)),
            "tier": draw.pick(("small", "large", None)),
            "currency": _currency(draw, "USD"),
            "annual_value": draw.pick((None, draw.minor(), draw.minor())),
        }
        for account in _ACCOUNTS
        for start, end in _spans(draw)
    ]


def _deals(draw: Drawing, currency: str, *, huge: bool) -> list[dict[str, Value]]:
    shared_day = draw.day()
    return [
        {
            "id": key,
            "booked_on": shared_day if draw.chance(25) else None if draw.chance(4) else draw.day(),
            "currency": _currency(draw, currency),
            "account": draw.pick((*_ACCOUNTS, *_ACCOUNTS, None, "A9")),
            "owner": draw.pick(("ana", "ana", "ana", "bo", "cem", "mia", None if draw.chance(20) else "bo")),
            "overlay": draw.pick(("bo", "cem", "ana", None)),
            "overlay_share": draw.share(),
            "second_share": draw.share(),
            "kind": draw.pick(("new", "expansion")),
            "value": draw.minor(huge=huge) if draw.chance(97) else None,
            "added": draw.pick((None, 0, draw.minor(), draw.minor())),
            "units": draw.number(huge=huge),
            "signed": draw.pick((True, True, False, None)),
            "closed_on": draw.pick((None, draw.day(), draw.day(), shared_day)),
        }
        for key in _IDS[: draw.whole(1, len(_IDS))]
    ]


def _payments(draw: Drawing, currency: str) -> list[dict[str, Value]]:
    return [
        {
            "id": f"P{number}",
            "paid_on": None if draw.chance(5) else draw.day(),
            "currency": _currency(draw, currency),
            "deal": draw.pick(_IDS[:6]),
            "amount": draw.pick((None, 0, draw.minor(), draw.minor(), draw.minor())),
            "due_on": draw.pick((None, draw.day())),
        }
        for number in range(draw.whole(0, 7))
    ]


def _renewals(draw: Drawing, currency: str) -> list[dict[str, Value]]:
    return [
        {
            "id": f"N{number}",
            "decided_on": None if draw.chance(10) else draw.day(),
            "currency": _currency(draw, currency),
            "account": draw.pick((*_ACCOUNTS, None)),
            "due_on": draw.pick((None, draw.day(), draw.day())),
            "due_value": draw.pick((None, 0, draw.minor(), draw.minor(), draw.minor())),
            "kept_value": draw.pick((None, 0, draw.minor(), draw.minor(), draw.minor())),
        }
        for number in range(draw.whole(0, 7))
    ]


def _losses(draw: Drawing, key: str, dated: str, refers: str, keys: Sequence[str]) -> list[dict[str, Value]]:
    return [
        {"id": f"{key}{number}", dated: None if draw.chance(5) else draw.day(), refers: draw.pick(keys)}
        for number in range(draw.whole(0, 6))
    ]


def _cancellations(draw: Drawing) -> list[dict[str, Value]]:
    return [
        {
            **row,
            "currency": _currency(draw, "USD"),
            "lost_value": draw.pick((None, 0, draw.minor(), draw.minor())),
            "lost_share": draw.pick(
                (None, Fraction(1), Fraction(1, 2), Fraction(1, 4), Fraction(3), Fraction(-1, 2))
            ),
            "forced": draw.pick((True, False, None)),
        }
        for row in _losses(draw, "C", "effective_on", "deal", _IDS[:6])
    ]


def _refunds(draw: Drawing) -> list[dict[str, Value]]:
    return [
        {**row, "lost": draw.pick((None, draw.minor()))}
        for row in _losses(draw, "F", "refunded_on", "deal", _IDS)
    ]


def _lapses(draw: Drawing) -> list[dict[str, Value]]:
    return [
        {
            **row,
            "currency": _currency(draw, "USD"),
            "lost_value": draw.pick((None, draw.minor())),
            "lost_share": draw.pick((None, Fraction(1), Fraction(333_333_333, 10**9), Fraction(3, 10))),
        }
        for row in _losses(draw, "L", "lapsed_on", "renewal", ("N0", "N1", "N2", "N7"))
    ]
