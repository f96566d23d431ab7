import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from comp.cli import main
from comp.errors import CompError
from comp.facts import Workspace
from comp.proofs import PlanTexts, prove_lines, seal_run
from comp.reference import Facts, valuate
from comp.runs import load_run, prepare
from tests.runs import tiny


def comp(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, [str(each) for each in arguments])


@pytest.fixture(name="february")
def _february(tmp_path: Path) -> tuple[Path, Path]:
    company, run = tiny.workspace(tmp_path / "company"), tmp_path / "run"
    assert comp("key", "make", company).exit_code == 0
    assert comp("run", company, "--period", "2026-02", "--out", run).exit_code == 0
    return company, run


def test_a_line_that_crosses_a_band_proves_its_80_dollars(
    february: tuple[Path, Path], tmp_path: Path
) -> None:
    """D2 of 600.00 crosses the quota of 1,000.00 after D1's 600.00: 400.00 at 10%, 200.00 at 20%."""
    company, run = february
    file = tmp_path / "proof.json"
    made = comp("explain", company, "ae_2026.commission:ana:D2#1", "--run", run, "--proof", file)
    assert made.exit_code == 0, made.output
    proof = json.loads(file.read_bytes())
    [line] = proof["lines"]
    nodes = proof["nodes"]
    assert line["line"] == "ae_2026.commission:ana:D2#1"
    assert line["earned"][0] is None
    assert nodes[line["earned"][1]][2] == ["8000", "USD"]
    # The stretch of attainment from 0.6 to 1.2 is paid at (0.4 * 10% + 0.2 * 20%) / 0.6 = 2/15 on average.
    [table] = [node for node in nodes if node[0] == "table"]
    assert [nodes[place][2] for place in table[1]] == ["3/5", "6/5"]
    assert table[2] == "2/15"
    assert proof["page"] is None
    assert proof["paths"]["statement"] is None
    assert (
        proof["signature"]["key"]
        == proof["root_signature"]["key"]
        == comp("key", "show", company).output.strip()
    )


def test_a_payee_without_a_line_has_no_proof(february: tuple[Path, Path], tmp_path: Path) -> None:
    company, run = february
    made = comp("explain", company, "zoe", "--run", run, "--proof", tmp_path / "proof.json")
    assert made.exit_code == 2
    assert "there is no line to prove" in made.output
    assert not (tmp_path / "proof.json").exists()


def test_a_proof_of_several_payees_lines_is_refused(february: tuple[Path, Path]) -> None:
    company = Workspace.open(february[0])
    made, inputs = load_run(february[1]), prepare(company, "2026-02", None, date(2026, 4, 5))
    facts, plans = Facts(inputs.snapshot), PlanTexts.of(company)
    seal = seal_run(made, inputs, plans, None, None)
    [(plan, _)] = inputs.plans()
    line = valuate(inputs.program, plan, inputs.snapshot, inputs.calendar, date(2026, 2, 28), facts=facts)[0]
    with pytest.raises(CompError, match="these are lines of ana, bob; a proof is of one payee's lines"):
        prove_lines([(None, line), (None, replace(line, payee="bob"))], facts, seal)


def test_a_proof_needs_a_run(february: tuple[Path, Path], tmp_path: Path) -> None:
    company, _ = february
    made = comp("explain", company, "ana", "--period", "2026-02", "--proof", tmp_path / "proof.json")
    assert made.exit_code == 2
    assert "--proof needs --run" in made.output
