"""The portal's pictures are those that the script takes, in its sizes, and small enough for a page."""

import sys
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

from PIL import Image

PICTURES = Path(__file__).parents[2] / "docs" / "pictures"
MOST_BYTES = 100_000


def script() -> ModuleType:
    spec = spec_from_file_location("portal_pictures", PICTURES / "portal.py")
    assert spec is not None
    assert spec.loader is not None
    loaded = module_from_spec(spec)
    sys.modules[spec.name] = loaded  # where its records look for the names of their types
    spec.loader.exec_module(loaded)
    return loaded


def test_every_picture_of_the_script_is_there_and_no_other() -> None:
    wanted = {
        each.name: (each.size["width"], each.size["height"])  # of the browser's window
        for each in script().PICTURES
    }
    found: dict[str, tuple[int, int]] = {}
    for path in PICTURES.glob("portal-*.png"):
        with Image.open(path) as image:
            found[path.stem] = image.size
        assert path.stat().st_size < MOST_BYTES, path.name
    assert found == wanted


def test_the_slip_that_the_pictures_tell_of_is_one_deal_of_the_demo_company() -> None:
    loaded = script()
    deals = (loaded.DEMO / "data" / "opportunities.csv").read_text(encoding="utf-8")
    assert deals.count(loaded.SLIP[0]) == 1
    assert loaded.SLIP[1] not in deals
