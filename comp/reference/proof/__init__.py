"""Proofs: every step from facts to an amount, so that a stranger can calculate it again (decision 0032)."""
