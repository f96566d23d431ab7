"""People's sheets are looked at before they are written, and hold no pay."""

from io import BytesIO
from pathlib import Path
from typing import Any

from openpyxl import Workbook, load_workbook

from comp.records import Person, PlanAssignment, Quota, select
from tests.api.served import Browser, Served

HEADER = "payee,name,mail,locale\n"
CSV = HEADER + "zoe,Zoe Fox,zoe@new.example,\nnew,New <i>Person,,de_DE\n"


def upload(browser: Browser, content: bytes, name: str = "people.csv") -> Any:  # noqa: ANN401 - httpx's own
    return browser.post("/people/sheets", files={"file": (name, content)})


def digest_of(page: str) -> str:
    return page.partition('name="digest" value="')[2].partition('"')[0]


def names(served: Served) -> dict[str, str]:
    with served.records.reading() as session:
        return {each.payee: each.mail for each in session.exec(select(Person))}


def staged(served: Served) -> list[Path]:
    return [path for path in (served.folder / ".comp" / "people").rglob("*") if path.is_file()]


def test_a_sheet_is_shown_before_it_is_written_and_then_written(served: Served) -> None:
    admin = served.browser("admin")

    assert upload(admin, CSV.encode()).headers["location"] == "/people/sheets/preview"
    page = admin.get("/people/sheets/preview").text

    for told in ("What people.csv would change", "New &lt;i&gt;Person", "zoe@example.com → zoe@new.example"):
        assert told in page
    assert names(served)["zoe"] == "zoe@example.com", "nothing is written yet"
    (kept,) = staged(served)
    assert kept.stat().st_mode & 0o077 == 0
    assert admin.post("/people/sheets/confirm", {"digest": digest_of(page)}).status_code == 303
    assert names(served)["zoe"] == "zoe@new.example"
    assert "new" in names(served)
    assert staged(served) == []
    told = served.program("auditor").get("/api/v1/audit?action=people.import").json()["items"][0]
    assert told["actor"] == served.user_ids["admin"]
    assert "Zoe" not in str(told)


def test_what_changed_since_it_was_seen_is_shown_again(served: Served) -> None:
    admin = served.browser("admin")
    upload(admin, CSV.encode())
    digest = digest_of(admin.get("/people/sheets/preview").text)
    with served.records.transaction() as session:
        session.get_one(Person, "zoe").mail = "other@example.com"

    answer = admin.post("/people/sheets/confirm", {"digest": digest})

    assert answer.status_code == 409
    assert "something else by now" in answer.text
    assert "other@example.com → zoe@new.example" in answer.text
    assert names(served)["zoe"] == "other@example.com"
    assert admin.post("/people/sheets/confirm", {"digest": digest_of(answer.text)}).status_code == 303


def test_refused_rows_are_told_and_the_others_written_only_where_that_is_said(served: Served) -> None:
    admin = served.browser("admin")
    upload(admin, (CSV + "bad,Bad,,nowhere\n").encode())
    page = admin.get("/people/sheets/preview").text
    assert "row 4, locale: expected" in page

    form = {"digest": digest_of(page)}
    assert admin.post("/people/sheets/confirm", form).status_code == 409
    assert "new" not in names(served)
    assert admin.post("/people/sheets/confirm", {**form, "allow_refused": "yes"}).status_code == 303
    assert "new" in names(served)
    assert "bad" not in names(served)


def test_a_file_that_is_dropped_is_gone(served: Served) -> None:
    admin = served.browser("admin")
    upload(admin, CSV.encode())

    assert admin.post("/people/sheets/drop").status_code == 303
    assert staged(served) == []
    assert "there is no file that waits" in admin.get("/people/sheets/preview").text
    assert admin.post("/people/sheets/confirm", {"digest": "x"}).status_code == 422


def test_another_file_takes_the_place_of_the_one_before(served: Served) -> None:
    admin = served.browser("admin")
    upload(admin, CSV.encode())
    digest = digest_of(admin.get("/people/sheets/preview").text)
    upload(admin, (HEADER + "other,Other,,\n").encode(), "other.csv")

    assert len(staged(served)) == 1
    assert admin.post("/people/sheets/confirm", {"digest": digest}).status_code == 409
    assert "new" not in names(served)


def test_nobody_but_admins_uploads(served: Served) -> None:
    for who in ("auditor", "finance", "revops", "ana"):
        assert upload(served.browser(who), CSV.encode()).status_code == 403
        files = {"file": ("people.csv", CSV.encode())}
        assert served.program(who).post("/api/v1/people-sheets", files=files).status_code == 403
    assert staged(served) == []


def test_sheets_with_pay_are_not_taken(served: Served) -> None:
    admin = served.browser("admin")
    header = b"payee,plan,starts_on,ends_on,target_incentive,currency\n"

    answer = upload(admin, header + b"ana,ae,2026-01-01,,999.99,USD\n", "plan_assignments.csv")

    assert answer.status_code == 422
    assert "Plan assignments may hold pay" in answer.text
    assert staged(served) == []


def test_a_file_that_is_none_of_ours_or_harmful_is_told_without_our_paths(served: Served) -> None:
    admin = served.browser("admin")

    for name, content, told in (
        ("people.csv", b"", "is empty"),
        ("people.csv", b"a,b\n1,2\n", "its columns are payee, name, mail, locale"),
        ("people.xlsx", b"PK no workbook", "people.xlsx"),
        ("people.exe", b"MZ", "expected a name that ends in"),
        ("people.parquet", b"PAR1 nothing PAR1", "people.parquet"),
    ):
        answer = upload(admin, content, name)
        assert answer.status_code == 422, name
        assert told in answer.text
        assert str(served.folder) not in answer.text
    assert staged(served) == []


def test_what_goes_out_comes_in_again_unchanged_and_holds_no_pay(served: Served) -> None:
    from datetime import date

    with served.records.transaction() as session:
        first = date(2026, 1, 1)
        session.add(
            PlanAssignment(
                payee="ana", plan="ae", starts_on=first, target_incentive_minor=99_999, currency="USD"
            )
        )
        session.add(
            Quota(id="Q", payee="ana", name="n", starts_on=first, amount_minor=99_999, currency="USD")
        )
    admin = served.browser("admin")

    answer = admin.get("/people/sheets/export")

    assert answer.headers["content-disposition"] == 'attachment; filename="people.xlsx"'
    book = load_workbook(BytesIO(answer.content))
    assert book.sheetnames == ["People", "Identities", "Reporting lines"]
    assert "999.99" not in str([[cell.value for row in sheet.rows for cell in row] for sheet in book])
    upload(admin, answer.content, "people.xlsx")
    assert "Nothing would change" in admin.get("/people/sheets/preview").text
    assert served.program("admin").get("/api/v1/people-sheets").content[:2] == b"PK"


def test_sheets_come_in_as_json_once_for_a_key(served: Served) -> None:
    program = served.program("admin")
    files = {"file": ("people.csv", CSV.encode())}

    seen = program.post("/api/v1/people-sheets", files=files).json()
    assert seen["counts"]["person"]["added"] == 1
    assert seen["changes"][1]["columns"]["locale"] == ["", "de_DE"]
    wrong = program.post("/api/v1/people-sheets/confirm", json={"digest": "x"})
    assert wrong.status_code == 422
    key = {"Idempotency-Key": "once"}
    for _ in range(2):
        written = program.post("/api/v1/people-sheets/confirm", json={"digest": seen["digest"]}, headers=key)
        assert (written.status_code, written.json()["counts"]["person"]["added"]) == (200, 1)
    assert "new" in names(served)


def test_a_workbook_with_a_sheet_of_pay_beside_people_is_not_taken(served: Served) -> None:
    book = Workbook()
    for title, columns in (
        ("People", HEADER.strip().split(",")),
        ("Quotas", "id payee name starts_on ends_on amount units currency reason".split()),
    ):
        book.create_sheet(title).append(columns)
    book.remove(book.worksheets[0])
    content = BytesIO()
    book.save(content)

    answer = upload(served.browser("admin"), content.getvalue(), "people.xlsx")

    assert answer.status_code == 422
    assert "Quotas may hold pay" in answer.text
