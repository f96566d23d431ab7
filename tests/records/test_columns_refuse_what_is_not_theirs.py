from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from sqlalchemy import Engine, insert, text
from sqlalchemy.exc import DatabaseError, IntegrityError
from sqlmodel import SQLModel

from comp.errors import CompError
from comp.records import (
    Approval,
    Person,
    Posting,
    Quota,
    Records,
    RefusedValueError,
    RunRecord,
    SignIn,
    col,
    select,
)
from comp.records.column_types import LARGEST, Day, Digest, Moment, Ratio, Whole, Words
from tests.records import rows

OURS = (Day, Moment, Ratio, Whole, Words)


def refused(records: Records, row: SQLModel) -> str:
    with pytest.raises(RefusedValueError) as caught, records.transaction() as session:
        session.add(row)
    assert isinstance(caught.value, CompError)
    return str(caught.value)


@pytest.mark.parametrize("value", [1.0, 100.5, float("nan"), True, Decimal(100), "100", Fraction(1), b"1"])
@pytest.mark.parametrize("column", ["earned_minor", "payable_minor"])
def test_an_amount_is_an_int_and_nothing_else(untouched: Records, column: str, value: object) -> None:
    entry = rows.posting()
    setattr(entry, column, value)

    said = refused(untouched, entry)

    assert f"type {type(value).__name__}" in said
    assert "only an int" in said


@pytest.mark.parametrize("value", [1.0, True, Decimal(1), "1"])
def test_an_amount_is_guarded_in_statements_without_a_model(untouched: Records, value: object) -> None:
    with pytest.raises(RefusedValueError), untouched.transaction() as session:
        session.connection().execute(
            insert(Posting), [{**rows.posting().model_dump(), "earned_minor": value}]
        )
    with pytest.raises(RefusedValueError), untouched.reading() as session:
        session.exec(select(Posting).where(col(Posting.earned_minor) == value)).all()


@pytest.mark.parametrize("value", [LARGEST + 1, -LARGEST - 2, 10**30])
def test_an_amount_past_64_bits_is_refused(untouched: Records, value: int) -> None:
    entry = rows.posting()
    entry.earned_minor = value

    assert "does not fit 64 bits" in refused(untouched, entry)


@pytest.mark.parametrize("value", [LARGEST, -LARGEST - 1, 0, -1])
def test_amounts_up_to_64_bits_come_back_as_they_were(records: Records, value: int) -> None:
    with records.transaction() as session:
        rows.fill(session)
        session.add(
            Quota(id="Q", payee="p-1", name="n", starts_on=rows.FIRST, amount_minor=value, currency="USD")
        )
    with records.reading() as session:
        found = session.exec(select(Quota.amount_minor).where(Quota.id == "Q")).one()

    assert found == value
    assert type(found) is int


def test_a_moment_needs_a_zone(untouched: Records) -> None:
    naive = datetime(2026, 1, 1)  # noqa: DTZ001 - that is what is refused

    assert "without a time zone" in refused(untouched, Person(payee="p", erased_at=naive))


def test_a_moment_comes_back_in_utc_to_the_microsecond(records: Records) -> None:
    given = datetime(2026, 1, 1, 1, 30, 0, 7, tzinfo=timezone(timedelta(hours=9)))
    with records.transaction() as session:
        session.add(Person(payee="p", erased_at=given))
    with records.reading() as session:
        found = session.exec(select(Person.erased_at)).one()

    # 01:30 nine hours east of Greenwich is 16:30 of the day before.
    assert found == datetime(2025, 12, 31, 16, 30, 0, 7, tzinfo=UTC)
    assert found is not None
    assert found.utcoffset() == timedelta(0)


@pytest.mark.parametrize("value", [rows.AT, "2026-01-01", 20260101, 1.5])
def test_a_day_is_a_date_and_no_moment(untouched: Records, value: object) -> None:
    assert "expected" not in refused(untouched, _quota(starts_on=value))


@pytest.mark.parametrize("value", [0.5, "1/2", 1, Decimal("0.5")])
def test_a_ratio_is_a_fraction(untouched: Records, value: object) -> None:
    assert "only a Fraction" in refused(untouched, _quota(amount_minor=None, currency=None, units=value))


def test_a_ratio_comes_back_exactly(records: Records) -> None:
    with records.transaction() as session:
        rows.fill(session)
        kept = session.connection().execute(text("SELECT units FROM quota WHERE id = 'Q-2'")).scalar()
    with records.reading() as session:
        found = session.exec(select(Quota).where(Quota.id == "Q-2")).one()

    assert kept == "25/2"
    assert found.units == Fraction(25, 2)


@pytest.mark.parametrize("value", [b"name", 7, 1.5])
def test_a_text_is_a_str(untouched: Records, value: object) -> None:
    said = refused(untouched, Person(payee="p", name=value))  # pyright: ignore[reportArgumentType] - this is what is refused

    assert "holds a text" in said


@pytest.mark.parametrize("value", ["a\0b", "half \ud800"])
def test_a_text_holds_only_what_both_databases_keep(untouched: Records, value: str) -> None:
    assert "no database keeps" in refused(untouched, Person(payee="p", name=value))


@pytest.mark.parametrize("value", ["", "abc", "A" * 64, "g" * 64, "a" * 65])
def test_a_digest_is_64_digits_of_hexadecimal(untouched: Records, value: str) -> None:
    [run] = [row for row in rows.runs() if isinstance(row, RunRecord)]
    run.facts_digest = value

    assert "is not a digest" in refused(untouched, run)


def test_what_is_refused_is_not_shown(untouched: Records) -> None:
    said = refused(untouched, Person(payee="p", name=b"Ana Perez"))  # pyright: ignore[reportArgumentType] - this is what is refused

    assert "Ana" not in said


def test_errors_of_the_database_show_no_values(records: Records) -> None:
    with records.transaction() as session:
        rows.fill(session)
    twice = SignIn(user_id="u-2", login="ana@example.com", created_at=rows.AT)

    with pytest.raises(IntegrityError) as caught, records.transaction() as session:
        session.add(twice)

    assert "ana@example.com" not in str(caught.value)
    assert "ana@example.com" not in str(caught.value.orig)


@pytest.mark.parametrize("kind", ["sqlite"])
@pytest.mark.parametrize("value", ["1.5", "'many'", "x'00'"])
def test_sqlite_itself_refuses_a_float_by_hand(records: Records, value: str) -> None:
    with records.transaction() as session:
        rows.fill(session)
    by_hand = f"INSERT INTO statement_amount VALUES ('{rows.RUN}', 'p-1', 'EUR', 1, {value}, 0)"  # noqa: S608 - the test's own text

    assert _by_hand(records.engine, by_hand.replace(value, "2")) == "done"
    assert "cannot store" in _by_hand(records.engine, by_hand.replace("EUR", "GBP"))


def test_a_verb_is_one_of_three(records: Records) -> None:
    [approval] = [row for row in rows.books() if isinstance(row, Approval)]
    approval.verb = "approved"
    with records.transaction() as session:
        rows.fill(session)

    with pytest.raises(IntegrityError), records.transaction() as session:
        session.add(approval)


def test_every_column_of_every_table_is_of_a_kind_of_ours() -> None:
    found = {
        f"{table.name}.{column.name}": type(column.type)
        for table in SQLModel.metadata.sorted_tables
        for column in table.c
    }

    assert len(found) > 100
    assert {name: kind for name, kind in found.items() if not issubclass(kind, OURS)} == {}
    assert {
        name for name, kind in found.items() if name.endswith("_minor") and kind.__name__ != "Minor"
    } == set()
    assert {name for name, kind in found.items() if "digest" in name and kind is not Digest} == set()


def _quota(**changed: Any) -> Quota:
    given: dict[str, Any] = {
        "id": "Q",
        "payee": "nobody",
        "name": "n",
        "starts_on": date(2026, 1, 1),
        "amount_minor": 1,
        "currency": "USD",
    }
    return Quota(**{**given, **changed})


def _by_hand(engine: Engine, statement: str) -> str:
    try:
        with engine.begin() as connection:
            connection.exec_driver_sql(statement)
    except DatabaseError as error:
        return str(error.orig)
    return "done"
