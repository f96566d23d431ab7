"""Draws measures of every reading: totals and what else a set comes to, ranks, what runs."""

from __future__ import annotations

from dataclasses import replace

from comp.fuzz.writing.credits import DrawnCredit
from comp.fuzz.writing.expressions import Writer
from comp.fuzz.writing.names import WINDOWS, Sheet
from comp.fuzz.writing.sources import CANCELLATION, DEAL, PAYMENT, REFUND, RENEWAL, ROWS

_READINGS = ("    read at posting", "    read at the close of the period")
_OF_MONEY = ("total", "total", "average", "minimum", "maximum", "latest")


def draw_measure(sheet: Sheet, writer: Writer) -> list[str]:
    """A measure read at posting or at the close, with its exceptions."""
    draw, names = sheet.draw, sheet.names
    name = names.fresh("m")
    writer = replace(writer, row=None, credit=None, measures=dict(names.read), pays=())
    money, over, ranked = draw.chance(30), "", False
    if names.read and draw.chance(10):
        money, ranked = False, True
        plain = [m for m in names.read if not m.startswith("count")]
        value = f"rank of {draw.pick(plain)}{draw.pick(('', ' lowest first'))}"
    elif draw.chance(45):
        value, over = _over(sheet, writer, money=money)
    else:
        value = _money(sheet, writer) if money else _number(sheet, writer)
    lines = [f"  measure {name} = {value}", *([over] if over else [])]
    reading = draw.pick((*_READINGS, _READINGS[1]))
    if reading == _READINGS[1]:
        if draw.chance(60):
            plain = replace(writer, measures={})
            reading += f", {plain.money() if money else plain.number()} until then"
        names.closing[name] = money
    names.read[name] = money
    if over and not ranked:
        names.read[f"count of {name}"] = False
        if name in names.closing:
            names.closing[f"count of {name}"] = False
    others = {m: v for m, v in names.read.items() if m != name}
    inside = replace(writer, target=False, measures=others)
    text = [*lines, reading, *sheet.exceptions(name, inside, money=money)]
    names.texts[name] = [*lines, reading]
    return text


def _total(sheet: Sheet, *, money: bool, how: str = "total") -> str:
    """What own credits come to, or 'nothing' as a literal where no such credit is drawn."""
    credits = [credit for credit in sheet.credits if credit.is_money is money]
    if not credits:
        return sheet.money(100_000) if money else "1"
    credit = sheet.draw.pick(credits)
    return f"{how} {sheet.own(credit.name)}"


def _count(sheet: Sheet) -> str:
    draw, credit = sheet.draw, sheet.draw.pick(sheet.credits)
    if draw.chance(30):
        return f"distinct {sheet.own(credit.name)}"
    return f"count {sheet.own(credit.name)}"


def _money(sheet: Sheet, writer: Writer) -> str:
    draw = sheet.draw
    total = _total(sheet, money=True, how=draw.pick(_OF_MONEY))
    return draw.pick(
        (
            total,
            f"{total} + {writer.money()}",
            f"{total} * {writer.number()}",
            f"max({total}, {writer.money()})",
            f"total {sheet.own(f'(sales * {writer.row_number(DEAL)})')}",
        )
    )


def _number(sheet: Sheet, writer: Writer) -> str:
    draw = sheet.draw
    total = _total(sheet, money=True)
    term = f"(sales / quota.sales {draw.pick(('in force on the credit date', 'of the period'))})"
    return draw.pick(
        (
            f"{total} / {_total(sheet, money=True)}",
            f"{total} / {writer.money()}",
            _count(sheet),
            f"{_count(sheet)} / {_count(sheet)}",
            _total(sheet, money=False, how=draw.pick(_OF_MONEY)),
            f"{_total(sheet, money=False)} / {writer.number()}",
            f"({total} / {writer.money(0)}) (blank is {writer.number(0)})",
            f"{draw.pick(_OF_MONEY)} {sheet.own(term)}",
        )
    )


def _over(sheet: Sheet, writer: Writer, *, money: bool) -> tuple[str, str]:
    """A measure's value over a set said below it, and that line."""
    draw, window = sheet.draw, sheet.draw.pick(WINDOWS)
    inner = replace(writer, measures={}, target=False)
    kind = draw.pick(("own", "rows", "rows", "state"))
    if kind == "state":
        return _over_state(sheet, money=money)
    if kind == "own":
        credit = draw.pick(sheet.credits)
        row, head = credit.row, f"    over own {draw.pick(('', 'direct '))}{credit.name} {window}"
        amount = draw.pick((credit.name if credit.is_money else row.money[0], inner.row_money(row)))
        if credit.is_money and draw.chance(60):
            amount = f"({credit.name} * {inner.row_number(row)})"
        condition = inner.row_condition(row)
        other = credit.name if credit.is_money else row.money[0]
    else:
        row = draw.pick((DEAL, RENEWAL, RENEWAL, PAYMENT, CANCELLATION, REFUND))
        head = f"    over each {row.source} {window}"
        amount, other = inner.row_money(row), row.money[0]
        condition = _row_condition(sheet, inner, row.source)
    where = f", where {condition}" if draw.chance(70) else ""
    how = draw.pick(_OF_MONEY)
    if money:
        return f"{how} ({amount})", head + where
    number = inner.row_number(row)
    value = draw.pick(
        (f"total ({amount}) / total ({other})", f"total ({amount}) / total ({other})",
         f"{how} ({number})", f"total ({number}) / total (1)", f"distinct ({draw.pick(row.days)})")
    )  # fmt: skip
    return value, head + where


def _over_state(sheet: Sheet, *, money: bool) -> tuple[str, str]:
    """A measure of the rows of a state that are valid on a day."""
    draw = sheet.draw
    day = draw.pick(
        ("the first day of the period", "the last day of the period", "2026-03-01", "the line's date")
    )
    condition = draw.pick(
        (
            "account.csm is the payee",
            "account.tier is large",
            "account.csm is blank",
            "account.csm is not the payee",
        )
    )
    where = f", where {condition}" if draw.chance(80) else ""
    how = draw.pick(_OF_MONEY)
    value = f"{how} account.annual_value" if money else draw.pick(("total (1)", "distinct account.tier"))
    return value, f"    over each account on {day}{where}"


def _row_condition(sheet: Sheet, writer: Writer, source: str) -> str:
    """A condition on a row of a company's source: often that it is of the payee's own customers."""
    draw, row = sheet.draw, ROWS[source]
    condition = writer.row_condition(row)
    if source == "deal" and draw.chance(30):
        return f"{draw.pick(('deal.owner', 'deal.overlay'))} is the payee"
    if source not in ("deal", "renewal"):
        return condition
    credit = draw.pick([credit for credit in sheet.credits if credit.row.source in ("deal", "renewal")]).name
    among = f"{source}.account is among own {draw.pick(('', 'direct '))}{credit}"
    return draw.pick(
        (
            among,
            among,
            f"{among} and {condition}",
            f"{condition} or {among}",
            f"not ({among})",
            condition,
            f'assignment.segment is "MM" and {among}',
        )
    )


def draw_running(sheet: Sheet, credit: DrawnCredit, writer: Writer) -> list[str]:
    """A measure that runs from deal to deal, for marginal tables."""
    draw, names = sheet.draw, sheet.names
    name = names.fresh("run")
    own = sheet.own(credit.name)
    if draw.chance(20):
        key, whose = draw.pick(credit.row.keys), draw.pick(("own", "all"))
        own = f"{whose} {credit.name} {draw.pick(WINDOWS[:5])} per {key}"
    total = f"total {own}"
    quota = writer.quota(credit.name)
    span = f"total own {credit.name} of the span of quota.{credit.name} / quota.{credit.name} of its span"
    options = [(total, credit.is_money), (f"{total} * 2", credit.is_money), (span, False)]
    constant = replace(writer, row=None, credit=None, measures={}, tables={}, pays=())
    if credit.is_money:
        carried = f"total own ({credit.name} / quota.{credit.name} in force on the credit date) of the period"
        options += [(f"{total} / {quota}", False)] * 3 + [(carried, False)]
        options += [(f"{total} / {sheet.money(100_000)}", False), (f"{total} / ({constant.money()})", False)]
    else:
        options += [(f"{total} / {quota}", False), (f"{total} / ({constant.number()})", False)]
    value, money = draw.pick(options)
    names.running.setdefault(credit.name, {})[name] = money
    inside = replace(constant, target=False, measures=dict(names.read))
    names.texts[name] = [f"  measure {name} = {value}"]
    return [
        *names.texts[name],
        *(sheet.exceptions(name, inside, money=money) if draw.chance(20) else []),
    ]


def draw_stepping(sheet: Sheet, credit: DrawnCredit) -> list[str]:
    """A measure read before or with the credit."""
    draw, names = sheet.draw, sheet.names
    name = names.fresh("step")
    own = sheet.own(credit.name)
    if draw.chance(25):
        own += f" per {draw.pick(credit.row.keys)}"
    total, count = f"{draw.pick(_OF_MONEY)} {own}", f"count {own}"
    writer = Writer(draw, sheet.currency, quotas=sheet.quotas, measures=dict(names.read))
    money = credit.is_money and draw.chance(40)
    if money:
        value = draw.pick(
            (total, f"{total} + {writer.money(0)}", f"{total} - total {sheet.own(credit.name)}")
        )
    elif credit.is_money:
        value = draw.pick(
            (count, f"{total} / {writer.money(0)}", f"{total} / total {sheet.own(credit.name)}")
        )
    else:
        value = draw.pick((count, total, f"{total} / {writer.number(0)}"))
    names.stepping.setdefault(credit.name, {})[name] = money
    return [f"  measure {name} = {value}", f"    read {draw.pick(('before', 'with'))} the credit"]
