"""The names of `comp.language` are loaded when they are asked for, and only then."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from comp import language


def test_every_public_name_is_there() -> None:
    homes = vars(language)["_HOME_OF"]  # type checkers read imports in its place

    assert sorted(homes) == sorted(language.__all__)
    for name in language.__all__:
        assert getattr(language, name).__module__.startswith("comp.language.")


def test_an_unknown_name_is_refused_as_by_any_module() -> None:
    with pytest.raises(AttributeError, match=r"module 'comp.language' has no attribute 'lod'"):
        getattr(language, "lod")  # noqa: B009 - no type checker would let it pass
    with pytest.raises(ImportError, match="lod"):
        exec("from comp.language import lod")  # noqa: S102 - no type checker would let it pass


def test_titles_of_codes_are_read_without_the_grammar() -> None:
    code = (
        "import sys, json\nbefore = set(sys.modules)\nfrom comp.language.codes import TITLES\n"
        "print(json.dumps(sorted(set(sys.modules) - before)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    loaded = json.loads(done.stdout)
    assert "comp.language.codes" in loaded
    assert "lark" not in loaded
    assert "comp.language.loading" not in loaded
