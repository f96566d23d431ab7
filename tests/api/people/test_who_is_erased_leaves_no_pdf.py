"""A PDF that was drawn and kept holds its payee's name: who is erased leaves none behind."""

from pathlib import Path

from comp.records import RunRecord, StatementRecord, statement_id
from statements.documents import DRAWN
from tests.api.served import AT, Served


def _kept(served: Served, payee: str) -> Path:
    """A PDF that was asked for, of a recorded statement of the payee."""
    digest = "d" * 64
    made = statement_id(digest, payee)
    with served.records.transaction() as session:
        if session.get(RunRecord, digest) is None:
            session.add(
                RunRecord(
                    results_digest=digest,
                    company="Tiny",
                    period="2026-03",
                    recorded_on=AT.date(),
                    facts_digest=digest,
                    engine="comp",
                    folder="runs/x",
                    manifest="{}",
                    created_by="u-0",
                    created_at=AT,
                )
            )
            session.flush()
        session.add(StatementRecord(id=made, results_digest=digest, payee=payee, content_digest="c" * 64))
    file = served.folder / DRAWN / f"{made}-0123456789abcdef.pdf"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(b"%PDF of somebody")
    return file


def test_the_kept_pdfs_of_somebody_who_is_erased_are_removed_and_no_others(served: Served) -> None:
    ana, bo = _kept(served, "ana"), _kept(served, "bo")
    program = served.program("admin")

    assert program.post("/api/v1/people/ana/erase").status_code == 200

    assert not ana.exists()
    assert bo.exists()


def test_the_page_removes_them_too(served: Served) -> None:
    ana = _kept(served, "ana")

    assert served.browser("admin").post("/people/erase", {"payee": "ana", "typed": "ana"}).status_code == 303

    assert not ana.exists()
