"""Coming in, by the keyboard alone; the first page; and going out."""

from playwright.sync_api import expect

from tests.browser.visiting import Visit


def test_the_sign_in_page_and_the_first_page_stand_all_rules(visit: Visit) -> None:
    visit.go("/sign-in")
    visit.look("sign in")
    with visit.refused(422):
        visit.page.get_by_label("Mail or login name").fill("rep")
        visit.page.get_by_label("Password").fill("not this one")
        visit.page.keyboard.press("Enter")
        expect(visit.page.get_by_role("alert")).to_be_visible()
    visit.look("sign in, refused")

    visit.signs_in("rep")
    expect(visit.page.get_by_role("heading", level=1)).to_have_text(visit.cast.company)
    visit.look("first page")

    visit.signs_out()
    visit.go("/")
    expect(visit.page).to_have_url(f"{visit.address}/sign-in?to=/")


def test_the_first_thing_to_tab_to_leads_past_what_every_page_has(visit: Visit) -> None:
    visit.signs_in("rep")
    visit.page.keyboard.press("Tab")
    expect(visit.page.get_by_role("link", name="Skip to the content")).to_be_focused()
    visit.page.keyboard.press("Enter")
    visit.page.keyboard.press("Tab")
    expect(visit.page.locator("main a").first).to_be_focused()
