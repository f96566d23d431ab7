"""Small plans with facts whose lines are proved, and the proofs written as formulas to compare with."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from comp.facts.snapshot import Snapshot, Value
from comp.fuzz.writing.sources import SOURCES
from comp.language import load_texts
from comp.language.calendar import Calendar
from comp.language.core import Plan
from comp.proofs.document import document
from comp.proofs.plan_texts import PlanTexts
from comp.proofs.salts import Salts
from comp.proofs.seal import Seal
from comp.proofs.trees import FactTree, PlacedTree, plan_tree
from comp.reference import Facts, LineValue, valuate
from comp.reference.proof.book import Book, Node, Ref
from comp.reference.proof.proved import ProvedLine
from comp.reference.values import Amount
from comp.verifier.arithmetic import check_nodes
from comp.verifier.commitments import HashTree

Rows = Mapping[str, Sequence[Mapping[str, Value]]]

HEADER = """plan p "A plan"
  effective          2026-01-01 through 2026-12-31, later facts about its lines included
  payees             payee is not blank, as of the line's date
  performance period {period}
  payout             monthly
  currency           USD, at the rate of the credit date
  rounding           half even to 0.01, each line
  data               {data}

clause crediting "Crediting"
  credit sales from each deal{where}
    on    deal.booked_on, then deal.id as text
    value {value}
{parts}

clause commission "Commission"
{clause}
"""
OWNER = "share 100% to deal.owner"


def d(text: str) -> date:
    """A day of 2026 from `03-20`."""
    return date.fromisoformat(f"2026-{text}")


def deal(key: str, booked_on: str, dollars: int, owner: str = "ana", **more: Value) -> dict[str, Value]:
    """A new deal of whole dollars."""
    row: dict[str, Value] = {"id": key, "booked_on": d(booked_on), "value": dollars * 100, "owner": owner}
    return {**row, "currency": "USD", "kind": "new", **more}


def person(payee: str, **more: Value) -> dict[str, Value]:
    """An assignment for all time."""
    return {"payee": payee, "role": "AE", "currency": "USD", **more}


@dataclass(frozen=True)
class Worked:
    """A payee's lines at a day and the book with their proofs."""

    book: Book
    lines: dict[str, LineValue]
    proved: dict[str, ProvedLine]
    seal: Seal

    @property
    def proof(self) -> dict[str, Any]:
        """The proof as it is read."""
        return as_proof(self.book, self.seal)

    def earned(self, line: str) -> list[str]:
        """The steps of what a line has earned, the last one first."""
        ref = self.proved[line].earned
        assert ref is not None
        return steps(self.book, ref)

    def payable(self, line: str) -> list[str]:
        """The steps of what of a line is payable, the last one first."""
        ref = self.proved[line].payable
        assert ref is not None
        return steps(self.book, ref)

    def amounts(self, line: str) -> tuple[int | None, int | None]:
        """Earned and payable in minor units."""
        return self.lines[line].earned_minor, self.lines[line].payable_minor


def worked(
    clause: str,
    rows: Rows,
    as_of: str,
    *,
    payee: str = "ana",
    parts: str = OWNER,
    period: str = "quarter",
    value: str = "deal.value",
    where: str = "",
    change: Callable[[Plan], Plan] = lambda plan: plan,
) -> Worked:
    """Value a plan of one clause, prove the payee's lines, and see that every step can be repeated.

    `change` makes of the plan what no text of one clause says.
    """
    indented = "\n".join(f"  {line}" for line in clause.strip().splitlines())
    shares = "\n".join(f"    {line.strip()}" for line in parts.strip().splitlines())
    read = [name for name in ("payment", "cancellation", "quota") if name in clause]
    data = ", ".join(["deal", *read, "assignment"])
    text = HEADER.format(clause=indented, parts=shares, period=period, data=data, value=value, where=where)
    texts = {"facts.plan": SOURCES, "p.plan": text}
    loaded = load_texts(texts)
    assert loaded.program is not None, [(fault.code, fault.text, str(fault.span)) for fault in loaded.errors]
    given = {"assignment": [person("ana")], **rows}
    snapshot = Snapshot.from_rows(loaded.program.sources, given)
    facts = Facts(snapshot)
    book = Book(facts, texts, payee)
    day = date.fromisoformat(as_of) if len(as_of) > 5 else d(as_of)
    plan = change(loaded.program.plans[0])
    everyone = valuate(loaded.program, plan, snapshot, Calendar(), day, None, facts)
    lines = {line.line_id.removeprefix("p."): line for line in everyone if line.payee == payee}
    proved = {name: line.prove(book) for name, line in lines.items()}
    result = Worked(book, lines, proved, seal_of(snapshot, texts))
    assert check_nodes(result.proof) == []
    return result


def as_proof(book: Book, seal: Seal) -> dict[str, Any]:
    """A book as a proof of no line, as it is read."""
    return json.loads(json.dumps(document(book, [], seal)))


def seal_of(snapshot: Snapshot, texts: Mapping[str, str]) -> Seal:
    """A seal of facts and texts without a run."""
    salts = Salts(b"of a test")
    plans = PlanTexts(texts, {name: name for name in texts})
    return Seal(
        {}, None, None, salts, FactTree.of(snapshot, salts), plans, plan_tree(texts, salts),
        PlacedTree(HashTree([]), {}),
    )  # fmt: skip


def steps(book: Book, ref: Ref) -> list[str]:
    """A value and every named value that it rests on, each as a formula."""
    waiting, found = [ref], list[str]()
    while waiting:
        here = waiting.pop(0)
        below: list[Ref] = []
        node = book.nodes[here]
        name = _name(node)
        inner = _formula(book, node.inputs[0] if name else here, below)
        text = f"{name} = {inner}" if name else inner
        if text not in found:
            found.append(text)
        waiting.extend(below)
    return found


def _name(node: Node) -> str:
    return str(dict(node.more).get("name", ""))


def _formula(book: Book, ref: Ref, below: list[Ref]) -> str:
    node = book.nodes[ref]
    more = dict(node.more)
    if _name(node):
        below.append(ref)
        return f"[{_name(node)}]"
    match node.op:
        case "fact":
            place = cast("int", more["row"])
            source, number = list(book.rows)[place]
            row = book.facts.rows(source)[number]
            return f"{source}.{more['column']} of {book.facts.key(source, row)}"
        case "said":
            place, column, length = cast("tuple[int, int, int]", more["at"])
            return list(book.plan_lines)[place].text[column - 1 : column - 1 + length]
        case "start":
            return "0"
        case "one":
            return "1"
        case "payee":
            return "payee"
        case "period":
            return str(node.value)
        case "sealed sum" | "plan" | "stated":
            value = node.value
            return f"{node.op} {value.minor if isinstance(value, Amount) else value}"
        case _:
            told = [_formula(book, each, below) for each in node.inputs]
            word = str(more["taken"]) if node.op == "if" else node.op
            return f"{word}({', '.join(told)}{_of(more)})"


def _of(more: Mapping[str, object]) -> str:
    return f"; {more['index']}" if "index" in more else ""
