"""A journey fails where the browser complained of anything; here each complaint is made on purpose."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser

from tests.browser.cast import Portal
from tests.browser.visiting import visiting

COMPLAINTS = {
    "console: a fault": "() => console.error('a fault')",
    "script: ": "() => new Promise((done) => { setTimeout(() => { setTimeout(done); throw Error('x'); }); })",
    "404": "() => fetch('/static/nothing.css')",
    "Content Security Policy": "() => { document.body.innerHTML = '<p style=\"top:0\">'; }",
}


@pytest.mark.parametrize("complaint", COMPLAINTS)
def test_a_complaint_fails_the_visit(
    complaint: str, browser: Browser, portals: Callable[[bool], Portal]
) -> None:
    with pytest.raises(AssertionError, match=complaint):
        complained(browser, portals(True), COMPLAINTS[complaint])  # noqa: FBT003 - with scripts


def complained(browser: Browser, portal: Portal, script: str) -> None:
    """A visit amid which a script runs."""
    with visiting(browser, portal.address, portal.cast, None, with_scripts=True) as visit:
        visit.go("/sign-in")
        visit.page.evaluate(script)
        visit.page.wait_for_load_state("networkidle")
