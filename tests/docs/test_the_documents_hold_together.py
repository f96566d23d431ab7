"""Links lead somewhere, nothing is left out of an index, and no word is explained twice."""

import re
from pathlib import Path
from urllib.parse import unquote

import pytest

from comp.cli.group import COMMANDS
from tests.docs import documents
from tests.docs.documents import ROOT

LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)|<img src=\"([^\"]+)\"")
HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)
NAMED = re.compile(r"`((?:comp|statements|tests|fixtures|docs)/[\w./-]*)`")
RECORD = re.compile(r"\d{4}-[\w-]+\.md")


def links(page: Path) -> list[str]:
    """The targets of a page's links and pictures that stay within the project."""
    found = [inline or picture for inline, picture in LINK.findall(documents.prose(page))]
    return [target for target in found if "://" not in target]


def anchors(page: Path) -> set[str]:
    """The names under which a page's headings can be linked to."""
    kept = (re.sub(r"[^\w\- ]", "", heading.lower()) for heading in HEADING.findall(documents.prose(page)))
    return {text.replace(" ", "-") for text in kept}


def leads_nowhere(page: Path, target: str) -> bool:
    name, _, anchor = unquote(target).partition("#")
    to = (page.parent / name).resolve() if name else page
    if not to.exists() or not to.is_relative_to(ROOT):
        return True
    return bool(anchor) and anchor not in anchors(to)


def command_names() -> list[str]:
    """Every command that one can type, those of a group by both words."""
    return [*(name for name in COMMANDS if name != "data"), "data check", "data import"]


@pytest.mark.parametrize("page", documents.pages(), ids=documents.name_of)
def test_every_link_within_the_project_leads_somewhere(page: Path) -> None:
    assert [target for target in links(page) if leads_nowhere(page, target)] == []


def test_a_link_to_nowhere_is_found() -> None:
    page = ROOT / "README.md"

    assert leads_nowhere(page, "docs/nothing.md")
    assert leads_nowhere(page, "docs/glossary.md#nothing")
    assert not leads_nowhere(page, "#what-is-not-there-yet")
    assert not leads_nowhere(page, "docs/facts.md#comptoml")


def test_every_file_that_a_page_names_is_there() -> None:
    named = {
        (documents.name_of(page), name)
        for page in documents.pages()
        for name in NAMED.findall(documents.prose(page))
    }

    named = {(page, name) for page, name in named if "CODE" not in name}  # which stands for any code

    assert len(named) > 20
    assert [(page, name) for page, name in sorted(named) if not (ROOT / name).exists()] == []


def test_every_command_is_in_the_documents() -> None:
    text = "\n".join(
        page.read_text(encoding="utf-8") for page in documents.pages() if "CHANGELOG" not in page.name
    )

    assert [name for name in command_names() if not re.search(rf"\bcomp {name}\b", text)] == []


def test_every_page_can_be_reached_from_the_readme() -> None:
    seen: set[Path] = set()
    waiting = [ROOT / "README.md"]
    while waiting:
        page = waiting.pop()
        seen.add(page)
        targets = ((page.parent / unquote(link).partition("#")[0]).resolve() for link in links(page))
        waiting += [to for to in targets if to.suffix == ".md" and to.is_file() and to not in seen]

    assert [documents.name_of(page) for page in documents.pages() if page not in seen] == []


def test_the_index_of_decisions_lists_every_record_once_and_in_order() -> None:
    folder = ROOT / "docs" / "decisions"
    index = (folder / "README.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| \[(\d{4})\]\(([^)]+)\) \| .+ \|$", index, re.MULTILINE)

    records = sorted(path.name for path in folder.glob("*.md") if RECORD.fullmatch(path.name))
    assert records
    assert rows == [(name[:4], name) for name in records]


def test_the_glossary_explains_each_word_once_and_in_order() -> None:
    text = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
    words = re.findall(r"^\| ([a-z][a-z -]+) \| .+ \|$", text, re.MULTILINE)[1:]

    assert len(words) > 60
    assert [word for word in set(words) if words.count(word) > 1] == []
    assert words == sorted(words, key=lambda word: word.replace("-", " "))


def test_the_glossary_points_only_at_decisions_that_exist() -> None:
    text = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
    pointed = {
        number for group in re.findall(r"\[(\d{4}(?:, \d{4})*)\]", text) for number in group.split(", ")
    }
    records = {path.name[:4] for path in (ROOT / "docs" / "decisions").glob("0*.md")}

    assert pointed
    assert pointed - records == set()


def test_the_pictures_are_shown_and_say_nothing_of_the_machine_that_drew_them() -> None:
    shown = {Path(link).name for page in documents.pages() for link in links(page)}
    pictures = [path for path in (ROOT / "docs" / "pictures").iterdir() if path.suffix in {".svg", ".png"}]

    assert pictures
    assert [path.name for path in pictures if path.name not in shown] == []
    for path in pictures:
        if path.suffix == ".svg":
            text = path.read_text(encoding="utf-8").replace("http://www.w3.org/2000/svg", "")
            assert re.findall(r"\w+://|/(?:home|tmp|root|Users|work)/", text) == [], path.name
