"""The company of tests/api/served.py with periods to close.

January pays ana 60.00 for D1, February 80.00 for D2 and bo 10 % of 200.00 (tests/runs/tiny.py).
"""

import re
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from html import unescape
from typing import Any

from tests.api.served import Browser, Served
from tests.workflow.closing.closed import Closed

ID = 16


@dataclass(frozen=True)
class Shop:
    """The application, and what is done besides it."""

    served: Served
    closed: Closed

    @contextmanager
    def browser(self, who: str = "finance") -> Generator[Browser]:
        yield self.served.browser(who)

    @contextmanager
    def program(self, who: str = "finance") -> Generator[Any]:
        yield self.served.program(who)

    def posts(self, digest: str) -> Any:  # noqa: ANN401 - an httpx response - httpx's own
        """Post a run in the portal, as its page of confirmation says."""
        with self.browser() as browser:
            asked = browser.get(f"/close/{digest[:ID]}/post")
            assert asked.status_code == 200, text_of(asked)
            [seen] = re.findall(r'name="seen" value="([^"]*)"', asked.text)
            return browser.post(f"/close/{digest[:ID]}/post", {"seen": seen})


def text_of(answer: Any) -> str:  # noqa: ANN401 - an httpx response
    """What a page says, without its marks."""
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", answer.text)).split())
