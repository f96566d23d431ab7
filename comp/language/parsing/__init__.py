"""From text to the syntax tree, block by block, with every fault of the text collected."""

from comp.language.parsing.files import parse_file

__all__ = ["parse_file"]
