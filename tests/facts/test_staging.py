"""An upload is checked in its place, changes nothing until it is taken in, and then changes what it said."""

import io
import multiprocessing
from datetime import UTC, date, datetime
from multiprocessing.queues import Queue
from multiprocessing.synchronize import Barrier
from pathlib import Path, PurePosixPath

import polars as pl
import pytest

from comp.errors import CompError, UnknownNameError
from comp.facts import FactsRefused, Workspace, WorkspaceError
from comp.facts.staging import (
    ChangeKind,
    Staged,
    StagedChangedError,
    discard,
    report_of_staged,
    stage,
    staged,
    staged_as,
    take_in,
)
from tests.facts.company import DEAL_HEADER, DEAL_ROWS, SOURCES, TODAY, Company

AT = datetime(2026, 4, 1, 9, 30, tzinfo=UTC)
# D1 is worth more, D2 is gone, D3 is new.
NEXT = "D1,A1,ana,new,2026-02-10,USD,1500.00,\nD3,A1,bo,new,2026-03-31,USD,10.00,\n"


def sent(
    company: Company, content: str | bytes, name: str = "deal.csv", source: str = "deal", by: str = "u-rev"
) -> Staged:
    raw = content.encode() if isinstance(content, str) else content
    return stage(Workspace.open(company.path), SOURCES, source, name, raw, by=by, at=AT)


def taken(company: Company, one: Staged, on: date = TODAY) -> Staged:
    return take_in(Workspace.open(company.path), SOURCES, one.id, on, by="u-rev", at=AT)


def everything(folder: Path) -> dict[str, bytes]:
    """All files but those of uploads."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and "uploads" not in path.parts
    }


def values(company: Company) -> dict[str, int]:
    return {str(row["id"]): int(str(row["value"])) for row in company.view().snapshot.rows("deal")}


def test_nobody_else_on_the_machine_looks_into_uploads(company: Company) -> None:
    """A file may hold what people are to be paid."""
    sent(company, DEAL_HEADER + NEXT)
    assert (company.path / ".comp" / "uploads").stat().st_mode & 0o077 == 0


def test_an_upload_says_which_rows_are_new_changed_and_gone(company: Company) -> None:
    company.view()
    one = sent(company, DEAL_HEADER + NEXT)
    own = one.changes_of_own
    assert own is not None
    assert (own.before, own.after, own.new, own.changed, own.gone) == (2, 2, 1, 1, 1)
    told = {row.kind: (row.before.get("value"), row.after.get("value")) for row in own.rows}
    assert told == {
        ChangeKind.NEW: (None, 1000),
        ChangeKind.CHANGED: (123456, 150000),
        ChangeKind.GONE: (5000, None),
    }
    assert [each.source for each in one.changes if each.any] == ["deal"]
    assert (one.stops, one.refused, one.target) == ((), 0, PurePosixPath("deal.csv"))


def test_what_is_kept_of_an_upload_is_read_again_as_it_was(company: Company) -> None:
    company.view()
    one = sent(company, DEAL_HEADER + NEXT)
    assert staged_as(Workspace.open(company.path), one.id) == one
    assert staged(Workspace.open(company.path)) == (one,)


def test_an_upload_that_is_not_taken_in_changes_nothing(company: Company) -> None:
    company.view()
    before = everything(company.path)
    one = sent(company, DEAL_HEADER + NEXT)
    assert everything(company.path) == before
    assert values(company) == {"D1": 123456, "D2": 5000}
    discard(Workspace.open(company.path), one.id)
    assert everything(company.path) == before
    assert staged(Workspace.open(company.path)) == ()
    assert list((company.path / ".comp" / "uploads").iterdir()) == []


def test_taking_in_puts_the_file_in_place_imports_it_and_keeps_what_stood_there(company: Company) -> None:
    company.view()
    one = taken(company, sent(company, DEAL_HEADER + NEXT), date(2026, 4, 2))
    assert (company.path / "data" / "deal.csv").read_text() == DEAL_HEADER + NEXT
    previous = company.path / ".comp" / "uploads" / one.id / "previous"
    assert previous.read_text() == DEAL_HEADER + DEAL_ROWS
    assert one.taken_in is not None
    assert (one.taken_in.imported, one.taken_in.recorded_on) == (("deal",), date(2026, 4, 2))
    assert [row["id"] for row in company.view(date(2026, 4, 1)).snapshot.rows("deal")] == ["D1", "D2"]
    assert [row["id"] for row in company.view(date(2026, 4, 2)).snapshot.rows("deal")] == ["D1", "D3"]


def test_taking_in_twice_has_one_effect(company: Company) -> None:
    company.view()
    first = taken(company, sent(company, DEAL_HEADER + NEXT))
    stored = company.stored()
    assert taken(company, first, date(2026, 5, 1)) == first
    assert company.stored() == stored


def test_the_same_file_beside_the_same_facts_is_the_same_upload(company: Company) -> None:
    company.view()
    first, second = sent(company, DEAL_HEADER + NEXT), sent(company, DEAL_HEADER + NEXT, by="u-other")
    assert second == first
    company.write("data/quota.csv", "id,payee,name,starts_on,ends_on,amount\n")
    assert sent(company, DEAL_HEADER + NEXT).id != first.id


@pytest.mark.parametrize("name", ["data/quota.csv", "comp.toml", "data/deal.toml"])
def test_what_was_checked_beside_other_facts_is_not_taken_in(company: Company, name: str) -> None:
    company.view()
    one = sent(company, DEAL_HEADER + NEXT)
    texts = {
        "data/quota.csv": "id,payee,name,starts_on,ends_on,amount\n",
        "comp.toml": '[company]\nname = "Example Ltd"\ncurrency = "EUR"\n',
        "data/deal.toml": 'file = "deal.csv"\nmore_decimals = "refuse"\non_fault = "refuse row"\n',
    }
    company.write(name, texts[name].replace('more_decimals = "refuse"\n', ""))
    before = everything(company.path)
    with pytest.raises(StagedChangedError, match="upload it again"):
        taken(company, one)
    assert everything(company.path) == before


def test_what_was_held_against_another_store_is_not_taken_in(company: Company) -> None:
    company.view()
    one = sent(company, DEAL_HEADER + NEXT)
    company.write("data/deal.csv", DEAL_HEADER)
    company.view()
    before = everything(company.path)
    with pytest.raises(StagedChangedError, match="fact store changed"):
        taken(company, one)
    assert everything(company.path) == before


def test_an_upload_whose_file_was_altered_is_not_taken_in(company: Company) -> None:
    company.view()
    one = sent(company, DEAL_HEADER + NEXT)
    content = company.path / ".comp" / "uploads" / one.id / "content"
    content.write_text(DEAL_HEADER + NEXT.replace("1500", "9500"))
    with pytest.raises(WorkspaceError, match="cut or altered"):
        taken(company, one)
    assert values(company) == {"D1": 123456, "D2": 5000}


def test_refused_rows_are_told_with_their_place_and_keep_the_upload_out(company: Company) -> None:
    company.view()
    before = everything(company.path)
    one = sent(company, DEAL_HEADER + NEXT.replace("10.00", "ten"))
    assert (one.stops, one.refused, one.changes) == (("deal",), 1, ())
    [finding] = report_of_staged(Workspace.open(company.path), one.id).findings
    assert (finding.file, finding.row, finding.column, finding.value) == ("deal.csv", 3, "value", "ten")
    assert finding.remedy
    with pytest.raises(FactsRefused, match=r"deal\.csv, row 3"):
        taken(company, one)
    assert everything(company.path) == before


def test_rows_that_the_mapping_allows_to_leave_out_do_not_keep_it_out(company: Company) -> None:
    company.write("data/deal.toml", 'file = "deal.csv"\non_fault = "refuse row"\nallow_refused = true\n')
    company.view()
    one = taken(company, sent(company, DEAL_HEADER + NEXT.replace("10.00", "ten")))
    assert one.refused == 1
    assert values(company) == {"D1": 150000}


def test_a_row_that_another_source_needs_is_missed_before_it_is_gone(company: Company) -> None:
    company.view()
    one = sent(company, "id,name,starts_on,ends_on\n", "account.csv", "account")
    assert one.stops == ("deal",)
    report = report_of_staged(Workspace.open(company.path), one.id)
    assert {(each.source, each.code, each.row) for each in report.findings if each.source == "deal"} == {
        ("deal", "unknown-reference", 2),
        ("deal", "unknown-reference", 3),
    }


def test_a_delta_replaces_rows_and_none_is_gone(company: Company) -> None:
    company.view()
    company.write("data/deal.toml", 'file = "deal*.csv"\nextract = "delta"\n')
    own = sent(company, DEAL_HEADER + NEXT).changes_of_own
    assert own is not None
    assert (own.before, own.after, own.new, own.changed, own.gone) == (2, 3, 1, 1, 0)


def test_parquet_is_taken_like_csv(company: Company) -> None:
    company.view()
    company.write("data/deal.toml", 'file = "deal.parquet"\n')
    rows = pl.read_csv(io.StringIO(DEAL_HEADER + NEXT), infer_schema=False)
    content = io.BytesIO()
    rows.write_parquet(content)
    taken(company, sent(company, content.getvalue(), "from the CRM.parquet"))
    assert (company.path / "data" / "deal.parquet").read_bytes() == content.getvalue()
    assert values(company) == {"D1": 150000, "D3": 1000}


@pytest.mark.parametrize(
    ("mapping", "name", "target"),
    [
        ("", "deals (3).csv", "deal.csv"),
        ('file = "crm/deals-*.csv"', "deals-2026-04.csv", "crm/deals-2026-04.csv"),
        ('file = ["deal.csv", "more.csv"]', "more.csv", "more.csv"),
        ('file = "**/old.csv"', "old.csv", "deep/er/old.csv"),
    ],
)
def test_a_file_goes_where_its_mapping_reads_it(
    company: Company, mapping: str, name: str, target: str
) -> None:
    if mapping:
        company.write("data/deal.toml", mapping + "\n")
    if "**" in mapping:
        company.write("data/deep/er/old.csv", DEAL_HEADER)
    assert sent(company, DEAL_HEADER + NEXT, name).target == PurePosixPath(target)


def test_a_source_without_a_file_gets_one(company: Company) -> None:
    (company.path / "data" / "quota.csv").unlink()
    company.view()
    text = "id,payee,name,starts_on,ends_on,amount\nQ1,ana,new,2026-01-01,2026-03-31,300000.00\n"
    one = taken(company, sent(company, text, "my quotas.csv", "quota"))
    assert (company.path / "data" / "quota.csv").read_text() == text
    assert not (company.path / ".comp" / "uploads" / one.id / "previous").exists()


@pytest.mark.parametrize(
    ("mapping", "name", "words"),
    [
        ("", "deal.xlsx", "deal reads deal.csv"),
        ('file = "deals-*.csv"', "accounts.csv", r"deal reads deals-\*.csv"),
        ('file = ["a.csv", "b.csv"]', "c.csv", "deal reads a.csv, b.csv"),
        ('sql = "select 1"\nurl = "sqlite://"', "deal.csv", "read from a database"),
    ],
)
def test_a_file_that_the_source_does_not_read_is_refused(
    company: Company, mapping: str, name: str, words: str
) -> None:
    if mapping:
        company.write("data/deal.toml", mapping + "\n")
    with pytest.raises(WorkspaceError, match=words):
        sent(company, DEAL_HEADER, name)
    assert staged(Workspace.open(company.path)) == ()


def test_a_file_for_a_source_that_is_not_there_names_those_that_are(company: Company) -> None:
    with pytest.raises(UnknownNameError, match="did you mean deal"):
        sent(company, DEAL_HEADER, source="deals")
    with pytest.raises(UnknownNameError, match="no upload"):
        staged_as(Workspace.open(company.path), "../../data")


def test_a_place_behind_a_link_is_not_written(
    company: Company, tmp_path_factory: pytest.TempPathFactory
) -> None:
    elsewhere = tmp_path_factory.mktemp("elsewhere") / "deal.csv"
    elsewhere.write_text(DEAL_HEADER)
    (company.path / "data" / "deal.csv").unlink()
    (company.path / "data" / "deal.csv").symlink_to(elsewhere)
    with pytest.raises(WorkspaceError, match="is a link"):
        sent(company, DEAL_HEADER + NEXT)


def test_where_the_import_fails_the_file_before_stands_again(
    company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    company.view()
    one = sent(company, DEAL_HEADER + NEXT)
    before = everything(company.path)
    with Workspace.open(company.path).store.locked(), pytest.raises(WorkspaceError, match="another import"):
        taken(company, one)
    assert everything(company.path) == before
    assert staged_as(Workspace.open(company.path), one.id).taken_in is None
    assert taken(company, one).taken_in is not None


def test_after_a_process_was_killed_behind_the_import_taking_in_says_that_it_was(company: Company) -> None:
    company.view()
    one = taken(company, sent(company, DEAL_HEADER + NEXT))
    (company.path / ".comp" / "uploads" / one.id / "taken.json").unlink()
    stored = company.stored()
    assert taken(company, one).taken_in is not None
    assert company.stored() == stored


def test_an_upload_that_was_taken_in_is_kept(company: Company) -> None:
    company.view()
    one = taken(company, sent(company, DEAL_HEADER + NEXT))
    with pytest.raises(WorkspaceError, match="was taken in on 2026-04-01"):
        discard(Workspace.open(company.path), one.id)
    assert staged(Workspace.open(company.path)) == (one,)


def test_an_upload_that_was_cut_is_told_in_one_line(company: Company) -> None:
    one = sent(company, DEAL_HEADER + NEXT)
    (company.path / ".comp" / "uploads" / one.id / "upload.json").write_text("{")
    with pytest.raises(WorkspaceError, match="cut or altered"):
        staged(Workspace.open(company.path))


def test_no_name_is_kept_of_what_was_found(company: Company) -> None:
    company.write("data/people.toml", 'payee = "Payee"\nname = "Name"\n[ids]\ncrm = "CRM"\n')
    company.write("data/people.csv", "Payee,Name,CRM\nana,Ana A,Ana A\nbo,Bo B,Bo B\nmia,Mia M,Mia M\n")
    company.write(
        "data/deal.toml", 'file = "deal.csv"\n[columns]\nowner = { from = "owner", people = "crm" }\n'
    )
    one = sent(company, DEAL_HEADER + DEAL_ROWS.replace("ana", "Zoe Zander").replace(",bo,", ",Bo B,"))
    folder = company.path / ".comp" / "uploads" / one.id
    assert one.stops == ("deal",)
    assert all(b"Zoe" not in (folder / name).read_bytes() for name in ("upload.json", "report.json"))
    with pytest.raises(FactsRefused) as refused:
        taken(company, one)
    assert "Zoe" not in str(refused.value)


def _take(path: Path, staged_id: str, start: Barrier, told: "Queue[bool | str]") -> None:
    start.wait()
    try:
        one = take_in(Workspace.open(path), SOURCES, staged_id, TODAY, by="u-rev", at=AT)
        told.put(one.taken_in is not None)
    except CompError as fault:
        told.put(str(fault))


def test_of_two_who_take_in_at_once_the_effect_is_one(company: Company) -> None:
    company.view()
    one = sent(company, DEAL_HEADER + NEXT)
    spawn = multiprocessing.get_context("spawn")
    start = spawn.Barrier(2)
    told: Queue[bool | str] = spawn.Queue()
    both = [spawn.Process(target=_take, args=(company.path, one.id, start, told)) for _ in range(2)]
    for each in both:
        each.start()
    answers = [told.get(timeout=60) for _ in both]
    for each in both:
        each.join()
    assert True in answers
    assert [each for each in answers if each is not True and "another upload is" not in str(each)] == []
    assert [each.source for each in Workspace.open(company.path).store.imports()].count("deal") == 2
    assert values(company) == {"D1": 150000, "D3": 1000}
