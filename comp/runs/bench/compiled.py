"""Starts of ours are timed with their modules compiled, as whoever installs the product has them."""

from __future__ import annotations

import os
from pathlib import Path


def environment(bytecode: Path) -> dict[str, str]:
    """This process's environment, in which the first start keeps in the folder what later ones read.

    A checkout may lack compiled modules, or be told to keep none; so the first start is not to be timed.
    """
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return kept | {"PYTHONPYCACHEPREFIX": str(bytecode)}
