"""Hashes that cost next to nothing; no test waits for the real ones, and one counts what those take."""

from comp.workflow.access.hashing import Cost, Passwords

COST = Cost(memory_kib=8, passes=1, threads=1, at_once=4)
CHEAP = Passwords(COST)
STANDARD = "comp.workflow.access.hashing.STANDARD"
"""Where the hashes of the process are, for fixtures that put the cheap ones in their place."""
