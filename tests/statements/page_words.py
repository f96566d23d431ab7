"""The words of a page as a reader meets them: a line a block, a bar between the cells of a row."""

from html.parser import HTMLParser

_BLOCKS = {"p", "h1", "h2", "h3", "h4", "tr", "div", "section", "header", "table", "br"}
_UNDRAWN = {"style", "title", "script"}


def words_of(html: str) -> str:
    reader = _Reader()
    reader.feed(html)
    reader.close()
    lines = ("".join(line).split() for line in reader.lines)
    shown = (" ".join(line).strip("| ") for line in lines)
    return "\n".join(line for line in shown if line) + "\n"


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.lines: list[list[str]] = [[]]
        self._undrawn = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        del attrs
        self._undrawn += tag in _UNDRAWN
        if tag in _BLOCKS:
            self.lines.append([])
        elif tag in {"td", "th"}:
            self.lines[-1].append(" | ")
        elif tag == "span":
            self.lines[-1].append(" ")

    def handle_endtag(self, tag: str) -> None:
        self._undrawn -= tag in _UNDRAWN
        if tag in _BLOCKS:
            self.lines.append([])

    def handle_data(self, data: str) -> None:
        if not self._undrawn:
            self.lines[-1].append(data)
