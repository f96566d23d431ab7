"""Shares, the rest and managers: the example of the crediting decision, and what makes a fact a fault."""

from comp.language import core
from comp.language.core import Kind
from comp.reference import Credits, credits
from tests.reference import build as b

SHARE = core.BlankIs(b.col("deal.overlay_share", Kind.NUMBER), b.num("0%"))
PARTS = (
    b.part("share", "deal.overlay", SHARE),
    b.part("the rest", "deal.owner"),
    b.part("also", at="100%", levels=(1, 2)),
)
PEOPLE = [
    b.person("ana", manager="mia"),
    b.person("om", manager="mia"),
    b.person("mia", manager="vic"),
    b.person("vic"),
]


def credited(
    clause: core.Credit, deal: dict[str, b.Value], people: list[dict[str, b.Value]] = PEOPLE
) -> Credits:
    program = core.Program(b.SOURCES, {"new": clause}, ())
    return credits(program, b.snapshot({"assignment": people, "deal": [deal]}), b.d("12-31"))


def parts(made: Credits) -> dict[str, tuple[str, int]]:
    return {credit.part: (credit.payee, credit.units) for credit in made.credits}


def test_the_odd_cent_goes_to_the_larger_remainder_and_managers_are_credited_once_per_share() -> None:
    deal = b.deal("D1", "03-20", "100.01", overlay="om", overlay_share=b.share("30%"))

    # 30 % of 10,001 cents is 3,000.3, 70 % is 7,000.7: the odd cent goes to .7.
    assert parts(credited(b.credit(*PARTS), deal)) == {
        "1": ("om", 3000),
        "2": ("ana", 7001),
        "1.3.1": ("mia", 3000),
        "1.3.2": ("vic", 3000),
        "2.3.1": ("mia", 7001),
        "2.3.2": ("vic", 7001),
    }


def test_a_reversal_mirrors_its_original_to_the_cent() -> None:
    deal = b.deal("D1", "03-20", "-100.01", overlay="om", overlay_share=b.share("30%"))

    assert [credit.units for credit in credited(b.credit(*PARTS), deal).credits[:2]] == [-3000, -7001]


def test_a_share_of_zero_makes_no_credit_though_nobody_is_named() -> None:
    made = credited(b.credit(*PARTS), b.deal("D1", "03-20", "100.01"))

    assert parts(made) == {"2": ("ana", 10001), "2.3.1": ("mia", 10001), "2.3.2": ("vic", 10001)}


def test_the_chain_ends_without_a_fault_where_nobody_is_known() -> None:
    made = credited(b.credit(*PARTS), b.deal("D1", "03-20", "1.00"), [b.person("ana", manager="mia")])

    assert parts(made) == {"2": ("ana", 100), "2.3.1": ("mia", 100)}
    assert made.faults == ()


def test_a_chain_that_leads_back_is_a_fault_of_the_fact() -> None:
    people = [b.person("ana", manager="mia"), b.person("mia", manager="ana")]
    made = credited(b.credit(*PARTS), b.deal("D1", "03-20", "1.00"), people)

    assert made.credits == ()
    assert [fault.reason for fault in made.faults] == ["the managers above ana lead back: ana → mia → ana"]


def test_shares_that_do_not_reach_the_whole_are_a_fault() -> None:
    made = credited(b.credit(b.part("share", "deal.owner", "90%")), b.deal("D1", "03-20", "1.00"))

    assert [fault.reason for fault in made.faults] == ["the shares add up to 9/10, not to 1"]


def test_a_share_with_nobody_to_go_to_is_a_fault() -> None:
    made = credited(b.credit(*PARTS), b.deal("D1", "03-20", "1.00", overlay_share=b.share("30%")))

    assert [fault.reason for fault in made.faults] == [
        "share 1 has nobody to go to: deal.overlay of D1 is blank"
    ]


def test_a_value_that_is_blank_is_a_fault_and_an_undefined_condition_is_none() -> None:
    only_new = b.compare(b.col("deal.kind", Kind.TEXT), "is", core.Literal("new"))
    blank = {**b.deal("D1", "03-20", "1.00", kind="new"), "value": None}

    assert [fault.reason for fault in credited(b.credit(where=only_new), blank).faults] == [
        "deal.value of D1 is blank"
    ]
    assert credited(b.credit(where=only_new), {**blank, "kind": None}) == Credits((), ())


def test_a_deal_that_is_not_dated_yet_is_not_credited() -> None:
    later = b.deal("D1", "2027-01-01", "1.00")

    assert credited(b.credit(), later).credits == ()
    assert credited(b.credit(), {**later, "booked_on": None}).credits == ()
