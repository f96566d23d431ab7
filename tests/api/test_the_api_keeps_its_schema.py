"""Made-up requests to every operation of the JSON API, as each role, held against its schema."""

import os
from datetime import timedelta
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis import checks

from comp.workflow.access import make_token
from comp.workflow.review import statements_seen
from tests.api.served import WHO, Served

EXAMPLES = int(os.environ.get("COMP_API_EXAMPLES", "1"))
"""How many requests each operation gets from each role; more look deeper, and take their time."""
checks.load_all_checks()
CHECKS: Any = [
    checks.CHECKS.get_one(name)
    for name in (
        "not_a_server_error",
        "status_code_conformance",
        "content_type_conformance",
        "response_headers_conformance",
        "response_schema_conformance",
    )
]
DEAR = ("/pdf", "/why-not", "/payroll.xlsx", "/payroll/{layout}")
"""What starts a process or opens a run's facts: asked for with made-up addresses alone."""
EVERY_CHECK: Any = list(HealthCheck)
ROLES = ("ana", "di", "revops", "finance", "auditor", "admin", None)


def _headers(served: Served, who: str | None) -> dict[str, str]:
    if who is None:
        return {}
    until = served.clock() + timedelta(days=1)
    return {
        "Authorization": f"Bearer {make_token(served.records, served.actor(who), 'x', until, served.clock())}"
    }


def test_there_is_a_role_for_everybody() -> None:
    assert {role for who in ROLES if who for role in WHO[who][1]} == {
        role for _, held in WHO.values() for role in held
    }


def _known(served: Served) -> dict[str, str]:
    """Addresses of what is there, by the names of their parameters."""
    with served.records.reading() as session:
        shown = statements_seen(session, served.actor("finance"), payee="bo").items[0]
    run = shown.results_digest[:16]
    return {
        "statement": shown.id,
        "run": run,
        "a": run,
        "b": run,
        "payee": "bo",
        "user_id": served.user_ids["bo"],
    }


@pytest.mark.parametrize("who", ROLES)
def test_every_operation_as_each_role(with_run: Served, who: str | None) -> None:
    """Each gets made-up requests, and the same at an address of something that is there."""
    schema: Any = schemathesis.openapi.from_asgi("/api/schema/openapi.json", with_run.app)
    headers, known, asked = _headers(with_run, who), _known(with_run), 0
    operations = [found.ok() for found in schema.get_all_operations()]
    for operation in operations:

        @settings(
            max_examples=EXAMPLES,
            database=None,
            deadline=None,
            derandomize=True,
            suppress_health_check=EVERY_CHECK,
        )
        @given(case=operation.as_strategy())
        def ask(case: Any) -> None:  # noqa: ANN401 - a request as schemathesis makes it
            nonlocal asked
            asked += 1
            case.call_and_validate(headers=headers, checks=CHECKS)
            there = {name: value for name, value in known.items() if name in (case.path_parameters or {})}
            if there and not case.path.endswith(DEAR):
                case.path_parameters = {**case.path_parameters, **there}
                case.call_and_validate(headers=headers, checks=CHECKS)

        ask()
    assert asked >= len(operations) >= 40


def test_every_operation_says_what_it_answers(served: Served) -> None:
    """A schema that allows anything keeps no promise."""
    told: Any = served.program().get("/api/schema/openapi.json").json()
    assert told["openapi"].startswith("3.1")
    vague = [
        f"{method} {path} {status}"
        for path, operations in told["paths"].items()
        for method, operation in operations.items()
        for status, answer in operation["responses"].items()
        for content in answer.get("content", {}).values()
        if not content.get("schema")
    ]
    assert vague == []
