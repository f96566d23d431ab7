import re
from pathlib import Path

import pytest

from comp.errors import CompError
from comp.proofs import make_key, signing_key
from comp.verifier.ed25519 import signature_fits


def test_a_workspace_without_a_key_has_none(tmp_path: Path) -> None:
    assert signing_key(tmp_path) is None


def test_what_the_key_signs_fits_its_public_half_alone(tmp_path: Path) -> None:
    key = make_key(tmp_path / "a")
    other = make_key(tmp_path / "b")
    signature = bytes.fromhex(key.sign(b"what was paid"))
    assert signature_fits(bytes.fromhex(key.public), b"what was paid", signature)
    assert not signature_fits(bytes.fromhex(other.public), b"what was paid", signature)
    assert not signature_fits(bytes.fromhex(key.public), b"what was paid.", signature)


def test_the_key_that_is_read_back_is_the_one_that_was_made(tmp_path: Path) -> None:
    made, read = make_key(tmp_path), signing_key(tmp_path)
    assert read is not None
    assert read.public == made.public
    assert read.secret_for(b"a run") == made.secret_for(b"a run") != made.secret_for(b"another run")


def test_a_key_is_never_replaced(tmp_path: Path) -> None:
    made = make_key(tmp_path)
    with pytest.raises(CompError, match="there is a key already"):
        make_key(tmp_path)
    again = signing_key(tmp_path)
    assert again is not None
    assert again.public == made.public


def test_a_key_that_others_may_read_is_refused(tmp_path: Path) -> None:
    make_key(tmp_path)
    file = tmp_path / ".comp" / "signing.key"
    assert file.stat().st_mode & 0o777 == 0o600
    file.chmod(0o640)
    with pytest.raises(CompError, match="chmod 600"):
        signing_key(tmp_path)


@pytest.mark.parametrize(
    "content", [b"", b"no key", b"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"]
)
def test_a_file_that_is_no_key_is_refused_in_words(tmp_path: Path, content: bytes) -> None:
    make_key(tmp_path)
    (tmp_path / ".comp" / "signing.key").write_bytes(content)
    with pytest.raises(CompError, match="restore it from a backup"):
        signing_key(tmp_path)


def test_the_private_half_is_shown_nowhere(tmp_path: Path) -> None:
    key = make_key(tmp_path)
    private = (tmp_path / ".comp" / "signing.key").read_text(encoding="ascii").splitlines()[1]
    assert private not in repr(key)
    assert re.fullmatch("[0-9a-f]{64}", key.public)
