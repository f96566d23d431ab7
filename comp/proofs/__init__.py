"""Proofs of statements: what a run is bound to, signed by the company, and the document that carries it.

The format is that of decision 0032. This room puts together what the second engine proves and what the run
recorded; it must not calculate pay, and what it writes must show its reader nobody else's.
"""

from comp.proofs.document import ShownPage, document, openings
from comp.proofs.keys import SigningKey, make_key, signing_key
from comp.proofs.lines import prove_line, prove_lines
from comp.proofs.plan_texts import PlanTexts
from comp.proofs.proof_line import ProofLine
from comp.proofs.seal import Seal, read_seal, seal_run

__all__ = [
    "PlanTexts",
    "ProofLine",
    "Seal",
    "ShownPage",
    "SigningKey",
    "document",
    "make_key",
    "openings",
    "prove_line",
    "prove_lines",
    "read_seal",
    "seal_run",
    "signing_key",
]
