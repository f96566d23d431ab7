"""Debian's Chromium without a window."""

from __future__ import annotations

import os
import shutil
from collections.abc import Generator
from contextlib import contextmanager
from typing import Final

from playwright.sync_api import Browser, sync_playwright

PATH: Final = shutil.which("chromium")


@contextmanager
def chromium() -> Generator[Browser]:
    """The browser, for as long as the block lasts. Chromium keeps root out of its sandbox."""
    words = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=PATH, args=words)
        yield opened
        opened.close()
