"""The plan language: grammar, syntax tree, types, checker, formatter, diagnostics and canonical JSON.

It knows only text and trees. It must not read facts, calculate pay, or import any other room or any package
beyond the standard library and Lark, so that a plan can be checked anywhere and both engines can rest on it.
"""

from comp.language.diagnostic import Diagnostic, Label
from comp.language.loading import Loaded, load, load_texts

__all__ = ["Diagnostic", "Label", "Loaded", "load", "load_texts"]
