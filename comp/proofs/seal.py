"""A run's seal: its root, which binds plans, facts and every payee's lines, and the company's signature.

It stands in the run's folder beside the results. With a signing key it is the same for the same run; without
one its secret is drawn once and kept there too.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from comp.errors import CompError
from comp.proofs.keys import SigningKey
from comp.proofs.plan_texts import PlanTexts
from comp.proofs.salts import Salts
from comp.proofs.trees import FactTree, PlacedTree, plan_tree, statement_tree
from comp.runs import Inputs, Run
from comp.runs.folder import SEAL, SECRET
from comp.verifier.commitments import canonical
from comp.whole_files import write_new, write_whole

ROOT_FORMAT = "comp-root/1"
SECRET_BYTES = 32


@dataclass(frozen=True, slots=True)
class Seal:
    """A run's root as it is signed; `key` and `signature` are None where the company has no key."""

    root: Mapping[str, Any]
    key: SigningKey | None
    signature: str | None
    salts: Salts
    facts: FactTree
    plans: PlanTexts
    plan_lines: PlacedTree
    statements: PlacedTree


def seal_run(run: Run, inputs: Inputs, plans: PlanTexts, key: SigningKey | None, folder: Path | None) -> Seal:
    """Commit to a run and sign its root; `folder` is the run's, in which the seal is kept.

    Raises:
        CompError: the folder holds another seal than the one of this run.
    """
    salts = Salts(_secret(run, key, folder))
    facts = FactTree.of(inputs.snapshot, salts)
    plan_lines = plan_tree(plans.by_name(), salts)
    statements = statement_tree(run.lines, salts)
    root = _root(run, facts, plan_lines, statements)
    signature = None if key is None else key.sign(signed_bytes(root))
    seal = Seal(root, key, signature, salts, facts, plans, plan_lines, statements)
    if folder is not None:
        _keep(seal, folder)
    return seal


def signed_bytes(root: Mapping[str, Any]) -> bytes:
    """What the company signs of a run."""
    return ROOT_FORMAT.encode() + b"\n" + canonical(root)


def read_seal(folder: Path) -> Mapping[str, Any] | None:
    """The seal as it stands in a run's folder, None where it was not sealed.

    Raises:
        CompError: it cannot be read.
    """
    file = folder / SEAL
    if not file.is_file():
        return None
    try:
        return json.loads(file.read_bytes())
    except ValueError as error:
        raise CompError(f"{file}: cannot be read ({error}); run the period again") from error


def _root(run: Run, facts: FactTree, plan_lines: PlacedTree, statements: PlacedTree) -> dict[str, Any]:
    told = run.manifest
    return {
        "format": ROOT_FORMAT,
        "company": told.company,
        "period": told.period,
        "recorded_on": told.recorded_on.isoformat(),
        "engine": told.engine,
        "facts": {
            "digest": told.facts_digest,
            "root": facts.tree.root.hex(),
            "rows": facts.tree.count,
        },
        "plan_text": {"root": plan_lines.tree.root.hex(), "lines": plan_lines.tree.count},
        "plans": [
            {"plan": paid.plan, "text_digest": paid.text_digest, "result_digest": paid.result_digest}
            for paid in told.plans
        ],
        "results": {"digest": told.results_digest, "lines": told.lines},
        "statements": {"root": statements.tree.root.hex(), "count": statements.tree.count},
    }


def _secret(run: Run, key: SigningKey | None, folder: Path | None) -> bytes:
    if key is not None:
        return key.secret_for(f"{run.manifest.facts_digest}\n{run.manifest.results_digest}".encode())
    kept = None if folder is None else folder / SECRET
    if kept is None:
        return secrets.token_bytes(SECRET_BYTES)
    secret = secrets.token_bytes(SECRET_BYTES)
    return secret if write_new(secret.hex().encode(), kept) else _kept_secret(kept)


def _kept_secret(file: Path) -> bytes:
    try:
        secret = bytes.fromhex(file.read_text(encoding="ascii"))
    except ValueError:
        secret = b""
    if len(secret) != SECRET_BYTES:
        raise CompError(f"{file}: cannot be read; run the period again")
    return secret


def _keep(seal: Seal, folder: Path) -> None:
    document = {"root": seal.root, "key": seal.key and seal.key.public, "signature": seal.signature}
    kept = read_seal(folder)
    if kept is not None and kept.get("root") != json.loads(canonical(seal.root)) and kept.get("signature"):
        raise CompError(
            f"{folder / SEAL}: this run was sealed otherwise; run the period again into another folder"
        )
    write_whole((json.dumps(document, indent=2, ensure_ascii=False) + "\n").encode(), folder / SEAL)
