"""How each line that a statement shows came about: the second engine's steps, as they are kept and read.

What is another payee's is left out, as it is on the statement. The file is packed (gzip), a line of text for
each line of the statement, so that one is read without reading the others' steps.
"""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any, Final, TypeAlias

from comp.errors import CompError
from comp.language.core import Plan
from comp.reference import LineValue, Step, StepKind
from comp.reference.explain import as_data
from comp.reference.wording import Style, called, shown
from statements.documents.known_names import KnownNames
from statements.explained import is_share
from statements.view import Statement

Working: TypeAlias = Mapping[str, Any]
"""A line with its amounts (minor units as text) and its `trace`, as `comp explain --json` writes it."""
_LEVEL: Final = 6
_GZIP: Final = 16 + zlib.MAX_WBITS  # so zlib knows the format by


class Workings(Mapping[str, Working]):
    """The workings of a statement by line id; each is read when it is asked for."""

    def __init__(self, packed: bytes) -> None:
        """Take a file's content.

        Raises:
            CompError: it is damaged.
        """
        try:
            # Not by gzip, to which an empty file is one without content.
            text = zlib.decompress(packed, _GZIP)
            told = (line.partition(b"\t") for line in text.splitlines())
            self._told = {json.loads(line_id): rest for line_id, _, rest in told}
        except (zlib.error, ValueError, TypeError) as error:
            raise CompError(
                "the workings of a statement cannot be read; record its run again with 'comp run record'"
            ) from error

    def __getitem__(self, line_id: str) -> Working:
        """The working of a line."""
        return json.loads(self._told[line_id])

    def __iter__(self) -> Iterator[str]:
        """The ids of the lines."""
        return iter(self._told)

    def __len__(self) -> int:
        """How many lines there are."""
        return len(self._told)


def packed_workings(
    statement: Statement, values: Iterable[LineValue], plans: Mapping[str, Plan], names: KnownNames
) -> bytes:
    """The workings of all lines that a statement shows, told in the language of now.

    `values` are the payee's at the end of the days paid; a line that is no longer there has no working.
    """
    wanted = set(_shown(statement))
    told = (
        f"{json.dumps(value.line_id)}\t{_text(names.out_of(_working(value, plans[value.plan])))}\n"
        for value in values
        if value.line_id in wanted
    )
    return gzip.compress("".join(told).encode(), _LEVEL, mtime=0)


def _shown(statement: Statement) -> Iterator[str]:
    for section in statement.sections:
        yield from (line.line_id for line in section.lines)
        yield from (held.line_id for held in section.held)
        yield from (fault.line_id for fault in section.not_calculated)


def _working(value: LineValue, plan: Plan) -> dict[str, Any]:
    return {
        "line_id": value.line_id,
        "plan": value.plan,
        "clause": value.clause,
        "pay": value.pay,
        "payee": value.payee,
        "fact": value.fact,
        "born_on": value.born_on.isoformat(),
        "performance_period": value.performance_period,
        "currency": value.currency,
        "earned_minor": _minor(value.earned_minor),
        "payable_minor": _minor(value.payable_minor),
        "fault": value.fault,
        "trace": as_data(own_steps(value.trace, plan)),
    }


def own_steps(step: Step, plan: Plan) -> Step:
    """A step with all that it rests on but what is another payee's.

    A measure that rests on such says what it came to and not how, as on the statement (decision 0036).
    """
    if step.kind is StepKind.MEASURE and _tells_of_others(step):
        style = Style.PERCENT if is_share(plan, step.name) else Style.PLAIN
        return replace(step, sentence=f"{called(step.name)}: {shown(step.value, style)}", inputs=())
    return replace(step, inputs=tuple(own_steps(each, plan) for each in step.inputs if not each.others))


def _tells_of_others(step: Step) -> bool:
    return step.others or any(_tells_of_others(each) for each in step.inputs)


def _minor(minor: int | None) -> str | None:
    return None if minor is None else str(minor)


def _text(value: object) -> str:
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)
