"""What looks at every page is itself held against pages that break one rule each."""

import pytest
from playwright.sync_api import Browser

from tests.browser.looking import Looks

PAGE = """<!doctype html><html lang="en"><head><title>A page</title>
<meta name="viewport" content="width=device-width"><style>{style}</style></head>
<body><main><h1>A page</h1><a href="#there">a link</a>{body}</main></body></html>"""
FAULTS = {
    "color-contrast": ("p { color: #bbb; background: #fff }", "<p>pale</p>"),
    "label": ("", '<input name="nameless">'),
    "heading-order": ("", "<h3>too deep</h3>"),
    "wider than 360 px": ("", '<p class="wide">wide</p><style>.wide { width: 400px }</style>'),
    "focus cannot be seen": ("a:focus { outline: none }", ""),
    "not reached by the keyboard": ("", '<button tabindex="-1">a button</button>'),
    "tabindex": ("", '<button tabindex="1">first</button>'),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_page_with_one_fault_is_told(fault: str, browser: Browser) -> None:
    style, body = FAULTS[fault]
    page = browser.new_page()
    page.set_content(PAGE.format(style=style, body=body))
    looks = Looks()
    looks.at(page, "a page")
    page.close()
    assert any(fault in each for each in looks.faults), looks.faults


def test_a_page_without_a_fault_is_passed(browser: Browser) -> None:
    page = browser.new_page()
    page.set_content(PAGE.format(style="", body="<p>some text</p>"))
    looks = Looks()
    looks.at(page, "a page")
    page.close()
    assert looks.faults == []
    assert looks.seen == {"a page": 0}
