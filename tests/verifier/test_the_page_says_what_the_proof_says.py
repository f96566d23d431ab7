"""The text of the pages against the pieces of a proof: figures, words, names, breaks, what stands outside."""

from typing import Any

import pytest

from comp.verifier.page import ShownRun, check_figures, check_page, is_plain_name, names_shown
from tests.verifier import small


def runs(*texts: str, page: int = 1, artifact: bool = False, repeats: bool = False) -> list[ShownRun]:
    return [ShownRun(page, text, artifact, repeats) for text in texts]


def proof(*pieces: Any) -> dict[str, Any]:
    return {**small.unsealed(), "page": list(pieces) or small.page()}


def figure(text: str, node: int = 13, form: str = "money") -> dict[str, Any]:
    return {"figure": node, "text": text, "of": "bonus", "form": form}


def test_the_page_of_the_small_proof_fits_however_it_is_broken() -> None:
    text = small.page_text()

    assert check_page(proof(), runs(text)) == []
    assert check_page(proof(), runs(*text.split(" "))) == []
    assert check_page(proof(), [*runs(text[:40]), *runs(text[40:], page=2)]) == []
    assert check_page(proof(), runs(text.replace(" ", "\u200b\u00a0\u00ad"))) == []
    assert names_shown(proof(), runs(text)) == ["AnaO\u2019Neill"]


def changed(old: str, new: str) -> list[ShownRun]:
    text = small.page_text()
    assert text.count(old) == 1
    at = text.index("80,000.00 at")
    text = text.replace(old, new)
    return [*runs(text[:at]), *runs(text[at:], page=2)]


@pytest.mark.parametrize(
    ("old", "new", "where", "what"),
    [
        (
            " 8,000.00",
            " 9,000.00",
            "page 1, figure line ae.commission:ana:D1#1, earned",
            "'9,000.00', and the",
        ),
        (
            " 6,500.00",
            " 6,500.01",
            "page 2, figure line ae.commission:ana:D2#1, earned",
            "'6,500.01', and the",
        ),
        ("130.0%", "131.0%", "page 2, figure attainment", "the proof shows '130.0%'"),
        ("at 10%", "at 11%", "page 2, the words '80,000.00 at 10%'", "000.00at11%"),
        ("14,500.00 USD", "14,500.00 USDT", "page 2", "goes on with 'T'"),
        ("14,500.00 USD", "14,500", "page 2, figure earned in all", "the page ends"),
        ("14,500.00 USD", "14,500 EUR", "page 2, figure earned in all", "'14,500EUR', and the proof"),
        ("Total ", "", "page 2, the words 'Total'", "reads"),
        ("Compensation", "Cornpensation", "page 1, a person's name", ""),
    ],
)
def test_the_first_difference_is_told_with_its_page_and_piece(
    old: str, new: str, where: str, what: str
) -> None:
    found = check_page(proof(), changed(old, new))

    assert found[0].where in {where, "page, a person's name", "page 1, the words 'Compensation statement'"}
    if what:
        assert found[0].where == where
        assert what in found[0].what


def test_the_page_of_somebody_else_is_called_so() -> None:
    theirs = "Compensation statement Bo Lee bo, 2026-Q1 1.00 Total 1.00 USD"
    [found] = check_page(proof(), runs(theirs))

    assert found.where == "page and proof"
    assert "not that of payee 'ana'" in found.what


def test_a_page_without_the_proofs_figures_is_another_statement_even_where_the_payee_is_named() -> None:
    figures = [{"figure": 13, "text": f"{n},000.00", "of": "x", "form": "money"} for n in (10, 20, 30, 40)]
    [found] = check_page(proof("ana", *figures), runs("ana 50,000.00 60,000.00 10,000.00"))

    assert "two different statements" in found.what


@pytest.mark.parametrize(
    "name",
    [
        "Ana 9,999.00 Lee",
        "Ana\u00b2",
        "Ana $",
        "A" * 81,
        "",
        "Ana \u0661",
        "Ana\u2167",
        "\u20ac",
        "Ana=Lee",
        "1",
    ],
)
def test_no_figure_passes_as_a_name(name: str) -> None:
    [found] = check_page(proof("To", {"name": True}, ": 8,000.00"), runs(f"To {name}: 8,000.00"))

    assert not is_plain_name(name)
    assert found.where == "page, a person's name"


@pytest.mark.parametrize(
    "name", ["Ana", "Zo\u00eb O\u2019Neill-Smith, Jr.", "\u5f35\u5049", "D. (Di) K", "A" * 80]
)
def test_a_name_is_letters(name: str) -> None:
    assert is_plain_name(name)
    assert check_page(proof("To", {"name": True}, ": 8,000.00"), runs(f"To {name}: 8,000.00")) == []
    assert check_page(proof("Signed", {"name": True}), runs(f"Signed {name}")) == []
    assert check_page(proof({"name": True}, "9"), runs(f"{name} 9")) == []


def test_a_name_does_not_swallow_a_figure_behind_it() -> None:
    pieces = ("To", {"name": True}, figure("8,000.00"), "end")

    assert check_page(proof(*pieces), runs("To Ana 8,000.00 end")) == []
    assert check_page(proof(*pieces), runs("To Ana 18,000.00 end")) != []


def test_two_names_are_each_taken_from_their_place() -> None:
    pieces = ("To", {"name": True}, "from", {"name": True}, "end")
    shown = runs("To Ana from Bo end")

    assert check_page(proof(*pieces), shown) == []
    assert names_shown(proof(*pieces), shown) == ["Ana", "Bo"]


def test_the_head_of_a_table_may_stand_again_where_the_table_goes_on() -> None:
    head = runs("Day Earned", repeats=True)
    again = runs("Day ", "Earned", page=2, repeats=True)
    shown = [*head, *runs("1 Jan 8,000.00"), *again, *runs("2 Jan 6,500.00", page=2)]
    pieces = ("Day Earned", "1 Jan", figure("8,000.00"), "2 Jan", figure("6,500.00", 14))

    assert check_page(proof(*pieces), shown) == []
    # Another table of the same head is no repetition.
    assert check_page(proof(*pieces[:3], "Day Earned", *pieces[3:]), shown) == []


def test_what_repeats_without_having_stood_there_is_a_difference() -> None:
    shown = [*runs("1 Jan"), *runs("Bonus 9,000.00", page=2, repeats=True), *runs("2 Jan", page=2)]
    [found] = check_page(proof("1 Jan", "2 Jan"), shown)

    assert found.where == "page 2, the words '2 Jan'"


@pytest.mark.parametrize("text", ["Total 9,999.00", "9.999,00", "1,234", "bonus 5%", "$5", "20\u20ac"])
def test_an_amount_outside_of_the_statement_is_found(text: str) -> None:
    shown = [*runs("Hello"), *runs(text, artifact=True)]
    [found] = check_page(proof("Hello"), shown)

    assert found.where == "page 1, outside the statement"


def test_a_footer_with_a_pages_number_is_none_of_the_statement() -> None:
    shown = [*runs("Hello"), *runs("Page 1 of 12", "2026-Q1", "run 5f3a01", artifact=True)]

    assert check_page(proof("Hello"), shown) == []


FORMATS = {
    "en": {"group": ",", "decimal": ".", "minus": "-"},
    "de": {"group": ".", "decimal": ",", "minus": "-"},
    "fr": {"group": "\u202f", "decimal": ",", "minus": "-"},
    "sv": {"group": "\u00a0", "decimal": ",", "minus": "\u2212"},
}


@pytest.mark.parametrize(
    ("text", "value", "form", "locale", "fits"),
    [
        ("1,234.56", ["123456", "USD"], "money", "en", True),
        ("1,234.56 USD", ["123456", "USD"], "money", "en", True),
        ("USD 1,234.56", ["123456", "USD"], "money", "en", True),
        ("+1,234.56", ["123456", "USD"], "money", "en", True),
        ("-1,234.56", ["-123456", "USD"], "money", "en", True),
        ("1,234.56", ["-123456", "USD"], "money", "en", False),
        ("-$20.00", ["-2000", "USD"], "money", "en", True),
        ("$-20.00", ["-2000", "USD"], "money", "en", True),
        ("-$20.00", ["2000", "USD"], "money", "en", False),
        ("$20.00-", ["-2000", "USD"], "money", "en", None),
        ("-20,00\u00a0\u20ac", ["-2000", "EUR"], "money", "de", True),
        ("1,234.57", ["123456", "USD"], "money", "en", False),
        ("1,234.56", ["1234561/10", "USD"], "money", "en", False),
        ("1.234,56", ["123456", "USD"], "money", "de", True),
        ("1.234,56 EUR", ["123456", "USD"], "money", "de", None),
        ("12\u202f345,60", ["1234560", "EUR"], "money", "fr", True),
        ("\u22125,00", ["-500", "SEK"], "money", "sv", True),
        ("1,234", ["1234", "JPY"], "money", "en", True),
        ("12,34,567.00", ["123456700", "INR"], "money", "en", True),
        ("1.000", ["1000", "KWD"], "money", "en", True),
        ("1,234.5", ["123450", "USD"], "money", "en", False),
        ("123,450", ["123450", "USD"], "money", "en", False),
        ("1,2.00", ["1200", "USD"], "money", "en", None),
        ("1,,234.00", ["123400", "USD"], "money", "en", None),
        ("12,34.00", ["123400", "USD"], "money", "en", None),
        ("1234.", ["123400", "USD"], "money", "en", None),
        ("", ["0", "USD"], "money", "en", None),
        ("\u0661.00", ["100", "USD"], "money", "en", None),
        ("1.00", "1", "money", "en", None),
        ("33.3%", "1/3", "percent", "en", True),
        ("33.4%", "1/3", "percent", "en", False),
        ("33,3 %", "1/3", "percent", "fr", True),
        ("0.5", "1/2", "number", "en", True),
        ("0.67", "2/3", "number", "en", True),
        ("0.66", "2/3", "number", "en", False),
        # Halfway between two shown digits either may be shown.
        ("0.2", "1/4", "number", "en", True),
        ("0.3", "1/4", "number", "en", True),
        ("1", {"undefined": "x"}, "number", "en", None),
        ("1", {"text": "x"}, "number", "en", None),
    ],
)
def test_a_figure_reads_as_its_value(
    text: str, value: Any, form: str, locale: str, *, fits: bool | None
) -> None:
    described = proof(figure(text, 0, form))
    described["nodes"] = [["stated", [], value]]
    described["number_format"] = FORMATS[locale]
    found = check_figures(described)

    assert (found == []) is bool(fits)
    if fits is False:
        assert "and its value is" in found[0].what


def test_a_figure_without_a_node_or_a_form_of_numbers_is_found() -> None:
    described = proof(figure("1", 99))

    assert "there is no node 99" in check_figures(described)[0].what
    described["number_format"] = None
    described["page"] = [figure("8,000.00", 13)]
    assert "how its numbers are written" in check_figures(described)[0].what
