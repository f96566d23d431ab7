"""Puts whole drawn plans together, as text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from comp.fuzz.drawing import Drawing
from comp.fuzz.writing.amendments import draw_amendments
from comp.fuzz.writing.credits import DrawnCredit
from comp.fuzz.writing.expressions import Writer
from comp.fuzz.writing.headers import draw_header
from comp.fuzz.writing.measures import draw_measure, draw_running, draw_stepping
from comp.fuzz.writing.names import Sheet
from comp.fuzz.writing.statements import draw_pay, draw_statements
from comp.fuzz.writing.tables import draw_marginal, draw_table

_SHARES = ((1,), (Fraction(2, 5), Fraction(3, 5)), (Fraction(7, 10), Fraction(3, 10)))


def draw_plan(draw: Drawing, name: str, currency: str, credits: Sequence[DrawnCredit], data: str) -> str:
    """A plan's text; `data` is the list of sources that it reads. No two plans share a name."""
    sheet = Sheet(draw, name, currency, credits)
    shares = draw.pick(_SHARES)
    header = draw_header(sheet, data)
    clauses = [
        _clause(
            sheet,
            number,
            f", {int(shares[number] * 100)}% of target incentive" if number < len(shares) else "",
        )
        for number in range(max(draw.whole(1, 3), len(shares)))
    ]
    body = [line for clause in clauses for line in clause]
    return "\n".join([*header, *body, *draw_amendments(sheet, clauses)]) + "\n"


def _clause(sheet: Sheet, number: int, share: str) -> list[str]:
    draw = sheet.draw
    credit = draw.pick([*sheet.credits, *sheet.credits, None])
    line = Writer(draw, sheet.currency, target=bool(share), quotas=sheet.quotas)
    if credit is not None:
        line = replace(line, row=credit.row, credit=credit.name, credit_is_money=credit.is_money)
    body: list[str] = []
    for _ in range(draw.whole(1, 3)):
        body += draw_measure(sheet, line)
    if credit is not None and draw.chance(70):
        body += draw_running(sheet, credit, line)
    if credit is not None and draw.chance(35):
        body += draw_stepping(sheet, credit)
    tables: dict[str, bool] = {}
    for _ in range(draw.whole(0, 2)):
        body += draw_table(sheet, line, credit, tables)
    marginal: list[str] = []
    if credit is not None and draw.chance(70):
        marginal, text = draw_marginal(sheet, line, credit)
        body += text
    line = replace(sheet.line(line, credit, tables), pays=tuple(sheet.names.pays))
    pay = sheet.names.fresh(f"{sheet.name}_pay")
    body += draw_pay(sheet, pay, line, credit, marginal)
    sheet.names.pays[pay] = credit
    body += draw_statements(sheet, pay, line, credit)
    return [f'clause c{number} "A clause"{share}', *body, ""]
