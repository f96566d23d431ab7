"""Facts that have to do with a payee and pay them nothing: which they are, with reasons that name nobody."""

import re
from collections.abc import Collection, Mapping
from dataclasses import replace
from fractions import Fraction

from comp.facts.snapshot import Value
from comp.language import core
from comp.language.core import Kind
from comp.reference import Cause, Facts, Unpaid, UnpaidFacts
from comp.reference.discretion import Names
from tests.reference import build as b

ONLY_NEW = b.compare(b.col("deal.kind", Kind.TEXT), "is", core.Literal("new"))
SHARED = b.credit(
    b.part("share", "deal.overlay", b.col("deal.overlay_share", Kind.NUMBER)),
    b.part("the rest", "deal.owner"),
    where=ONLY_NEW,
)
CASE = b.Case((b.commission("10%"),), credits=(SHARED,))
PEOPLE = [b.person("ana"), b.person("bo"), b.person("cy", ends_on=b.d("03-31"))]


def rows(*deals: Mapping[str, Value]) -> b.Rows:
    told: dict[str, Value] = {"overlay_share": Fraction(0), "overlay": None, "kind": "new"}
    return {"assignment": PEOPLE, "deal": [{**told, **each} for each in deals]}


def unpaid(
    payee: str, facts: b.Rows, case: b.Case = CASE, paid: Collection[tuple[str, str]] = ()
) -> list[Unpaid]:
    """A payee's in the first half of the year."""
    days = {plan.name: (b.d("01-01"), b.d("06-30")) for plan in case.program.plans}
    search = UnpaidFacts(case.program, Facts(b.snapshot(facts)), b.CALENDAR, days, b.d("06-30"))
    return search.of(payee, paid)


def told(payee: str, facts: b.Rows, case: b.Case = CASE) -> list[tuple[str, Cause, str]]:
    return [(each.fact, each.cause, each.reason) for each in unpaid(payee, facts, case)]


def test_a_deal_that_names_the_payee_and_fails_the_credits_condition() -> None:
    facts = rows(b.deal("D1", "02-10", "100.00", kind="expansion"))

    assert told("ana", facts) == [
        ("D1", Cause.CONDITION, "D1 is not new: deal.kind must be new but is expansion.")
    ]


def test_who_got_the_shares_and_how_much_is_not_said() -> None:
    # Bo has all of the deal that Ana owns.
    facts = rows(b.deal("D1", "02-10", "987.65", overlay="bo", overlay_share=Fraction(1)))

    [(fact, cause, reason)] = told("ana", facts)

    assert (fact, cause) == ("D1", Cause.NO_SHARE)
    assert reason == "ana has no share of D1; its new went to others."


def test_a_deal_after_the_payees_last_day() -> None:
    facts = rows(b.deal("D1", "05-10", "100.00", owner="cy"))

    assert told("cy", facts) == [
        ("D1", Cause.NOT_A_MEMBER, "cy has no assignment on 10 May 2026, so is not under plan.")
    ]


def test_a_deal_that_the_pay_leaves_out() -> None:
    large = replace(b.commission("10%"), where=b.compare(b.col("deal.value"), ">=", b.usd("500.00")))
    case = b.Case((large,), credits=(SHARED,))

    [(_, cause, reason)] = told("ana", rows(b.deal("D1", "02-10", "100.00")), case)

    assert cause is Cause.PAY_CONDITION
    assert reason == (
        "D1 is credited and has no line in plan: commission: deal.value must be at least 500.00 USD but is "
        "100.00 USD."
    )


def test_a_deal_with_a_line_in_the_run_or_outside_the_days_paid_is_not_looked_at() -> None:
    facts = rows(b.deal("D1", "02-10", "100.00"), b.deal("D2", "08-10", "100.00", kind="expansion"))

    assert unpaid("ana", facts, paid={("deal", "D1")}) == []


def test_the_days_are_those_of_the_payees_own_plans() -> None:
    # The plan of AEs is paid for the second quarter, another one for the first as well.
    ours, theirs = CASE.plan, replace(b.Case(CASE.statements, role="CSM").plan, name="theirs")
    program = replace(CASE.program, plans=(ours, theirs))
    days = {"plan": (b.d("04-01"), b.d("06-30")), "theirs": (b.d("01-01"), b.d("06-30"))}
    deals = [b.deal("D1", "02-10", "1.00", kind="old"), b.deal("D2", "05-10", "1.00", kind="old")]
    passed_on = b.deal("D3", "02-11", "1.00", owner="bo", overlay="ana", overlay_share=Fraction(1))
    facts = Facts(b.snapshot(rows(*deals, passed_on)))

    found = UnpaidFacts(program, facts, b.CALENDAR, days, b.d("06-30")).of("ana", ())

    assert [each.fact for each in found] == ["D2"]


def test_nobody_elses_deal_is_looked_at() -> None:
    facts = rows(b.deal("D1", "02-10", "100.00", owner="bo", kind="expansion"))

    assert unpaid("ana", facts) == []


def test_a_credit_that_came_by_another_way_than_a_column_is_looked_at() -> None:
    # Max manages Ana and is credited beside her; the plan pays only what is of 500 and more.
    passed_up = b.credit(b.part("the rest", "deal.owner"), b.part("also", "", "100%", levels=(1, 1)))
    large = replace(b.commission("10%"), where=b.compare(b.col("deal.value"), ">=", b.usd("500.00")))
    case = b.Case((large,), credits=(passed_up,))
    people = [b.person("ana", manager="max"), b.person("max")]

    [each] = unpaid("max", {"assignment": people, "deal": [b.deal("D1", "02-10", "100.00")]}, case)

    assert (each.fact, each.cause, each.on) == ("D1", Cause.PAY_CONDITION, b.d("02-10"))


def test_a_condition_on_who_somebody_is_does_not_name_them() -> None:
    owner_is_overlay = b.compare(b.col("deal.owner", Kind.PAYEE), "is", b.col("deal.overlay", Kind.PAYEE))
    case = b.Case((b.commission("10%"),), credits=(b.credit(where=owner_is_overlay),))

    [(_, cause, reason)] = told("ana", rows(b.deal("D1", "02-10", "100.00", overlay="bo")), case)

    assert cause is Cause.CONDITION
    assert reason == "D1 is not new: a condition that looks at others is not fulfilled."


def test_a_condition_on_what_is_anothers_does_not_tell_it() -> None:
    # Ana's deal counts only where the overlay earns at least 900 a year: Bo's target is nobody's business.
    target = target_of(b.col("deal.overlay", Kind.PAYEE))
    both = core.All((ONLY_NEW, b.compare(target, ">=", b.usd("900.00"))))
    case = b.Case((b.commission("10%"),), credits=(b.credit(where=both),))
    people = [b.person("ana"), b.person("bo", target_incentive=777_77)]
    deals = [b.deal("D1", "02-10", "100.00", overlay="bo"), b.deal("D2", "02-11", "1.00", kind="expansion")]

    found = told("ana", {**rows(*deals), "assignment": people}, case)

    others = "a condition that looks at others is not fulfilled"
    assert [reason for _, _, reason in found] == [
        f"D1 is not new: {others}.",
        f"D2 is not new: deal.kind must be new but is expansion and {others}.",
    ]
    assert "777" not in str(found)


def test_a_fault_that_lies_with_another_does_not_name_them() -> None:
    # Nobody knows Zed, whom the deal names as its overlay: the share cannot be worked out.
    target = target_of(b.col("deal.overlay", Kind.PAYEE))
    case = b.Case((b.commission("10%"),), credits=(replace(b.credit(), value=target),))
    facts: b.Rows = {
        "assignment": [b.person("ana"), b.person("bo", starts_on=b.d("05-01"))],
        "deal": [b.deal("D1", "02-10", "100.00", overlay="bo")],
    }

    [(_, cause, reason)] = told("ana", facts, case)

    assert cause is Cause.FACT_FAULT
    assert reason == "D1 pays nothing here for a reason that lies with others."


def test_no_reason_of_anybody_holds_anothers_id_or_amount() -> None:
    # Every deal counts only where its owner and its overlay have large targets, and pays only to its owner.
    targets = {"ana": 777_77, "bo": 888_83, "cy": 999_91}
    people = [b.person(name, target_incentive=cents) for name, cents in targets.items()]
    columns = [b.col(f"deal.{name}", Kind.PAYEE) for name in ("owner", "overlay")]
    large = [b.compare(target_of(column), ">=", b.usd("900.00")) for column in columns]
    to_owner = b.compare(columns[0], "is", core.ThisPayee())
    own_target = b.compare(b.assigned("target_incentive", Kind.ROW_MONEY), ">=", b.usd("800.00"))
    pays = replace(b.commission("10%"), where=core.All((to_owner, own_target)))
    deals = [
        b.deal(f"D{n}", "02-10", f"{n}7.31", owner=owner, kind=kind, overlay=overlay, overlay_share=share)
        for n, (owner, kind, overlay, share) in enumerate(
            (owner, kind, overlay, share)
            for owner in targets
            for kind in ("new", "expansion")
            for overlay in ("ana", "bo", "cy", None)
            for share in (Fraction(0), Fraction(2, 5), Fraction(1), Fraction(2))
        )
    ]
    causes: set[Cause] = set()
    for where in (ONLY_NEW, core.All((ONLY_NEW, core.AnyOf(tuple(large)))), large[1]):
        case = b.Case((pays,), credits=(replace(SHARED, where=where),))
        for reader in targets:
            for each in unpaid(reader, {**rows(*deals), "assignment": people}, case):
                causes.add(each.cause)
                words = set(re.findall(r"[\w,.]+", each.reason.removesuffix(".")))
                others = {f"{cents / 100:.2f}" for name, cents in targets.items() if name != reader}
                assert not words & (targets.keys() - {reader}), each.reason
                assert not words & others, each.reason
                assert "7.31" not in each.reason, each.reason
    expected = {Cause.CONDITION, Cause.FACT_FAULT, Cause.NO_SHARE, Cause.PAY_CONDITION, Cause.PAYS}
    assert causes == expected  # here no line of the run is said to be theirs, so what pays is asked about too


def target_of(payee: core.Expr) -> core.Lookup:
    """Somebody's target on the day of the deal."""
    on = b.col("deal.booked_on", Kind.DATE)
    return core.Lookup("assignment", payee, "target_incentive", Kind.ROW_MONEY, on)


def test_a_name_is_found_only_as_a_whole_word() -> None:
    names = Names(["bo", "p-1", "p-12"])

    assert names.others_in("it went to bo.", "ana")
    assert not names.others_in("about a bond", "ana")
    assert names.others_in("p-12 has it", "p-1")
    assert not names.others_in("p-1 has it", "p-1")
    assert not Names([]).others_in("bo", "ana")
