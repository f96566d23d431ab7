"""What an approver is told of a statement beside its amounts, taken from it when its run is recorded.

One file holds it for everybody in a run, so that a list of two hundred statements opens none of them.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from comp.errors import CompError
from comp.language.money import Money
from comp.reference import LineValue
from comp.workflow.review import Noted
from statements.view import ChangeKind, Statement

NAME: Final = "noted.json"
_MEND: Final = "record its run again with 'comp run record'"


def noted_of(statement: Statement, values: Iterable[LineValue] = ()) -> Noted:
    """What is noted of a statement; `values` are the payee's lines at the end of the days paid."""
    shown = {line.line_id for section in statement.sections for line in section.lines}
    return Noted(
        not_calculated=sum(len(section.not_calculated) for section in statement.sections),
        capped=sum(value.line_id in shown and value.standing.capped for value in values),
        adjusted=tuple(_sums(_adjusted(statement))),
        by_plan=tuple((section.name, section.payable) for section in statement.sections),
    )


def _adjusted(statement: Statement) -> Iterator[Money]:
    """Changes to earlier periods; what was held and is released as planned is none of them."""
    for section in statement.sections:
        for each in section.adjustments:
            if each.kind is not ChangeKind.RELEASED:
                yield each.line.payable


def _sums(amounts: Iterable[Money]) -> Iterator[Money]:
    sums: dict[str, int] = defaultdict(int)
    for each in amounts:
        sums[each.currency] += each.minor
    return (Money(minor, currency) for currency, minor in sorted(sums.items()) if minor)


def noted_text(noted: Mapping[str, Noted]) -> bytes:
    """The file of a run: what is noted by payee, amounts as minor units written as text."""
    said = _canonical({payee: _plain(each) for payee, each in noted.items()})
    return f'{{"digest":"{_digest(said)}","noted":{said}}}\n'.encode()


def _canonical(plain: object) -> str:
    return json.dumps(plain, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def _digest(said: str) -> str:
    return hashlib.sha256(said.encode()).hexdigest()


def _plain(noted: Noted) -> dict[str, object]:
    return {
        "not_calculated": noted.not_calculated,
        "capped": noted.capped,
        "adjusted": [[str(each.minor), each.currency] for each in noted.adjusted],
        "by_plan": [[plan, str(each.minor), each.currency] for plan, each in noted.by_plan],
    }


def read_noted(data: bytes) -> Mapping[str, Noted]:
    """What is noted in a file, by payee.

    Raises:
        CompError: it is damaged.
    """
    try:
        found = json.loads(data)
        if _digest(_canonical(found["noted"])) != found["digest"]:
            raise CompError(f"what was noted of statements has been changed since; {_MEND}")
        return {payee: _noted(each) for payee, each in found["noted"].items()}
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise CompError(f"what was noted of statements cannot be read; {_MEND}") from error


def _noted(plain: Mapping[str, Any]) -> Noted:
    return Noted(
        plain["not_calculated"],
        plain["capped"],
        tuple(Money(int(minor), currency) for minor, currency in plain["adjusted"]),
        tuple((plan, Money(int(minor), currency)) for plan, minor, currency in plain["by_plan"]),
    )


def noted_in(place: Path) -> Mapping[str, Noted]:
    """What is noted of the statements whose documents are kept in a folder.

    Raises:
        CompError: it is damaged.
        OSError: there is no such file.
    """
    stat = (place / NAME).stat()
    return _kept(place / NAME, stat.st_mtime_ns, stat.st_ino)


@lru_cache(maxsize=64)
def _kept(path: Path, changed_ns: int, inode: int) -> Mapping[str, Noted]:
    """A file is read once as long as it stays as it is."""
    del changed_ns, inode
    return read_noted(path.read_bytes())
