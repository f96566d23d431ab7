"""The tables are reached through comp.records alone."""

from pathlib import Path

from tests.repository import project
from tests.repository.test_rooms import imported_roots

MODELS = {"sqlmodel", "alembic"}


def test_no_other_room_imports_table_models_or_migrations() -> None:
    found = {
        str(path.relative_to(project.ROOT)): imported_roots(path) & MODELS
        for path in project.python_files(*project.PACKAGES)
        if not path.is_relative_to(project.ROOT / "comp" / "records")
    }

    assert {path: names for path, names in found.items() if names} == {}


def test_a_room_that_did_would_be_seen(tmp_path: Path) -> None:
    (tmp_path / "room.py").write_text("from sqlmodel import SQLModel\nimport alembic.command\n")

    assert imported_roots(tmp_path / "room.py") & MODELS == MODELS
