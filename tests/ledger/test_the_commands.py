# The company is that of tests/runs/tiny.py: January pays D1 60.00, which becomes 70.00; then D2 is 90.00.
import json
import re
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from comp.cli import main
from tests.ledger.company import Company
from tests.records.databases import sqlite_url
from tests.runs import tiny

FEBRUARY, MARCH = date(2026, 2, 2), date(2026, 3, 2)


@pytest.fixture
def url(tmp_path: Path, sqlite_template: Path) -> str:
    return sqlite_url(tmp_path, sqlite_template)


def comp(*words: object, answer: str = "") -> Result:
    return CliRunner().invoke(main, [str(word) for word in words], prog_name="comp", input=answer)


def test_a_run_is_posted_once_somebody_has_agreed(company: Company) -> None:
    january = company.runs("2026-01", FEBRUARY)
    order = ("post", company.path, "--run", january, "--by", "u-7")

    declined = comp(*order, answer="n\n")
    assert (declined.exit_code, company.rows()) == (0, [])
    assert "Post 1 entry? [y/N]" in declined.output

    agreed = comp(*order, answer="y\n")
    assert agreed.exit_code == 0
    assert agreed.output.endswith("Posted 1 entry.\n")

    again = comp(*order, "--yes")
    assert again.exit_code == 0
    assert re.search(r"^Posted already: the run of 2026-01, on .* UTC by u-7\.$", again.output, re.MULTILINE)
    assert again.output.endswith("There is nothing to post.\n")
    assert len(company.rows()) == 1


def test_a_refusal_shows_the_command_that_mends_it(company: Company) -> None:
    company.posts(company.runs("2026-01", FEBRUARY))
    company.change("deal", "D1,ana,2026-01-15,USD,600.00", "D1,ana,2026-01-15,USD,700.00")
    february = company.runs("2026-02", MARCH)

    refused = comp("post", company.path, "--run", february, "--yes")

    assert refused.exit_code == 1
    assert "D1#1" in refused.output
    [shown] = re.findall(r"^  comp (run correct .*) FOLDER$", refused.output, re.MULTILINE)
    assert comp(*shown.split(), company.folder("c")).exit_code == 0
    posted = comp("post", company.path, "--run", february, "--corrections", company.folder("c"), "--yes")
    assert posted.exit_code == 0, posted.output
    assert company.earned() == {"D1": 70_00, "D2": 90_00}


def test_machines_read_what_would_be_and_what_was_posted(company: Company) -> None:
    january = company.runs("2026-01", FEBRUARY)
    order = ("post", company.path, "--run", january, "--json")

    shown = json.loads(comp(*order).stdout)
    assert (shown["posted"], shown["may_be_posted"], company.rows()) == ([], True, [])
    assert shown["plans"][0]["now"] == {"earned_minor": "6000", "payable_minor": "6000"}
    done = json.loads(comp(*order, "--yes").stdout)
    assert (done["entries_posted"], len(done["posted"])) == (1, 1)
    again = json.loads(comp(*order, "--yes").stdout)
    assert [each["results_digest"] for each in again["posted_already"]] == done["posted"]


def test_the_books_are_shown_by_batch_line_and_payee_and_checked(company: Company) -> None:
    company.posts(company.runs("2026-01", FEBRUARY))
    company.posts(company.runs("2026-02", MARCH))

    assert comp("ledger", "show", company.path).stdout.count("by u-1") == 2
    by_payee = comp("ledger", "show", company.path, "--payee", "ana").stdout
    assert "ae_2026.commission:ana:D1#1, USD" in by_payee
    entries = json.loads(comp("ledger", "show", company.path, "--payee", "ana", "--json").stdout)
    assert [(each["period"], each["earned_so_far_minor"]) for each in entries] == [
        ("2026-01", "6000"),
        ("2026-02", "8000"),
    ]
    nobody = comp("ledger", "show", company.path, "--payee", "anna")
    assert (nobody.exit_code, "did you mean ana?" in nobody.output) == (2, True)
    checked = comp("ledger", "check", company.path)
    assert (checked.exit_code, checked.stdout.splitlines()[-1]) == (0, "All of it holds.")


def test_without_a_database_the_command_that_makes_it_is_named(tmp_path: Path) -> None:
    company = Company(tiny.workspace(tmp_path / "w"), f"sqlite:///{tmp_path}/none.db")
    january = company.runs("2026-01", FEBRUARY)

    result = comp("post", company.path, "--run", january)

    assert result.exit_code == 2
    assert "'comp db upgrade' makes it" in result.output
