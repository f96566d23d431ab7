"""No proof shows its reader another payee's pay, in a company whose plan uses every way to rest on it.

Amounts are primes in cents (see `secrets_company`), so what is found was not equal by accident. Max has one
report, Eli: a sum over his reports is Eli's value, which the plan itself tells him (decision 0032).
"""

from __future__ import annotations

import copy
import json
from datetime import date
from itertools import product
from typing import Any

import pytest

from comp.proofs import prove_lines
from comp.verifier.commitments import cell_commitment, sealed_commitment
from comp.verifier.verifying import verify_file
from tests.proofs import secrets_company
from tests.proofs.leaks import Secrets, Shown
from tests.proofs.proved_company import ProvedCompany, prove_company, secrets_of

PAYEES = sorted(secrets_company.MANAGER_OF)
RECORDED = date(2026, 4, 1)

# What the plan pays Max by: what his reports who are senior have sold. It is one sum, of one value.
INHERENT = {("max", "eli"): {"eli's mine"}}


@pytest.fixture(scope="module", name="made")
def _made(tmp_path_factory: pytest.TempPathFactory) -> ProvedCompany:
    folder = secrets_company.written(tmp_path_factory.mktemp("company") / "company")
    return prove_company(folder, "2026-02", RECORDED)


@pytest.fixture(scope="module", name="secrets")
def _secrets(made: ProvedCompany) -> dict[str, Secrets]:
    every = {payee: secrets_of(made, payee) for payee in PAYEES}
    factors = {row["payee"]: row for row in made.rows("profile")}
    for row in made.rows("assignment"):
        every[row["payee"]].words[row["grade"]] = f"{row['payee']}'s grade"
    for payee, row in factors.items():
        text = f"{int(row['factor'])}".rstrip("0")
        every[payee].words[text] = f"{payee}'s factor"
    return every


def told(made: ProvedCompany, secrets: dict[str, Secrets], reader: str) -> dict[tuple[str, str], set[str]]:
    """What a reader's proof tells of each other payee."""
    return told_by(Shown(made.proofs[reader]), secrets, reader)


def told_by(shown: Shown, secrets: dict[str, Secrets], reader: str) -> dict[tuple[str, str], set[str]]:
    found: dict[tuple[str, str], set[str]] = {}
    for other in PAYEES:
        if other != reader:
            rest = [each for name, each in secrets.items() if name != other]
            leaks = shown.leaks(secrets[other].but(*rest))
            if leaks:
                found[reader, other] = leaks
    return found


@pytest.mark.parametrize("reader", PAYEES)
def test_a_proof_tells_nothing_of_another_payees_pay(
    made: ProvedCompany, secrets: dict[str, Secrets], reader: str
) -> None:
    inherent = {key: what for key, what in INHERENT.items() if key[0] == reader}
    assert told(made, secrets, reader) == inherent


@pytest.mark.parametrize("reader", PAYEES)
def test_the_proof_is_sound_and_opens_in_full_for_an_auditor(made: ProvedCompany, reader: str) -> None:
    proof = json.dumps(made.proofs[reader]).encode()
    assert verify_file(reader, proof, made.key).findings == ()
    report = verify_file(reader, proof, made.key, made.opened[reader])
    assert report.findings == ()
    [check] = [each for each in report.checks if each.what == "sealed values opened"]
    assert check.count == len(made.proofs[reader]["sealed"]) > 50


def test_names_and_mail_stand_in_no_proof_root_or_opening(made: ProvedCompany) -> None:
    documents: list[object] = [made.proofs, dict(made.seal.root), made.opened]
    whole = json.dumps(documents, ensure_ascii=False)
    for name in secrets_company.NAMES.values():
        for part in (*name.split(), f"{name.split()[1].lower()}@"):
            assert part not in whole
    # The check can fail: the page of each has the name.
    assert all({"name": True} in proof["page"] for proof in made.proofs.values())


def test_only_rows_that_are_the_readers_to_see_are_shown(made: ProvedCompany) -> None:
    """A deal is shown to those who are credited with it, given a part of its money, or manage one of them."""
    deals = {row["id"]: row for row in made.rows("deal")}
    for reader, proof in made.proofs.items():
        for row in proof["rows"]:
            cells = {name: cell[2] for name, cell in row["cells"].items()}
            if row["source"] == "assignment" and cells["payee"] != reader:
                assert set(cells) <= {"payee", "manager", "starts_on", "ends_on"}, (reader, row)
            elif row["source"] == "quota":
                assert cells["payee"] == reader
            elif row["source"] == "deal":
                assert reader in _party_to(deals[cells["id"]])
            else:
                own = row["source"] in {"assignment", "profile"} and cells["payee"] == reader
                assert own or row["source"] in {"cancellation", "payment"}


def _party_to(deal: dict[str, Any]) -> set[str]:
    credited = {deal["owner"], deal["overlay"]} - {None}
    above = {secrets_company.MANAGER_OF[each] for each in credited}
    above |= {secrets_company.MANAGER_OF[each] for each in above if each}
    return credited | above | {deal["helper"], deal["second_helper"]}


def test_proofs_of_single_lines_tell_no_more(made: ProvedCompany, secrets: dict[str, Secrets]) -> None:
    for reader in ("om", "mia", "bo"):
        lines = [(made.issue.before.get(each.line_id), each) for each in made.issue.at_end[reader]]
        shown = Shown(json.loads(json.dumps(prove_lines(lines, made.issue.facts, made.seal))))
        assert told_by(shown, secrets, reader) == {}


# Salts ------------------------------------------------------------------------------------------------------


def test_every_salt_stands_once_and_opens_nothing_that_is_hidden(made: ProvedCompany) -> None:
    """Whoever guesses every hidden value right cannot see it with the salts of what is shown."""
    for reader in ("bo", "mia"):
        proof = made.proofs[reader]
        salts = [cell[0] for row in proof["rows"] for cell in row["cells"].values()]
        salts += [line["salt"] for line in proof["plan_lines"]] + [proof["paths"]["statement"]["salt"]]
        assert len(salts) == len(set(salts))
        known = [bytes.fromhex(salt) for salt in salts]
        whole = json.dumps(proof)
        assert not any(each["salt"] in whole for each in made.opened[reader])
        for row in proof["rows"]:
            values = _stored(made, row["source"], row["number"])
            for column, hidden in row["hidden"].items():
                guessed = (cell_commitment(salt, row["source"], column, values[column]) for salt in known)
                assert not any(each.hex() == hidden for each in guessed)
        for each in made.opened[reader]:
            guessed = (sealed_commitment(s, each["payee"], each["what"], each["value"]) for s in known)
            assert not any(guess.hex() == each["commitment"] for guess in guessed)


def _stored(made: ProvedCompany, source: str, number: int) -> dict[str, Any]:
    """The cells of a row as they are committed to, by the place of its leaf."""
    everything = made.seal.facts.row(
        source, number - made.seal.facts.first[source], frozenset(made.inputs.snapshot.tables[source].columns)
    )
    return {column: value for column, (_, value) in everything["cells"].items()}


def test_what_opens_one_statement_opens_nothing_of_another(made: ProvedCompany) -> None:
    every = [each for reader in PAYEES for each in made.opened[reader]]
    assert len({each["salt"] for each in every}) == len(every)
    assert len({each["commitment"] for each in every}) == len(every)
    # Several are of one value: what Bo has of the pool is sealed in everybody else's proof.
    same = {(each["payee"], each["what"], json.dumps(each["value"])) for each in every}
    assert len(same) < len(every) / 2


# What an auditor finds --------------------------------------------------------------------------------------


@pytest.mark.parametrize("op", ["sealed sum", "rank", "allotted"])
def test_an_opening_with_a_changed_value_is_found(made: ProvedCompany, op: str) -> None:
    proof, opened = made.proofs["mia"], copy.deepcopy(made.opened["mia"])
    place = next(node[3]["sealed"][0] for node in proof["nodes"] if node[0] == op)
    [each] = [each for each in opened if each["commitment"] == proof["sealed"][place]["commitment"]]
    each["value"] = [str(int(each["value"][0].split("/")[0]) + 1), "USD"]
    report = verify_file("mia", json.dumps(proof).encode(), made.key, opened)
    assert report.findings[0].what.startswith("what was opened is not what was sealed")


@pytest.mark.parametrize(
    ("op", "says"),
    [
        ("sealed sum", "what was opened adds up to"),
        ("rank", "of those who were opened stand better, and the proof says"),
        ("allotted", "the allotment gives"),
    ],
)
def test_a_company_that_sealed_another_value_is_found(made: ProvedCompany, op: str, says: str) -> None:
    """The values were sealed, and open; they are not what the sum, the rank or the allotment was made of.

    A place and a cent do not move with all values of others; with one of these they do.
    """
    found: list[str] = []
    for reader, value in product(("ana", "bo", "cem"), ("-1/2", "9999999999999")):
        proof, opened = copy.deepcopy(made.proofs[reader]), copy.deepcopy(made.opened[reader])
        by_commitment = {each["commitment"]: each for each in opened}
        node = next(node for node in proof["nodes"] if node[0] == op)
        for sealed in [proof["sealed"][place] for place in node[3]["sealed"]]:
            each = by_commitment[sealed["commitment"]]
            each["value"] = [value, "USD"]
            salt = bytes.fromhex(each["salt"])
            made_up = sealed_commitment(salt, each["payee"], each["what"], each["value"]).hex()
            each["commitment"] = sealed["commitment"] = made_up
        report = verify_file(reader, json.dumps(proof).encode(), None, opened)
        found += [each.what for each in report.findings]
    assert any(says in what for what in found), found
