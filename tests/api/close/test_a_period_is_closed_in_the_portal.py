# January pays ana 60.00; February 80.00, and bo 20.00. Where D1 becomes 700.00 it is 70.00, and D2 90.00.
from comp.workflow.review import Verb
from tests.api.close.shop import ID, Shop, text_of
from tests.workflow.closing.closed import FEBRUARY, MARCH


def test_what_waits_for_approval_stands_against_posting(shop: Shop) -> None:
    january = shop.closed.recorded("2026-01", FEBRUARY)
    with shop.browser() as browser:
        listed = text_of(browser.get("/close"))
        shown = browser.get(f"/close/{january[:ID]}")
        asked = browser.get(f"/close/{january[:ID]}/post")

    assert "1 statement is waiting for a decision." in listed
    assert "1 of 1 statements are not approved (1 waiting)" in text_of(shown)
    assert "Post 2026-01" not in text_of(shown)
    assert 'name="seen"' not in asked.text


def test_an_approved_run_is_posted_after_it_was_confirmed(shop: Shop) -> None:
    january = shop.closed.recorded("2026-01", FEBRUARY)
    shop.closed.approves(january)
    with shop.browser() as browser:
        shown = text_of(browser.get(f"/close/{january[:ID]}"))
        asked = text_of(browser.get(f"/close/{january[:ID]}/post"))
    # The plan has one line: before 0.00, now 60.00, worth 60.00, missing 0.00.
    assert "ae_2026 1 Earned USD 0.00 USD 60.00 USD 60.00 USD 0.00" in shown.replace("$", "USD ")
    assert "1 entry is written to the books" in asked
    assert shop.closed.batches() == []

    done = shop.posts(january)

    assert (done.status_code, done.headers["location"]) == (303, f"/close/{january[:ID]}")
    assert shop.closed.batches() == [january]
    assert [row["payable_minor"] for row in shop.closed.rows()] == [60_00]
    [told] = shop.closed.told("post")
    assert told.actor == shop.served.user_ids["finance"]
    with shop.browser() as browser:
        assert "Payroll" in text_of(browser.get(f"/close/{january[:ID]}"))
        assert "by finance" in text_of(browser.get("/close"))


def test_of_two_who_confirmed_one_posts_and_the_other_is_told(shop: Shop) -> None:
    january = shop.closed.recorded("2026-01", FEBRUARY)
    shop.closed.approves(january)
    with shop.browser() as browser:
        first = browser.post(f"/close/{january[:ID]}/post", {"seen": january})
        second = browser.post(f"/close/{january[:ID]}/post", {"seen": january})
        assert (first.status_code, second.status_code) == (303, 303)
        assert "Posted already; nothing was written." in text_of(browser.get(second.headers["location"]))

    assert len(shop.closed.rows()) == 1


def test_an_approval_that_is_withdrawn_after_the_confirmation_holds_the_posting(shop: Shop) -> None:
    january = shop.closed.recorded("2026-01", FEBRUARY)
    shop.closed.approves(january)
    shop.closed.decides(Verb.WITHDRAW, shop.closed.statements(january))
    with shop.browser() as browser:
        done = browser.post(f"/close/{january[:ID]}/post", {"seen": january})

    assert done.status_code == 409
    assert "nothing was posted: 1 of 1 statements are not approved" in text_of(done)
    assert shop.closed.batches() == []


def test_corrections_that_were_not_shown_are_not_posted(shop: Shop) -> None:
    shop.closed.approved_and_closed("2026-01", FEBRUARY)
    shop.closed.change("deal", "D1,ana,2026-01-15,USD,600.00", "D1,ana,2026-01-15,USD,700.00")
    february = shop.closed.recorded("2026-02", MARCH, shop.closed.folder("2026-01"))
    shop.closed.approves(february)
    with shop.browser() as browser:
        done = browser.post(f"/close/{february[:ID]}/post", {"seen": february})
    assert (done.status_code, len(shop.closed.batches())) == (409, 1)
    assert "not what was shown" in text_of(done)

    assert shop.posts(february).status_code == 303
    assert len(shop.closed.batches()) == 3


def test_open_lines_are_shown_with_how_to_mend_them(shop: Shop) -> None:
    shop.closed.approved_and_closed("2026-01", FEBRUARY)
    shop.closed.change("deal", "D1,ana,2026-01-15,USD,600.00", "D1,ana,2026-01-15,USD,700.00")
    february = shop.closed.recorded("2026-02", MARCH)
    shop.closed.approves(february)
    with shop.browser() as browser:
        shown = text_of(browser.get(f"/close/{february[:ID]}"))

    assert "1 line does not come to what the run says they are worth" in shown
    assert "ae_2026.commission:ana:D1#1 Earned" in shown
    assert "comp run correct .comp/runs/2026-01-" in shown
    assert "--books" in shown


def test_an_auditor_reads_and_does_nothing(shop: Shop) -> None:
    january = shop.closed.recorded("2026-01", FEBRUARY)
    shop.closed.approves(january)
    with shop.browser("auditor") as browser:
        assert "/post" not in browser.get(f"/close/{january[:ID]}").text
        assert browser.get(f"/close/{january[:ID]}/post").status_code == 403
        assert browser.post(f"/close/{january[:ID]}/post", {"seen": january}).status_code == 403
        shop.closed.closes(january)
        assert "Only finance takes payroll." in text_of(browser.get(f"/close/{january[:ID]}"))
        assert browser.get(f"/close/{january[:ID]}/payroll.xlsx").status_code == 403
        for page in ("/books", "/books/entries", "/books/check"):
            assert browser.get(page).status_code == 200


def test_nobody_else_comes_near(shop: Shop) -> None:
    january = shop.closed.approved_and_closed("2026-01", FEBRUARY)
    for who in ("ana", "cy", "revops", "admin"):
        with shop.browser(who) as browser:
            for page in ("/close", f"/close/{january[:ID]}", f"/close/{january[:ID]}/payroll.xlsx", "/books"):
                assert browser.get(page).status_code == 403, (who, page)


def test_a_form_of_another_site_posts_nothing(shop: Shop) -> None:
    january = shop.closed.recorded("2026-01", FEBRUARY)
    shop.closed.approves(january)
    with shop.browser() as browser:
        done = browser.client.post(
            f"/close/{january[:ID]}/post", data={"seen": january}, follow_redirects=False
        )

    assert (done.status_code, shop.closed.batches()) == (403, [])


def test_a_run_that_is_not_there_is_not_found(shop: Shop) -> None:
    with shop.browser() as browser:
        assert browser.get(f"/close/{'ab' * 8}").status_code == 404
        assert browser.get("/close/x").status_code == 404


def test_the_rest_of_the_page_is_there_where_the_folder_is_gone(shop: Shop) -> None:
    january = shop.closed.recorded("2026-01", FEBRUARY)
    [kept] = (shop.served.folder / ".comp" / "runs").iterdir()
    kept.rename(shop.served.folder / "away")
    with shop.browser() as browser:
        shown = browser.get(f"/close/{january[:ID]}")

    assert shown.status_code == 200
    assert "is not a run's folder" in text_of(shown)
