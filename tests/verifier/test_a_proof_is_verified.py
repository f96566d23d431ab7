"""A small sound proof passes; each thing that was tampered with is found, and the first finding names it."""

import copy
import json
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest

from comp.verifier.commitments import HashTree, sealed_commitment
from comp.verifier.links import check_lines, lines_of_run
from comp.verifier.openings import read_openings
from comp.verifier.proof_file import ProofError
from comp.verifier.quantities import type_of
from comp.verifier.report import Report, report_as_data, report_as_text
from comp.verifier.verifying import verify_file
from tests.verifier import small
from tests.verifier.signing import public_key, signed

KEY = public_key(small.SECRET).hex()
OTHER_KEY = public_key(small.OTHER_SECRET).hex()
SOUND = small.sound()


def verified(proof: dict[str, Any], key: str | None = KEY, **more: Any) -> Report:
    return verify_file("proof.json", json.dumps(proof).encode(), key, **more)


def tampered(change: Callable[[dict[str, Any]], None]) -> dict[str, Any]:
    """Return the sound proof with a change that its signatures know nothing of."""
    proof = copy.deepcopy(SOUND)
    change(proof)
    return proof


def test_the_small_proof_is_sound() -> None:
    report = verified(SOUND)

    assert report.findings == ()
    assert report.exit_code == 0
    assert report.verdict == "This statement is sound, and the company's key signed it."
    assert [check.count for check in report.checks] == [18, 3, 2, 3, 2, 2, 4, 0, 2, 0]


def test_without_a_published_key_nothing_is_established() -> None:
    report = verified(SOUND, None)

    assert report.exit_code == 3
    assert report.verdict.startswith("Not established: every step is right, but whether the company signed")
    assert report.verdict.endswith("with --key.")
    assert f"Signed by {KEY}; no published key was given to compare it with." in report.notes
    assert report_as_data(report)["sound"] is False


def test_a_proof_that_nobody_signed_says_so() -> None:
    report = verified(small.sound(None), None)

    assert report.exit_code == 3
    assert report.verdict.startswith("Not established: ")
    assert "nobody signed" in report.verdict
    assert verified(small.sound(None)).findings[0].what == "nobody signed, and the company's key was given"


def amount(proof: dict[str, Any], node: int, minor: str) -> None:
    proof["nodes"][node][2] = [minor, "USD"]


def changed_fact(proof: dict[str, Any]) -> None:
    proof["rows"][0]["cells"]["amount"][2] = "8000001"


def changed_fact_and_what_reads_it(proof: dict[str, Any]) -> None:
    changed_fact(proof)
    amount(proof, 2, "8000001")


def fact_of_elsewhere(proof: dict[str, Any]) -> None:
    proof["rows"][0]["number"] = 2


def changed_rate(proof: dict[str, Any]) -> None:
    proof["tables"][0]["rows"][1][1] = "4/25"


def changed_quota(proof: dict[str, Any]) -> None:
    amount(proof, 0, "9000000")


def changed_plan(proof: dict[str, Any]) -> None:
    changed_rate(proof)
    proof["plan_lines"][1]["text"] = "    | 100% | 16%  |"


def dropped_line(proof: dict[str, Any]) -> None:
    del proof["lines"][1]


def dropped_line_of_a_page_too(proof: dict[str, Any]) -> None:
    del proof["lines"][1], proof["page"][5]


def added_line(proof: dict[str, Any]) -> None:
    proof["lines"].append({**small.line("D2#1", 14), "line": "ae.commission:ana:D2#2"})


def reordered_lines(proof: dict[str, Any]) -> None:
    proof["lines"].reverse()


def line_twice(proof: dict[str, Any]) -> None:
    proof["lines"].insert(0, proof["lines"][0])


def line_of_another_plan(proof: dict[str, Any]) -> None:
    proof["lines"][0]["plan"] = "csm"


def broken_cent(proof: dict[str, Any]) -> None:
    proof["lines"][0]["earned"][1] = 7


def other_payee(proof: dict[str, Any]) -> None:
    proof["payee"] = "bo"


def changed_root(proof: dict[str, Any]) -> None:
    proof["root"]["company"] = "Acme"


def other_run(proof: dict[str, Any]) -> None:
    other = copy.deepcopy(proof["root"])
    for tree in ("facts", "plan_text", "statements"):
        other[tree]["root"] = HashTree([tree.encode()]).root.hex()
    proof["root"] = other
    proof["root_signature"] = signed(small.SECRET, b"comp-root/1\n", other)


def other_sentence(proof: dict[str, Any]) -> None:
    proof["lines"][0]["sentence"] = "Commission, with thanks."


def changed_figure(proof: dict[str, Any]) -> None:
    proof["page"][3]["text"] = "8,000.01"


def swapped_figures(proof: dict[str, Any]) -> None:
    proof["page"][3]["figure"], proof["page"][5]["figure"] = 14, 13


def swapped_lines_of_the_page(proof: dict[str, Any]) -> None:
    first, second = proof["page"][3], proof["page"][5]
    first["of"], second["of"] = second["of"], first["of"]


def total_of_less(proof: dict[str, Any]) -> None:
    proof["page"][8].update(figure=13, text="8,000.00 USD")


def held_and_before(proof: dict[str, Any]) -> None:
    proof["page"][3]["of"] = "line ae.commission:ana:D1#1, held"


def waiting_line(proof: dict[str, Any]) -> None:
    """A line that only waits is no part of the run's lines, and of no total."""
    proof["lines"][1]["listed"] = False


def half_cent(proof: dict[str, Any]) -> None:
    proof["nodes"].append(["stated", [], ["1/2", "USD"], {"why": "x"}])
    proof["lines"][0]["earned"][1] = 18


def plan_line_twice(proof: dict[str, Any]) -> None:
    proof["plan_lines"].append(proof["plan_lines"][0])


def row_twice(proof: dict[str, Any]) -> None:
    proof["rows"][1] = proof["rows"][0]


def shown_and_hidden(proof: dict[str, Any]) -> None:
    proof["rows"][0]["hidden"]["amount"] = "00" * 32


def short_path(proof: dict[str, Any]) -> None:
    proof["paths"]["facts"].pop()


def untied(proof: dict[str, Any]) -> None:
    proof["paths"]["statement"] = None


def lost_plan_line(proof: dict[str, Any]) -> None:
    proof["nodes"][0][3]["at"] = [9, 1, 1]


def no_place(proof: dict[str, Any]) -> None:
    proof["nodes"][0][3] = {}


def one_signature(proof: dict[str, Any]) -> None:
    proof["root_signature"] = None


def two_keys(proof: dict[str, Any]) -> None:
    plain = {key: value for key, value in proof.items() if key != "signature"}
    proof["signature"] = signed(small.OTHER_SECRET, b"comp-proof/1\n", plain)


FOUND: list[tuple[Callable[[dict[str, Any]], None], str, str]] = [
    (lambda proof: amount(proof, 12, "650001"), "line ae.commission:ana:D2#1 (node 12", "gives 6,500.00 USD"),
    (changed_fact, "line ae.commission:ana:D1#1 (node 2, `fact`)", "holds 80,000.01 USD"),
    (changed_fact_and_what_reads_it, "line ae.commission:ana:D1#1 (node 3", "80,000.01 USD gives 80,000.01"),
    (fact_of_elsewhere, "facts (deal, row 2, deal, row 1)", "taken from elsewhere"),
    (changed_rate, "line ae.commission:ana:D2#1 (node 10, `table`)", "and the proof says 13/100"),
    (changed_quota, "line ae.commission:ana:D1#1 (node 7", "gives 8/9"),
    (changed_plan, "line ae.commission:ana:D2#1 (node 10", "`table`"),
    (dropped_line, "line ae.commission:ana:D2#1", "stands on the page and is not among the lines"),
    (dropped_line_of_a_page_too, "lines", "left out"),
    (added_line, "lines", "added"),
    (reordered_lines, "line ae.commission:ana:D1#1", "it stands behind ae.commission:ana:D2#1"),
    (line_twice, "line ae.commission:ana:D1#1", "it stands twice"),
    (line_of_another_plan, "line ae.commission:ana:D1#1", "plan 'csm' is not among those of the run"),
    (broken_cent, "line ae.commission:ana:D1#1, earned after", "whole minor units of USD were expected"),
    (other_payee, "lines", "the run has for payee 'bo'"),
    (changed_root, "signature of the run's root", "something was changed"),
    (other_run, "root of the run", "it is the root of another run"),
    (other_sentence, "signature of the proof", "something was changed"),
    (changed_figure, "figure line ae.commission:ana:D1#1, earned of the page", "it reads '8,000.01'"),
    (swapped_figures, "figure line ae.commission:ana:D1#1, earned of the page", "its value is 6,500.00 USD"),
    (swapped_lines_of_the_page, "figure line ae.commission:ana:D2#1, earned of the page", "come to 6,500.00"),
    (total_of_less, "figure earned in all of the page", "lines come to 14,500.00 USD, and it shows 8,000.00"),
    (held_and_before, "figure line ae.commission:ana:D1#1, held of the page", "come to 0.00 USD"),
    (waiting_line, "lines", "left out"),
    (half_cent, "line ae.commission:ana:D1#1, earned after", "not 1/2 minor units of USD"),
    (plan_line_twice, "ae.plan, line 4", "same place"),
    (row_twice, "line ae.commission:ana:D2#1 (node 4, `fact`)", "holds 80,000.00 USD"),
    (shown_and_hidden, "deal, row 0", "both shown and hidden"),
    (short_path, "facts (deal, row 0, deal, row 1)", "path of hashes does not fit"),
    (untied, "lines", "does not tie them"),
    (lost_plan_line, "a constant, used by line ae.commission:ana:D1#1", "is not shown"),
    (no_place, "a constant, used by line ae.commission:ana:D1#1", "is not shown"),
    (one_signature, "signature", "the run's root is not signed"),
]


@pytest.mark.parametrize(("change", "where", "what"), FOUND)
def test_what_was_tampered_with_is_named_first(
    change: Callable[[dict[str, Any]], None], where: str, what: str
) -> None:
    report = verified(tampered(change))

    assert report.exit_code == 1
    assert report.findings[0].where.startswith(where)
    assert what in report.findings[0].what


def test_a_constant_is_held_against_the_plan_and_the_plan_against_the_root() -> None:
    proof = tampered(changed_quota)
    found = {finding.where: finding.what for finding in verified(proof).findings}

    said = found["ae.plan, line 6, used by line ae.commission:ana:D1#1"]
    assert said == "the plan says '100,000.00 USD', and the proof calculates with 90,000.00 USD"

    found = {finding.where: finding.what for finding in verified(tampered(changed_rate)).findings}
    assert "the plan says '15%'" in found["table rate, ae.plan, line 5"]

    found = {finding.where: finding.what for finding in verified(tampered(changed_plan)).findings}
    assert "not those of the plans that this run paid by" in found["plan text (ae.plan)"]


def test_two_rows_in_one_place_of_the_facts_are_found() -> None:
    proof = tampered(lambda proof: proof["rows"].append(proof["rows"][0]))
    found = [finding.what for finding in verified(proof).findings]

    assert "another row of the proof stands in the same place of the facts" in found


def test_a_total_adds_up_the_lines_of_the_run_alone() -> None:
    proof = tampered(waiting_line)
    found = {finding.where: finding.what for finding in verified(proof).findings}

    assert "lines come to 8,000.00 USD" in found["figure earned in all of the page"]


def test_a_proof_that_was_signed_again_by_somebody_else_is_found_by_the_key_alone() -> None:
    forged = small.sound(small.OTHER_SECRET)

    assert verified(forged, OTHER_KEY).exit_code == 0
    assert verified(forged, None).exit_code == 3
    report = verified(forged)
    assert report.notes == (f"Signed by {OTHER_KEY}, NOT the key that was given ({KEY}).",)
    assert report.key_is_known is False
    [root, whole] = report.findings
    assert root.where == "signature of the run's root"
    assert "by another key" in root.what
    assert whole.where == "signature of the proof"


def test_two_keys_are_found_without_a_published_one() -> None:
    found = verified(tampered(two_keys), None).findings

    assert [finding.where for finding in found] == ["signature"]
    assert "two keys signed" in found[0].what


def test_every_change_of_a_value_is_found() -> None:
    for place, node in enumerate(SOUND["nodes"]):
        for change in (_one_more, _one_figure_more, _other_currency):
            value = change(node[2])
            if value is not None:
                proof = copy.deepcopy(SOUND)
                proof["nodes"][place][2] = value
                unsigned = small.resigned(proof, None)
                assert verified(unsigned, None).exit_code == 1, (place, value)


def _one_more(value: Any) -> Any:
    if type_of(value) is dict:
        return {"day": "2026-02-11"}
    text: str = value[0] if type_of(value) is list else value
    n, _, d = text.partition("/")
    more = f"{int(n) + 1}" + (f"/{d}" if d else "")
    return [more, value[1]] if type_of(value) is list else more


def _one_figure_more(value: Any) -> Any:
    return [f"{value[0]}1", value[1]] if type_of(value) is list else f"{value}1"


def _other_currency(value: Any) -> Any:
    return [value[0], "EUR"] if type_of(value) is list and value[0] != "0" else None


def test_every_change_of_an_inputs_place_or_of_an_operation_is_found_or_changes_no_value() -> None:
    for place, node in enumerate(SOUND["nodes"]):
        for i in range(len(node[1])):
            proof = copy.deepcopy(SOUND)
            proof["nodes"][place][1][i] = place
            assert verified(small.resigned(proof, None), None).exit_code == 1


@pytest.mark.parametrize(
    ("born_on", "sound"), [("2026-01-01", True), ("2026-03-31", True), ("2026-04-01", False)]
)
def test_a_line_is_born_within_its_performance_period(born_on: str, *, sound: bool) -> None:
    proof = small.sound()
    proof["lines"][0]["born_on"] = born_on
    proof["lines"][0]["born"] = len(proof["nodes"])
    proof["nodes"].append(["period", [], {"day": born_on}, {"period": 1, "last": True}])
    proof["periods"].append({"name": born_on, "starts_on": born_on, "last_day": born_on})
    report = verified(small.resigned(proof))

    assert (report.exit_code == 0) == sound
    if not sound:
        told = "it is born on 2026-04-01, and its performance period 2026-Q1 is from 2026-01-01 to 2026-03-31"
        assert [each.what for each in report.findings] == [told]


def test_a_line_is_born_on_the_day_that_its_step_comes_to() -> None:
    proof = small.sound()
    proof["lines"][0]["born_on"] = "2026-02-11"
    told = [each.what for each in verified(small.resigned(proof)).findings]
    assert told == ["it is born on 2026-02-11, and the proof's steps come to 2026-02-10"]
    proof["lines"][0].update(born_on="2026-02-10", born=13)
    told = [each.what for each in verified(small.resigned(proof)).findings]
    assert told == ["it is born on 2026-02-10, and the proof's steps come to 8,000.00 USD"]
    proof["lines"][0]["born"] = 99
    [told] = [each.what for each in verified(small.resigned(proof)).findings]
    assert told.startswith("the day of its birth: ")


def test_the_performance_period_of_a_line_is_shown() -> None:
    proof = small.sound()
    proof["periods"][0]["name"] = "2026-Q2"
    told = {each.what for each in verified(small.resigned(proof)).findings}
    assert told == {"its performance period 2026-Q1 is not shown"}


def test_single_lines_are_tied_to_no_statement() -> None:
    proof = copy.deepcopy(SOUND)
    proof["page"], proof["number_format"], proof["paths"]["statement"] = None, None, None
    report = verified(small.resigned(proof))

    assert report.exit_code == 0
    assert [c.remark for c in report.checks if c.what == "lines in the run's root"] == [
        "single lines, tied to no statement"
    ]


def test_a_line_that_is_a_fault_has_no_amount_in_the_run() -> None:
    proof = small.unsealed()
    proof["nodes"].append(["divide", [0, 1], {"undefined": "by zero"}])
    proof["lines"][1].update(fault="by zero", earned=[None, 18], payable=[None, None])

    assert lines_of_run(proof)[1][4:] == ["0", None, "0", None, "by zero"]
    proof["root"] = SOUND["root"]
    assert check_lines(proof) == []
    proof["lines"][1]["fault"] = None
    [found] = check_lines(proof)
    assert "the line is called no fault" in found.what


SALT = bytes(16)
OTHERS = [("bo", "pay of Q1", ["7000", "USD"]), ("cy", "pay of Q1", ["5000", "USD"])]


def sealed_proof(*nodes: list[Any], values: Any = OTHERS) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    proof = copy.deepcopy(SOUND)
    openings = [
        {
            "commitment": sealed_commitment(SALT, payee, what, value).hex(),
            "salt": SALT.hex(),
            "payee": payee,
            "what": what,
            "value": value,
        }
        for payee, what, value in values
    ]
    proof["sealed"] = [{"commitment": each["commitment"], "what": each["what"]} for each in openings]
    proof["nodes"] += list(nodes)
    return small.resigned(proof), openings


# The others have 70.00 and 50.00; D1 pays 8,000.00. Thirds of 1.00: 0.33 each and the odd cent to the first.
THIRD = ["100/3", "USD"]
OPENED: list[tuple[list[Any], list[Any], Any]] = [
    (["sealed sum", [], ["12000", "USD"], {"sealed": [0, 1]}], ["12001", "USD"], OTHERS),
    (["rank", [13], "1", {"better": 0, "sealed": [0, 1]}], ["2", 1], OTHERS),
    (["rank", [13], "3", {"better": 2, "sealed": [0, 1], "lowest": True}], ["2", 1], OTHERS),
    (
        ["allotted", [18], ["34", "USD"], {"sealed": [0, 1], "mode": "half even"}],
        ["32", "USD"],
        [("bo", "share", THIRD), ("cy", "share", THIRD)],
    ),
    (  # 33 1/3 + 1/2 + 2/3 = 34.5, struck to 34: one unit is missing, and cy's remainder is the largest
        ["allotted", [18], ["33", "USD"], {"sealed": [0, 1], "mode": "down"}],
        ["34", "USD"],
        [("bo", "share", ["1/2", "USD"]), ("cy", "share", ["2/3", "USD"])],
    ),
]


@pytest.mark.parametrize(("node", "wrong", "values"), OPENED)
def test_what_is_opened_gives_the_totals_ranks_and_parts_that_rest_on_it(
    node: list[Any], wrong: list[Any], values: Any
) -> None:
    share = ["stated", [], ["100/3", "USD"], {"why": "a third of 1.00"}]
    right, openings = sealed_proof(share, node, values=values)

    report = verified(right, openings=openings)
    assert report.findings == ()
    assert [check.count for check in report.checks if check.what == "sealed values opened"] == [2]
    assert any("taken on the company's word" in note for note in report.notes)

    bad = copy.deepcopy(node)
    if bad[0] == "rank":
        bad[2], bad[3]["better"] = wrong
    else:
        bad[2] = wrong
    proof, openings = sealed_proof(share, bad, values=values)
    assert "`" + bad[0] + "`" in verified(proof, openings=openings).findings[0].where


@pytest.mark.parametrize(("part", "sound"), [("333333334", True), ("333333333", True), ("333333332", False)])
def test_numbers_are_allotted_in_billionths(part: str, *, sound: bool) -> None:
    """Thirds of 1: 0.333333333 each, and the odd billionth to the first; which one that is stays sealed."""
    more = {"sealed": [0, 1], "mode": "half even", "unit": "billionth"}
    nodes: list[list[Any]] = [
        ["stated", [], "1/3", {"why": "x"}],
        ["allotted", [18], _billionths(part), more],
    ]
    proof, openings = sealed_proof(*nodes, values=[("bo", "share", "1/3"), ("cy", "share", "1/3")])

    assert (verified(proof, openings=openings).exit_code == 0) is sound


def _billionths(whole: str) -> str:
    return str(Fraction(int(whole), 10**9))


@pytest.mark.parametrize("field", ["salt", "payee", "what", "value"])
def test_an_opening_that_is_not_what_was_sealed_is_found(field: str) -> None:
    proof, openings = sealed_proof()
    openings[0][field] = {"salt": "11" * 16, "payee": "dee", "what": "else", "value": "1"}[field]

    assert verified(proof, openings=openings).findings[0].where == "sealed 0, pay of Q1"


def test_what_is_sealed_under_another_name_than_it_is_opened_is_found() -> None:
    proof, openings = sealed_proof()
    proof["sealed"][0]["what"] = "pay of Q2"
    report = verified(small.resigned(proof), openings=openings)

    assert report.findings[0].what == "it was opened as 'pay of Q1'"


def test_what_stays_sealed_is_told_and_no_fault() -> None:
    proof, openings = sealed_proof(["sealed sum", [], ["12000", "USD"], {"sealed": [0, 1]}])

    assert verified(proof).exit_code == 0
    assert verified(proof, openings=openings[:1]).exit_code == 0
    assert "no openings were given" in report_as_text(verified(proof))


def test_a_sealed_place_that_is_not_there_is_found() -> None:
    proof, _ = sealed_proof(["sealed sum", [], ["1", "USD"], {"sealed": [2]}])

    assert "which sealed values" in verified(proof).findings[0].what


@pytest.mark.parametrize("data", [b"{}", b"[1]", b"[{}]", b"[", b'[{"commitment":1}]'])
def test_openings_that_are_none_are_refused(data: bytes) -> None:
    with pytest.raises(ProofError):
        read_openings(data)


def test_the_report_as_data_says_the_same() -> None:
    data = report_as_data(verified(tampered(changed_figure)))

    assert data["sound"] is False
    assert data["exit_code"] == 1
    assert data["signed"] is True
    assert data["key"] == KEY
    assert {each["what"]: each["passed"] for each in data["checks"]}["figures in the proof"] is False
    assert {each["what"]: each["passed"] for each in data["checks"]}["text of the pages"] is None
    assert data["findings"][0]["where"] == "figure line ae.commission:ana:D1#1, earned of the page"
    assert json.dumps(data)


def test_a_strangers_text_cannot_steer_the_terminal() -> None:
    proof = copy.deepcopy(SOUND)
    proof["payee"] = "\x1b[2Jana"

    assert "\x1b" not in report_as_text(verified(proof))


@pytest.mark.parametrize(
    "node", [True, [], ["stated"], ["stated", [], "1", 7], ["stated", [], "1", {"why": []}]]
)
def test_a_node_that_is_none_beside_values_on_somebodys_word_is_no_traceback(node: Any) -> None:
    proof = copy.deepcopy(SOUND)
    proof["nodes"] += [["stated", [], "1", {"why": "x"}], node]

    assert verified(proof).exit_code == 1


def test_constants_on_the_plans_or_the_engines_word_are_counted() -> None:
    proof = copy.deepcopy(SOUND)
    proof["nodes"] += [
        ["plan", [], "12", {"at": [0, 1, 1], "why": "a year"}],
        ["stated", [], "1", {"why": "x"}],
    ]
    report = verified(small.resigned(proof))

    assert report.exit_code == 0
    assert report.taken == {"plan": 1, "stated": 1}
    assert "1 value could not be calculated again (x); no line rests on it." in report.notes
    assert (
        "1 constant stands in the plan's text in another form and was taken on the proof's word (a year); "
        "no line rests on it."
    ) in report.notes


def test_the_lines_that_rest_on_somebodys_word_are_named() -> None:
    """The second deal's amount is stated, so its line rests on it, and the first deal's line does not."""
    proof = copy.deepcopy(SOUND)
    proof["nodes"][4] = ["stated", [], ["5000000", "USD"], {"why": "the engines' word"}]
    report = verified(small.resigned(proof))

    assert report.notes[0] == (
        "1 value could not be calculated again (the engines' word); "
        "it stands in these lines: ae.commission:ana:D2#1."
    )


def test_rows_of_tables_that_stand_at_no_line_of_the_plan_are_counted_and_named() -> None:
    proof = copy.deepcopy(SOUND)
    proof["tables"][0]["lines"] = [0, None]
    report = verified(small.resigned(proof))

    assert report.taken == {"table row": 1}
    assert report.notes[0] == (
        "1 row of a table stands at no line of the plan that is shown and was taken on the company's word "
        "(table rate: row 2); it stands in these lines: ae.commission:ana:D1#1, ae.commission:ana:D2#1."
    )


def test_the_verdict_names_the_most_likely_cause_and_the_rest_follows() -> None:
    report = verified(tampered(changed_fact))
    told = report_as_text(report)

    assert any(
        note.startswith(f"Said to be signed, by a signature that does not fit, by {KEY}, the key")
        for note in report.notes
    )
    first = "node 2, `fact`"
    assert first in report.findings[0].where
    assert report.verdict.startswith("This statement must not be trusted: ")
    assert first in report.verdict
    [cause] = [line for line in told.splitlines() if line.startswith("  Most likely cause: ")]
    assert first in cause
    assert len(report.findings) > 1
    assert told.count("  Follows from it, most likely: ") == len(report.findings) - 1
