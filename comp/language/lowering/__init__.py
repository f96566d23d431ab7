"""From the syntax tree to the core: names resolved, types checked, sugar gone, every choice asked for."""

from comp.language.lowering.program import lower_program

__all__ = ["lower_program"]
