"""How a payroll differs from the one paid last, employee by employee, in parts that add up to the difference.

Each line of either run belongs to one part, by what it was worth before that run's days and what it is then.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet

from comp.finance.payroll_checks import lines_by_currency
from comp.finance.payroll_model import (
    Check,
    Difference,
    ImportRow,
    OwnSum,
    Part,
    PartMoved,
    Payroll,
    PayrollRefusedError,
    Summed,
    WorkingRow,
)
from comp.language.calendar import Calendar
from comp.language.money import format_minor
from comp.runs import Manifest, Run

Key = tuple[str, str, str]
"""Employee id, earning code and currency."""


def part_of(line: WorkingRow, manifest: Manifest) -> Part:
    """The part of a difference that a line belongs to."""
    if manifest.corrects:
        return Part.CORRECTED
    if not line.earlier:
        return Part.OF_PERIOD
    if line.earned_minor < 0:
        return Part.TAKEN_BACK
    return Part.RELEASED if line.earned_minor == 0 and line.payable_minor > 0 else Part.OTHER


def require_comparable(now: Manifest, last: Manifest) -> None:
    """Refuse to compare with another company's run, or a run with itself.

    Raises:
        PayrollRefusedError: it is one of them.
    """
    if last.company != now.company:
        raise PayrollRefusedError(
            f"the run paid last is of {last.company}, and this one of {now.company}; "
            "name one of the same company"
        )
    if last.results_digest == now.results_digest and last.period == now.period:
        raise PayrollRefusedError(
            "the run paid last is this run itself; name the run that was paid before it"
        )


def require_earlier(calendar: Calendar, now: Manifest, last: Manifest) -> None:
    """Refuse to compare with a period that does not end before this one.

    Corrections are paid beside a period, so they may be held against it.

    Raises:
        PayrollRefusedError: it does not.
    """
    ended, ends = (calendar.parse(told.period).last_day for told in (last, now))
    beside = bool(now.corrects) != bool(last.corrects)
    if ended > ends or (ended == ends and not beside):
        raise PayrollRefusedError(
            f"the run paid last is of {last.period}, which does not end before {now.period}; "
            "name the run of an earlier period"
        )


def differences(
    now: Payroll, last: Payroll, *, payees_now: AbstractSet[str], payees_last: AbstractSet[str]
) -> tuple[Difference, ...]:
    """Each employee's pay by earning code and currency: last, now, and the parts of the difference.

    The sets are the payees who have a line in either run, be it of zero.
    """
    now_paid, last_paid = _paid(now.imports), _paid(last.imports)
    payee_of = {**_payees(last), **_payees(now)}
    now_parts = _parts(now.imports, now.working, now.manifest)
    last_parts = _parts(last.imports, last.working, last.manifest)
    found: list[Difference] = []
    for key in sorted(now_parts.keys() | last_parts.keys()):
        parts = tuple(
            PartMoved(
                part, *now_parts.get(key, {}).get(part, (0, 0)), *last_parts.get(key, {}).get(part, (0, 0))
            )
            for part in Part
        )
        employee_id, earning_code, currency = key
        payee = payee_of[employee_id]
        found.append(
            Difference(
                employee_id=employee_id,
                payee=payee,
                earning_code=earning_code,
                currency=currency,
                last_minor=last_paid.get(key),
                now_minor=now_paid.get(key),
                parts=parts,
                known_last=payee in payees_last,
                known_now=payee in payees_now,
            )
        )
    return tuple(found)


def difference_checks(found: Sequence[Difference], run: Run, last: Run) -> Iterator[Check]:
    """Hold the differences against the lines of both runs."""
    for currency, expected in lines_by_currency(last).items():
        rows = [row.last_minor or 0 for row in found if row.currency == currency]
        own = OwnSum(Summed.LAST, (("Currency", currency),))
        what = f"Differences, last, against the lines of {last.manifest.period}"
        yield Check(what, currency, expected, sum(rows), len(rows), own=own)
    for currency, expected in lines_by_currency(run).items():
        rows = [row.now_minor or 0 for row in found if row.currency == currency]
        own = OwnSum(Summed.NOW, (("Currency", currency),))
        yield Check(
            "Differences, now, against the run's lines", currency, expected, sum(rows), len(rows), own=own
        )
    unexplained = [row for row in found if sum(part.minor for part in row.parts) != row.minor]
    what = "rows of Differences whose parts do not add up"
    yield Check(what, "", 0, len(unexplained), len(found), own=OwnSum(Summed.UNEXPLAINED))


def sentence(row: Difference) -> str:
    """The difference in words and numbers, such as `gone: taken back none, last -5.00 (1 paying line)`.

    Somebody is new or gone only where the other run has no line of theirs at all.
    """
    told = [text for part in row.parts if (text := _told(part, row.currency))]
    if row.last_minor is None:
        head = "nothing last time" if row.known_last else "new"
    elif row.now_minor is None:
        head = "nothing now" if row.known_now else "gone"
    elif row.minor == 0:
        head = "the same"
    else:
        head = f"{_amount(abs(row.minor), row.currency)} {'more' if row.minor > 0 else 'less'}"
    return f"{head}: {'; '.join(told)}"


def _told(part: PartMoved, currency: str) -> str:
    """Such as `lines of the period 1,200.00 (3 paying lines), last 900.00 (2 paying lines)`."""
    if not part.now_lines and not part.last_lines:
        return ""
    now = f"{_amount(part.now_minor, currency)} ({_lines(part.now_lines)})" if part.now_lines else "none"
    last = f"{_amount(part.last_minor, currency)} ({_lines(part.last_lines)})" if part.last_lines else "none"
    return f"{part.part.value} {now}, last {last}"


def _lines(count: int) -> str:
    return f"{count:,} paying line{'' if count == 1 else 's'}"


def _amount(minor: int, currency: str) -> str:
    return format_minor(minor, currency)


def _parts(
    imports: Sequence[ImportRow], working: Sequence[WorkingRow], manifest: Manifest
) -> Mapping[Key, Mapping[Part, tuple[int, int]]]:
    """The lines and the amount of each part, by key."""
    keys = {row.number: _key(row) for row in imports}
    found: dict[Key, dict[Part, tuple[int, int]]] = defaultdict(dict)
    for line in working:
        parts, part = found[keys[line.import_row]], part_of(line, manifest)
        count, minor = parts.get(part, (0, 0))
        parts[part] = count + 1, minor + line.payable_minor
    return found


def _key(row: ImportRow) -> Key:
    return row.key.employee_id, row.key.earning_code, row.key.currency


def _payees(paid: Payroll) -> dict[str, str]:
    """The payee of each employee id."""
    employees = {row.number: row.key.employee_id for row in paid.imports}
    return {employees[line.import_row]: line.payee for line in paid.working}


def _paid(imports: Sequence[ImportRow]) -> dict[Key, int]:
    paid: dict[Key, int] = defaultdict(int)
    for row in imports:
        paid[_key(row)] += row.amount_minor
    return dict(paid)
