"""Every text of the page is there in every language, with the same places to fill in."""

from importlib.resources import files
from pathlib import Path
from string import Formatter
from typing import cast

import pytest
from babel import Locale
from markupsafe import Markup

from statements.words import LANGUAGES, Words, catalog

OTHERS = sorted(set(LANGUAGES) - {"en"})


def forms(language: str, key: str) -> dict[str, str]:
    """A text's forms by plural category, `""` where it goes by no number."""
    text = catalog(language)[key]
    return {"": text} if isinstance(text, str) else dict(text)


def places(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


@pytest.mark.parametrize("language", OTHERS)
def test_a_language_has_every_text_and_no_other(language: str) -> None:
    assert set(catalog(language)) == set(catalog("en"))


@pytest.mark.parametrize("language", OTHERS)
def test_a_text_has_the_same_places_in_every_language(language: str) -> None:
    differing = {
        key: (each, places(each))
        for key in catalog("en")
        for each in forms(language, key).values()
        if places(each) != places(forms("en", key)[next(reversed(forms("en", key)))])
    }

    assert differing == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_text_that_goes_by_a_number_has_the_forms_that_its_language_tells_apart(language: str) -> None:
    tags = cast("set[str]", Locale(language).plural_form.tags)
    wanted = tags | {"other"}
    by_number = {key for key in catalog("en") if "" not in forms("en", key)}

    assert by_number
    assert {key: set(forms(language, key)) for key in by_number} == dict.fromkeys(by_number, wanted)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_is_blank_or_has_white_space_at_its_ends(language: str) -> None:
    texts = [each for key in catalog(language) for each in forms(language, key).values()]

    assert [each for each in texts if not each or each != each.strip()] == []


@pytest.mark.parametrize("language", OTHERS)
def test_a_sentence_is_translated_and_not_left_in_english(language: str) -> None:
    sentences = [key for key in catalog("en") if any(" " in each for each in forms("en", key).values())]

    assert [key for key in sentences if forms(language, key) == forms("en", key)] == []


def test_what_is_filled_in_is_text_and_no_markup() -> None:
    words = Words.of(Locale("en"))

    said = words.say("document.logo", company="<b>A & B</b> {0}")

    assert said == "Logo of &lt;b&gt;A &amp; B&lt;/b&gt; {0}"
    assert words.say("document.logo", company=Markup("<i>A</i>")) == "Logo of <i>A</i>"


def test_a_number_chooses_its_form() -> None:
    words = Words.of(Locale("de"))

    assert words.count("lines.count", 1, "1", currency="EUR") == "1 Zeile in EUR"
    assert words.count("lines.count", 1_200, "1.200", currency="EUR") == "1.200 Zeilen in EUR"


def test_a_locale_without_a_catalog_gets_english_words() -> None:
    assert Words.of(Locale.parse("pt_BR")).language == "en"
    assert Words.of(Locale.parse("de_AT")).language == "de"


def test_a_text_that_goes_by_a_number_is_asked_for_with_one() -> None:
    words = Words.of(Locale("en"))

    with pytest.raises(TypeError, match="goes by a number"):
        words.say("lines.count", currency="USD")
    with pytest.raises(TypeError, match="goes by no number"):
        words.count("lines.date", 1, "1")


def test_every_text_is_asked_for() -> None:
    room = Path(str(files("statements")))
    asked = "".join(
        path.read_text(encoding="utf-8") for path in [*room.glob("templates/**/*.html"), *room.glob("*.py")]
    )
    # Those of a kind, a balance or a shape are asked for by its name.
    by_name = ("changes.", "balances.", "curve.")

    unasked = [key for key in catalog("en") if f'"{key}"' not in asked and f"'{key}'" not in asked]
    assert [key for key in unasked if not key.startswith(by_name)] == []
