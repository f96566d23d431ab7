"""How often a process of ours lets Python look for objects that hold each other and that nothing else holds.

To load this product makes some hundred thousand objects that all stay, and by Python's own numbers they are
looked through again and again: while they are made, and twice more at the end, when the process is to be
gone. A process of ours does the first seldom and the last not at all; it frees objects as it did before.
"""

from __future__ import annotations

import atexit
import gc
from functools import cache
from typing import Final

_NEW_OBJECTS: Final = 10_000
"""So many more containers are made than let go between two looks; Python's own number is 700."""


@cache
def collect_seldom() -> None:
    """Set it for this process, which must be one of ours: a library's guest has no say in it."""
    gc.set_threshold(_NEW_OBJECTS, *gc.get_threshold()[1:])
    # What is frozen is not looked through; what was registered later, such as cleaning up, is done before.
    atexit.register(gc.freeze)
