"""The texts of a workspace's plan files, under the names that spans give and those that a proof shows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from comp.facts import Workspace


@dataclass(frozen=True, slots=True)
class PlanTexts:
    """Texts by the name that spans give; `names` gives each the name in the workspace, the same anywhere."""

    texts: Mapping[str, str]
    names: Mapping[str, str]

    @classmethod
    def of(cls, workspace: Workspace) -> PlanTexts:
        """Read the plan files, as loading them does."""
        paths = workspace.plan_paths()
        return cls(
            {str(path): _read(path) for path in paths}, {str(path): f"plans/{path.name}" for path in paths}
        )

    def by_name(self) -> dict[str, str]:
        """The texts by the names in the workspace."""
        return {self.names[span]: text for span, text in self.texts.items()}


def _read(path: Path) -> str:
    return path.read_bytes().decode("utf-8-sig")
