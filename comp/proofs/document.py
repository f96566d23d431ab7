"""Puts a proof together: the book's nodes, what they rest on, paths to the run's root, and the signature."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from comp.language.core import Kind, Outside, Page, Shape, TableRow
from comp.proofs.keys import SigningKey
from comp.proofs.proof_line import ProofLine
from comp.proofs.seal import Seal
from comp.proofs.trees import stored
from comp.reference.proof.book import Book, Node, SealedValue, ShownTable, shown
from comp.verifier.commitments import canonical, sealed_commitment

FORMAT = "comp-proof/1"


@dataclass(frozen=True, slots=True)
class ShownPage:
    """The statement's text in reading order, how its locale writes numbers, and how the pages are drawn.

    `look` is the verifier's digest of the drawn pages.
    """

    pieces: Sequence[Mapping[str, Any] | str]
    group: str
    decimal: str
    minus: str
    look: str | None = None


def document(
    book: Book, lines: Sequence[ProofLine], seal: Seal, page: ShownPage | None = None
) -> dict[str, Any]:
    """The proof as plain data; without a page it is one of single lines, which is no statement."""
    statement = None if page is None else _statement_path(seal, book.payee)
    rows, fact_path = _rows(book, seal)
    plan_lines, plan_path = _plan_lines(book, seal)
    proof: dict[str, Any] = {
        "format": FORMAT,
        "payee": book.payee,
        "lines": [_line(line) for line in lines],
        "nodes": [_node(node) for node in book.nodes],
        "periods": [
            {"name": name, "starts_on": first.isoformat(), "last_day": last.isoformat()}
            for name, first, last in book.periods
        ],
        "tables": [_table(table) for _, table in book.tables.values()],
        "sources": _sources(book),
        "rows": rows,
        "plan_lines": plan_lines,
        "sealed": _sealed(book, seal),
        "root": seal.root,
        "root_signature": _signature(seal.key, seal.signature),
        "paths": {"facts": fact_path, "plan_text": plan_path, "statement": statement},
        "number_format": page and {"group": page.group, "decimal": page.decimal, "minus": page.minus},
        "page": page and list(page.pieces),
        "look": page and page.look,
    }
    signature = None if seal.key is None else seal.key.sign(signed_bytes(proof))
    return {**proof, "signature": _signature(seal.key, signature)}


def signed_bytes(proof: Mapping[str, Any]) -> bytes:
    """What the company signs of a proof: all of it but the signature."""
    return FORMAT.encode() + b"\n" + canonical({k: v for k, v in proof.items() if k != "signature"})


def openings(book: Book, seal: Seal) -> list[dict[str, Any]]:
    """What opens the sealed values for an auditor. It holds other payees' amounts."""
    return [
        {
            "commitment": _commitment(seal, book.payee, each),
            "salt": _salt(seal, book.payee, each).hex(),
            "payee": each.payee,
            "what": each.what,
            "value": shown(each.value),
        }
        for each in book.sealed
    ]


def _signature(key: SigningKey | None, signature: str | None) -> dict[str, str] | None:
    return None if key is None or signature is None else {"key": key.public, "signature": signature}


def _line(line: ProofLine) -> dict[str, Any]:
    return {
        "line": line.line_id,
        "plan": line.plan,
        "clause": line.clause,
        "pay": line.pay,
        "currency": line.currency,
        "performance_period": line.performance_period,
        "born_on": line.born_on.isoformat(),
        "born": line.born,
        "earned": list(line.earned),
        "payable": list(line.payable),
        "fault": line.fault,
        "listed": line.listed,
        "sentence": line.sentence,
    }


def _node(node: Node) -> list[Any]:
    plain: list[Any] = [node.op, list(node.inputs), shown(node.value)]
    return [*plain, dict(node.more)] if node.more else plain


def _table(shown_table: ShownTable) -> dict[str, Any]:
    table = shown_table.table
    shape = "one" if table.by is None else table.shape.value
    outside = {None: None, Outside.FLAT: "flat", Outside.CONTINUED: "continued"}[table.outside]
    rows: dict[str, Any] = (
        {"pages": [_page(page) for page in table.pages]}
        if table.pages
        else {"rows": [_row(row) for row in table.rows]}
    )
    return {
        "name": table.name,
        "shape": shape,
        "outside": outside if table.shape is Shape.INTERPOLATED else None,
        "value": shown_table.currency if table.value_kind is Kind.MONEY else "number",
        "lines": list(shown_table.lines),
        **rows,
    }


def _page(page: Page) -> dict[str, Any]:
    keys: list[dict[str, Any]] = []
    for key in page.keys:
        if key.text is not None:
            keys.append({"text": key.text})
        elif key.bound is not None:
            keys.append({"bound": str(key.bound), "above": key.above})
        else:
            keys.append({})
    return {"keys": keys, "rows": [_row(row) for row in page.rows]}


def _row(row: TableRow) -> list[str]:
    return [str(row.bound), str(row.value), "above" if row.above else "below" if row.below else ""]


def _sources(book: Book) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for source, _ in book.rows:
        declared = book.facts.sources[source]
        if declared.currency_column is not None:
            found[source] = {"currency": {"column": declared.currency_column}}
        else:
            code = declared.currency_code
            found[source] = {"currency": None if code is None else {"code": code}}
    return found


def _rows(book: Book, seal: Seal) -> tuple[list[dict[str, Any]], list[str]]:
    """The shown rows with the kind of each cell, and the path of their leaves together."""
    found: list[dict[str, Any]] = []
    for (source, number), columns in book.rows.items():
        kinds = {column.name: _KINDS[column.kind] for column in book.facts.sources[source].columns}
        row = seal.facts.row(source, number, frozenset(columns))
        row["cells"] = {
            name: [salt, kinds[name], stored(value)] for name, (salt, value) in row["cells"].items()
        }
        found.append(row)
    path = seal.facts.tree.path({row["number"] for row in found})
    return found, [each.hex() for each in path]


_KINDS = {
    Kind.TEXT: "text",
    Kind.PAYEE: "text",
    Kind.CHOICE: "text",
    Kind.CURRENCY: "text",
    Kind.DATE: "day",
    Kind.BOOLEAN: "truth",
    Kind.NUMBER: "number",
    Kind.ROW_MONEY: "money",
    Kind.MONEY: "money",
}


def _plan_lines(book: Book, seal: Seal) -> tuple[list[dict[str, Any]], list[str]]:
    found: list[dict[str, Any]] = []
    for line in book.plan_lines:
        file = seal.plans.names[line.file]
        salt = seal.salts.of("plan line", file, line.number).hex()
        place = seal.plan_lines.places[file, line.number]
        found.append({"file": file, "number": line.number, "text": line.text, "salt": salt, "place": place})
    path = seal.plan_lines.tree.path({each["place"] for each in found})
    return found, [each.hex() for each in path]


def _sealed(book: Book, seal: Seal) -> list[dict[str, str]]:
    return [{"commitment": _commitment(seal, book.payee, each), "what": each.what} for each in book.sealed]


def _commitment(seal: Seal, reader: str, of: SealedValue) -> str:
    return sealed_commitment(_salt(seal, reader, of), of.payee, of.what, shown(of.value)).hex()


def _salt(seal: Seal, reader: str, of: SealedValue) -> bytes:
    """Of each value and each reader another one: what opens a statement opens nothing of the next."""
    return seal.salts.of("sealed", reader, of.payee, of.what, shown(of.value))


def _statement_path(seal: Seal, payee: str) -> dict[str, Any] | None:
    place = seal.statements.places.get(payee)
    if place is None:
        return None
    return {
        "place": place,
        "salt": seal.salts.of("statement", payee).hex(),
        "path": [each.hex() for each in seal.statements.tree.path({place})],
    }
