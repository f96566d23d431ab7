"""Imports are seen from their recorded date on, and a store that was touched is not believed."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from comp.facts import Snapshot, View, Workspace, WorkspaceError
from tests.facts.company import DEAL, DEAL_HEADER, DEAL_ROWS, SOURCES, Company, made

JANUARY, FEBRUARY, MARCH = date(2026, 1, 31), date(2026, 2, 28), date(2026, 3, 31)
D1, D2 = DEAL_ROWS.splitlines(keepends=True)


def deal_ids(view: View) -> list[object]:
    return [row["id"] for row in view.snapshot.rows("deal")]


def test_nothing_is_imported_where_nothing_changed(company: Company) -> None:
    first = company.view()
    before = company.stored()
    assert company.view(today=date(2026, 4, 2)).snapshot.digest == first.snapshot.digest
    assert company.stored() == before


def test_a_full_extract_ends_what_it_no_longer_holds(company: Company) -> None:
    company.view(today=JANUARY)
    company.write("data/deal.csv", DEAL_HEADER + D2)
    assert deal_ids(company.view(today=FEBRUARY)) == ["D2"]
    assert deal_ids(company.view(recorded=JANUARY)) == ["D1", "D2"]
    assert company.view(recorded=JANUARY).recorded_on == JANUARY
    assert deal_ids(company.view(recorded=date(2026, 1, 30))) == []


def test_a_delta_replaces_rows_of_its_keys_and_keeps_the_others(company: Company) -> None:
    company.write("data/deal.toml", 'file = "deal.csv"\nextract = "delta"\n')
    company.view(today=JANUARY)
    company.write("data/deal.csv", DEAL_HEADER + D1.replace("1234.56", "99.00"))
    view = company.view(today=FEBRUARY)
    assert [(row["id"], row["value"]) for row in view.snapshot.rows("deal")] == [("D1", 9900), ("D2", 5000)]


def test_an_import_stamped_in_the_past_takes_its_place_by_date(company: Company) -> None:
    company.view(today=MARCH)
    company.write("data/deal.csv", DEAL_HEADER + D1)
    Workspace.open(company.path).import_facts(SOURCES, JANUARY)
    assert deal_ids(company.view(recorded=FEBRUARY)) == ["D1"]
    assert deal_ids(company.view(recorded=MARCH)) == ["D1", "D2"]


def test_a_row_is_not_seen_before_the_day_on_which_it_was_recorded(company: Company) -> None:
    company.write("data/deal.toml", 'file = "deal.csv"\nrecorded = "entered"\n')
    header, rows = (
        DEAL_HEADER.strip() + ",entered\n",
        (D1.strip() + ",2026-01-15\n", D2.strip() + ",2026-03-15\n"),
    )
    company.write("data/deal.csv", header + "".join(rows))
    Workspace.open(company.path).import_facts(SOURCES, JANUARY)
    assert deal_ids(company.view(recorded=FEBRUARY)) == ["D1"]
    assert deal_ids(company.view(recorded=MARCH)) == ["D1", "D2"]


@pytest.mark.parametrize("suffix", [".parquet", ".json"])
@pytest.mark.parametrize("how", ["cut", "longer", "other"])
def test_a_file_of_the_store_that_was_touched_is_not_read(company: Company, suffix: str, how: str) -> None:
    company.view()
    path = next((company.path / ".comp/store").glob("*" + suffix))
    whole = path.read_bytes()
    spoilt = {"cut": whole[:-10], "longer": whole + b" ", "other": whole[:-1] + bytes([whole[-1] ^ 1])}
    path.write_bytes(spoilt[how])
    with pytest.raises(WorkspaceError, match="cut or altered"):
        company.view()


def test_a_list_of_imports_that_was_altered_is_not_read(company: Company) -> None:
    company.view()
    path = company.path / ".comp/store/imports.jsonl"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("2026-04-01", "2026-03-01", 1), encoding="utf-8")
    with pytest.raises(WorkspaceError, match=r"imports\.jsonl: cut or altered"):
        company.view()


def test_two_imports_at_once_are_kept_apart(company: Company) -> None:
    workspace = Workspace.open(company.path)
    with workspace.store.locked(), pytest.raises(WorkspaceError, match="another import is running"):
        workspace.import_facts(SOURCES, MARCH)
    assert company.stored() == []


def test_a_crash_before_the_list_is_written_leaves_the_store_as_it_was(
    company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = company.view(today=JANUARY)
    company.write("data/deal.csv", DEAL_HEADER + D1)

    def crash(*_: object) -> None:
        raise OSError("no space left")

    monkeypatch.setattr("comp.facts.store.Store.append", crash)
    with pytest.raises(OSError, match="no space"):
        company.view(today=FEBRUARY)
    monkeypatch.undo()
    assert company.view(recorded=FEBRUARY).snapshot.digest == before.snapshot.digest
    assert deal_ids(company.view(today=FEBRUARY)) == ["D1"]


def test_a_moved_workspace_has_nothing_to_import(
    company: Company, tmp_path_factory: pytest.TempPathFactory
) -> None:
    digest = company.view().snapshot.digest
    there = tmp_path_factory.mktemp("elsewhere") / "moved"
    company.path.rename(there)
    found = Workspace.open(there).import_facts(SOURCES, MARCH)
    assert found.imported == ()
    assert Company(there).view().snapshot.digest == digest
    there.rename(company.path)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(order=st.permutations(range(6)))
def test_the_order_of_rows_does_not_matter(
    order: list[int], tmp_path_factory: pytest.TempPathFactory
) -> None:
    rows = [f"D{number},A1,ana,new,2026-02-1{number},USD,{number}.25,\n" for number in range(6)]
    digests = {snapshot_of(rows, tmp_path_factory), snapshot_of([rows[i] for i in order], tmp_path_factory)}
    assert len(digests) == 1


def snapshot_of(rows: list[str], folders: pytest.TempPathFactory) -> str:
    company = made(folders.mktemp("order"))
    company.write("data/deal.csv", DEAL_HEADER + "".join(rows))
    return company.view().snapshot.digest


def test_a_snapshot_of_other_facts_has_another_digest() -> None:
    row = {"id": "D1", "currency": "USD", "value": 1}
    one = Snapshot.from_rows({"deal": DEAL}, {"deal": [row]})
    other = Snapshot.from_rows({"deal": DEAL}, {"deal": [row | {"value": 2}]})
    assert one.digest != other.digest


def test_names_are_not_kept_in_the_store(company: Company) -> None:
    company.write(
        "data/people.toml", 'file = "people.csv"\npayee = "id"\nname = "name"\n[ids]\ncrm = "crm"\n'
    )
    company.write("data/people.csv", "id,name,crm\nana,Ana Silva,asilva\nbo,Bo Lind,blind\nmia,Mia O,mo\n")
    company.write(
        "data/deal.toml",
        'file = "deal.csv"\non_fault = "refuse row"\nallow_refused = true\n'
        '[columns]\nowner = { from = "owner", people = "crm" }\n',
    )
    rows = D1.replace("ana", "asilva") + D2.replace("bo", "zorro")
    company.write("data/deal.csv", DEAL_HEADER + rows)
    assert "zorro" in company.check().findings[0].reason
    view = company.view()
    assert [row["owner"] for row in view.snapshot.rows("deal")] == ["ana"]
    assert "zorro" not in str(view.report.refused.to_dicts())
    for path in sorted(Path(company.path / ".comp/store").iterdir()):
        content = path.read_bytes()
        assert not any(name in content for name in (b"zorro", b"asilva", b"Silva"))
