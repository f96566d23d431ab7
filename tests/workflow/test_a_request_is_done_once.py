"""A key is claimed by one request; whoever sends it at the same moment is told so."""

from datetime import UTC, datetime, timedelta

import pytest

from comp.records import IdempotencyKey, Records, Session, select
from comp.workflow.once import Answer, KeyInUseError, OtherRequestError, claim, keep, let_go

AT = datetime(2026, 4, 3, 10, 30, tzinfo=UTC)
ASKED = "a" * 64


def test_the_first_answer_is_given_again_and_to_nobody_else(records: Records) -> None:
    assert claim(records, "u-1", "k", ASKED, AT) is None
    keep(records, "u-1", "k", Answer(200, "pay of ana"))
    assert claim(records, "u-1", "k", ASKED, AT) == Answer(200, "pay of ana")
    assert claim(records, "u-2", "k", ASKED, AT) is None
    with pytest.raises(OtherRequestError):
        claim(records, "u-1", "k", "b" * 64, AT)


def test_a_claim_is_let_go_and_an_answer_forgotten_after_a_day(records: Records) -> None:
    claim(records, "u-1", "k", ASKED, AT)
    let_go(records, "u-1", "k")
    assert claim(records, "u-1", "k", ASKED, AT) is None
    keep(records, "u-1", "k", Answer(200, "pay of ana"))
    claim(records, "u-1", "other", ASKED, AT + timedelta(days=1, seconds=1))
    with records.reading() as session:
        assert session.exec(select(IdempotencyKey.key)).all() == ["other"]


def test_of_two_that_claim_a_new_key_at_once_the_second_is_told(
    records: Records, monkeypatch: pytest.MonkeyPatch
) -> None:
    claim(records, "u-1", "k", ASKED, AT)

    def nothing_yet(*of: object, **how: object) -> None:
        """The second looks before the first has written."""

    monkeypatch.setattr(Session, "get", nothing_yet)
    with pytest.raises(KeyInUseError):
        claim(records, "u-1", "k", ASKED, AT)
