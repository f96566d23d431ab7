"""Draws pays and what acts on them, in every order."""

from __future__ import annotations

from dataclasses import replace

from comp.fuzz.writing.credits import DrawnCredit
from comp.fuzz.writing.expressions import Writer
from comp.fuzz.writing.names import Sheet
from comp.fuzz.writing.sources import LOSSES, ROWS

_KINDS = (
    *("multiply", "cap", "floor", "floor", "hold", "pay out", "pay out", "split", "split", "split"),
    *("claw back", "claw back", "claw back", "guarantee", "draw"),
)


def draw_pay(
    sheet: Sheet, pay: str, line: Writer, credit: DrawnCredit | None, marginal: list[str]
) -> list[str]:
    """A pay for each credit, or once per period."""
    draw = sheet.draw
    if credit is None:
        value = (
            draw.pick((f"period target * {line.number()}", line.money(2))) if line.target else line.money(2)
        )
        period = draw.pick(("performance period",) * 3 + ("half year", "year"))
        account = ", on account" if draw.chance(20) else ""
        evened = ", cents allotted among payees" if draw.chance(25) else ""
        return [f"  pay {pay} = {value}, once per {period}{account}{evened}"]
    if marginal and draw.chance(75):
        constant = replace(line, row=None, credit=None, tables={}, measures={}, pays=())
        value = f"{credit.name} * {marginal[0]}"
        if draw.chance(35):
            value = draw.pick(
                (
                    f"{value} * {constant.number()}",
                    f"{value} / {constant.number()}",
                    f"{value} * {line.row_number(credit.row)}",
                )
            )
    else:
        value = draw.pick((line.money(2), line.money(1), line.row_money(credit.row, 2)))
    where = f" where {line.row_condition(credit.row)}" if draw.chance(20) else ""
    return [f"  pay {pay} = {value}, for each {credit.name}{where}"]


def draw_statements(sheet: Sheet, pay: str, line: Writer, credit: DrawnCredit | None) -> list[str]:
    """None to eight statements on a pay, some of them on those above with it."""
    lines: list[str] = []
    for _ in range(sheet.draw.pick((0, 1, 2, 3, 4, 6, 8))):
        kind = sheet.draw.pick(_KINDS)
        line = replace(line, pays=tuple(sheet.names.pays))
        match kind:
            case "multiply":
                when = f", when {line.condition()}" if sheet.draw.chance(30) else ""
                lines.append(f"  multiply {_pays(sheet, pay)} by {line.number()}{when}")
            case "cap":
                lines += _cap(sheet, pay, line, credit)
            case "floor":
                at = sheet.draw.pick((sheet.money(20_000), replace(line, row=None, credit=None).money()))
                lines.append(f"  floor {pay} at {at} per line")
            case "hold":
                lines += _hold(sheet, pay, line, credit)
            case "pay out" | "split":
                lines += (_pay_out if kind == "pay out" else _split)(sheet, pay, line, credit)
            case "guarantee" | "draw":
                lines += _draw(sheet, pay, line, kind)
            case _ if credit is not None:
                lines += _claw_back(sheet, pay, credit)
            case _:
                pass
    return lines


def _pays(sheet: Sheet, pay: str, *, alike: DrawnCredit | None = None) -> str:
    """The pay, sometimes with one above it, of the same credit where one is given."""
    others = [
        name
        for name, credit in sheet.names.pays.items()
        if name != pay and (alike is None or credit is alike)
    ]
    return f"{pay} and {sheet.draw.pick(others)}" if others and sheet.draw.chance(30) else pay


def _cap(sheet: Sheet, pay: str, line: Writer, credit: DrawnCredit | None) -> list[str]:
    draw = sheet.draw
    writer = replace(line, row=None, credit=None, measures={}, tables={}, pays=())
    at = draw.pick(
        (
            sheet.money(50_000),
            sheet.money(draw.whole(1, 500_000)),
            writer.money(),
            "0" + f" * {sheet.money(1)}",
        )
    )
    span = draw.pick(("performance period", "performance period", "year", "plan", "line"))
    pays = _pays(sheet, pay)
    if credit is not None and draw.chance(20):
        own = [key.partition(".")[2] for key in credit.row.keys if key.startswith(f"{credit.row.source}.")]
        pays, span = _pays(sheet, pay, alike=credit), draw.pick(own)
    excess = draw.pick(("is lost", "is lost", "is lost, from all lines alike"))
    if span == "performance period" and draw.chance(30):
        excess = "is carried to later periods of the year"
    return [f"  cap {pays} at {at} per {span}, the excess {excess}"]


def _hold(sheet: Sheet, pay: str, line: Writer, credit: DrawnCredit | None) -> list[str]:
    draw = sheet.draw
    writer = replace(
        line, row=None, credit=None, measures=dict(sheet.names.closing), tables={}, target=False, pays=()
    )
    after = draw.whole(0, 3)
    then = f", then of each of the {after} after it" if after else ""
    return [
        f"  hold {_share(sheet, line, credit)}{_pays(sheet, pay)} until {writer.condition()}",
        f"    read at the close of its performance period{then}, otherwise lost",
        f"    blank is {draw.pick(('released', 'held'))}",
    ]


def _share(sheet: Sheet, line: Writer, credit: DrawnCredit | None) -> str:
    draw = sheet.draw
    if draw.chance(60):
        return ""
    row = [f"({line.row_number(credit.row)})"] * 2 if credit is not None else []
    return f"{draw.pick(['40%', '33.333%', '100%', '0%', *row])} of "


def _pay_out(sheet: Sheet, pay: str, line: Writer, credit: DrawnCredit | None) -> list[str]:
    draw = sheet.draw
    lines = [f"  pay out {_pays(sheet, pay, alike=credit)}"]
    shares = draw.pick((("the rest",), ("60%", "the rest"), ("33.333%", "10%", "the rest"), ("50%", "50%")))
    return [*lines, *(f"    part {share} {_release(sheet, line, credit)}" for share in shares)]


def _release(sheet: Sheet, line: Writer, credit: DrawnCredit | None) -> str:
    draw = sheet.draw
    day = line.row_day(credit.row) if credit is not None else line.day()
    lost = f", otherwise lost on {draw.pick((day, '2026-06-30', '2026-12-31'))}" if draw.chance(30) else ""
    unit = draw.pick(("days", "weeks", "months"))
    apart = draw.pick(("a month apart", f"{draw.whole(1, 20)} {unit} apart"))
    options = ["at once", f"on {day}{lost}", f"in {draw.whole(2, 4)} equal parts, {apart}, from {day}{lost}"]
    paid = credit.row.money[0] if credit is not None else ""
    events = {"deal": ("payment", "cancellation", "refund"), "renewal": ("lapse",)}.get(
        credit.row.source if credit is not None else "", ()
    )
    for source in events:
        row = ROWS[source]
        when = f", when {replace(line, payee=False).row_condition(row)}" if draw.chance(30) else ""
        portion = draw.pick((f"{row.money[0]} / {paid}", line.row_number(row)))
        by = f", by {portion}" if draw.chance(70) else ""
        options += [f"for each {source}{when}{by}{lost}"] * (2 if source == "payment" else 1)
    return draw.pick(options)


def _split(sheet: Sheet, pay: str, line: Writer, credit: DrawnCredit | None) -> list[str]:
    draw = sheet.draw
    row = credit.row.source if credit is not None else ""
    payees = {
        "deal": ("deal.overlay", "deal.owner", "account.csm as of deal.booked_on"),
        "payment": ("deal.overlay", "deal.owner"),
        "renewal": ("account.csm as of renewal.decided_on",),
    }.get(row, ("assignment.manager",))
    lines = [f"  split {_pays(sheet, pay, alike=credit)}"]
    for _ in range(draw.whole(1, 2)):
        to = draw.pick((*payees, "assignment.manager"))
        amount = draw.pick(("20% of it", "33.333% of it", f"({line.number()}) of it", line.money()))
        lines.append(f"    give {amount} to {to}")
    return lines


def _draw(sheet: Sheet, pay: str, line: Writer, kind: str) -> list[str]:
    draw = sheet.draw
    name = sheet.names.fresh(f"{sheet.name}_{kind}")
    writer = replace(line, row=None, credit=None, tables={}, measures=dict(sheet.names.read), pays=())
    at = draw.pick((sheet.money(100_000), sheet.money(30_001), writer.money()))
    when = f", when {writer.condition()}" if draw.chance(30) else ""
    pays = _pays(sheet, pay)
    if kind == "guarantee":
        lines = [f"  guarantee {name} for {pays}, at {at} per performance period{when}"]
    else:
        bounds = [f", at most {sheet.money(20_000)} per performance period"] * draw.chance(40)
        first, last = sorted((draw.day(), draw.day()))
        bounds += [f", from {first}"] * draw.chance(20) + [f", through {last}"] * draw.chance(20)
        share = draw.pick(("100%", "50%", "33.333%", f"({writer.number(0)})"))
        base = draw.pick(("what exceeds the draw", "the pay"))
        lines = [
            f"  draw {name} against {pays}, of {at} per performance period{when}",
            f"    {draw.pick(('the shortfall is owed', 'the whole draw is owed'))}",
            f"    recovered from {share} of {base}{''.join(bounds)}",
            f"    what is left at the end is {draw.pick(('forgiven', 'due'))}",
        ]
    sheet.names.pays[name] = None
    return lines


def _claw_back(sheet: Sheet, pay: str, credit: DrawnCredit) -> list[str]:
    draw = sheet.draw
    losses = draw.pick(LOSSES.get(credit.row.source, ("",)))
    as_credit = draw.chance(40)
    if not losses or sheet.losses.setdefault(f"{losses} {credit.name}", as_credit) is not as_credit:
        return []
    row = ROWS[losses]
    writer = Writer(draw, sheet.currency, payee=False)
    of = draw.pick((credit.row, row))
    when = f", when {writer.row_condition(of)}" if draw.chance(40) else ""
    portion = draw.pick(
        (f"{row.money[0]} / {credit.row.money[0]}", f"{row.money[0]} / {credit.row.money[0]}",
         writer.row_number(row), f"{row.money[0]} / {row.money[0]}", "100%")
    )  # fmt: skip
    target, effect = (
        (credit.name, "as credit, attainment falls")
        if as_credit
        else (_pays(sheet, pay, alike=credit), "as money, attainment stays")
    )
    return [
        f"  claw back {target} for each {losses}{when}",
        f"    portion {portion}, at most 100% of a deal in total",
        f"    {effect}",
    ]
