"""Writes the parser's tables once the grammar has changed: `python -m comp.language.parsing.write_tables`."""

from __future__ import annotations

from pathlib import Path

from comp.language.parsing import lark_parser
from comp.language.parsing.tables import made_from, packed
from comp.whole_files import write_whole


def main() -> None:
    """Build the parser from the grammar and write its tables beside it."""
    grammar = lark_parser.grammar()
    text = packed(lark_parser.built(grammar), made_from(grammar, lark_parser.STARTS))
    write_whole(text.encode(), Path(lark_parser.__file__).with_name(lark_parser.TABLES))


if __name__ == "__main__":
    main()
