"""Signatures against the test vectors of RFC 8032, section 7.1, and what must not fit."""

import pytest

from comp.verifier.ed25519 import signature_fits

# Test 1, 2, 3 and SHA(abc): public key, message, signature.
VECTORS = [
    (
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        (
            "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46b"
            "d25bf5f0595bbe24655141438e7a100b"
        ),
    ),
    (
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        (
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c"
            "387b2eaeb4302aeeb00d291612bb0c00"
        ),
    ),
    (
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        (
            "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc659"
            "4a7c15e9716ed28dc027beceea1ec40a"
        ),
    ),
]
ORDER = 2**252 + 27742317777372353535851937790883648493


@pytest.mark.parametrize(("key", "message", "signature"), VECTORS)
def test_the_signatures_of_the_standard_fit(key: str, message: str, signature: str) -> None:
    assert signature_fits(bytes.fromhex(key), bytes.fromhex(message), bytes.fromhex(signature))


@pytest.mark.parametrize(("key", "message", "signature"), VECTORS)
def test_another_message_key_or_signature_does_not_fit(key: str, message: str, signature: str) -> None:
    raw, said, signed = bytes.fromhex(key), bytes.fromhex(message), bytes.fromhex(signature)

    assert not signature_fits(raw, said + b"x", signed)
    assert not signature_fits(bytes.fromhex(VECTORS[0][0] if said else VECTORS[1][0]), said, signed)
    for at in (0, 20, 40, 63):
        broken = bytearray(signed)
        broken[at] ^= 1
        assert not signature_fits(raw, said, bytes(broken))


def test_a_scalar_that_is_not_below_the_order_is_refused() -> None:
    key, message, signature = (bytes.fromhex(part) for part in VECTORS[1])
    scalar = int.from_bytes(signature[32:], "little") + ORDER

    assert not signature_fits(key, message, signature[:32] + scalar.to_bytes(32, "little"))


def test_a_key_of_small_order_fits_nothing() -> None:
    neutral = (1).to_bytes(32, "little")

    assert not signature_fits(neutral, b"any", neutral + bytes(32))


def test_points_that_are_no_points_are_refused() -> None:
    key, message, signature = (bytes.fromhex(part) for part in VECTORS[0])
    too_large = (2**255 - 19).to_bytes(32, "little")
    off_the_curve = (2).to_bytes(32, "little")
    minus_zero = (1 + (1 << 255)).to_bytes(32, "little")

    for point in (too_large, off_the_curve, minus_zero):
        assert not signature_fits(point, message, signature)
        assert not signature_fits(key, message, point + signature[32:])


@pytest.mark.parametrize(("key", "signature"), [(b"", b""), (bytes(31), bytes(64)), (bytes(32), bytes(63))])
def test_what_has_another_length_is_refused(key: bytes, signature: bytes) -> None:
    assert not signature_fits(key, b"", signature)
