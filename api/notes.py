"""What approvers are told of statements beside their amounts, from where recording a run kept it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from comp.errors import CompError
from comp.workflow.review import Noted
from statements.documents import open_noted


@dataclass(slots=True)
class KeptNotes:
    """What was noted of a run's statements when it was recorded; `lacking` where it could not be read."""

    workspace_path: Path
    lacking: bool = False
    read: dict[str, Mapping[str, Noted]] = field(default_factory=dict[str, Mapping[str, Noted]])

    def __call__(self, results_digest: str) -> Mapping[str, Noted]:
        """What is noted by payee."""
        if results_digest not in self.read:
            try:
                self.read[results_digest] = open_noted(self.workspace_path, results_digest)
            except CompError:
                self.read[results_digest], self.lacking = {}, True
        return self.read[results_digest]
