"""A small company whose pages have something to show: made by the product's own commands and rooms.

It adds to tests/runs/tiny.py whom Cy leads: Ana (Spanish), Bo with markup and quotes in his name, Jo, whose
statements are Japanese, and El, whose are German. Half a percent of each deal waits until quota is met.

    2026-01  approved and posted: what reps and auditors read
    2026-02  waiting, one statement returned, one approved: what finance closes
    2026-03  waiting: what the manager decides about
    2026-04  not run yet: what revops brings the facts of, and runs

So each role has a period of its own, and no journey needs another one to have been made before it.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Final

from click.testing import CliRunner

from comp.cli import main as comp
from comp.facts import Workspace
from comp.records import Records
from comp.runs import run, write_run
from comp.runs.run import silent
from comp.workflow import open_books
from comp.workflow.access import Actor, Role, add_user, set_password, sign_in
from comp.workflow.closing import order_of, post_run
from comp.workflow.recording import current_run, statement_id
from comp.workflow.review import Verb, decide_many, statements_seen
from statements.documents import record_run
from tests.browser.cast import Cast, Upload
from tests.runs import tiny

NAME: Final = "Nordlicht & <b>Söhne</b>"
PASSWORD: Final = "correct horse battery"  # noqa: S105 - of made-up users
AT: Final = datetime(2026, 4, 3, 10, 30, tzinfo=UTC)
USERS: Final = {
    "rep": ("ana", {Role.PAYEE}),
    "manager": ("cy", {Role.MANAGER, Role.PAYEE}),
    "revops": (None, {Role.REVOPS}),
    "finance": (None, {Role.FINANCE}),
    "auditor": (None, {Role.AUDITOR}),
    "admin": (None, {Role.ADMIN}),
}

_HELD = """\
clause starter "Starter bonus"
  summary "Half a percent of each deal, once quota is met at the close of the quarter; else it is lost."
  measure reached = total own new_business of the period / quota.new_business of the period
    read at the close of the period
  except no_quota, when quota.new_business of the period is 0: reached is 0%
  pay starter = new_business * 0.5%, for each new_business
  hold starter until reached >= 100%
    read at the close of its performance period, otherwise lost
    blank is held

"""
_LEAD = """\
plan lead_2026 "Sales Lead"
  effective          2026-01-01 through 2026-12-31, later facts about its lines included
  payees             role is "LEAD", as of the line's date
  performance period quarter
  payout             monthly
  currency           USD, at the rate of the credit date
  rounding           half even to 0.01, each line
  data               deal, assignment

clause team "Commission on the team's deals"
  summary "One percent of what the team sells."
  pay team_commission = new_business * 1%, for each new_business
"""
_FACTS = {
    "assignment": """\
payee,starts_on,ends_on,currency,role,manager,target_incentive
ana,2025-01-01,,USD,AE,cy,1000.00
bo,2025-01-01,,USD,AE,cy,1000.00
jo,2025-01-01,,USD,AE,cy,1000.00
el,2025-01-01,,USD,AE,cy,1000.00
cy,2025-01-01,,USD,LEAD,,1000.00
zoe,2025-01-01,,USD,GUEST,,0.00
""",
    "quota": "id,payee,name,starts_on,ends_on,currency,amount,units,reason\n"
    + "".join(
        f"{quarter}-{payee},{payee},new_business,{first},{last},USD,1000.00,,\n"
        for quarter, first, last in (
            ("Q1", "2026-01-01", "2026-03-31"),
            ("Q2", "2026-04-01", "2026-06-30"),
        )
        for payee in ("ana", "bo", "jo", "el")
    ),
    "deal": tiny.FACTS["deal"]
    + """\
D11,bo,2026-01-20,USD,300.00
D12,bo,2026-02-11,USD,250.00
D13,bo,2026-03-12,USD,4000.00
D21,jo,2026-01-21,USD,420.00
D22,jo,2026-02-17,USD,380.00
D23,jo,2026-03-17,USD,400.00
D31,el,2026-01-28,USD,510.00
D32,el,2026-02-26,USD,505.00
D33,el,2026-03-26,USD,40.00
""",
}
_PEOPLE = '''\
payee,name,mail,locale
ana,Ana Ruiz,ana@example.com,
bo,"Bo <b>Lind</b> ""B""",bo@example.com,
jo,山田 花子,jo@example.com,ja_JP
el,Jürgen Groß,el@example.com,de_DE
cy,Cy O'Hara,cy@example.com,
zoe,Zoe Fox,zoe@example.com,
'''
_APRIL = (  # of deals; Bo's value is a word at first
    "D41,ana,2026-04-09,USD,700.00",
    "D42,bo,2026-04-15,USD,{value}",
    "D43,jo,2026-04-21,USD,650.00",
)


def make(folder: Path) -> Cast:
    """Make the company in a folder, with a user for each role and its first quarter recorded."""
    _files(folder)
    for words in (
        ("db", "upgrade", str(folder)),
        ("people", "import", "--from-workspace", "--yes", str(folder)),
    ):
        done = CliRunner().invoke(comp, list(words))
        assert done.exit_code == 0, done.output
    workspace = Workspace.open(folder)
    with open_books(workspace) as records:
        ids = {login: _user(records, login) for login in USERS}
        finance = Actor(ids["finance"], None, frozenset({Role.FINANCE}))
        for month in (1, 2, 3):
            _record(records, workspace, month, ids["revops"])
        _decide(records, finance, "2026-01", Verb.APPROVE)
        _post(records, workspace, finance, "2026-01")
        _decide(records, finance, "2026-02", Verb.APPROVE, payee="jo")
        _decide(records, finance, "2026-02", Verb.RETURN, payee="el", reason="D32: is the <value> right?")
        return _cast(records)


def _files(folder: Path) -> None:
    tiny.workspace(folder, **_FACTS)
    (folder / "comp.toml").write_text(
        f'[company]\nname = "{NAME}"\ncurrency = "USD"\n\n[settlement.earning_codes]\ndefault = "COMM"\n',
        encoding="utf-8",
    )
    plan = tiny.PLAN.replace("example ", f"{_HELD}example ", 1)
    plan = plan.replace("total of ana = 140.00", "total of ana = 146.00")
    shared = tiny.SHARED.replace("AE, GUEST", "AE, GUEST, LEAD")
    shared += "    also   100% of each share to managers, level 1, as of deal.booked_on\n"
    texts = {"ae_2026": plan, "lead_2026": _LEAD, "shared": shared}
    for name, text in texts.items():
        (folder / "plans" / f"{name}.plan").write_text(text, encoding="utf-8")
    (folder / "data" / "people.csv").write_text(_PEOPLE, encoding="utf-8")
    (folder / "data" / "people.toml").write_text(
        'file = "people.csv"\npayee = "payee"\nname = "name"\nmail = "mail"\nlocale = "locale"\n',
        encoding="utf-8",
    )


def _user(records: Records, login: str) -> str:
    """Add a user who has chosen a password."""
    payee, roles = USERS[login]
    made = add_user(records, None, login, payee, frozenset(roles), AT)
    first = sign_in(records, login, made.password, AT)
    assert first is not None
    set_password(records, first.actor, made.password, PASSWORD, first.token, AT)
    return made.user_id


def _record(records: Records, workspace: Workspace, month: int, by: str) -> None:
    """Run a month and record it."""
    folder = workspace.path.parent / f"run-{month}"
    write_run(run(workspace, f"2026-{month:02}", None, date(2026, 4, 2)), folder)
    record_run(workspace, folder, records, by, AT, silent)


def _decide(
    records: Records, actor: Actor, period: str, verb: Verb, *, payee: str | None = None, reason: str = ""
) -> None:
    """Decide about a payee's statement, or everybody's."""
    with records.reading() as session:
        found = statements_seen(session, actor, period=period, payee=payee, limit=100).items
    assert found
    done = decide_many(records, actor, [(each.id, each.content_digest) for each in found], verb, reason, AT)
    assert all(each.error is None for each in done)


def _post(records: Records, workspace: Workspace, actor: Actor, period: str) -> None:
    with records.reading() as session:
        current = current_run(session, period)
    assert current is not None
    post_run(records, actor, order_of(records, workspace, current.results_digest), None, AT)


def _cast(records: Records) -> Cast:
    with records.reading() as session:
        posted = current_run(session, "2026-01")
    assert posted is not None
    deals = (_FACTS["deal"] + "".join(f"{row}\n" for row in _APRIL)).format
    return Cast(
        passwords=dict.fromkeys(USERS, PASSWORD),
        company=NAME,
        rep="Ana Ruiz",
        report="Jürgen Groß",
        posted="2026-01",
        closed="2026-02",
        decided="2026-03",
        started="2026-04",
        others_statement=statement_id(posted.results_digest, "jo"),
        newcomer="bo",
        deal_that_pays="D1",
        deal_that_does_not="D11",
        upload=Upload(
            "deal",
            "deal.csv",
            deals(value="twelve").encode(),
            deals(value="1200.00").encode(),
            "twelve",
        ),
    )
