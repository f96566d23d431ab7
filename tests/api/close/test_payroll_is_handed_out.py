# January pays ana 60.00; February 80.00, and bo 20.00. The 15th of March is a Sunday: paid on the 13th.
import hashlib
import io
import json

import openpyxl

from api.areas.close.downloads import disposition
from tests.api.close.shop import ID, Shop, text_of
from tests.workflow.closing.closed import FEBRUARY, MARCH


def test_the_workbook_comes_as_an_attachment(shop: Shop) -> None:
    shop.closed.approved_and_closed("2026-01", FEBRUARY)
    february = shop.closed.approved_and_closed("2026-02", MARCH)
    with shop.browser() as browser:
        done = browser.get(f"/close/{february[:ID]}/payroll.xlsx")

    assert done.status_code == 200
    headers = done.headers
    assert headers["content-type"] == "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    assert headers["content-disposition"] == f'attachment; filename="payroll_2026-02_{february[:12]}.xlsx"'
    assert (headers["x-content-type-options"], headers["cache-control"]) == ("nosniff", "no-store")
    book = openpyxl.load_workbook(io.BytesIO(done.content), data_only=True)
    assert {"Import", "Working", "Differences", "Controls"} <= set(book.sheetnames)
    [told] = shop.closed.told("payroll.export")
    assert told.actor == shop.served.user_ids["finance"]
    assert json.loads(told.details)["sha256"] == hashlib.sha256(done.content).hexdigest()


def test_a_layout_comes_as_its_own_file(shop: Shop) -> None:
    shop.closed.approved_and_closed("2026-01", FEBRUARY)
    february = shop.closed.approved_and_closed("2026-02", MARCH)
    with shop.browser() as browser:
        chosen = {"layout": "generic-csv", "currency": "USD", "legal_entity": "Tiny"}
        done = browser.get(f"/close/{february[:ID]}/payroll", params=chosen)
        other = browser.get(f"/close/{february[:ID]}/payroll", params={**chosen, "currency": "EUR"})

    assert done.headers["content-type"] == "text/csv; charset=utf-8"
    assert done.headers["content-disposition"] == 'attachment; filename="payroll-2026-02.csv"'
    assert done.text.splitlines()[1:] == [
        "ana,COMM,Tiny,,80.00,USD,2026-03-13,2026-02",
        "bo,COMM,Tiny,,20.00,USD,2026-03-13,2026-02",
    ]
    assert other.status_code == 404
    assert "there is no currency that this run pays called 'EUR'" in text_of(other)


def test_what_is_not_posted_has_no_payroll(shop: Shop) -> None:
    january = shop.closed.recorded("2026-01", FEBRUARY)
    with shop.browser() as browser:
        done = browser.get(f"/close/{january[:ID]}/payroll.xlsx")
    with shop.program() as program:
        told = program.get(f"/api/v1/runs/{january}/payroll.xlsx")

    assert (done.status_code, told.status_code) == (409, 409)
    assert "this run is not posted" in told.json()["detail"]
    assert shop.closed.told("payroll.export") == []


def test_corrections_have_a_payroll_of_their_own(shop: Shop) -> None:
    shop.closed.approved_and_closed("2026-01", FEBRUARY)
    shop.closed.change("deal", "D1,ana,2026-01-15,USD,600.00", "D1,ana,2026-01-15,USD,700.00")
    february = shop.closed.approved_and_closed("2026-02", MARCH, shop.closed.folder("2026-01"))
    _, corrections = shop.closed.parts(february)
    with shop.browser() as browser:
        page = browser.get(f"/close/{february[:ID]}")
        chosen = {"layout": "generic-csv", "of": corrections[:ID]}
        done = browser.get(f"/close/{february[:ID]}/payroll", params=chosen)

    assert f"/close/{corrections[:ID]}/payroll.xlsx" in page.text
    # D1 was posted at 60.00 and is worth 70.00.
    assert done.text.splitlines()[1:] == ["ana,COMM,Tiny,,10.00,USD,2026-03-13,2026-02"]


def test_an_id_that_begins_like_a_formula_stays_text(shop: Shop) -> None:
    january = shop.closed.approved_and_closed("2026-01", FEBRUARY)
    data = shop.served.folder / "data"
    (data / "people.toml").write_text(
        'file = "people.csv"\npayee = "payee"\nname = "name"\n[ids]\npayroll = "number"\n', encoding="utf-8"
    )
    for begins in "=+-@":
        hostile = f"{begins}HYPERLINK(1)"
        (data / "people.csv").write_text(f"payee,name,number\nana,Ana,{hostile}\n", encoding="utf-8")
        with shop.browser() as browser:
            done = browser.get(f"/close/{january[:ID]}/payroll.xlsx")
            refused = browser.get(f"/close/{january[:ID]}/payroll", params={"layout": "generic-csv"})

        sheet = openpyxl.load_workbook(io.BytesIO(done.content))["Import"]
        cells = [cell for row in sheet.iter_rows() for cell in row if cell.value == hostile]
        assert cells
        assert {cell.data_type for cell in cells} == {"s"}
        assert refused.status_code == 409
        assert "begins like a formula" in text_of(refused)


def test_a_layout_is_named_and_no_path(shop: Shop) -> None:
    january = shop.closed.approved_and_closed("2026-01", FEBRUARY)
    for name in ("../../comp", "..%2F..%2Fcomp", "no such", "<b>"):
        with shop.browser() as browser:
            done = browser.get(f"/close/{january[:ID]}/payroll", params={"layout": name})

        assert done.status_code == 404
        assert "<b>" not in done.text


def test_a_name_that_would_break_a_header_is_written_in_plain_letters() -> None:
    # "é" is not plain: it becomes a dash, and the whole name stands beside it, written in percent.
    assert disposition("pay.csv") == 'attachment; filename="pay.csv"'
    assert disposition('a"\r\nx: y.csv') == (
        "attachment; filename=\"a-x-y.csv\"; filename*=UTF-8''a%22%0D%0Ax%3A%20y.csv"
    )
    assert disposition("é/..") == "attachment; filename=\"download\"; filename*=UTF-8''%C3%A9%2F.."
