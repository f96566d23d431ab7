import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.cast import Cast, Portal
from tests.browser.chromium import PATH, chromium
from tests.browser.company import make
from tests.browser.looking import Looks
from tests.browser.serving import serving
from tests.browser.visiting import MILLISECONDS_AT_MOST, Visit, visiting


# Not of the session: while Playwright is open its event loop runs in this thread, where others want theirs.
@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    if PATH is None:
        pytest.skip("chromium is not installed, so no page is seen in a browser")
    expect.set_options(timeout=MILLISECONDS_AT_MOST)
    with chromium() as opened:
        yield opened


@pytest.fixture(scope="package")
def company(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Cast]:
    """The small company's folder; it is copied to be served."""
    folder = tmp_path_factory.mktemp("company") / "w"
    return folder, make(folder)


@pytest.fixture(scope="package")
def portals(
    company: tuple[Path, Cast], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[[bool], Portal]]:
    """The company served twice, so that what was done with scripts is still to be done without."""
    folder, cast = company
    copies = [tmp_path_factory.mktemp("served") / "w" for _ in range(2)]
    for copy in copies:
        shutil.copytree(folder, copy)
    with serving(*copies) as (with_scripts, without):
        served = {
            True: Portal(with_scripts, cast, with_scripts=True),
            False: Portal(without, cast, with_scripts=False),
        }
        yield served.__getitem__


@pytest.fixture(params=[True, False], ids=["with scripts", "without scripts"])
def portal(request: pytest.FixtureRequest, portals: Callable[[bool], Portal]) -> Portal:
    return portals(request.param)


@pytest.fixture(scope="package")
def looks() -> Looks:
    """What was looked at already."""
    return Looks()


@pytest.fixture
def visit(portal: Portal, browser: Browser, looks: Looks) -> Iterator[Visit]:
    """A window of nobody's; pages are looked at closely where scripts run, for axe-core is one."""
    before = len(looks.faults)
    with visiting(
        browser,
        portal.address,
        portal.cast,
        looks if portal.with_scripts else None,
        with_scripts=portal.with_scripts,
    ) as visit:
        yield visit
    assert looks.faults[before:] == [], "\n".join(looks.faults[before:])
