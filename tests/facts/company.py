"""A small made-up company whose files the tests spoil one by one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from comp.facts import DataReport, Finding, Outcome, View, Workspace
from comp.language.core import Kind, Source, SourceColumn

TODAY = date(2026, 4, 1)

DEAL = Source(
    "deal",
    "A signed order",
    (
        SourceColumn("id", Kind.TEXT),
        SourceColumn("account", Kind.TEXT, refers_to="account"),
        SourceColumn("owner", Kind.PAYEE),
        SourceColumn("kind", Kind.CHOICE, choices=("new", "expansion")),
        SourceColumn("booked_on", Kind.DATE),
        SourceColumn("currency", Kind.CURRENCY),
        SourceColumn("value", Kind.ROW_MONEY),
        SourceColumn("share", Kind.NUMBER, may_be_blank=True),
    ),
    key="id",
    dated="booked_on",
    currency_column="currency",
)
ACCOUNT = Source(
    "account",
    "Customers",
    (
        SourceColumn("id", Kind.TEXT),
        SourceColumn("name", Kind.TEXT),
        SourceColumn("starts_on", Kind.DATE),
        SourceColumn("ends_on", Kind.DATE),
    ),
    key="id",
    valid_from="starts_on",
    valid_through="ends_on",
)
ASSIGNMENT = Source(
    "assignment",
    "Who holds which role",
    (
        SourceColumn("payee", Kind.PAYEE),
        SourceColumn("role", Kind.CHOICE, choices=("AE", "MANAGER")),
        SourceColumn("manager", Kind.PAYEE, may_be_blank=True),
        SourceColumn("starts_on", Kind.DATE),
        SourceColumn("ends_on", Kind.DATE),
    ),
    key="payee",
    valid_from="starts_on",
    valid_through="ends_on",
)
QUOTA = Source(
    "quota",
    "Quotas",
    (
        SourceColumn("id", Kind.TEXT),
        SourceColumn("payee", Kind.PAYEE),
        SourceColumn("name", Kind.TEXT),
        SourceColumn("starts_on", Kind.DATE),
        SourceColumn("ends_on", Kind.DATE),
        SourceColumn("amount", Kind.ROW_MONEY, may_be_blank=True),
    ),
    key="id",
    currency_code="USD",
)
SOURCES = {source.name: source for source in (DEAL, ACCOUNT, ASSIGNMENT, QUOTA)}

DEAL_HEADER = "id,account,owner,kind,booked_on,currency,value,share\n"
DEAL_ROWS = "D1,A1,ana,new,2026-02-10,USD,1234.56,\nD2,A1,bo,expansion,2026-03-20,JPY,5000,0.25\n"
COMPANY = '[company]\nname = "Example Ltd"\ncurrency = "USD"\n'
FILES = {
    "comp.toml": COMPANY,
    "data/deal.csv": DEAL_HEADER + DEAL_ROWS,
    "data/account.csv": "id,name,starts_on,ends_on\nA1,Acme,2025-01-01,\n",
    "data/assignment.csv": "payee,role,manager,starts_on,ends_on\n"
    "ana,AE,mia,2026-01-01,\nbo,AE,mia,2026-01-01,2026-06-30\nbo,AE,ana,2026-07-01,\nmia,MANAGER,,2026-01-01,\n",
    "data/quota.csv": "id,payee,name,starts_on,ends_on,amount\nQ1,ana,new,2026-01-01,2026-03-31,300000.00\n",
}


@dataclass(frozen=True, slots=True)
class Company:
    """The workspace in a folder of its own; `write` replaces one of its files."""

    path: Path

    def write(self, name: str, content: str | bytes) -> Path:
        path = self.path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    def deals(self, rows: str, mapping: str = "") -> DataReport:
        """Check the workspace with these rows of deals, read row by row unless the mapping says otherwise."""
        self.write("data/deal.csv", DEAL_HEADER + rows)
        self.write("data/deal.toml", mapping or 'file = "deal.csv"\non_fault = "refuse row"\n')
        return self.check()

    def check(self) -> DataReport:
        return Workspace.open(self.path).check(SOURCES)

    def view(self, recorded: date | None = None, today: date = TODAY) -> View:
        workspace = Workspace.open(self.path)
        return workspace.view(SOURCES, recorded) if recorded else workspace.view(SOURCES, today=today)

    def stored(self) -> list[str]:
        """Names of everything in the store, besides its lock."""
        store = self.path / ".comp" / "store"
        return sorted(path.name for path in store.glob("*") if path.name != "lock")


def made(path: Path) -> Company:
    """Write the company's files."""
    company = Company(path)
    for name, content in FILES.items():
        company.write(name, content)
    return company


def refused(report: DataReport) -> list[Finding]:
    return [finding for finding in report.findings if finding.outcome is Outcome.REFUSED]


def only(report: DataReport, code: str) -> Finding:
    """The one finding of that code; fails where there are more or none."""
    [finding] = [each for each in report.findings if each.code == code]
    return finding
