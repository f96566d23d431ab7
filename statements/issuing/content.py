"""A digest of all that a statement is drawn from, by which one that stands there is known to be current.

It is keyed with the run's secret: a name goes into it, and whoever guesses names must not get to try them.
"""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.metadata import version
from importlib.resources import files
from importlib.resources.abc import Traversable

from comp.runs import Run
from comp.verifier.commitments import canonical
from statements.issuing.correcting import CorrectionsDrawing
from statements.issuing.drawing import Drawing

_NOT_READ = {"__pycache__"}


class Contents:
    """The digests of a run's statements."""

    def __init__(self, drawing: Drawing | CorrectionsDrawing) -> None:
        self._drawing = drawing
        self.run = drawing.identity
        self._common = hashlib.sha256(
            canonical([
                self.run,
                drawing.run.manifest.to_json(),
                drawing.public,
                [_of_run(each) for each in drawing.paid],
                repr(drawing.workspace.company.statements),
                repr(drawing.letterhead),
                _programs(),
            ])
        ).hexdigest()  # fmt: skip

    def of(self, payee: str) -> str:
        """The digest of a payee's statement, 32 hexadecimal figures; blank where nothing can be keyed."""
        drawing = self._drawing
        name = drawing.workspace.people.name_of(payee)
        return drawing.keyed("statement content", self._common, payee, name, drawing.locale_of(payee))


def _of_run(run: Run) -> str:
    return hashlib.sha256(run.manifest.to_json().encode()).hexdigest()


@cache
def _programs() -> str:
    """What draws: the version of comp and of WeasyPrint, and the templates, words and sentences here."""
    whole = hashlib.sha256(f"{version('comp')} {version('weasyprint')}".encode())
    for name, data in [*_resources(files("statements"), ""), *_resources(files("comp.reference"), "/told")]:
        whole.update(f"\n{name} {len(data)}\n".encode() + data)
    return whole.hexdigest()


def _resources(folder: Traversable, path: str) -> list[tuple[str, bytes]]:
    found: list[tuple[str, bytes]] = []
    for each in sorted(folder.iterdir(), key=lambda one: one.name):
        name = f"{path}/{each.name}"
        if each.is_file():
            found.append((name, each.read_bytes()))
        elif each.name not in _NOT_READ:
            found += _resources(each, name)
    return found
