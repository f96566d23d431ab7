"""Whatever stands in a file, loading it gives diagnostics, never an exception."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from comp.language import load, load_texts, render_all
from tests.language.workspace import codes, demo_texts, load_with_shared

AE = demo_texts()["ae_mm_2026.plan"]
TYPOS = (
    *("effective", "payees", "performance", "payout", "currency", "rounding", "target", "data"),
    *("summary", "measure", "table", "except", "pay ", "over", "read", "multiply", "claw", "portion", "cap"),
)

NASTY = {
    "empty": "",
    "white space": " \n\t\n",
    "only a comment": "# nothing\n",
    "nul": "plan p\0",
    "deep": "clause c " + "(" * 10_000,
    "deep in a plan": AE.replace("new_business * rate,", "(" * 10_000 + "1" + ")" * 10_000 + ","),
    "a long sum": AE.replace("new_business * rate,", "+".join(["1"] * 5_000) + ","),
    "a long chain": AE.replace('role is "AE"', " and ".join(['role is "AE"'] * 2_000)),
    "many nots": AE.replace('role is "AE"', "not " * 3_000 + 'role is "AE"'),
    "an open text": 'plan p "never closed\n  effective 2026-01-01',
    "only bars": "|||||\n" * 50,
    "rows without cells": 'clause c "C"\n  table t by x, marginal\n    |\n    ||\n',
    "huge": "plan p\n" + "# x\n" * 200_000,
    "a huge block": 'plan p "P"\n' + "  data a\n" * 10_000,
    "a huge number": AE.replace("90,000.00 USD", "9" * 5_000 + ".00 USD"),
    "a number of many digits": AE.replace("150%", "9" * 5_000 + "%"),
    "year nought": AE.replace("2026-01-01", "0000-00-00"),
    "year 9999": AE.replace("2026-12-31", "9999-12-31"),
    "right to left": AE.replace("commission", "\u202ecommission"),
    "no name": "plan\nclause\nsource\nshared\nexample\n",
    "heads only": 'plan p "P"\nclause c "C"\nexample "E"\n',
    "ten thousand rows": AE.replace("| 0%   | 6%   |", "| 0%   | 6%   |\n" * 10_000),
    "ten thousand cells": AE.replace("| 0%   | 6%   |", "| 0%   " * 10_000 + "|"),
    "ten thousand given rows": AE.replace(
        "  expect", "    | D3 | ana | new | 2026-03-20 | 60,000.00 USD |\n" * 10_000
    ),
}


@pytest.mark.parametrize("name", NASTY)
def test_a_nasty_text_is_a_diagnostic(name: str) -> None:
    loaded = load_with_shared(NASTY[name])
    assert render_all(loaded.diagnostics, loaded.texts)
    if name != "year 9999":
        assert codes(loaded)


OTHER_BLANKS: dict[str, Callable[[str], str]] = {
    "windows": lambda text: "\ufeff" + text.replace("\n", "\r\n"),
    "old macintosh": lambda text: text.replace("\n", "\r"),
    "tabs": lambda text: text.replace("\n  ", "\n\t"),
    "no-break blanks": lambda text: text.replace(" by ", "\u00a0by\u00a0"),
    "very long lines": lambda text: text.replace("\n", " " * 2_000 + "\n"),
}


@pytest.mark.parametrize("other", OTHER_BLANKS.values(), ids=OTHER_BLANKS)
def test_other_line_ends_and_blanks_are_fine(other: Callable[[str], str]) -> None:
    texts = demo_texts()
    program = load_texts({name: other(text) for name, text in texts.items()}).program
    assert program is not None
    assert program == load_texts(texts).program


def test_windows_line_ends_and_a_byte_order_mark_are_fine(tmp_path: Path) -> None:
    for name, text in demo_texts().items():
        (tmp_path / name).write_bytes(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode())
    assert load(list(tmp_path.glob("*.plan"))).program is not None


def test_a_file_that_is_not_utf8_is_a_diagnostic(tmp_path: Path) -> None:
    (tmp_path / "a.plan").write_bytes(b"plan \xff\xfe")
    assert [d.code for d in load([tmp_path / "a.plan"]).diagnostics] == ["P014"]


def test_a_file_too_large_is_one_diagnostic() -> None:
    assert codes(load_with_shared(NASTY["huge"])) == ["P012"]


def test_a_plan_with_a_typo_in_every_line_reports_every_line() -> None:
    text = AE
    for word in TYPOS:
        text = text.replace(f"\n  {word}", f"\n  {word[0]}x{word[1:]}").replace(
            f"\n    {word}", f"\n    {word[0]}x{word[1:]}"
        )
    wrong = {
        number
        for number, (a, b) in enumerate(zip(AE.split("\n"), text.split("\n"), strict=True), 1)
        if a != b
    }
    reported = {d.span.line for d in load_with_shared(text).diagnostics if d.code == "P001"}
    # 8 of the header, 3 summaries, 2 each of measure, table and except, and 7 others that stand once.
    assert len(wrong) == 24
    assert wrong == reported


@settings(max_examples=150, deadline=None, derandomize=True)
@given(st.text(max_size=300))
def test_random_text_never_raises(text: str) -> None:
    load_texts({"a.plan": text})


WORDS = AE.split(" ")


@settings(max_examples=80, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_a_mutated_plan_never_raises(data: st.DataObject) -> None:
    texts = demo_texts()
    name = data.draw(st.sampled_from(sorted(texts)))
    text = texts[name]
    for _ in range(data.draw(st.integers(1, 6))):
        start = data.draw(st.integers(0, len(text)))
        end = min(start + data.draw(st.integers(0, 30)), len(text))
        new = data.draw(st.one_of(st.sampled_from(WORDS), st.text(max_size=5)))
        text = text[:start] + new + text[end:]
    loaded = load_texts({**texts, name: text})
    render_all(loaded.diagnostics, loaded.texts)
    assert (loaded.program is None) == bool(loaded.errors)
