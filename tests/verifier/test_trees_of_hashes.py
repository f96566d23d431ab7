"""Trees and paths against a second, plain reading of the record."""

import hashlib
import itertools

import pytest

from comp.verifier.commitments import (
    HashTree,
    PathError,
    canonical,
    cell_commitment,
    plan_line_leaf,
    root_from_path,
    row_leaf,
    sealed_commitment,
    statement_leaf,
)

SALT = bytes(range(16))


def sha(*parts: bytes) -> bytes:
    return hashlib.sha256(b"".join(parts)).digest()


def plain_root(leaves: list[bytes]) -> bytes:
    """Follow the record word by word: a leaf, or two parts, the left one the largest power of two."""
    if len(leaves) == 1:
        return sha(b"\x00", leaves[0])
    left = max(2**k for k in range(10) if 2**k < len(leaves))
    return sha(b"\x01", plain_root(leaves[:left]), plain_root(leaves[left:]))


def test_json_has_one_form() -> None:
    assert canonical({"b": [1, None, True], "a": "Zoë"}) == '{"a":"Zoë","b":[1,null,true]}'.encode()


def test_what_is_committed_is_hashed_as_the_record_says() -> None:
    assert cell_commitment(SALT, "deal", "amount", "100") == sha(b"\x02", SALT, b'["deal","amount","100"]')
    assert cell_commitment(SALT, "deal", "amount", None) == sha(b"\x02", SALT, b'["deal","amount",null]')
    for value in ("", 'a"b', "Zo\u00eb \\ \n \x00 \u2028 \U0001f600", True, False, None):
        text = canonical(['de"al', "\u00e9", value])
        assert cell_commitment(SALT, 'de"al', "\u00e9", value) == sha(b"\x02", SALT, text)
    assert row_leaf([b"a" * 32, b"b" * 32]) == b"a" * 32 + b"b" * 32
    assert plan_line_leaf(SALT, "ae.plan", 3, "x") == SALT + b'["ae.plan",3,"x"]'
    assert statement_leaf(SALT, "ana", [["l", None]]) == SALT + b'["ana",[["l",null]]]'
    assert sealed_commitment(SALT, "bo", "w", "1/2") == sha(b"\x03", SALT, b'["bo","w","1/2"]')


@pytest.mark.parametrize("count", range(1, 20))
def test_the_root_is_that_of_the_record(count: int) -> None:
    leaves = [b"%d" % i for i in range(count)]

    assert HashTree(leaves).root == plain_root(leaves)


@pytest.mark.parametrize("count", range(1, 9))
def test_every_set_of_leaves_leads_to_the_root_by_its_path(count: int) -> None:
    leaves = [b"%d" % i for i in range(count)]
    tree = HashTree(leaves)
    for size in range(count + 1):
        for wanted in itertools.combinations(range(count), size):
            path = tree.path(wanted)
            assert root_from_path(count, {i: leaves[i] for i in wanted}, path) == tree.root


def test_the_path_of_two_leaves_of_seven_holds_the_largest_ranges_without_them() -> None:
    leaves = [b"%d" % i for i in range(7)]
    path = HashTree(leaves).path([0, 6])

    assert path == [HashTree(leaves[1:2]).root, HashTree(leaves[2:4]).root, HashTree(leaves[4:6]).root]


def test_a_path_that_is_too_short_or_too_long_is_refused() -> None:
    leaves = [b"%d" % i for i in range(5)]
    path = HashTree(leaves).path([2])

    with pytest.raises(PathError, match="too short"):
        root_from_path(5, {2: leaves[2]}, path[:-1])
    with pytest.raises(PathError, match="left over"):
        root_from_path(5, {2: leaves[2]}, [*path, path[0]])
    with pytest.raises(PathError, match="left over"):
        root_from_path(0, {}, path)


@pytest.mark.parametrize("place", [-1, 5])
def test_a_place_outside_the_tree_is_refused(place: int) -> None:
    with pytest.raises(PathError, match="outside"):
        root_from_path(5, {place: b""}, [])
    with pytest.raises(PathError, match="outside"):
        HashTree([b""] * 5).path([place])


def test_no_leaves_have_a_root_and_no_path() -> None:
    assert HashTree([]).root == hashlib.sha256(b"").digest() == root_from_path(0, {}, [])
    assert HashTree([]).path([]) == []


def test_a_leaf_is_never_taken_for_a_node() -> None:
    left, right = sha(b"\x00", b"a"), sha(b"\x00", b"b")

    assert HashTree([left + right]).root != HashTree([b"a", b"b"]).root


def test_a_path_through_many_leaves_stays_short() -> None:
    count = 2**40
    path = [bytes(32)] * 40

    assert len(root_from_path(count, {5: b"leaf"}, path)) == 32
