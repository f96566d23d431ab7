import json
import re
from functools import cache
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from comp.cli import main
from comp.language import Change, Loaded, PlanDiff, diff_plans, load_texts
from tests.language.spacing import respaced
from tests.language.workspace import demo_texts

AE, CSM, SHARED = "ae_mm_2026.plan", "csm_2026.plan", "shared.plan"
SHOWN = """\
Changes what is paid
  changed: plan ae_mm_2026, clause commission, table rate, row from 50%
    a/ae_mm_2026.plan:17 -> b/ae_mm_2026.plan:17
      - | 50% | 10% |
      + | 60% | 10% |
  added: plan ae_mm_2026, clause commission, table rate, row from 200%
    b/ae_mm_2026.plan:20
      + | 200% | 25% |
  changed: plan ae_mm_2026, clause bounds, cap commission
    a/ae_mm_2026.plan:43 -> b/ae_mm_2026.plan:44
      - cap commission at 90,000.00 USD per performance period, the excess is lost
      + cap commission at 95,000.00 USD per performance period, the excess is lost

Changes no result
  changed: plan ae_mm_2026, clause bounds, title
    a/ae_mm_2026.plan:37 -> b/ae_mm_2026.plan:38
      - "Early cancellation, cap"
      + "Cap"
  changed: plan ae_mm_2026, example "The second deal crosses quota", comments
    a/ae_mm_2026.plan:45 -> b/ae_mm_2026.plan:46
      - # 20,000 at 10% + 40,000 at 15%
      + # worked by hand

Result digests
  ae_manager_2026: …, the same
  ae_mm_2026: … -> …
  cs_manager_2026: …, the same
  csm_2026: …, the same
"""


@cache
def demo() -> Loaded:
    return load_texts(demo_texts())


def compare(*edits: tuple[str, str, str]) -> PlanDiff:
    """The demo's plans against the same with words of a file replaced."""
    texts = demo_texts()
    for name, old, new in edits:
        assert old in texts[name], old
        texts[name] = texts[name].replace(old, new)
    return diff_plans(demo(), load_texts(texts))


def only(found: PlanDiff) -> Change:
    (change,) = found.changes
    return change


def folders(tmp_path: Path, *edits: tuple[str, str]) -> None:
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        for name, text in demo_texts().items():
            (tmp_path / folder / name).write_text(text, "utf-8")
    for old, new in edits:
        path = tmp_path / "b" / AE
        text = path.read_text("utf-8")
        assert old in text
        path.write_text(text.replace(old, new), "utf-8")


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["plan", "diff", *arguments])


def test_what_pays_stands_apart_from_what_only_speaks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    folders(
        tmp_path,
        ("| 50%  |", "| 60%  |"),
        ("    | 150% | 20%  |\n", "    | 150% | 20%  |\n    | 200% | 25%  |\n"),
        ("at 90,000.00 USD", "at 95,000.00 USD"),
        ('"Early cancellation, cap"', '"Cap"'),
        ("# 20,000 at 10% + 40,000 at 15%", "# worked by hand"),
    )

    shown = run("a", "b")

    assert shown.exit_code == 1
    assert re.sub(r"\b[0-9a-f]{12}\b", "…", shown.output) == SHOWN


@pytest.mark.parametrize("seed", range(3))
def test_layout_alone_is_no_difference(seed: int) -> None:
    other = {name: respaced(text, seed) for name, text in demo_texts().items()}

    found = diff_plans(demo(), load_texts(other))

    assert found.changes == ()
    assert not found.differs


@pytest.mark.parametrize(
    ("file", "old", "new", "where", "before", "after"),
    [
        (
            *(AE, "payout             monthly", "payout quarterly", "plan ae_mm_2026, payout"),
            *("payout monthly", "payout quarterly"),
        ),
        (
            *(AE, "half even to", "half up to", "plan ae_mm_2026, rounding"),
            *("rounding half even to 0.01, each line", "rounding half up to 0.01, each line"),
        ),
        (
            *(
                AE,
                "90% until then",
                "95% until then",
                "plan ae_mm_2026, clause retention, measure retention, read",
            ),
            *(
                "read at the close of the period, 90% until then",
                "read at the close of the period, 95% until then",
            ),
        ),
        (
            *(AE, "lost_value / deal.first_year_value", "lost_value / deal.first_year_value * 50%"),
            "plan ae_mm_2026, clause bounds, claw back commission for cancellation, portion",
            "portion cancellation.lost_value / deal.first_year_value, at most 100% of a deal in total",
            "portion cancellation.lost_value / deal.first_year_value * 50%, at most 100% of a deal in total",
        ),
        (
            *(AE, "of the period is 0: rate is 6%", "of the period is 0: rate is 7%"),
            "plan ae_mm_2026, clause commission, exception of rate",
            "except no_quota, when quota.new_business of the period is 0: rate is 6%",
            "except no_quota, when quota.new_business of the period is 0: rate is 7%",
        ),
        (
            *(SHARED, "share  50% to account.csm", "share 40% to account.csm"),
            "shared, clause crediting, credit expansion, share",
            "share 50% to account.csm as of deal.booked_on",
            "share 40% to account.csm as of deal.booked_on",
        ),
        (
            *(SHARED, "column   due_value: money ", "column   due_value: money, may be blank "),
            *(
                "source renewal, column due_value",
                "column due_value: money",
                "column due_value: money, may be blank",
            ),
        ),
    ],
    ids=["payout", "rounding", "read", "portion", "exception", "shared credit", "source"],
)
def test_a_change_of_results_is_told_in_the_plan_s_own_words(
    file: str, old: str, new: str, *, where: str, before: str, after: str
) -> None:
    change = only(compare((file, old, new)))

    assert (change.kind, ", ".join(change.where)) == ("changed", where)
    assert (change.before, change.after) == (before, after)
    assert change.before_at is not None
    assert change.before_at.file == file
    assert change.results


@pytest.mark.parametrize(
    ("file", "old", "new", "where"),
    [
        (AE, "Account Executive, Mid-Market", "AE", "plan ae_mm_2026, title"),
        (AE, "is split.", "is cut.", "plan ae_mm_2026, clause commission, summary"),
        (AE, "except no_quota,", "except without,", "plan ae_mm_2026, clause commission, exception of rate"),
        (
            AE,
            "| 0%   | 6%   |",
            "| 0.0% | 6% |",
            "plan ae_mm_2026, clause commission, table rate, row from 0%",
        ),
        (
            AE,
            "new_business * rate",
            "(new_business * rate)",
            "plan ae_mm_2026, clause commission, pay commission",
        ),
        (AE, "D2 = 8,000.00", "D2 = 8,001.00", 'plan ae_mm_2026, example "The second deal crosses quota"'),
        (SHARED, "value of the first twelve", "of the first", "source deal, column first_year_value, title"),
        (SHARED, "Who is credited", "Credits", "shared, clause crediting, title"),
    ],
    ids=["title", "summary", "label", "number", "parentheses", "example", "column title", "shared title"],
)
def test_wording_changes_no_result(file: str, old: str, new: str, where: str) -> None:
    found = compare((file, old, new))

    assert ", ".join(only(found).where).startswith(where)
    assert not only(found).results
    assert not any(plan.differ for plan in found.plans)


def test_wording_stays_wording_beside_a_change_of_results() -> None:
    found = compare(
        (AE, "new_business * rate", "(new_business * rate)"), (AE, "at 90,000.00", "at 95,000.00")
    )

    assert [(change.where[-1], change.results) for change in found.changes] == [
        ("pay commission", False),
        ("cap commission", True),
    ]


def test_a_whole_part_that_comes_or_goes_is_one_change() -> None:
    text = demo_texts()[AE]
    cap = "cap commission at 300,000.00 USD per year, the excess is lost"
    clause = f'clause year "Year"\n  summary "So much."\n  {cap}\n\n'
    example = text[text.index("example ") :]

    come, gone = only(compare((AE, "example ", f"{clause}example "))), only(compare((AE, example, "")))

    assert (come.kind, come.where, come.results) == ("added", ("plan ae_mm_2026", "clause year"), True)
    assert come.before is come.before_at is None
    assert cap in (come.after or "").split("\n")
    assert (gone.kind, gone.after, gone.after_at, gone.results) == ("removed", None, None, False)
    assert gone.where == ("plan ae_mm_2026", 'example "The second deal crosses quota"')
    assert "expect total of ana = 30,000.00 USD" in (gone.before or "").split("\n")


def test_the_order_of_statements_is_a_change() -> None:
    text = demo_texts()[AE]
    claw_back = text[text.index("  claw back") : text.index("  cap ")]
    cap = text[text.index("  cap ") : text.index("\nexample")]

    change = only(compare((AE, claw_back + cap, cap + claw_back)))

    assert change.where == ("plan ae_mm_2026", "clause bounds", "order")
    assert change.before == "claw back commission for cancellation, cap commission"
    assert change.after == "cap commission, claw back commission for cancellation"
    assert change.results


def test_a_plan_under_another_name_is_compared_with_itself() -> None:
    found = compare((AE, "plan ae_mm_2026", "plan ae_mm_2027"), (AE, "at 90,000.00", "at 95,000.00"))

    assert [(change.where, change.before) for change in found.changes] == [
        (("plan ae_mm_2026",), "plan ae_mm_2026"),
        (
            ("plan ae_mm_2026", "clause bounds", "cap commission"),
            "cap commission at 90,000.00 USD per performance period, the excess is lost",
        ),
    ]
    assert all(change.results for change in found.changes)


def test_what_no_plan_reads_changes_no_result() -> None:
    added = 'source visit "Visits"\n  key id: text\n\nclause crediting'
    found = compare((SHARED, "clause crediting", added), (AE, "at 90,000.00", "at 95,000.00"))

    assert {(change.kind, change.where[0], change.results) for change in found.changes} == {
        ("added", "source visit", False),
        ("changed", "plan ae_mm_2026", True),
    }


@settings(max_examples=20, deadline=None, derandomize=True)
@given(
    file=st.sampled_from([AE, CSM, SHARED]), at=st.integers(0, 10**6), by=st.sampled_from(["7", "0.5", "31"])
)
def test_a_number_changed_anywhere_is_told_as_the_digests_tell_it(file: str, at: int, by: str) -> None:
    texts = demo_texts()
    numbers = list(re.finditer(r"(?<![\w,.-])\d+(?=%|x| before| days| after)", texts[file]))
    number = numbers[at % len(numbers)]
    texts[file] = texts[file][: number.start()] + by + texts[file][number.end() :]
    other = load_texts(texts)
    assume(other.program is not None)

    found = diff_plans(demo(), other)

    assert any(change.results for change in found.changes) == any(plan.differ for plan in found.plans)
    assert found.elsewhere == ()
    assert found.differs == (number[0] != by)


# The command -----------------------------------------------------------------------------------------------


def test_equal_plans_exit_with_0(tmp_path: Path) -> None:
    folders(tmp_path)

    shown = run(str(tmp_path / "a"), str(tmp_path / "b"))

    assert (shown.exit_code, shown.output) == (0, "Nothing differs.\n")


def test_two_versions_in_one_folder_share_what_stands_beside_them(tmp_path: Path) -> None:
    folders(tmp_path)
    text = (tmp_path / "a" / AE).read_text("utf-8")
    (tmp_path / "a" / "new.plan").write_text(text.replace("at 90,000.00", "at 95,000.00"), "utf-8")

    shown = run(str(tmp_path / "a" / AE), str(tmp_path / "a" / "new.plan"))

    assert shown.exit_code == 1
    assert "changed: plan ae_mm_2026, clause bounds, cap commission\n" in shown.output
    assert "csm_2026" not in shown.output


def test_a_change_in_the_files_beside_is_not_passed_over(tmp_path: Path) -> None:
    folders(tmp_path)
    shared = tmp_path / "b" / SHARED
    shared.write_text(shared.read_text("utf-8").replace("levels 1 to 2", "level 1"), "utf-8")

    shown = run(str(tmp_path / "a" / AE), str(tmp_path / "b" / AE))

    assert shown.exit_code == 1
    assert shown.output.endswith(
        "ae_mm_2026 also pays by other rules because of files that were not compared.\n"
    )


def test_plans_with_errors_are_shown_and_not_compared(tmp_path: Path) -> None:
    folders(tmp_path, ("by attainment, marginal", "by attainmnt, marginal"))

    shown = run(str(tmp_path / "a"), str(tmp_path / "b"))

    assert shown.exit_code == 2
    assert "error[N003]" in shown.stderr
    assert shown.stdout == ""


def test_json_holds_every_change_with_both_places(tmp_path: Path) -> None:
    folders(tmp_path, ("at 90,000.00", "at 95,000.00"))

    told = json.loads(run(str(tmp_path / "a"), str(tmp_path / "b"), "--json").output)

    (change,) = told["changes"]
    assert told["differs"] is True
    assert change["results"] is True
    assert change["where"] == ["plan ae_mm_2026", "clause bounds", "cap commission"]
    assert (change["before_at"]["line"], change["after_at"]["line"]) == (43, 43)
    assert [plan["name"] for plan in told["plans"] if plan["before"] != plan["after"]] == ["ae_mm_2026"]


def test_a_misspelt_command_of_two_words_is_answered_with_the_nearest_one() -> None:
    shown = CliRunner().invoke(main, ["plan", "dif"])

    assert shown.exit_code == 2
    assert shown.stderr.startswith("Error: there is no command 'plan dif'; did you mean plan diff")
