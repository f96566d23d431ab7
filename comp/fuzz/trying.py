"""Tries one seed: draws its case, compares the engines on it, and makes small what they fail on."""

from __future__ import annotations

import traceback
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from comp.fuzz.cases import Case, program_of
from comp.fuzz.comparing import compare
from comp.fuzz.kept import Kept
from comp.fuzz.reducing import reduced
from comp.fuzz.tally import Failure, Tally, tally_of

# What a session draws its cases with: the same seed gives the same case, in any process.
Recipe = Callable[[int], Case]

DIFFER = "the engines differ"
_COMP = Path(__file__).parent.parent
_MOST_SAID = 400
_MOST_DIFFERENCES = 5


def try_seed(recipe: Recipe, seed: int) -> Tally:
    """What the seed's case comes to; whatever an engine or the drawing raises is a failure."""
    try:
        return try_case(recipe(seed), seed)
    except Exception as fault:  # noqa: BLE001 - whatever is raised is what is looked for
        said = str(fault)[:_MOST_SAID]
        return Tally(Counter(programs=1), failures=[Failure(seed, _kind_of(fault), said)])


def try_case(case: Case, seed: int) -> Tally:
    """What a case comes to; `seed` names it.

    Raises:
        Exception: whatever an engine raises.
    """
    program = program_of(case)
    compared = compare(case, program)
    tally = tally_of(program, compared)
    if compared.differences:
        said = f"{len(compared.differences)} differences, first {compared.differences[0][:_MOST_SAID]}"
        tally.failures.append(Failure(seed, DIFFER, said))
    return tally


def failure_of(case: Case) -> tuple[str, tuple[str, ...]]:
    """How the engines fail on a case, in words that stay while it is made smaller, and what is said of it;
    both are empty where they agree.
    """
    try:
        compared = compare(case)
    except Exception as fault:  # noqa: BLE001 - whatever an engine raises is what is looked for
        return _kind_of(fault), (str(fault)[:_MOST_SAID],)
    return (DIFFER, compared.differences[:_MOST_DIFFERENCES]) if compared.differences else ("", ())


def made_small(recipe: Recipe, seed: int) -> Kept | None:
    """The smallest case found on which the engines fail as on the seed's; None where they agree on it, or
    where it could not even be drawn.
    """
    try:
        case = recipe(seed)
    except Exception:  # noqa: BLE001 - the failure itself was told when the seed was tried
        return None
    kind, said = failure_of(case)
    if not kind:
        return None
    small = reduced(case, lambda candidate: failure_of(candidate)[0] == kind, said=" ".join(said[:1]))
    return Kept(seed, failure_of(small)[1], small)


def _kind_of(fault: Exception) -> str:
    """What was raised, and where in comp."""
    frames = traceback.extract_tb(fault.__traceback__)
    ours = [frame for frame in frames if Path(frame.filename).is_relative_to(_COMP)]
    last = ours[-1] if ours else frames[-1]
    return f"{type(fault).__name__} in {Path(last.filename).name}:{last.lineno}"
