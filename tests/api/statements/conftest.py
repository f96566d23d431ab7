import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path

import pytest

from comp.facts import Workspace
from comp.records import StatementRecord, open_records, select
from comp.runs import run, write_run
from comp.runs.run import silent
from comp.workflow.review import Verb, decide
from statements.documents import record_run
from tests.api.served import AT, Served
from tests.runs import tiny

# Beside the deals of tests/runs/tiny.py: one of ana's without value, one of hers in May, one of bo's.
MORE_DEALS = ("D5,ana,2026-02-12,USD,0.00", "D8,ana,2026-05-01,USD,70.00", "D7,bo,2026-02-13,USD,300.00")


@dataclass
class Recorded:
    """The company with February's run recorded: ana is paid 80.00 for D2, and bo's D7 lacks a quota."""

    served: Served

    @cached_property
    def rows(self) -> dict[str, StatementRecord]:
        with self.served.records.reading() as session:
            return {each.payee: each for each in session.exec(select(StatementRecord))}

    def page(self, payee: str = "ana") -> str:
        return f"/statements/{self.rows[payee].id}"

    def json(self, payee: str = "ana") -> str:
        return f"/api/v1{self.page(payee)}"

    def decides(self, verb: Verb, payee: str = "ana", reason: str = "") -> None:
        served, row = self.served, self.rows[payee]
        decide(
            served.records, served.actor("finance"), row.id, verb, row.content_digest, reason, served.clock()
        )


@pytest.fixture(scope="session")
def recorded_template(
    served_template: tuple[Path, dict[str, str]], tmp_path_factory: pytest.TempPathFactory
) -> Path:
    folder = tmp_path_factory.mktemp("recorded") / "w"
    shutil.copytree(served_template[0], folder)
    tiny.add(folder, "deal", *MORE_DEALS)
    workspace, made = Workspace.open(folder), folder.parent / "2026-02"
    write_run(run(workspace, "2026-02", None, date(2026, 3, 2)), made)
    with open_records(f"sqlite:///{folder}/.comp/comp.db") as records:
        record_run(workspace, made, records, "u-rev", AT, silent)
    return folder


@pytest.fixture
def recorded(
    recorded_template: Path, served_template: tuple[Path, dict[str, str]], tmp_path: Path
) -> Iterator[Recorded]:
    folder = tmp_path / "w"
    shutil.copytree(recorded_template, folder)
    with open_records(f"sqlite:///{folder}/.comp/comp.db") as records:
        served = Served(folder, records)
        served.user_ids = dict(served_template[1])
        yield Recorded(served)
        served.hand_back()
