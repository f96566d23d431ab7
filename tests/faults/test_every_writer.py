"""What writes a file does so through `comp.whole_files` or into a folder of `comp.whole_folders`."""

import ast
from pathlib import Path

from tests.repository import project

ALLOWED = {
    "comp/whole_files.py": "the place where it is done",
    "comp/runs/folder.py": "into a folder that is put in place as a whole",
    "comp/runs/digests.py": "into the same folder",
    "comp/runs/texts.py": "into the same folder",
    "comp/cli/init.py": "into a folder that is put in place as a whole, or an empty one that is there",
    "comp/cli/fmt.py": "beside the file, which keeps its permissions, and renamed",
    "comp/facts/report_sheet.py": "into memory",
    "comp/facts/store.py": "into memory",
    "comp/facts/snapshot.py": "into memory",
    "comp/records/archives.py": "into a file that is put in place as a whole",
    "comp/records/people/exporting.py": "into memory",
    "comp/finance/sheet_files.py": "into memory",
    "comp/engine/spilling.py": "into a folder that is thrown away",
    "comp/engine/workers.py": "into a pipe",
    "comp/runs/by_workers.py": "into a folder that is thrown away",
    "comp/engine/spark_places.py": "into a file that is put in place as a whole, or an object store",
    "statements/documents/place.py": "into a folder that is put in place as a whole",
    "statements/letterhead.py": "into memory",
    "statements/pdf.py": "into memory",
    "comp/runs/bench/": "into a folder that is thrown away",
    "comp/runs/baselines/": "into the same folder",
    "statements/bench_company.py": "into a folder that is thrown away",
    "statements/statements_bench.py": "into memory",
}
WRITERS = {
    *("write_text", "write_bytes", "write_parquet", "write_csv", "write_ipc", "write_excel", "save"),
    *(
        "mkstemp",
        "NamedTemporaryFile",
        "to_csv",
        "to_excel",
        "to_parquet",
        "copyfile",
        "copytree",
        "write_pdf",
    ),
}


def writes(call: ast.Call) -> bool:
    """Whether a call may write a file."""
    match call.func:
        case ast.Attribute(attr=name) | ast.Name(id=name):
            pass
        case _:
            return False
    given = [*call.args, *(word.value for word in call.keywords)]
    if name in {"open", "fdopen"}:
        modes = [each.value for each in given if isinstance(each, ast.Constant)]
        created = any("O_CREAT" in ast.dump(each) for each in given)
        return created or any(isinstance(mode, str) and set("wax+") & set(mode[:3]) for mode in modes)
    return name in WRITERS


def writers() -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for path in project.python_files("comp", "statements", "api"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        lines = [node.lineno for node in ast.walk(tree) if isinstance(node, ast.Call) and writes(node)]
        if lines:
            found[str(Path(path).relative_to(project.ROOT))] = lines
    return found


def test_a_call_that_writes_is_seen() -> None:
    seen = {
        text: writes(node)
        for text in (
            'open(p, "w")',
            "p.open(mode='ab')",
            'p.write_text("x")',
            'p.open("rb")',
            "p.read_text()",
        )
        for node in [ast.parse(text, mode="eval").body]
        if isinstance(node, ast.Call)
    }

    assert list(seen.values()) == [True, True, True, False, False]


def test_nothing_writes_a_file_in_a_way_of_its_own() -> None:
    found = writers()

    assert {path: at for path, at in found.items() if not path.startswith(tuple(ALLOWED))} == {}
    assert [path for path in ALLOWED if not any(other.startswith(path) for other in found)] == []
