"""A company of five who sell, a month of which is paid: a statement each, quick to draw."""

import csv
import hashlib
from dataclasses import dataclass
from pathlib import Path

from click.testing import CliRunner, Result

from comp.cli import main
from tests.runs import tiny

PAYEES = ("ana", "bo", "cy", "dee", "eli")
PEOPLE = "payee,name,mail\n" + "".join(
    f"{payee},Person {payee.upper()},{payee}@x.example\n" for payee in PAYEES
)
MAPPING = 'file = "people.csv"\npayee = "payee"\nname = "name"\nmail = "mail"\n'


@dataclass(frozen=True)
class Paid:
    """A workspace and its run of January 2026."""

    workspace: Path
    run: Path

    def statements(self, out: Path, *more: object) -> Result:
        """Give the command."""
        return call("statements", self.workspace, "--run", self.run, "--out", out, *more)


def call(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(each) for each in arguments])


def january(folder: Path) -> Paid:
    """Make the company and calculate January: ana has 600.00 at 10%, the others 100.00 and more at 10%."""
    assignment = "payee,starts_on,ends_on,currency,role,manager,target_incentive\n" + "".join(
        f"{payee},2025-01-01,,USD,AE,,1000.00\n" for payee in PAYEES
    )
    quota = "id,payee,name,starts_on,ends_on,currency,amount,units,reason\n" + "".join(
        f"Q{payee},{payee},new_business,2026-01-01,2026-03-31,USD,1000.00,,\n" for payee in PAYEES
    )
    deals = "".join(
        f"E{number},{payee},2026-01-1{number},USD,{100 + number}.00\n"
        for number, payee in enumerate(PAYEES[1:], start=1)
    )
    workspace = tiny.workspace(
        folder / "company",
        assignment=assignment,
        quota=quota,
        deal=tiny.FACTS["deal"].replace("zoe", "ana").replace("2026-01-20", "2026-03-22") + deals,
    )
    (workspace / "data" / "people.csv").write_text(PEOPLE, encoding="utf-8")
    (workspace / "data" / "people.toml").write_text(MAPPING, encoding="utf-8")
    made = call("key", "make", workspace)
    assert made.exit_code == 0, made.output
    ran = call("run", workspace, "--period", "2026-01", "--out", folder / "run")
    assert ran.exit_code == 0, ran.output
    return Paid(workspace, folder / "run")


def index(out: Path) -> dict[str, dict[str, str]]:
    """The index by payee; each is paid in one currency."""
    with (out / "index.csv").open(encoding="utf-8", newline="") as file:
        return {row["payee"]: row for row in csv.DictReader(file)}


def sha256(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()
