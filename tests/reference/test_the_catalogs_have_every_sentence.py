"""Each catalog has each template of the sources, with its placeholders, and none that is no longer there."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import comp.reference
import statements
from comp.reference.saying import counted, say
from comp.reference.speech import languages, speaking, speech_of
from tests.reference.templates import all_templates, placeholders, sources, templates_in, unmarked_in

TOLD = [
    *sorted(Path(str(comp.reference.__file__)).parent.glob("*.py")),
    *(Path(str(statements.__file__)).parent / f"{name}.py" for name in ("build", "changes", "explained")),
]
"""The modules whose sentences a statement shows. Proofs have a room of their own, with names of nodes."""

NO_SENTENCES = {
    "f'{places} decimals'",  # the name of a step, for programs
    "f'{name}.toml'",  # a file of this package
    "f'{self.minor} minor units of {self.currency}'",  # what a developer sees of an amount
}


def test_there_are_catalogs_in_german_and_japanese() -> None:
    assert languages() == ["de", "ja"]


@pytest.mark.parametrize("language", languages())
def test_a_catalog_has_each_template_and_no_other(language: str) -> None:
    assert set(speech_of(language).templates) == all_templates()


@pytest.mark.parametrize("language", languages())
def test_a_translation_has_the_placeholders_of_its_template(language: str) -> None:
    pairs = speech_of(language).templates.items()

    assert [one for one, other in pairs if placeholders(one) != placeholders(other)] == []


@pytest.mark.parametrize("language", languages())
def test_every_translation_can_be_said(language: str) -> None:
    with speaking(language):
        for template in all_templates():
            words = {name: f"<{name}>" for name in placeholders(template)}
            said = say(template, **words)
            assert all(word in said for word in words.values())


def test_a_template_is_a_literal_wherever_it_is_given() -> None:
    assert [call for path in sources() for call in unmarked_in(path.read_text(encoding="utf-8"))] == []


def test_the_walk_finds_a_template_that_is_chosen_and_those_of_a_number() -> None:
    source = 'say("one" if so else "other", x=f"{y}"); counted(n, "none", "single", "many", of=x)'

    assert set(templates_in(source)) == {"one", "other", "none", "single", "many"}
    assert list(unmarked_in('say(f"{x} is " + y)')) != []


def test_no_sentence_is_made_past_the_door() -> None:
    made = {text for path in TOLD for text in _with_words(ast.parse(path.read_text(encoding="utf-8")))}

    assert made - NO_SENTENCES == set()
    assert made >= NO_SENTENCES  # an exception that is no longer needed goes


def test_a_language_says_one_and_many_in_its_own_forms() -> None:
    forms = ("no days", "{number} day", "{number} days")

    assert [counted(number, *forms) for number in (0, 1, 2)] == ["no days", "1 day", "2 days"]
    with speaking("de"):
        assert [counted(number, *forms) for number in (0, 1, 2)] == ["keine Tage", "1 Tag", "2 Tage"]
    with speaking("ja"):
        assert [counted(number, *forms) for number in (0, 1, 2)] == ["0日", "1日", "2日"]


def _with_words(tree: ast.Module) -> Iterator[str]:
    """The texts with words that are put together, but for those of errors that are raised."""
    raised = {id(part) for node in ast.walk(tree) if isinstance(node, ast.Raise) for part in ast.walk(node)}
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr) and id(node) not in raised:
            texts = [str(each.value) for each in node.values if isinstance(each, ast.Constant)]
            if any(re.search("[A-Za-z]{2}", text) for text in texts):
                yield ast.unparse(node)
