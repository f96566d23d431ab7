"""Draws the credits that all plans of a case share, as text."""

from __future__ import annotations

from dataclasses import dataclass

from comp.fuzz.drawing import Drawing
from comp.fuzz.writing.expressions import Writer
from comp.fuzz.writing.sources import DEAL, PAYMENT, RENEWAL, RowWords


@dataclass(frozen=True, slots=True)
class DrawnCredit:
    """A credit's name, the words of its row, and whether it counts money."""

    name: str
    row: RowWords
    is_money: bool


CREDITS = (
    DrawnCredit("sales", DEAL, is_money=True),
    DrawnCredit("wins", DEAL, is_money=False),
    DrawnCredit("extra", DEAL, is_money=True),
    DrawnCredit("due", RENEWAL, is_money=True),
    DrawnCredit("paid", PAYMENT, is_money=True),
)


def draw_credits(draw: Drawing) -> tuple[tuple[DrawnCredit, ...], str]:
    """Some credits and their clause; what credits money of deals is always among them."""
    chosen = tuple(credit for credit in CREDITS if credit.name == "sales" or draw.chance(65))
    lines = ['clause crediting "Who is credited"']
    for credit in chosen:
        lines += _credit(draw, credit)
    return chosen, "\n".join(lines) + "\n"


def _credit(draw: Drawing, credit: DrawnCredit) -> list[str]:
    row, writer = credit.row, Writer(draw, "USD", payee=False)
    where = f" where {writer.row_condition(row, 2)}" if draw.chance(45) else ""
    on, ties = (
        "deal.booked_on",
        ("deal.value", "deal.kind", "deal.units", "deal.closed_on", "deal.signed", "deal.overlay"),
    )
    if row is RENEWAL:
        on, ties = "renewal.decided_on", ("renewal.due_value", "renewal.account", "renewal.due_on")
    if row is PAYMENT:
        on, ties = "payment.paid_on", ("payment.amount", "payment.deal")
    if draw.chance(15):
        on = draw.pick(
            (row.days[1], f"30 days after {row.days[0]}", f"the last day of the month of {row.days[0]}")
        )
    chosen = "".join(f", then {tie}" for tie in draw.some(ties, 2)) if draw.chance(35) else ""
    value = draw.pick((row.money[0], row.money[0], writer.row_money(row, 2)))
    if not credit.is_money:
        value = draw.pick(("1", "deal.units (blank is 1)", "deal.units", writer.row_number(row, 2)))
    return [
        f"  credit {credit.name} from each {row.source}{where}",
        f"    on    {on}{chosen}, then {row.source}.id as text",
        f"    value {value}",
        *_parts(draw, row),
        *_also(draw, row.days[0], row),
    ]


def _parts(draw: Drawing, row: RowWords) -> list[str]:
    if row is RENEWAL:
        return _renewal_parts(draw)
    return _deal_parts(draw, row)


def _deal_parts(draw: Drawing, row: RowWords) -> list[str]:
    csm = f"account.csm as of {draw.pick(('deal.booked_on', 'deal.closed_on'))}"
    if row is PAYMENT:  # a row is followed one step only, and an account is two steps from a payment
        csm = "deal.owner"
    return draw.pick(
        (
            ["    share 100% to deal.owner"],
            ["    share the rest to deal.owner"],
            [
                "    share deal.overlay_share (blank is 0%) to deal.overlay",
                "    share the rest to deal.owner",
            ],
            ["    share deal.overlay_share to deal.overlay", "    share the rest to deal.owner"],
            [
                "    share 33.3% to deal.owner",
                f"    share 1 / 3 to {csm}",
                "    share the rest to deal.overlay",
            ],
            [
                "    share the rest to deal.owner",
                "    share deal.overlay_share (blank is 0%) to deal.overlay",
                f"    share deal.second_share (blank is 0%) to {csm}",
            ],
            [
                "    share deal.overlay_share to deal.overlay",
                "    share 1 - deal.overlay_share to deal.owner",
            ],
            [
                "    share min(deal.overlay_share (blank is 25%), 50%) to deal.owner",
                "    share 1 / 7 to deal.owner",
                "    share the rest to deal.owner",
            ],
        )
    )


def _renewal_parts(draw: Drawing) -> list[str]:
    day = draw.pick(("renewal.decided_on", "renewal.due_on", "2026-04-01"))
    return draw.pick(
        (
            [f"    share 100% to account.csm as of {day}"],
            [
                f"    share 1 / 3 to account.csm as of {day}",
                "    share the rest to account.csm as of 2026-01-01",
            ],
        )
    )


def _also(draw: Drawing, on: str, row: RowWords) -> list[str]:
    shares = ("100%", "50%", "1 / 3", "0", *row.numbers[1:], "deal.second_share (blank is 10%)")
    levels = ("level 1", "levels 1 to 2", "levels 2 to 3", "level 2")
    return [
        f"    also  {share} of each share to managers, {draw.pick(levels)}, "
        f"as of {draw.pick((on, on, '2026-03-31'))}"
        for share in ([draw.pick(shares if row is not RENEWAL else shares[:4])] * draw.pick((0, 0, 1, 1, 2)))
    ]
