"""What a process that draws is told: where everything lies, and what was done once for all of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from comp.errors import CompError
from comp.facts.snapshot import Snapshot
from comp.proofs import PlanTexts, Seal, SigningKey
from comp.proofs.salts import Salts
from comp.proofs.trees import FactTree, PlacedTree
from comp.verifier.commitments import HashTree


@dataclass(frozen=True, slots=True)
class Order:
    """Which run is drawn from which workspace, and in whose language."""

    workspace: Path
    run: Path
    paid: tuple[Path, ...] = ()  # runs that were paid earlier in the year
    locale: str | None = None  # instead of each person's own

    def resolved(self) -> Order:
        """The same with whole paths, for a process that may stand elsewhere."""
        return replace(
            self,
            workspace=self.workspace.resolve(),
            run=self.run.resolve(),
            paid=tuple(each.resolve() for each in self.paid),
        )


@dataclass(frozen=True, slots=True)
class HandedSeal:
    """A run's seal without the key and the facts, which every process opens for itself."""

    root: Mapping[str, Any]
    public: str | None
    signature: str | None
    salts: Salts
    facts: HashTree
    first: Mapping[str, int]
    plans: PlanTexts
    plan_lines: PlacedTree
    statements: PlacedTree

    @classmethod
    def of(cls, seal: Seal) -> HandedSeal:
        """What is handed over."""
        return cls(
            root=seal.root,
            public=seal.key and seal.key.public,
            signature=seal.signature,
            salts=seal.salts,
            facts=seal.facts.tree,
            first=seal.facts.first,
            plans=seal.plans,
            plan_lines=seal.plan_lines,
            statements=seal.statements,
        )

    def seal(self, key: SigningKey | None, snapshot: Snapshot) -> Seal:
        """The seal again.

        Raises:
            CompError: the key is no longer the one that signed the run's root.
        """
        if (key and key.public) != self.public:
            raise CompError("the signing key was changed while statements were drawn; draw them again")
        return Seal(
            root=self.root,
            key=key,
            signature=self.signature,
            salts=self.salts,
            facts=FactTree(snapshot, self.salts, self.facts, self.first),
            plans=self.plans,
            plan_lines=self.plan_lines,
            statements=self.statements,
        )
