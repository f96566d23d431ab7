"""Reads dates written in stated formats, a column at a time; a date that does not exist is not read."""

from __future__ import annotations

import re
from zoneinfo import ZoneInfo

import polars as pl

# What each part of a format matches, and what Polars calls it.
_PARTS = {
    "YYYY": (r"[0-9]{4}", "%Y"),
    "MMM": (r"[A-Za-z]{3}", "%b"),
    "MM": (r"[0-9]{2}", "%m"),
    "M": (r"[0-9]{1,2}", "%m"),
    "DD": (r"[0-9]{2}", "%d"),
    "D": (r"[0-9]{1,2}", "%d"),
    "hh": (r"[0-9]{2}", "%H"),
    "mm": (r"[0-9]{2}", "%M"),
    "ss": (r"[0-9]{2}(?:\.[0-9]{1,9})?", "%S%.f"),
    "Z": (r"(?:Z|[+-][0-9]{2}:?[0-9]{2})", "%z"),
}
_TOKEN = re.compile("|".join(sorted(_PARTS, key=len, reverse=True)))


def check_format(written: str) -> str | None:
    """What is wrong with a date format, or None."""
    parts = _TOKEN.findall(written)
    kinds = sorted(part[0] for part in parts if part[0] in "YMD")
    if kinds != ["D", "M", "Y"]:
        return f"{written!r}: expected one each of YYYY, M, MM or MMM, and D or DD"
    if "Z" in parts and "hh" not in parts:
        return f"{written!r}: an offset Z needs hours hh"
    rest = _TOKEN.sub("", written)
    if re.search(r"[A-SU-Za-z%]", rest):
        return f"{written!r}: known parts are YYYY, MMM, MM, M, DD, D, hh, mm, ss, Z"
    return None


def read_dates(texts: pl.Series, formats: tuple[str, ...], zone: ZoneInfo) -> pl.Series:
    """Days as Date, null where no format reads the text or two of them read different days."""
    readings = [_read(texts, written, zone) for written in formats]
    frame = pl.DataFrame([each.alias(str(number)) for number, each in enumerate(readings)])
    first, last = pl.min_horizontal(pl.all()), pl.max_horizontal(pl.all())
    return frame.select(pl.when(first == last).then(first))[:, 0]


def _read(texts: pl.Series, written: str, zone: ZoneInfo) -> pl.Series:
    parts = _TOKEN.findall(written)
    pattern = _TOKEN.sub(lambda found: f"\0{found[0]}\0", written).split("\0")
    regex = "".join(_PARTS[each][0] if each in _PARTS else re.escape(each) for each in pattern)
    form = "".join(_PARTS[each][1] if each in _PARTS else each for each in pattern)
    # Polars takes `2026-2-3` for %Y-%m-%d, so the shape is checked first.
    shaped = texts.to_frame("t").select(pl.when(pl.col("t").str.contains(f"^{regex}$")).then(pl.col("t")))[
        :, 0
    ]
    if "hh" not in parts:
        return shaped.str.to_date(form, strict=False)
    if "Z" in parts:
        utc = shaped.str.replace("Z$", "+0000")
        moments = utc.str.to_datetime(form, strict=False, time_zone="UTC", time_unit="us")
        return moments.dt.convert_time_zone(zone.key).dt.date()
    return shaped.str.to_datetime(form, strict=False, time_unit="us").dt.date()
