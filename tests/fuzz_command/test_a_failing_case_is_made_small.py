"""What is left of a case is what it needs to fail; and a file holds it as it is."""

from __future__ import annotations

from pathlib import Path

import pytest

from comp.errors import CompError
from comp.fuzz import Case, Kept, case_text, keep_name, read, written
from comp.fuzz.cases import draw_crowded
from comp.fuzz.reducing import reduced
from tests.fuzz_command.recipes import CASE


def test_only_what_a_failure_needs_is_left() -> None:
    def fails(case: Case) -> bool:
        return any(row["value"] == -10_000 for row in case.rows["deal"]) and "cap" in case.texts["p.plan"]

    small = reduced(CASE, fails)

    assert {name: len(rows) for name, rows in small.rows.items() if rows} == {"deal": 1}
    assert small.rows["deal"][0]["value"] == -10_000
    assert small.texts["p.plan"].rpartition("deal, assignment, cancellation, quota\n")[2].strip() == (
        "cap q at 400.00 USD per performance period, the excess is lost"
    )


def test_of_a_crowd_one_group_is_left() -> None:
    case = draw_crowded(6, groups=12)
    name = case.rows["deal"][-1]["id"]

    small = reduced(case, lambda some: any(row["id"] == name for row in some.rows["deal"]), tries=200)

    assert sum(map(len, small.rows.values())) == 1


def test_what_is_said_of_a_failure_is_looked_at_first() -> None:
    case = draw_crowded(6, groups=12)
    day, asked = case.days[-1], list[Case]()

    def fails(some: Case) -> bool:
        asked.append(some)
        return True

    reduced(case, fails, said=f"p0 on {day}: ana_7 differs from ana_7", tries=2)

    assert asked[0].days == (day,)
    groups = {str(row["id"]).rpartition("_")[2] for row in asked[0].rows["deal"] if "_" in str(row["id"])}
    assert groups == {"7"}


@pytest.mark.parametrize("seed", [5, 6, 7, 8])
def test_a_kept_case_is_read_as_it_was_written(seed: int, tmp_path: Path) -> None:
    kept = Kept(seed, ("It differs.",), draw_crowded(seed, groups=2))
    path = tmp_path / keep_name(kept)
    path.write_text(written(kept), "utf-8")
    again = read(path)

    assert (again.seed, again.said) == (seed, kept.said)
    assert (again.case.texts, again.case.calendar, again.case.days) == (
        *(kept.case.texts, kept.case.calendar, kept.case.days),
    )
    # A blank cell and one that is not there are the same to a snapshot.
    assert again.case.rows == {
        name: [{key: value for key, value in row.items() if value is not None} for row in rows]
        for name, rows in kept.case.rows.items()
        if rows
    }


def test_a_reader_is_shown_the_plan_the_facts_and_what_was_said() -> None:
    text = case_text(Kept(1, ("The engines differ.",), CASE))

    assert text.startswith("The engines differ.")
    assert "cap q at 400.00 USD" in text
    assert "source deal" not in text
    assert "deal: {'id': 'D4', 'booked_on': '2026-02-04', 'owner': 'ana', 'value': -10000}" in text
    assert text.endswith("valued on 2027-03-31")


def test_a_file_that_holds_no_case_is_refused_with_its_name(tmp_path: Path) -> None:
    path = tmp_path / "seed_1.json"
    path.write_text("{}", "utf-8")
    with pytest.raises(CompError, match=r"seed_1\.json: no case"):
        read(path)
