"""What holds for every page: colours that can be read, whole parts, nothing that the policy refuses."""

import re
from datetime import UTC, date, datetime
from importlib.resources import files
from pathlib import Path

import pytest
from jinja2 import UndefinedError

from api.formats import filters
from api.pages import environment
from comp.language.money import Money

API = Path(str(files("api")))
CSS = (API / "static" / "portal.css").read_text(encoding="utf-8")
TEMPLATES = sorted((API / "templates").rglob("*.html"))
MACROS = '{% import "parts/macros.html" as m %}'


def shown(text: str, **context: object) -> str:
    return environment("en_US").from_string(MACROS + text).render(**context)


def tokens() -> list[dict[str, str]]:
    """The colours of light and of dark; what dark leaves out is as in light."""
    light, dark = (
        dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", block))
        for block in re.findall(r":root \{(.*?)\}", CSS, re.DOTALL)[:2]
    )
    return [light, light | dark]


def brightness(colour: str) -> float:
    """Relative luminance, by WCAG 2.2."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((brightness(one), brightness(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


# What is written on what, as the rules below the tokens have it.
WRITTEN_ON = {
    "ink": ("paper", "ground", "wash", "mark", "good-wash", "wait-wash", "bad-wash"),
    "soft": ("paper", "ground", "wash"),
    "accent": ("paper", "ground", "wash"),
    "link": ("paper", "ground", "wash", "bad-wash"),
    "on-lead": ("lead",),
    "on-lead-soft": ("lead",),
    "good": ("paper", "ground"),
    "wait": ("paper", "ground"),
    "bad": ("paper", "ground"),
}


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
def test_every_text_can_be_read_on_what_lies_behind_it(scheme: int) -> None:
    colours = tokens()[scheme]
    weak = {
        (text, ground): round(contrast(colours[text], colours[ground]), 2)
        for text, grounds in WRITTEN_ON.items()
        for ground in grounds
        if contrast(colours[text], colours[ground]) < 4.5
    }
    assert weak == {}


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
def test_edges_of_what_is_filled_in_can_be_seen(scheme: int) -> None:
    colours = tokens()[scheme]
    for ground in ("paper", "ground"):
        assert contrast(colours["line"], colours[ground]) >= 3
        assert contrast(colours["focus"], colours[ground]) >= 3


def test_no_colour_stands_outside_the_tokens() -> None:
    rules = re.sub(r":root \{.*?\}", "", CSS, flags=re.DOTALL)
    drawn = re.sub(r'\[(?:fill|stroke)="#[0-9a-f]{6}"\]', "", rules)  # those of the PDF, which are replaced
    assert re.findall(r"#[0-9a-f]{3,8}\b|rgb|hsl", drawn) == []


def test_widths_in_per_cent_are_all_there() -> None:
    assert re.findall(r"\.w-(\d+) \{ width: (\d+)%; \}", CSS) == [(str(n), str(n)) for n in range(101)]


def test_nothing_comes_from_elsewhere() -> None:
    assert re.findall(r"url\(|@import|https?:", CSS) == []


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: str(path.relative_to(API / "templates")))
def test_no_template_holds_what_the_policy_refuses(template: Path) -> None:
    text = template.read_text(encoding="utf-8")
    assert re.findall(r"<style|\sstyle=|\son[a-z]+=|javascript:|<script(?! src=\"/static/)", text) == []
    assert re.findall(r"\| ?safe\b", text) == []


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: str(path.relative_to(API / "templates")))
def test_every_form_that_changes_something_holds_the_token(template: Path) -> None:
    text = template.read_text(encoding="utf-8")
    parts = re.findall(r"{% macro (\w+)(.*?){% endmacro", text, re.DOTALL)
    # A part of the same page may hold it, and the shared form is given it by whoever calls it.
    ways = ["csrf_field()", "{{ caller() }}", *(f"{name}(" for name, body in parts if "csrf_field()" in body)]
    sent = [form for form in re.findall(r"<form.*?</form>", text, re.DOTALL) if 'method="post"' in form]
    assert [form[:80] for form in sent if not any(way in form for way in ways)] == []


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: str(path.relative_to(API / "templates")))
def test_every_head_of_a_row_or_column_says_which(template: Path) -> None:
    heads = re.findall(r"<th\b[^>]*>", template.read_text(encoding="utf-8"))
    assert [head for head in heads if "scope=" not in head] == []


def test_an_amount_has_its_currency_and_none_is_read_as_such() -> None:
    assert shown("{{ m.money(a) }}", a=Money(123456, "USD")) == '<span class="money">$1,234.56</span>'
    assert '<span class="unseen">none</span>' in shown("{{ m.money(none) }}")
    several = shown("{{ m.amounts(a) }}", a=[Money(100, "USD"), Money(500, "JPY")])
    assert re.findall(r">([^<]+)<", several) == ["$1.00", "¥500"]


def test_days_and_times_are_written_by_the_companys_locale() -> None:
    german = filters("de_DE")
    assert german["money"](Money(123456, "EUR")) == "1.234,56\N{NO-BREAK SPACE}€"
    assert german["amount"](Money(123456, "EUR")) == "1.234,56"
    assert german["day"](date(2026, 3, 31)) == "31.03.2026"
    assert filters("en_US")["moment"](datetime(2026, 3, 31, 9, 5, tzinfo=UTC)) == "Mar 31, 2026, 09:05 UTC"
    assert filters("en_US")["count"](12345) == "12,345"
    assert 'datetime="2026-03-31"' in shown("{{ m.day(d) }}", d=date(2026, 3, 31))


def test_a_field_is_tied_to_its_label_hint_and_error() -> None:
    field = shown('{{ m.field("login", "Login <b>", "x\\"y", hint="h", error="e", more={"maxlength": 8}) }}')
    assert '<label for="login">Login &lt;b&gt;</label>' in field
    assert 'value="x&#34;y"' in field
    assert 'aria-describedby="login-hint login-error" aria-invalid="true" maxlength="8"' in field
    assert 'id="login-hint">h<' in field
    assert 'id="login-error">e<' in field


def test_what_was_written_as_a_password_is_not_sent_back() -> None:
    assert "secret" not in shown('{{ m.field("p", "Password", "secret", type="password") }}')


def test_a_choice_keeps_what_was_chosen() -> None:
    select = shown('{{ m.choice("s", "State", [("", "All"), ("a", "A")], "a") }}')
    assert '<option value="a" selected>A</option>' in select
    assert select.count("selected") == 1


def test_faults_lead_to_their_fields() -> None:
    told = shown('{{ m.faults([("login", "Write your login."), ("", "Too late.")]) }}')
    assert "2 things need mending" in told
    assert '<a href="#login">Write your login.</a>' in told
    assert shown("{{ m.faults([]) }}").strip() == ""


def test_a_deed_asks_once_more_without_a_script() -> None:
    asked = shown('{% call m.confirm("Post", "Sure?", "/close", kind="bad") %}TOKEN{% endcall %}')
    assert re.search(
        r"<details.*<summary>Post</summary>.*action=\"/close\".*Sure\?.*TOKEN.*</details>", asked, re.DOTALL
    )


def test_progress_without_a_total_only_goes_on() -> None:
    assert "value=" not in shown('{{ m.progress("Waiting") }}')
    assert 'value="3" max="9"' in shown('{{ m.progress("Comparing", 3, 9) }}')
    assert "3 of 9" in shown('{{ m.progress("Comparing", 3, 9) }}')


def test_a_name_that_is_missing_is_a_fault() -> None:
    with pytest.raises(UndefinedError):
        shown("{{ nobody_gave_this }}")
