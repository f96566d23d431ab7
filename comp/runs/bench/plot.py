"""The measurements as bars in an SVG, times and memory below each other, with the ratios written beside."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from xml.sax.saxutils import escape

from comp.runs.bench.measure import Clock, Measurement, Trial, ratio

_WIDTH: Final = 840
_LABELS: Final = 190  # the width that names have, and what figures have behind a bar
_FIGURES: Final = 190
_ROW, _BAR, _HEADING, _MARGIN = 28, 18, 44, 20
_LINE: Final = 18  # of the words at the foot
_LETTERS: Final = 120  # of one of these
_OURS, _THEIRS = "#0f6b5c", "#9aa5b1"


@dataclass(frozen=True, slots=True)
class _Panel:
    """One figure of every contestant: what it is, and its value in a unit, and as words."""

    title: str
    values: Sequence[int]
    words: Sequence[str]


def plot(trial: Trial, measurements: Sequence[Measurement], machine: str) -> str:
    """The SVG; the first contestant is ours, and every ratio is to it."""
    names = [each.contestant.name for each in measurements]
    panels = [
        *(_times(clock, measurements) for clock in trial.clocks),
        _memory(measurements),
    ]
    parts: list[str] = []
    top = _MARGIN + _LINE
    for panel in panels:
        parts += _drawn(panel, names, top)
        top += _HEADING + _ROW * len(names)
    lines = measurements[0].totals["valued"]
    title = f"{trial.deals:,} deals, {lines:,} lines at both ends of {trial.period}; median of {trial.repeat}"
    parts.append(_text(_MARGIN, _MARGIN + 4, title, "font-weight='bold'"))
    for words in _folded(machine):
        parts.append(_text(_MARGIN, top + _LINE, words, "fill='#5b6673' font-size='11'"))
        top += _LINE
    height = top + _MARGIN
    return (
        f"<svg xmlns='http://www.w3.org/2000/svg' width='{_WIDTH}' height='{height}' "
        f"viewBox='0 0 {_WIDTH} {height}' font-family='sans-serif' font-size='13' role='img'>\n"
        f"<title>{escape(title)}</title>\n<rect width='100%' height='100%' fill='white'/>\n"
        + "\n".join(parts)
        + "\n</svg>\n"
    )


def _times(clock: Clock, measurements: Sequence[Measurement]) -> _Panel:
    titles: dict[Clock, str] = {"process": "Seconds, whole process", "warm": "Seconds, warm process"}
    values = [each.median_milliseconds(clock) for each in measurements]
    return _Panel(titles[clock], values, [seconds(each) for each in values])


def _memory(measurements: Sequence[Measurement]) -> _Panel:
    values = [each.median_peak_bytes for each in measurements]
    return _Panel("Peak memory in MB", values, [f"{each // 2**20:,}" for each in values])


def seconds(milliseconds: int) -> str:
    """Seconds with two decimals."""
    return f"{milliseconds // 1000:,}.{milliseconds % 1000 // 10:02d}"


def _drawn(panel: _Panel, names: Sequence[str], top: int) -> list[str]:
    room = _WIDTH - 2 * _MARGIN - _LABELS - _FIGURES
    longest = max(1, *panel.values)
    parts = [_text(_MARGIN, top + _HEADING - 16, panel.title, "fill='#5b6673'")]
    for row, (name, value, words) in enumerate(zip(names, panel.values, panel.words, strict=True)):
        y = top + _HEADING + row * _ROW
        width = max(1, value * room // longest)
        colour = _OURS if row == 0 else _THEIRS
        left = _MARGIN + _LABELS
        parts.append(_text(_MARGIN, y + _BAR - 4, name, "font-weight='bold'" if row == 0 else ""))
        parts.append(f"<rect x='{left}' y='{y}' width='{width}' height='{_BAR}' fill='{colour}'/>")
        figure = words if row == 0 else f"{words}   {ratio(value, panel.values[0])} x"
        parts.append(_text(left + width + 8, y + _BAR - 4, figure))
    return parts


def _text(x: int, y: int, words: str, look: str = "") -> str:
    return f"<text x='{x}' y='{y}' xml:space='preserve' {look}>{escape(words)}</text>"


def _folded(words: str) -> list[str]:
    lines = [""]
    for word in words.split():
        if len(lines[-1]) + len(word) >= _LETTERS:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return lines
