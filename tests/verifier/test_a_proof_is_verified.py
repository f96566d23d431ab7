import json

from comp.verifier.verifying import verify_file
from tests.verifier import small
from tests.verifier.signing import public_key


def verified(proof, key=None):
    return verify_file("x", json.dumps(proof).encode(), key)


def test_sound():
    r = verified(small.sound())
    from comp.verifier.report import report_as_text

    print(report_as_text(r))
    assert r.findings == () and not r.unreadable
