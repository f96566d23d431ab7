"""The verifier as one file: its modules one behind the other, for whoever has nothing but Python.

The modules' imports of each other fall away, those of the standard library come to stand on top. This must
not change what a module does; nothing else of its text is touched but its docstring, which becomes a comment.
"""

from __future__ import annotations

import ast
from pathlib import Path

import comp.verifier

_ROOM = Path(comp.verifier.__file__).parent
_PREFIX = "comp.verifier."
_HEAD = '''#!/usr/bin/env python3
"""Verifies statements of pay that carry a proof: python3 -I -S verify.py STATEMENT.pdf

Needs Python 3.9 or newer and nothing else. Written by `comp verify --take-away`; it reads the files that are
named and writes nothing but its report.
"""

from __future__ import annotations

'''
_TAIL = """

if __name__ == "__main__":
    sys.exit(main())
"""


def single_file() -> str:
    """The verifier's text as one file."""
    order: list[str] = []
    _visit("main", order)
    texts = {name: (_ROOM / f"{name}.py").read_text(encoding="utf-8") for name in order}
    imports = sorted({each for text in texts.values() for each in _outer_imports(text)})
    bodies = [_body(name, text) for name, text in texts.items()]
    return _HEAD + "\n".join(imports) + "\n\n\n" + "\n\n".join(bodies) + _TAIL


def _visit(module: str, order: list[str]) -> None:
    """List a module behind those that it imports."""
    if module in order:
        return
    for needed in _needed(ast.parse((_ROOM / f"{module}.py").read_text(encoding="utf-8"))):
        _visit(needed, order)
    order.append(module)


def _needed(tree: ast.Module) -> list[str]:
    modules = [node.module or "" for node in tree.body if isinstance(node, ast.ImportFrom)]
    return [module.removeprefix(_PREFIX) for module in modules if module.startswith(_PREFIX)]


def _outer_imports(text: str) -> list[str]:
    """The imports of the standard library, one name each, so that they can be sorted and told apart."""
    found: list[str] = []
    for node in ast.parse(text).body:
        match node:
            case ast.Import(names=names):
                found += [ast.unparse(ast.Import([each])) for each in names]
            case ast.ImportFrom(module=str(module)) if module != "__future__" and not module.startswith(
                _PREFIX
            ):
                found += [ast.unparse(ast.ImportFrom(module, [each], 0)) for each in node.names]
            case _:
                pass
    return found


def _body(name: str, text: str) -> str:
    """A module without its imports, under its name."""
    tree = ast.parse(text)
    lines = text.splitlines()
    said = ast.get_docstring(tree) or ""
    dropped = {
        number
        for node in tree.body
        if isinstance(node, ast.Import | ast.ImportFrom) or (said and node is tree.body[0])
        for number in range(node.lineno, (node.end_lineno or node.lineno) + 1)
    }
    kept = "\n".join(line for number, line in enumerate(lines, start=1) if number not in dropped).strip("\n")
    comment = "\n".join(f"# {line}".rstrip() for line in said.splitlines())
    return f"# {name}.py\n{comment}\n\n{kept}\n"
