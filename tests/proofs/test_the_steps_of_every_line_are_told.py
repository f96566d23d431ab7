"""Every line of a company whose plan rests on everything can be told step by step."""

from __future__ import annotations

import re
from datetime import date

import pytest

from comp.verifier.line_steps import line_steps
from tests.proofs import secrets_company
from tests.proofs.proved_company import ProvedCompany, prove_company


@pytest.fixture(scope="module", name="made")
def _made(tmp_path_factory: pytest.TempPathFactory) -> ProvedCompany:
    folder = secrets_company.written(tmp_path_factory.mktemp("company") / "company")
    return prove_company(folder, "2026-02", date(2026, 4, 1))


def test_each_step_is_told_once_and_names_only_steps_before_it(made: ProvedCompany) -> None:
    lines = 0
    for proof in made.proofs.values():
        for line in proof["lines"]:
            head, *steps = line_steps(proof, line["line"])
            assert head.startswith(f"line {line['line']}: earned ")
            for number, step in enumerate(steps, 1):
                assert step.startswith(f"[{number}] ")
                named = [int(each) for each in re.findall(r" \[([0-9]+)\]", step)]
                assert all(each < number for each in named), step
            lines += 1
    assert lines > 20
