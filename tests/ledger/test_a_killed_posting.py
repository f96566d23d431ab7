"""A posting that is killed leaves all of a batch or nothing, and of two at once one writes.

`COMP_TEST_KILLS=100 make test PYTEST=tests/ledger` kills that often at random moments, not six times.
"""

import os
import random
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest

from comp.records import check_chain, open_records
from comp.workflow import batches_of, entries_posted
from tests.ledger.company import Company
from tests.ledger.posters import ENTRIES, Posters
from tests.records.databases import KINDS, PostgreSQL, sqlite_url
from tests.runs import tiny

KILLS = int(os.environ.get("COMP_TEST_KILLS", "6"))


@pytest.fixture(scope="module")
def posters(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Posters]:
    folder = tmp_path_factory.mktemp("posters")
    company = Company(tiny.workspace(folder / "w"), sqlite_url(folder))
    found = Posters(company.path, company.runs("2026-01", date(2026, 2, 2)))
    yield found
    found.close()


@pytest.fixture(params=KINDS)
def new_url(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[], str]:
    """What makes one empty database after another."""
    if request.param == "sqlite":
        template: Path = request.getfixturevalue("sqlite_template")
        return lambda: sqlite_url(tmp_path, template)
    server: PostgreSQL = request.getfixturevalue("postgresql")
    return server.create


def held(url: str) -> tuple[int, int, int]:
    """How many batches, entries and audit entries there are; the chain holds."""
    with open_records(url) as records, records.reading() as session:
        chain = check_chain(session)
        assert chain.fault is None
        return len(batches_of(session)), len(entries_posted(session)), chain.entries


def test_a_posting_that_is_killed_leaves_all_or_nothing(posters: Posters, new_url: Callable[[], str]) -> None:
    _, longest_us = posters.once(new_url())
    moments, killed, tries = random.Random(42), 0, 0  # noqa: S311 - moments, not secrets

    while killed < KILLS:
        tries += 1
        assert tries < 10 * KILLS, "the posting ends before it can be killed"
        url = new_url()
        written, _ = posters.once(url, moments.randrange(longest_us))
        killed += written == -1

        assert held(url) in {(0, 0, 0), (1, ENTRIES, 1)}
        again, _ = posters.once(url)
        assert again in {0, ENTRIES}
        assert held(url) == (1, ENTRIES, 1)


def test_of_two_that_post_at_once_one_writes_and_the_other_is_told(
    posters: Posters, new_url: Callable[[], str]
) -> None:
    for _ in range(3):
        url = new_url()

        assert posters.twice(url) == [0, ENTRIES]
        assert held(url) == (1, ENTRIES, 1)
