"""Plans that each trigger one code: as files beside this one, or made where a file could not be kept."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

from comp.language import Loaded, load, render
from comp.language.analysis import examine
from tests.language.workspace import PLANS, TRIGGERS

CODES = sorted(path.stem for path in TRIGGERS.glob("*.plan"))
MADE_HERE = ("P012", "P015")  # a huge file, and one that is not there


def trigger(code: str, folder: Path) -> Path:
    """The file that triggers a code; one that is made is made in the folder."""
    if code not in MADE_HERE:
        return TRIGGERS / f"{code}.plan"
    path = folder / f"{code}.plan"
    if code == "P012":
        path.write_text('plan p "Seller"\n' + "# One of very many lines.\n" * 40_000, "utf-8")
    return path


def load_trigger(path: Path) -> Loaded:
    """Load a faulty plan beside the plain plans' sources, unless it declares its own."""
    own_sources = path.exists() and b"source assignment" in path.read_bytes()
    loaded = load([path] if own_sources else [path, PLANS / "shared.plan"])
    return examined(loaded) if path.stem.startswith("M") else loaded


def examined(loaded: Loaded) -> Loaded:
    """The same with what `comp check` says beside the loader: what the plans do with money."""
    if loaded.program is None:
        return loaded
    return replace(loaded, diagnostics=examine(loaded.program, loaded.diagnostics).diagnostics)


def shown(loaded: Loaded, path: Path) -> str:
    """All faults of the file as a reader sees them, without the folders of this machine."""
    mine = [diagnostic for diagnostic in loaded.diagnostics if diagnostic.file == str(path)]
    text = "\n\n".join(render(diagnostic, loaded.texts) for diagnostic in mine)
    return text.replace(str(path), path.name).replace(str(PLANS) + os.sep, "") + "\n"
