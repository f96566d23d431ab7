"""Two plans of the demo company, run twice with much changed between: on every line the parts add up."""

import re
import shutil
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from comp.facts import Workspace
from comp.runs import Attribution, CauseKind, Run, attribute, run

DEMO = Path(__file__).parents[2] / "fixtures" / "demo"
PLANS = ("ae_mm_2026.plan", "ae_manager_2026.plan")


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Path:
    company = tmp_path_factory.mktemp("demo") / "w"
    shutil.copytree(DEMO, company, ignore=shutil.ignore_patterns(".comp", "*.py"))
    for path in (company / "plans").glob("*.plan"):
        if not path.name.startswith("shared") and path.name not in PLANS:
            path.unlink()
    return company


@pytest.fixture(scope="module")
def compared(company: Path) -> tuple[Attribution, Run, Run]:
    workspace = Workspace.open(company)
    a = run(workspace, "2026-03", None, date(2026, 4, 2))
    change_facts(company)
    change_plans(company)
    b = run(workspace, "2026-03", None, date(2026, 4, 9))
    return attribute(workspace, a, b), a, b


def change_facts(company: Path) -> None:
    """Five deals are 1,000.00 larger, and two losses are gone."""
    deals = company / "data" / "opportunities.csv"
    rows = deals.read_text(encoding="utf-8").splitlines(keepends=True)
    march = [place for place, row in enumerate(rows) if re.search("Closed Won,2026-0[34]", row)][:5]
    for place in march:
        rows[place] = re.sub(r'"(\d+),', lambda digits: f'"{int(digits[1]) + 1},', rows[place], count=1)
    deals.write_text("".join(rows), encoding="utf-8")
    losses = company / "data" / "cancellations.csv"
    rows = losses.read_text(encoding="utf-8").splitlines(keepends=True)
    losses.write_text("".join(rows[:-2]), encoding="utf-8")


def change_plans(company: Path) -> None:
    """A rate, a window of days, a cap and the order of two clauses of a plan."""
    path = company / "plans" / "ae_mm_2026.plan"
    text = path.read_text(encoding="utf-8")
    for old, new in (
        ("| 50%  | 10%  |", "| 50%  | 11%  |"),
        ("180 days", "90 days"),
        ("90,000.00 USD", "20,000.00 USD"),
    ):
        assert old in text
        text = text.replace(old, new)
    head, retention, rest = re.split(r"(?=^clause retention|^clause bounds)", text, flags=re.MULTILINE)
    bounds, example, examples = rest.partition("example ")
    path.write_text(f"{head}{bounds}{retention}{example}{examples}", encoding="utf-8")


def test_the_parts_of_every_line_add_up_to_its_difference(compared: tuple[Attribution, Run, Run]) -> None:
    found, a, b = compared

    assert len(found.lines) > 50
    for name in ("earned_minor", "payable_minor"):
        before, after = (dict(side.lines.select("line_id", name).iter_rows()) for side in (a, b))
        told = Counter(
            {line.line_id: sum(getattr(part, name) for part in line.parts) for line in found.lines}
        )
        assert all(
            told[line] == (after.get(line) or 0) - (before.get(line) or 0) for line in before | after | told
        )


def test_each_change_is_a_cause_and_nothing_is_left_over(compared: tuple[Attribution, Run, Run]) -> None:
    found, _, _ = compared

    kinds = Counter(cause.kind for cause in found.causes)
    assert kinds == {CauseKind.CORRECTION: 7, CauseKind.PLAN: 4, CauseKind.ENGINE: 1}
    assert [cause.text for cause in found.causes if cause.kind is CauseKind.PLAN] == [
        "plan ae_mm_2026: table rate of clause commission changed",
        "plan ae_mm_2026: claw back commission for cancellation of clause bounds changed",
        "plan ae_mm_2026: cap commission of clause bounds changed",
        "plan ae_mm_2026: the order of the clauses changed",
    ]
    engine = len(found.causes) - 1
    assert all(part.cause != engine for line in found.lines for part in line.parts)
    assert found.notes == ()
