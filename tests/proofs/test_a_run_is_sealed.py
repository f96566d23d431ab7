import hashlib
import hmac
import json
from datetime import date
from pathlib import Path

import pytest

from comp.errors import CompError
from comp.facts import Workspace
from comp.proofs import PlanTexts, Seal, make_key, read_seal, seal_run, signing_key
from comp.runs import Inputs, Run, prepare, run, write_run
from comp.verifier.ed25519 import signature_fits
from tests.runs import tiny

TODAY = date(2026, 4, 5)


def company(folder: Path) -> Workspace:
    return Workspace.open(tiny.workspace(folder))


def of(workspace: Workspace, period: str) -> tuple[Run, Inputs]:
    return run(workspace, period, None, TODAY), prepare(workspace, period, None, TODAY)


def seal(workspace: Workspace, period: str = "2026-01", folder: Path | None = None) -> Seal:
    made, inputs = of(workspace, period)
    return seal_run(made, inputs, PlanTexts.of(workspace), signing_key(workspace.path), folder)


def test_the_root_names_what_the_run_rests_on(tmp_path: Path) -> None:
    workspace = company(tmp_path)
    made, inputs = of(workspace, "2026-01")
    root = seal(workspace).root
    assert root["facts"]["digest"] == inputs.snapshot.digest
    assert root["facts"]["rows"] == sum(table.height for table in inputs.snapshot.tables.values())
    assert root["results"] == {"digest": made.manifest.results_digest, "lines": made.manifest.lines}
    assert root["period"] == "2026-01"
    assert root["recorded_on"] == "2026-04-05"
    assert [plan["plan"] for plan in root["plans"]] == ["ae_2026"]


def test_a_key_signs_the_root_and_gives_the_same_seal_each_time(tmp_path: Path) -> None:
    workspace = company(tmp_path)
    key = make_key(workspace.path)
    one, two = seal(workspace), seal(workspace)
    assert one.root == two.root
    assert one.signature is not None
    assert one.signature == two.signature
    signed = (
        b"comp-root/1\n"
        + json.dumps(one.root, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    )
    assert signature_fits(bytes.fromhex(key.public), signed, bytes.fromhex(one.signature))


def test_without_a_key_the_roots_of_one_run_differ_until_its_folder_keeps_the_secret(tmp_path: Path) -> None:
    workspace = company(tmp_path / "company")
    assert seal(workspace).root != seal(workspace).root
    folder = tmp_path / "run"
    write_run(of(workspace, "2026-01")[0], folder)
    one, two = seal(workspace, folder=folder), seal(workspace, folder=folder)
    assert one.root == two.root
    assert (folder / "seal.secret").stat().st_mode & 0o777 == 0o600
    kept = read_seal(folder)
    assert kept is not None
    assert kept["root"] == one.root
    assert kept["signature"] is None


def test_a_secret_that_was_cut_is_refused(tmp_path: Path) -> None:
    workspace = company(tmp_path / "company")
    folder = tmp_path / "run"
    write_run(of(workspace, "2026-01")[0], folder)
    seal(workspace, folder=folder)
    (folder / "seal.secret").write_text("ab", encoding="ascii")
    with pytest.raises(CompError, match=r"seal\.secret: cannot be read"):
        seal(workspace, folder=folder)


def test_another_months_root_shares_the_facts_digest_and_nothing_that_could_be_compared(
    tmp_path: Path,
) -> None:
    workspace = company(tmp_path)
    make_key(workspace.path)
    january, february = seal(workspace, "2026-01").root, seal(workspace, "2026-02").root
    assert january["facts"]["digest"] == february["facts"]["digest"]
    assert january["facts"]["root"] != february["facts"]["root"]
    assert january["plan_text"]["root"] != february["plan_text"]["root"]


def test_a_cell_is_committed_to_by_hashes_that_stand_in_the_record(tmp_path: Path) -> None:
    """The first source by name is `assignment`, its first row ana's; worked out here with hashlib alone."""
    workspace = company(tmp_path)
    made = seal(workspace)
    row_key = hmac.digest(made.salts.secret, b'["row","assignment",0]', hashlib.sha256)
    salt = hashlib.sha256(row_key + b"role").digest()[:16]
    commitment = hashlib.sha256(b"\x02" + salt + b'["assignment","role","AE"]').hexdigest()
    assert made.facts.row("assignment", 0, frozenset())["hidden"]["role"] == commitment
    shown = made.facts.row("assignment", 0, frozenset({"role"}))
    assert shown["cells"] == {"role": [salt.hex(), "AE"]}
    assert "role" not in shown["hidden"]


def test_the_seal_of_a_run_that_was_signed_is_not_written_over(tmp_path: Path) -> None:
    workspace = company(tmp_path / "company")
    make_key(workspace.path)
    folder = tmp_path / "run"
    write_run(of(workspace, "2026-01")[0], folder)
    seal(workspace, folder=folder)
    with pytest.raises(CompError, match="sealed otherwise"):
        seal(workspace, "2026-02", folder=folder)
