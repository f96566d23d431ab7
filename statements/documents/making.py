"""Makes the statements of a run one after the other, as they are recorded: documents, workings and digests.

Both engines are compared for everybody, with a statement or without; the lines of some payees at a time are
held in memory.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

from comp.errors import InputFaultsError
from comp.facts import Workspace
from comp.proofs import SigningKey, signing_key
from comp.reference import Facts, LineValue
from comp.runs import Inputs, Progress, Run, compare_engines, past_inputs
from comp.runs.explaining import payee_names
from comp.workflow.recording import RecordedAmount, RecordedStatement
from comp.workflow.review import Noted
from statements.corrections import open_corrections
from statements.documents.document import content_digest, document_of, without_names
from statements.documents.known_names import KnownNames
from statements.documents.noted import noted_of
from statements.documents.workings import packed_workings
from statements.from_run import Issue, open_issue
from statements.issue import EnginesDisagreeError
from statements.issuing.batches import Batches
from statements.view import Statement
from statements.wording import Wording


@dataclass(frozen=True, slots=True)
class Made:
    """A payee's statement: what the database holds of it, its files, and what approvers are told of it."""

    recorded: RecordedStatement
    document: bytes
    workings: bytes
    noted: Noted


def made_statements(workspace: Workspace, run: Run, names: KnownNames, progress: Progress) -> Iterator[Made]:
    """The statements of everybody with a line in the run, without any of the names.

    Raises:
        InputFaultsError: the engines differ on a line.
        CompError: the run kept no plans, or the workspace has not the facts that it saw.
    """
    if run.manifest.corrects:
        yield from _of_corrections(workspace, run, names, progress)
        return
    inputs = past_inputs(workspace, run)
    batches = Batches(Counter(run.lines["payee"].to_list()), 1)
    payees = run.lines["payee"].n_unique()
    done = 0
    _require_agreement_on_the_rest(inputs, run, progress)
    while batch := batches.next():
        for made in _of_batch(workspace, run, inputs, batch, names, progress):
            done += 1
            progress("statements", done, payees)
            yield made


def _of_batch(  # noqa: PLR0917 - whose statements of what, and who watches
    workspace: Workspace,
    run: Run,
    inputs: Inputs,
    payees: Sequence[str],
    names: KnownNames,
    progress: Progress,
) -> Iterator[Made]:
    company = workspace.company
    issue = open_issue(run, inputs, payees, progress, (), company.statements, company.settlement)
    plans, key = {plan.name: plan for plan in inputs.program.plans}, signing_key(workspace.path)
    for payee in payees:
        locale = workspace.people.locale_of(payee, company.locale)
        own = _told_once(issue, payee)
        with Wording.of(locale).speaking():
            statement = _agreed(own, payee, workspace, key)
            workings = packed_workings(statement, own.at_end.get(payee, ()), plans, names)
        yield _made(statement, locale, workings, names, noted_of(statement, own.at_end.get(payee, ())))


def _agreed(issue: Issue, payee: str, workspace: Workspace, key: SigningKey | None) -> Statement:
    try:
        return issue.statement(payee, workspace.people, key)
    except EnginesDisagreeError as error:
        raise InputFaultsError(f"the run is not recorded, there would be {error}") from error


def _told_once(issue: Issue, payee: str) -> Issue:
    """The issue for one payee, whose lines' steps are told once for the statement and the workings."""
    values = issue.at_end.get(payee, ())
    return replace(issue, at_end={payee: [_kept(value) for value in values]})


def _kept(value: LineValue) -> LineValue:
    return replace(value, explain=cache(value.explain))


def _require_agreement_on_the_rest(inputs: Inputs, run: Run, progress: Progress) -> None:
    """Compare the engines for those who get no statement: one of them may think that they should."""
    rest = sorted(payee_names(inputs) - set(run.lines["payee"].to_list()))
    if not rest:
        return
    compared = compare_engines(inputs, Facts(inputs.snapshot), rest, run, progress)
    for one in compared.disagreements:
        raise InputFaultsError(
            f"the run is not recorded: the engines differ on {one.line_id}, clause {one.clause}, {one.what} "
            f"at {one.date}"
        )


def _of_corrections(workspace: Workspace, run: Run, names: KnownNames, progress: Progress) -> Iterator[Made]:
    """Both engines agreed on corrections when they were made; their lines say themselves why."""
    corrections = open_corrections(workspace, run, workspace.company.statements.columns)
    payees = corrections.payees()
    for done, payee in enumerate(payees, start=1):
        locale = workspace.people.locale_of(payee, workspace.company.locale)
        with Wording.of(locale).speaking():
            statement = corrections.statement(payee, workspace.people)
        workings = packed_workings(statement, (), {}, names)
        yield _made(statement, locale, workings, names, noted_of(statement))
        progress("corrections", done, len(payees))


def _made(statement: Statement, locale: str, workings: bytes, names: KnownNames, noted: Noted) -> Made:
    kept = without_names(statement, names)
    amounts = tuple(
        RecordedAmount(total.earned.currency, total.earned.minor, total.payable.minor, total.held.minor)
        for total in kept.totals
    )
    recorded = RecordedStatement(kept.payee, content_digest(kept), amounts)
    return Made(recorded, document_of(kept, locale), workings, noted)
