"""What a company adds to its statements, and in which locale a person's are written."""

from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from comp.facts import WorkspaceError
from comp.facts.company import StatementSettings, read_company
from comp.facts.people_file import read_people

COMPANY = '[company]\nname = "Example Ltd"\ncurrency = "USD"\n'
PEOPLE = 'payee = "Payee"\nname = "Name"\nlocale = "Locale"\n'


def company(folder: Path, added: str) -> StatementSettings:
    (folder / "comp.toml").write_text(COMPANY + added, encoding="utf-8")
    return read_company(folder / "comp.toml").statements


def test_a_company_adds_nothing_unless_it_says_so(tmp_path: Path) -> None:
    assert company(tmp_path, "") == StatementSettings()


def test_a_company_names_its_logo_its_letter_and_whom_to_ask(tmp_path: Path) -> None:
    added = '[statements]\nlogo = "logo.png"\nletter = "letter.txt"\nask = "Ask RevOps."\n'

    settings = company(tmp_path, added)

    assert (settings.logo, settings.letter, settings.ask) == ("logo.png", "letter.txt", "Ask RevOps.")


def test_an_unknown_key_is_told_with_the_nearest(tmp_path: Path) -> None:
    with pytest.raises(WorkspaceError, match=r"comp\.toml:5: statements\.logos: unknown key 'logos'.*logo"):
        company(tmp_path, '[statements]\nlogos = "logo.png"\n')


def test_a_person_may_have_a_locale(tmp_path: Path) -> None:
    (tmp_path / "people.toml").write_text(PEOPLE, encoding="utf-8")
    (tmp_path / "people.csv").write_text("Payee,Name,Locale\np-1,Ana,de-DE\np-2,Bo,\n", encoding="utf-8")

    people = read_people(tmp_path, ZoneInfo("UTC"))

    assert people.locale_of("p-1", "en_US") == "de_DE"
    assert people.locale_of("p-2", "en_US") == "en_US"
    assert people.locale_of("p-3", "en_US") == "en_US"


def test_a_locale_that_is_none_is_told_without_a_name(tmp_path: Path) -> None:
    (tmp_path / "people.toml").write_text(PEOPLE, encoding="utf-8")
    (tmp_path / "people.csv").write_text("Payee,Name,Locale\np-1,Ana,german\n", encoding="utf-8")

    with pytest.raises(
        WorkspaceError, match="p-1: 'german' is not a locale; expected a name such as"
    ) as told:
        read_people(tmp_path, ZoneInfo("UTC"))

    assert "Ana" not in str(told.value)
