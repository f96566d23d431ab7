"""Admins keep people, auditors read them; no pay stands on any of it."""

from datetime import date

from comp.records import Identity, Person, PlanAssignment, Quota, ReportingLine
from comp.workflow.access import sign_in
from tests.api.served import PASSWORD, WHO, Served

PAY = "123,456"


def with_spans(served: Served) -> None:
    """Ana with ids, a plan and amounts that nobody here may see."""
    with served.records.transaction() as session:
        session.add(Identity(system="crm", external_id="U<1>", starts_on=date(2025, 1, 1), payee="ana"))
        session.add(
            PlanAssignment(
                payee="ana",
                plan="ae",
                starts_on=date(2026, 1, 1),
                target_incentive_minor=12_345_600,
                currency="USD",
            )
        )
        session.add(
            PlanAssignment(payee="ana", plan="sdr", starts_on=date(2025, 1, 1), ends_on=date(2025, 12, 31))
        )
        session.add(
            Quota(
                id="Q-1",
                payee="ana",
                name="new",
                starts_on=date(2026, 1, 1),
                amount_minor=12_345_600,
                currency="USD",
            )
        )


def test_admins_and_auditors_alone_reach_people_and_admins_alone_users(served: Served) -> None:
    for who in WHO:
        browser, program = served.browser(who), served.program(who)
        reads = 200 if who in {"admin", "auditor"} else 403
        changes = 200 if who == "admin" else 403
        for path in ("/people", "/people/person?payee=ana"):
            assert browser.get(path).status_code == reads, (who, path)
        for path in ("/api/v1/people", "/api/v1/people/ana"):
            assert program.get(path).status_code == reads, (who, path)
        for path in ("/people/users", "/people/users/new", "/people/sheets", "/people/erase?payee=ana"):
            assert browser.get(path).status_code == changes, (who, path)
        assert program.get("/api/v1/users").status_code == changes, who


def test_people_are_listed_with_who_leads_them_and_their_plan_today(served: Served) -> None:
    with_spans(served)

    page = served.browser("admin").get("/people").text

    for told in ("Ana Ruiz", "ana@example.com", "Cy &lt;b&gt;Berg", "Di O&#39;Hara"):
        assert told in page
    (ana,) = served.program("admin").get("/api/v1/people?search=RUIZ").json()["items"]
    assert (ana["payee"], ana["manager"], ana["plans"]) == ("ana", "cy", ["ae"])


def test_people_are_found_by_id_name_and_mail_and_paged(served: Served) -> None:
    program = served.program("admin")

    def found(query: str) -> list[str]:
        return [each["payee"] for each in program.get(f"/api/v1/people?{query}").json()["items"]]

    assert found("search=Fox") == ["zoe"]
    assert found("search=bo@") == ["bo"]
    assert found("search=_") == found("search=nobody") == []
    first = program.get("/api/v1/people?limit=2").json()
    assert ([each["payee"] for each in first["items"]], first["next"]) == (["ana", "bo"], "bo")
    assert found("limit=2&after=bo") == ["cy", "di"]
    assert program.get("/api/v1/people?limit=2&after=di").json()["next"] is None
    assert program.get("/api/v1/people?limit=0").status_code == 400
    assert "Nobody is found" in served.browser("admin").get("/people?search=nobody").text


def test_fifty_people_stand_on_a_page_and_the_others_on_the_next(served: Served) -> None:
    with served.records.transaction() as session:
        session.add_all([Person(payee=f"x-{number:03}", name=f"N{number:03}") for number in range(60)])

    first = served.browser("admin").get("/people?search=x-").text

    assert "N049" in first
    assert "N050" not in first
    follows = first.partition('<nav class="pages"')[2].partition('href="')[2].partition('"')[0]
    second = served.browser("admin").get(follows.replace("&amp;", "&")).text
    assert "N050" in second
    assert "N049" not in second


def test_a_person_is_shown_with_all_spans(served: Served) -> None:
    with_spans(served)

    page = served.browser("admin").get("/people/person?payee=ana").text
    told = served.program("auditor").get("/api/v1/people/ana").json()

    for text in ("U&lt;1&gt;", "crm", "sdr", "ae", "cy"):
        assert text in page
    assert [(each["whom"], each["ends_on"]) for each in told["plans"]] == [
        ("ae", None),
        ("sdr", "2025-12-31"),
    ]
    assert told["managers"][0]["whom"] == "cy"
    assert served.program("auditor").get("/api/v1/people/cy").json()["reports"] == ["ana", "bo"]


def test_whoever_is_not_there_is_404(served: Served) -> None:
    assert served.browser("admin").get("/people/person?payee=nobody").status_code == 404
    assert served.program("admin").get("/api/v1/people/nobody").status_code == 404
    assert served.browser("admin").get("/people/erase?payee=nobody").status_code == 404


def test_no_pay_stands_on_any_page_of_an_admin(served: Served) -> None:
    with_spans(served)
    browser, program = served.browser("admin"), served.program("admin")
    user_id = served.user_ids["ana"]

    pages = [
        *("/people", "/people/person?payee=ana", "/people/users", f"/people/users/{user_id}"),
        *("/people/sheets", "/people/erase?payee=ana", "/account", "/"),
    ]
    for path in pages:
        answer = browser.get(path)
        assert answer.status_code == 200, path
        assert PAY not in answer.text, path
        assert "123456" not in answer.text, path
    for path in ("/api/v1/people", "/api/v1/people/ana", "/api/v1/users"):
        assert "123456" not in program.get(path).text, path


def test_auditors_see_nothing_of_sign_in(served: Served) -> None:
    browser = served.browser("auditor")

    for path in ("/people", "/people/person?payee=ana"):
        page = browser.get(path).text
        assert served.user_ids["ana"] not in page
        assert "/people/users" not in page
        assert "/people/erase" not in page
    assert "user_id" not in served.program("auditor").get("/api/v1/people/ana").text


def test_a_person_is_erased_once_their_id_is_typed(served: Served) -> None:
    admin, ana = served.browser("admin"), served.browser("ana")

    assert "This cannot be taken back" in admin.get("/people/erase?payee=ana").text
    refused = admin.post("/people/erase", {"payee": "ana", "typed": "anna"})
    assert refused.status_code == 422
    assert "Type ana to erase" in refused.text
    assert "Ana Ruiz" in admin.get("/people").text
    assert admin.post("/people/erase", {"payee": "ana", "typed": "ana"}).status_code == 303

    page = admin.get("/people/person?payee=ana").text
    assert "Ana Ruiz" not in page
    assert "Erased person" in page
    assert ana.get("/account").status_code == 303
    assert sign_in(served.records, "ana", PASSWORD, served.clock()) is None
    admin.get("/")
    trail = served.program("auditor").get("/api/v1/audit?action=person.erase").json()["items"]
    assert [(each["actor"], each["subject"]) for each in trail] == [(served.user_ids["admin"], "ana")]


def test_a_person_is_erased_by_a_program_of_an_admin_alone(served: Served) -> None:
    assert served.program("auditor").post("/api/v1/people/bo/erase").status_code == 403
    answer = served.program("admin").post("/api/v1/people/bo/erase")

    assert answer.json() == {"payee": "bo", "again": False, "sign_ins": 1}
    assert served.program("admin").get("/api/v1/people/bo").json()["person"]["name"] == ""


def test_no_admin_erases_themselves_or_the_last_admin(served: Served) -> None:
    from comp.workflow.access import Role, disable, grant, revoke

    at, cy = served.clock(), served.user_ids["cy"]
    for role in (Role.MANAGER, Role.PAYEE):
        revoke(served.records, None, cy, role, at)
    grant(served.records, None, cy, Role.ADMIN, at)

    own = served.browser("cy").post("/people/erase", {"payee": "cy", "typed": "cy"})
    assert own.status_code == 422
    assert "nobody erases themselves" in own.text
    admin = served.browser("admin")
    disable(served.records, served.actor("cy"), served.user_ids["admin"], at)
    assert admin.get("/people").status_code == 303
    with served.records.transaction() as session:
        session.add(ReportingLine(payee="zoe", manager="di", starts_on=date(2025, 1, 1)))
    by_program = served.program("cy").post("/api/v1/people/cy/erase")
    assert by_program.status_code == 403
    assert served.program("cy").get("/api/v1/people/cy").json()["person"]["erased_at"] is None
