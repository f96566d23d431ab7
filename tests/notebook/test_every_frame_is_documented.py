"""What `help` says of a frame names every column that it has."""

from collections.abc import Callable

import pandas as pd
import pytest

from comp.notebook import (
    CheckedFacts,
    Explanation,
    OpenedRun,
    OpenedWorkspace,
    RunAttribution,
    RunDifference,
)

FRAMES: dict[str, tuple[object, Callable[[OpenedWorkspace, OpenedRun], pd.DataFrame]]] = {
    "check": (OpenedWorkspace.check, lambda acme, _: acme.check()),
    "test": (OpenedWorkspace.test, lambda acme, _: acme.test()),
    "rows": (CheckedFacts.rows, lambda acme, _: acme.data_check().rows),
    "counts": (CheckedFacts.counts, lambda acme, _: acme.data_check().counts),
    "findings": (CheckedFacts.findings, lambda acme, _: acme.data_check().findings),
    "measures": (OpenedRun.measures, lambda _, run: run.measures()),
    "explained lines": (Explanation.lines, lambda _, run: run.explain("p-001").lines),
    "explained steps": (Explanation.steps, lambda _, run: run.explain("p-001").steps),
    "lines that differ": (RunDifference.lines, lambda _, run: run.diff(run).lines),
    "causes": (RunAttribution.causes, lambda _, run: run.attribution(run).causes),
    "lines moved": (RunAttribution.lines, lambda _, run: run.attribution(run).lines),
}


@pytest.mark.parametrize("name", FRAMES)
def test_a_frame_has_the_columns_that_its_docstring_names(
    read_acme: OpenedWorkspace, read_quarter: OpenedRun, name: str
) -> None:
    member, made = FRAMES[name]
    words = set(str(member.__doc__).replace(",", " ").replace(";", " ").replace(".", " ").split())

    assert [column for column in made(read_acme, read_quarter).columns if column not in words] == []


def test_the_parts_of_an_attribution_have_the_columns_of_its_lines_and_their_cause(
    read_quarter: OpenedRun,
) -> None:
    found = read_quarter.attribution(read_quarter)

    assert list(found.parts.columns) == [*found.lines.columns, "cause", "kind", "text"]
    assert "Columns: those of `lines`, of this cause alone, and cause, kind, text." in str(
        RunAttribution.parts.__doc__
    )
