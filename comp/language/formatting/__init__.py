"""The formatter: one layout for every plan, its words and comments as they were written.

Layout means nothing in a plan, so the text that comes out depends on the words, their order and the comments
alone. It must never change what a plan says; `format_text` holds its own result against what it was given.
"""

from comp.language.formatting.format import Formatted, FormattingError, format_text

__all__ = ["Formatted", "FormattingError", "format_text"]
