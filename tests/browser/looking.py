"""What every page must stand: axe-core's rules, the keyboard, a small phone."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final, Literal, TypeAlias, TypedDict, cast

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, ViewportSize

DESKTOP: Final[ViewportSize] = {"width": 1280, "height": 800}
PHONE: Final[ViewportSize] = {"width": 390, "height": 844}
_SMALL_PHONE: Final[ViewportSize] = {"width": 360, "height": 740}
# What can be tabbed to, once it is shown; of radio buttons of one name the browser offers one.
_REACHABLE: Final = """() => {
  const radios = new Set();
  return [...document.querySelectorAll('a[href], button, input, select, textarea, summary, [tabindex="0"]')]
    .filter((each) => !each.disabled && each.type !== "hidden")
    .filter((each) => each.checkVisibility({ visibilityProperty: true }))
    .filter((each) => each.type !== "radio" || (!radios.has(each.name) && radios.add(each.name)))
    .map((each, place) => { each.dataset.place = place; return each.outerHTML.slice(0, 120); });
}"""
_FOCUSED: Final = """() => {
  const at = document.activeElement, style = getComputedStyle(at);
  const place = at.type === "radio"
    ? [...document.getElementsByName(at.name)].map((each) => each.dataset.place).find((each) => each)
    : at.dataset.place;
  const isSeen = style.outlineStyle !== "none" || style.boxShadow !== "none";
  return [place === undefined ? -1 : Number(place), isSeen];
}"""
# What was clicked last is where Tab would go on from, though it has the focus no more.
_FROM_THE_TOP: Final = """() => {
  document.body.tabIndex = -1;
  document.body.focus();
  document.body.removeAttribute("tabindex");
  scrollTo(0, 0);
}"""
# A table scrolls in its own place; all else must fit.
_WIDER: Final = """() => {
  const room = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= room) return [];
  return [...document.body.querySelectorAll("*")]
    .filter((each) => each.getBoundingClientRect().right > room + 1 && !each.closest(".region"))
    .map((each) => each.outerHTML.slice(0, 120)).slice(0, 3);
}"""
_Scheme: TypeAlias = Literal["light", "dark"]
_SCREENS: Final[tuple[tuple[str, ViewportSize, _Scheme], ...]] = (
    ("wide", DESKTOP, "light"),
    ("phone", PHONE, "dark"),
)


class _Node(TypedDict):
    target: list[str]
    failureSummary: str


class _Violation(TypedDict):
    id: str
    help: str
    nodes: list[_Node]


class _Told(TypedDict):
    """What axe-core answers, as far as it is read here."""

    violations: list[_Violation]


@dataclass
class Looks:
    """Looks once at each page, by the name that a journey gives it; what is wrong is collected."""

    axe: Axe = field(default_factory=Axe)
    seen: dict[str, int] = field(default_factory=dict[str, int])
    faults: list[str] = field(default_factory=list[str])

    def at(self, page: Page, name: str) -> None:
        """Look at the page as it stands; it is left as it was but for the scroll and the focus."""
        if name in self.seen:
            return
        before = len(self.faults)
        for label, size, scheme in _SCREENS:
            page.set_viewport_size(size)
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            self._axe(page, f"{name}, {label} and {scheme}")
        page.set_viewport_size(_SMALL_PHONE)
        self._say(f"{name}: wider than 360 px", page.evaluate(_WIDER))
        page.set_viewport_size(DESKTOP)
        page.emulate_media(color_scheme="light", reduced_motion="reduce")
        self._keyboard(page, name)
        self.seen[name] = len(self.faults) - before

    def _axe(self, page: Page, name: str) -> None:
        told = cast("_Told", self.axe.run(page, options={"resultTypes": ["violations"]}).response)
        for each in told["violations"]:
            nodes = [f"{' '.join(node['target'])}: {node['failureSummary']}" for node in each["nodes"][:3]]
            self._say(f"{name}: {each['id']}, {each['help']} ({len(each['nodes'])})", nodes)

    def _keyboard(self, page: Page, name: str) -> None:
        """Every control is reached by Tab and shows that it is; axe-core sees to the order."""
        controls: list[str] = page.evaluate(_REACHABLE)
        page.evaluate(_FROM_THE_TOP)
        reached: list[int] = []
        for _ in controls:
            page.keyboard.press("Tab")
            place, is_seen = page.evaluate(_FOCUSED)
            if not is_seen and place >= 0:
                self._say(f"{name}: focus cannot be seen", [controls[place]])
            reached.append(place)
        missed = [control for place, control in enumerate(controls) if place not in reached]
        self._say(f"{name}: not reached by the keyboard", missed[:3])

    def _say(self, what: str, where: list[str]) -> None:
        if where:
            self.faults.append("\n    ".join([what, *where]))
