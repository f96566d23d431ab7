"""What must hold of any text given to the language: no exception, no hang, every fault in its place."""

from __future__ import annotations

import json
import re
import signal
import unicodedata
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import replace
from types import FrameType

from comp.language import (
    Loaded,
    as_json,
    diff_plans,
    format_text,
    from_json,
    load_texts,
    render,
    render_all,
    to_json,
)
from comp.language.analysis import examine as examine_money
from comp.language.codes import TITLES
from comp.language.diagnostic import Diagnostic, order_key
from comp.language.span import Span

NEXT_FILE = "# ---- the next file ----\n"
"""Stands between the files of one input, so that an input is one text."""

HANG_SECONDS = 30
"""Of the processor's time: far more than any input of our size takes, however busy the machine is."""


class HangError(AssertionError):
    """An input that is not done after a time that none should take."""


def texts_of(text: str) -> dict[str, str]:
    """The files that an input stands for."""
    return {f"{chr(ord('a') + n)}.plan": part for n, part in enumerate(text.split(NEXT_FILE)[:4])}


def examine(text: str) -> Loaded:
    """Load, show, format and write an input's files, and look at what their plans do with money.

    Raises:
        AssertionError: something does not hold; and whatever else a fault of ours raises.
    """
    with _not_forever():
        loaded = load_texts(texts_of(text))
        assert (loaded.program is None) == bool(loaded.errors)
        _look_at_diagnostics(loaded)
        _look_at_layout(loaded)
        _look_at_program(loaded)
    return loaded


def _look_at_diagnostics(loaded: Loaded) -> None:
    found = loaded.diagnostics
    assert found == sorted(found, key=order_key)
    assert len(set(found)) == len(found)
    for diagnostic in found:
        _look_at_diagnostic(diagnostic, loaded.texts)
    shown = render_all(found, loaded.texts)
    odd = {c for c in shown if unicodedata.category(c) in ("Cc", "Cf", "Cs") and c != "\n"}
    assert not odd, f"shown as they are: {sorted(odd)!r}"


def _look_at_diagnostic(diagnostic: Diagnostic, texts: dict[str, str]) -> None:
    assert diagnostic.title == TITLES[diagnostic.code]
    assert diagnostic.text.strip()
    for span in (diagnostic.span, *(label.span for label in diagnostic.labels)):
        assert span.file in texts, f"{diagnostic.code} stands in no file: {diagnostic.text}"
        assert _fits(span, texts[span.file]), f"{diagnostic.code} at {span!r}"
    assert json.loads(json.dumps(as_json(diagnostic)))["code"] == diagnostic.code
    assert render(diagnostic, texts, colour=True)


def _fits(span: Span, text: str) -> bool:
    line_start = text.rfind("\n", 0, span.start) + 1
    place = (text.count("\n", 0, span.start) + 1, span.start - line_start + 1)
    return 0 <= span.start <= span.end <= len(text) and place == (span.line, span.column)


def _look_at_layout(loaded: Loaded) -> None:
    laid = {name: format_text(name, text) for name, text in loaded.texts.items()}
    for name, formatted in laid.items():
        if not formatted.diagnostics:
            assert format_text(name, formatted.text).text == formatted.text, (
                "formatted twice, it is another text"
            )
    if loaded.program is None:
        return
    again = load_texts({name: formatted.text for name, formatted in laid.items()})
    assert again.program is not None
    assert again.program == loaded.program, "formatted, it is another program"
    assert [plan.result_digest for plan in again.program.plans] == [
        plan.result_digest for plan in loaded.program.plans
    ]
    changes = diff_plans(loaded, again).changes
    assert not any(change.results for change in changes), changes


def _look_at_program(loaded: Loaded) -> None:
    if loaded.program is not None:
        report = examine_money(loaded.program, loaded.diagnostics)
        _look_at_diagnostics(replace(loaded, diagnostics=report.diagnostics))
        assert from_json(to_json(loaded.program)) == loaded.program


@contextmanager
def _not_forever() -> Generator[None]:
    def stop(number: int, frame: FrameType | None) -> None:
        raise HangError(f"not done after {HANG_SECONDS} seconds of processor time")

    before = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, HANG_SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


def failure_of(text: str) -> str:
    """How an input fails, in words that stay while it is made smaller; blank where it does not."""
    try:
        examine(text)
    except RecursionError:
        return "RecursionError"
    except HangError:
        return "HangError"
    except Exception as fault:  # noqa: BLE001 - whatever is raised is what is looked for
        trace = fault.__traceback__
        where = ""
        while trace is not None:
            code = trace.tb_frame.f_code
            if "/comp/" in code.co_filename or code.co_filename == __file__:
                where = f"{code.co_filename.rpartition('/')[2]}:{code.co_name}"
            trace = trace.tb_next
        said = re.sub(r"[\d']+.*", "", str(fault).split("\n")[0])[:60]
        return f"{type(fault).__name__} in {where}: {said}"
    return ""
