"""Who signed the root of the run and the proof: one key, and whether it is the company's published one."""

from __future__ import annotations

import base64
import binascii
import re
from typing import Any

from comp.verifier.commitments import canonical
from comp.verifier.ed25519 import signature_fits
from comp.verifier.findings import Finding

_PEM = re.compile(rb"-----BEGIN PUBLIC KEY-----([A-Za-z0-9+/=\s]+)-----END PUBLIC KEY-----")
# What stands before the 32 bytes of an Ed25519 key in a public key's file (RFC 8410).
_PEM_BEGINS = bytes.fromhex("302a300506032b6570032100")
_KEY_FORM = re.compile(r"[0-9a-f]{64}", re.ASCII)


def read_key(text: bytes) -> str:
    """Read a public key, 64 hexadecimal figures or PEM, as hexadecimal figures.

    Raises:
        ValueError: it is none.
    """
    plain = text.decode("ascii", "replace").strip().lower()
    if _KEY_FORM.fullmatch(plain):
        return plain
    found = _PEM.search(text)
    if found is not None:
        try:
            raw = base64.b64decode(b"".join(found[1].split()), validate=True)
        except binascii.Error:
            raw = b""
        if raw.startswith(_PEM_BEGINS) and len(raw) == len(_PEM_BEGINS) + 32:
            return raw[len(_PEM_BEGINS) :].hex()
    raise ValueError("this is no Ed25519 public key: 64 hexadecimal figures or PEM were expected")


def signing_key_of(proof: dict[str, Any]) -> str | None:
    """Return the key that the proof says it is signed with, None where nobody signed."""
    signed = proof["signature"] or proof["root_signature"]
    return signed["key"] if signed else None


def check_signatures(proof: dict[str, Any], key: str | None) -> list[Finding]:
    """Check both signatures; `key` is the company's published one, None where it is not given."""
    root, whole = proof["root_signature"], proof["signature"]
    if root is None and whole is None:
        return [Finding("signature", "nobody signed, and the company's key was given")] if key else []
    found: list[Finding] = []
    if root is None or whole is None:
        missing = "the run's root" if root is None else "the proof"
        found.append(Finding("signature", f"{missing} is not signed, and the other one is"))
    for where, signed, prefix, what in (
        ("signature of the run's root", root, b"comp-root/1\n", proof["root"]),
        ("signature of the proof", whole, b"comp-proof/1\n", _unsigned(proof)),
    ):
        if signed is None:
            continue
        if key is not None and signed["key"] != key:
            told = f"it is by another key, {short_key(signed['key'])}, than the company's, {short_key(key)}"
            found.append(Finding(where, told))
        elif not _fits(signed, prefix + canonical(what)):
            told = f"it does not fit: something was changed after {short_key(signed['key'])} signed"
            found.append(Finding(where, told))
    if root is not None and whole is not None and root["key"] != whole["key"]:
        keys = f"{short_key(root['key'])} signed the run's root, {short_key(whole['key'])} the proof"
        found.append(Finding("signature", f"two keys signed: {keys}"))
    return found


def short_key(key: str) -> str:
    """Name a key by its first figures."""
    return f"key {key[:16]}..."


def _fits(signed: dict[str, str], message: bytes) -> bool:
    return signature_fits(bytes.fromhex(signed["key"]), message, bytes.fromhex(signed["signature"]))


def _unsigned(proof: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in proof.items() if name != "signature"}
