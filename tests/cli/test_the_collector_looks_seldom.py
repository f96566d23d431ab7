"""A command sets how seldom Python looks for what only holds itself; what merely loads the rooms does not."""

import subprocess
import sys

_TOLD = """
import atexit, gc
atexit.register(lambda: print("cleaned up with", gc.get_freeze_count(), "frozen"))
from comp.collecting import collect_seldom
{call}
atexit.register(lambda: print("cleaned up before with", gc.get_freeze_count(), "frozen"))
print(gc.isenabled(), gc.get_threshold()[0] > 700)
"""


def _told(call: str) -> list[str]:
    done = subprocess.run(
        [sys.executable, "-c", _TOLD.format(call=call)],
        check=True,
        capture_output=True,
        text=True,
    )
    return done.stdout.splitlines()


def test_it_is_on_still_and_rests_only_once_what_came_later_is_cleaned_up() -> None:
    looked, before, after = _told("collect_seldom(); collect_seldom()")

    assert looked == "True True"
    assert before == "cleaned up before with 0 frozen"
    assert after != "cleaned up with 0 frozen"


def test_a_program_that_only_loads_the_product_keeps_its_own_settings() -> None:
    assert _told("import comp.notebook, comp.cli") == [
        "True False",
        "cleaned up before with 0 frozen",
        "cleaned up with 0 frozen",
    ]
