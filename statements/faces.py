"""Which faces draw a language, first to last; a letter that one lacks is drawn by the next.

Ideographs look different in Japanese, Chinese and Korean: a language gets its own before the others'.
"""

from __future__ import annotations

_LATIN = ("Open Sans", "DejaVu Sans")
_CHINESE_AND_KOREAN = ("WenQuanYi Micro Hei", "Noto Sans CJK SC")
_JAPANESE = ("MigMix 1P", "Noto Sans CJK JP")


def faces(language: str) -> str:
    """The list of faces as CSS writes it."""
    ideographs = (
        (*_JAPANESE, *_CHINESE_AND_KOREAN) if language == "ja" else (*_CHINESE_AND_KOREAN, *_JAPANESE)
    )
    return ", ".join(f'"{face}"' for face in (*_LATIN, *ideographs)) + ", sans-serif"
