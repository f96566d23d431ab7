import contextlib
import json
import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import cast

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from comp.cli import main
from comp.language import CanonicalFormError, from_json, json_schema, load, load_texts, to_json
from comp.language.core import Literal, Plan, Program
from comp.language.lowering.reads import walk
from tests.language.schema_check import SchemaCheck, Tree
from tests.language.spacing import respaced
from tests.language.workspace import ROOT, demo_texts

SCHEMA = ROOT / "docs" / "plan.schema.json"
PLAIN = "../tests/language/plans"
FOLDERS = (PLAIN, "demo/plans", "golden", "saas_subscriptions/plans", "crm_opportunities/plans")


@cache
def program(folder: str) -> Program:
    loaded = load(sorted((ROOT / "fixtures" / folder).glob("*.plan")))
    assert loaded.program is not None
    return loaded.program


def digests(plans: tuple[Plan, ...]) -> list[tuple[str, str]]:
    return [(plan.text_digest, plan.result_digest) for plan in plans]


def changed(change: Callable[[Tree], object], folder: str = PLAIN) -> str:
    document = json.loads(to_json(program(folder)))
    change(document)
    return json.dumps(document)


def node(document: Tree, *path: str | int) -> Tree:
    found: object = document
    for step in path:
        found = cast("dict[str | int, object]", found)[step]
    return cast("Tree", found)


@pytest.mark.parametrize("folder", FOLDERS)
def test_a_program_survives_the_way_through_json(folder: str) -> None:
    before = program(folder)

    after = from_json(to_json(before))

    assert after == before
    assert digests(after.plans) == digests(before.plans)
    assert list(after.sources) == list(before.sources)
    assert [list(plan.measures) for plan in after.plans] == [list(plan.measures) for plan in before.plans]
    assert to_json(after) == to_json(before)


@pytest.mark.parametrize("folder", FOLDERS)
def test_every_literal_keeps_its_exact_type(folder: str) -> None:
    def types(whole: Program) -> list[tuple[type, str]]:
        parts = (*whole.credits.values(), *whole.plans)
        return [
            (type(n.value), repr(n.value)) for part in parts for n in walk(part) if isinstance(n, Literal)
        ]

    assert types(from_json(to_json(program(folder)))) == types(program(folder))


def test_layout_and_comments_change_no_byte() -> None:
    texts = demo_texts()
    other = {name: respaced(text, 1) for name, text in texts.items()}

    one, two = load_texts(texts).program, load_texts(other).program

    assert one is not None
    assert two is not None
    assert re.sub('"text_digest": "[^"]*"', "", to_json(one)) == re.sub(
        '"text_digest": "[^"]*"', "", to_json(two)
    )


def test_amounts_and_shares_are_strings_and_nothing_is_a_float() -> None:
    def refuse(text: str) -> object:
        raise AssertionError(text)

    text = to_json(program(PLAIN))

    json.loads(text, parse_float=refuse)
    assert '"value": "90000.00 USD"' in text
    assert '"bound": "3/2"' in text


# What nobody wrote -----------------------------------------------------------------------------------------


def rate(document: Tree) -> None:
    node(document, "program", "plans", 1, "tables", "rate", "rows", 2)["value"] = "1/2"


def as_float(document: Tree) -> None:
    node(document, "program", "plans", 1, "tables", "rate", "rows", 2)["value"] = 0.15


def as_number(document: Tree) -> None:
    node(document, "program", "plans", 1, "tables", "rate", "rows", 2)["value"] = 1


def not_in_lowest_terms(document: Tree) -> None:
    node(document, "program", "plans", 1, "tables", "rate", "rows", 2)["value"] = "15/100"


def by_nothing(document: Tree) -> None:
    node(document, "program", "plans", 1, "tables", "rate", "rows", 2)["value"] = "1/0"


def unknown_key(document: Tree) -> None:
    node(document, "program", "plans", 0)["bonus"] = "1"


def missing_key(document: Tree) -> None:
    del node(document, "program", "plans", 0)["currency"]


def unknown_node(document: Tree) -> None:
    node(document, "program", "plans", 0, "members")["node"] = "Perhaps"


def unknown_word(document: Tree) -> None:
    node(document, "program", "plans", 0)["performance"] = "fortnight"


def no_such_day(document: Tree) -> None:
    node(document, "program", "plans", 0)["effective_from"] = "2026-02-30"


def truth_as_number(document: Tree) -> None:
    node(document, "program", "plans", 0)["later_facts"] = 1


def other_format(document: Tree) -> None:
    document["format"] = "comp-program-0"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (rate, "plan ae_mm_2026: what it pays is not what its result digest stands for"),
        (as_float, "0.15 is a float"),
        (as_number, "program.plans[1].tables.rate.rows[2].value: expected a text, not 1"),
        (not_in_lowest_terms, "write '15/100' as '3/20'"),
        (by_nothing, "'1/0' is no fraction"),
        (unknown_key, "program.plans[0] knows nothing of bonus"),
        (missing_key, "program.plans[0] misses currency"),
        (unknown_node, "program.plans[0].members: 'Perhaps' cannot stand here"),
        (unknown_word, "program.plans[0].performance: 'fortnight' is no cadence"),
        (no_such_day, "'2026-02-30' is no date"),
        (truth_as_number, "program.plans[0].later_facts: expected true or false, not 1"),
        (other_format, "format: expected 'comp-program-1', not 'comp-program-0'"),
    ],
    ids=lambda value: value.__name__ if callable(value) else "",
)
def test_what_is_no_program_is_refused_by_its_place(change: Callable[[Tree], object], said: str) -> None:
    with pytest.raises(CanonicalFormError, match=re.escape(said)):
        from_json(changed(change))


@pytest.mark.parametrize("text", ["", "{", "[]", "null", '{"format": 1, "format": 1}', "[" * 100_000, "NaN"])
def test_a_text_that_is_no_document_is_refused(text: str) -> None:
    with pytest.raises(CanonicalFormError):
        from_json(text)


@settings(max_examples=40, deadline=None, derandomize=True)
@given(st.integers(0, 10**6), st.sampled_from(["", "null", "7", '"x"', "[]", "{}", "true"]))
def test_no_damaged_document_breaks_the_reader(at: int, put: str) -> None:
    text = to_json(program("crm_opportunities/plans"))
    words = list(re.finditer(r'"[^"]*"|\w+|[\[\]{}]', text))
    word = words[at % len(words)]

    with contextlib.suppress(CanonicalFormError):
        from_json(text[: word.start()] + put + text[word.end() :])


# The schema ------------------------------------------------------------------------------------------------


def test_the_published_schema_is_the_one_that_the_types_give() -> None:
    assert SCHEMA.read_text("utf-8") == json_schema(), "comp plan json --schema > docs/plan.schema.json"


@pytest.mark.parametrize("folder", FOLDERS)
def test_every_document_follows_the_schema(folder: str) -> None:
    schema = json.loads(json_schema())

    assert SchemaCheck(schema).faults(json.loads(to_json(program(folder)))) == []


@pytest.mark.parametrize(
    "change", [as_number, by_nothing, unknown_key, missing_key, unknown_node, other_format]
)
def test_the_schema_finds_what_is_no_program(change: Callable[[Tree], object]) -> None:
    schema = json.loads(json_schema())

    assert SchemaCheck(schema).faults(json.loads(changed(change)))


# The command -----------------------------------------------------------------------------------------------


def test_the_command_writes_the_plans_and_the_schema() -> None:
    demo = ROOT / "fixtures" / "demo"

    shown = CliRunner().invoke(main, ["plan", "json", str(demo)])
    schema = CliRunner().invoke(main, ["plan", "json", "--schema"])

    assert shown.exit_code == 0
    assert from_json(shown.output) == program("demo/plans")
    assert schema.output == json_schema()


def test_plans_with_errors_have_no_canonical_form(tmp_path: Path) -> None:
    (tmp_path / "a.plan").write_text('plan p "P"\n')

    shown = CliRunner().invoke(main, ["plan", "json", str(tmp_path)])

    assert shown.exit_code == 1
    assert shown.stdout == ""
