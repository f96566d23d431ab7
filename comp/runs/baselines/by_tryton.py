"""The benchmark's commissions by Tryton: `python by_tryton.py REPEAT FOLDER [FOLDER ...]`.

Run it with a Python in which Tryton's commission module is installed: `pip install trytond-commission`. Each
folder holds `lines.csv` (id, invoice, agent, product, invoiced_on, amount) and gets `commissions.csv` (id,
amount). A line of JSON for each folder tells how many microseconds each making of its commissions took, on
the wall and of the processor: from the invoices' ids in a new transaction until the commissions are
committed, in SQLite in memory. The company, its invoices and their lines are there before, and the
commissions are taken away again after each time; neither is timed.
"""

from __future__ import annotations

import csv
import json
import sys
import time
from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from importlib import import_module
from itertools import groupby
from pathlib import Path
from typing import Any, TypeAlias

FORMULAS = {"software": "amount * 0.10", "services": "amount * 0.06", "support": "amount * 0.04"}

Record: TypeAlias = Any
"""A record or a model of Tryton, which has no types and is installed only where this script runs."""


def main(repeat: int, folders: Sequence[Path]) -> None:
    """Make one database with one company, then each folder's invoices and their commissions."""
    import_module("trytond.config").set("database", "uri", "sqlite://")
    import_module("trytond.tests.test_tryton").activate_module("commission")
    company: int = committed({}, make_company)
    for folder in folders:
        told = measured(company, repeat, folder)
        sys.stdout.write(json.dumps(told) + "\n")


def measured(company: int, repeat: int, folder: Path) -> dict[str, object]:
    """Make a folder's invoices, then their commissions, once to warm up and `repeat` times on the clock."""
    with (folder / "lines.csv").open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    context = {"company": company}
    invoices: list[int] = committed(context, lambda: make_invoices(company, rows))
    microseconds: list[int] = []
    processor: list[int] = []
    for _ in range(1 + repeat):
        started, began = time.perf_counter_ns(), time.process_time_ns()
        committed(context, lambda: make_commissions(invoices))
        microseconds.append((time.perf_counter_ns() - started) // 1000)
        processor.append((time.process_time_ns() - began) // 1000)
        committed(context, lambda: take_away(folder / "commissions.csv"))
    return {"microseconds": microseconds[1:], "processor_microseconds": processor[1:]}


def committed(context: dict[str, int], work: Callable[[], Record]) -> Record:
    """Do the work in a transaction of its own and commit; again where Tryton first has to lock a table."""
    transactions = import_module("trytond.transaction")
    database = import_module("trytond.tests.test_tryton").DB_NAME
    locks: dict[str, Any] = {}
    while True:
        with transactions.Transaction().start(database, 1, context=dict(context), **locks) as started:
            try:
                done = work()
                started.commit()
            except transactions.TransactionError as error:
                started.rollback()
                import_module("trytond.cache").Cache.drop(database)
                error.fix(locks)
                continue
            return done


def model(name: str) -> Record:
    """A model of the database by its name."""
    return import_module("trytond.pool").Pool().get(name)


def one(name: str, *clauses: tuple[str, str, object]) -> Record:
    """The first record of a model that the clauses hold of."""
    return model(name).search(list(clauses), limit=1)[0]


def account(kind: str, company: int) -> Record:
    """The company's first open account of a kind."""
    return one(
        "account.account", (f"type.{kind}", "=", True), ("company", "=", company), ("closed", "!=", True)
    )


def make_company() -> int:
    """A company: accounts, products, a plan with a formula for each of them, and a customer; gives its id."""
    companies = import_module("trytond.modules.company.tests")
    company = companies.create_company()
    with companies.set_company(company):
        import_module("trytond.modules.account.tests").create_chart(company)
        [category] = model("product.category").create(
            [
                {
                    "name": "Sold",
                    "accounting": True,
                    "account_revenue": account("revenue", company.id).id,
                    "account_expense": account("expense", company.id).id,
                }
            ]
        )
        products = {name: make_product(name, category) for name in (*FORMULAS, "commission")}
        lines = [{"product": products[name].id, "formula": formula} for name, formula in FORMULAS.items()]
        model("commission.plan").create(
            [
                {
                    "name": "Agents",
                    "commission_product": products["commission"].id,
                    "commission_method": "posting",
                    "lines": [("create", lines)],
                }
            ]
        )
        make_party("Customer")
    return int(company.id)


def make_product(name: str, category: Record) -> Record:
    """A service that is sold by the unit."""
    [template] = model("product.template").create(
        [
            {
                "name": name,
                "type": "service",
                "list_price": Decimal(0),
                "default_uom": one("product.uom", ("name", "=", "Unit")).id,
                "account_category": category.id,
                "products": [("create", [{}])],
            }
        ]
    )
    return template.products[0]


def make_party(name: str) -> Record:
    """A party with an address."""
    [party] = model("party.party").create([{"name": name, "addresses": [("create", [{}])]}])
    return party


def make_agent(name: str, company: int) -> int:
    """The agent of that name under the company's plan, made where there is none; gives its id."""
    found = model("commission.agent").search([("party.name", "=", name)])
    if found:
        return int(found[0].id)
    [agent] = model("commission.agent").create(
        [
            {
                "party": make_party(name).id,
                "type_": "agent",
                "company": company,
                "plan": one("commission.plan").id,
                "currency": model("company.company")(company).currency.id,
            }
        ]
    )
    return int(agent.id)


def make_invoices(company: int, rows: Sequence[dict[str, str]]) -> list[int]:
    """Draft invoices of the customer with their lines, in the rows' order; gives their ids."""
    customer = one("party.party", ("name", "=", "Customer"))
    shared = {
        "type": "out",
        "company": company,
        "party": customer.id,
        "invoice_address": customer.addresses[0].id,
        "currency": model("company.company")(company).currency.id,
        "account": account("receivable", company).id,
        "journal": one("account.journal", ("type", "=", "revenue")).id,
    }
    revenue = account("revenue", company).id
    products = {name: one("product.product", ("template.name", "=", name)) for name in FORMULAS}
    agents = {name: make_agent(name, company) for name in sorted({row["agent"] for row in rows})}
    invoices: list[dict[str, Any]] = []
    for _, group in groupby(rows, key=lambda row: row["invoice"]):
        members = list(group)
        lines = [
            {
                "type": "line",
                "company": company,
                "currency": shared["currency"],
                "account": revenue,
                "product": products[row["product"]].id,
                "unit": products[row["product"]].default_uom.id,
                "quantity": 1,
                "unit_price": Decimal(row["amount"]),
                "description": row["id"],
            }
            for row in members
        ]
        of_all = {
            "agent": agents[members[0]["agent"]],
            "invoice_date": date.fromisoformat(members[0]["invoiced_on"]),
        }
        invoices.append({**shared, **of_all, "lines": [("create", lines)]})
    return [int(invoice.id) for invoice in model("account.invoice").create(invoices)]


def make_commissions(invoices: Sequence[int]) -> None:
    """What posting does about commissions, and nothing else of posting."""
    invoice = model("account.invoice")
    invoice.create_commissions(invoice.browse(invoices))


def take_away(path: Path) -> None:
    """Write what was made as CSV and delete it."""
    commission = model("commission")
    made = commission.search([])
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(("id", "amount"))
        writer.writerows((each.origin.description, each.amount) for each in made)
    commission.delete(made)


if __name__ == "__main__":
    main(int(sys.argv[1]), [Path(each) for each in sys.argv[2:]])
