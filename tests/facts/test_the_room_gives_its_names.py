"""Each name of the room is there for who asks for it, and what nobody asks for is not loaded."""

import subprocess
import sys

import pytest

from comp import facts


def test_every_name_is_there() -> None:
    for name in facts.__all__:
        assert getattr(facts, name).__module__.startswith("comp.facts.") or name == "Value"


def test_another_name_is_told_as_python_tells_it() -> None:
    with pytest.raises(AttributeError, match=r"module 'comp\.facts' has no attribute 'Snap'"):
        getattr(facts, "Snap")  # noqa: B009 - a name that the type checker would refuse


def test_who_takes_a_snapshot_does_not_load_what_reads_files() -> None:
    asked = "import sys, comp.facts.snapshot; print('comp.facts.workspace' in sys.modules)"

    done = subprocess.run([sys.executable, "-c", asked], check=True, capture_output=True, text=True)

    assert done.stdout.split() == ["False"]
