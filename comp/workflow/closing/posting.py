"""Posting a recorded run and the corrections beside it, by somebody of finance, once all is approved."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from comp.errors import CompError
from comp.facts import Workspace
from comp.records import Records
from comp.workflow.access import Actor
from comp.workflow.closing.finding import Closing, closing_of
from comp.workflow.closing.may import require_finance
from comp.workflow.posting import Posted, post
from comp.workflow.preparing import ToPost, to_post
from comp.workflow.review import StaleContentError


def order_of(records: Records, workspace: Workspace, digest: str) -> ToPost:
    """What closing a recorded run would post; takes as long as a run, for it values every line.

    Raises:
        NotFoundError: no such run is recorded.
        CompError: it pays corrections, or its folder is not what was recorded.
    """
    with records.reading() as session:
        found = closing_of(session, digest)
    return order_for(workspace, found)


def order_for(workspace: Workspace, found: Closing) -> ToPost:
    """What closing would post of a run and its corrections that were found before.

    Raises:
        CompError: a folder is not what was recorded, or the run cannot be valued from it.
    """
    run, *beside = (workspace.path / part.folder for part in found.parts)
    order = to_post(workspace, run, beside[0] if beside else None, needs_approvals=True)
    for part, recorded in zip(order.parts, found.parts, strict=True):
        if part.manifest.results_digest != recorded.results_digest:
            raise CompError(
                f"{part.folder} holds another run than the one that was recorded "
                f"({recorded.results_digest[:12]}); put back the one that was, or record the run again"
            )
    return order


def post_run(
    records: Records, actor: Actor, order: ToPost, seen: Collection[str] | None, at: datetime
) -> Posted:
    """Post what is left of a run; `seen` are the digests of what whoever posts was shown, None for any.

    Raises:
        AccessRefusedError: the actor is not of finance.
        StaleContentError: what would be posted is not what was shown.
        PostingRefusedError: something stands against it; nothing was written.
    """
    require_finance(actor)
    parts = {part.manifest.results_digest for part in order.parts}
    if seen is not None and parts != set(seen):
        raise StaleContentError(
            "what would be posted is not what was shown: corrections were recorded meanwhile; look again"
        )
    return post(records, order, actor.user_id, at)
