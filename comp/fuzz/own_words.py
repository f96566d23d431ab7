"""What a program compares its facts with: the texts that columns are asked for, quotas, currencies, days."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from comp.fuzz.nodes import walk
from comp.language.core import Column, Compare, Kind, Literal, Lookup, Part, Program, Quota, Table, ThisPayee


@dataclass(frozen=True, slots=True)
class Words:
    """Texts by source and column, columns that hold shares, payees that are named, quotas, currencies, and
    the days of all plans.
    """

    texts: dict[tuple[str, str], tuple[str, ...]]
    shares: frozenset[tuple[str, str]]
    payees: tuple[str, ...]
    quotas: tuple[str, ...]
    currencies: tuple[str, ...]  # that of most plans stands first
    first_day: date
    last_day: date


def words_of(program: Program) -> Words:
    """The words of all plans and credits of a program that has a plan."""
    nodes = list(walk((program.plans, tuple(program.credits.values()))))
    texts: dict[tuple[str, str], set[str]] = {}
    payees = set[str]()
    for asked, text in _asked(nodes):
        column = next((node for node in walk(asked) if isinstance(node, Column | Lookup)), None)
        if isinstance(asked, ThisPayee) or (column is not None and column.kind is Kind.PAYEE):
            payees.add(text)
        elif column is not None:
            texts.setdefault((column.source, column.name), set()).add(text)
    shares = {
        (node.source, node.name)
        for part in walk(tuple(program.credits.values()))
        if isinstance(part, Part)
        for node in walk(part.share)
        if isinstance(node, Column)
    }
    most = Counter(plan.currency for plan in program.plans)
    fixed = {source.currency_code for source in program.sources.values() if source.currency_code}
    return Words(
        {column: tuple(sorted(some)) for column, some in texts.items()},
        frozenset(shares),
        tuple(sorted(payees)),
        tuple(sorted({node.name for node in nodes if isinstance(node, Quota)})),
        tuple(dict.fromkeys((*[code for code, _ in most.most_common()], *sorted(fixed)))),
        min(plan.effective_from for plan in program.plans),
        max(plan.effective_through for plan in program.plans),
    )


def _asked(nodes: Sequence[object]) -> Iterator[tuple[object, str]]:
    """What is compared with a text, and that text."""
    for node in nodes:
        match node:
            case Compare(left=left, right=Literal(value=str() as text)):
                yield left, text
            case Compare(left=Literal(value=str() as text), right=right):
                yield right, text
            case Table(others=others, pages=pages):
                for page in pages:
                    for asked, key in zip(others, page.keys, strict=True):
                        if key.text is not None:
                            yield asked, key.text
            case _:
                pass
