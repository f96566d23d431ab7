"""Runs a page's content and says which text it shows, in its order, and what it paints besides.

It must not put text in another order than the content has, and must not leave any out: its caller judges.
"""

from __future__ import annotations

import re
from binascii import unhexlify
from collections.abc import Callable, Sequence
from dataclasses import replace

from comp.verifier.pdf_file import PdfFile
from comp.verifier.pdf_fonts import PdfFont, read_font
from comp.verifier.pdf_geometry import PDF_UNMOVED, PdfMatrix, pdf_bounds, pdf_common, pdf_meet, pdf_product
from comp.verifier.pdf_pages import PdfPage, pdf_box, pdf_page_content
from comp.verifier.pdf_state import (
    PdfLaidOut,
    PdfMarked,
    PdfPainted,
    PdfPath,
    PdfShown,
    PdfState,
    pdf_laid_out,
    pdf_line_box,
    pdf_unseen,
)
from comp.verifier.pdf_syntax import PdfName, PdfObject, PdfRef, PdfStream, PdfTokens, PdfWord

_PDF_DEEPEST_FORMS = 16
_PDF_DEEPEST_STATES = 1_000
_PDF_MOST_OPERANDS = 1_000
# More letters than a ligature joins; an ellipsis can stand for all the words that it cuts.
_PDF_LONGEST_LIGATURE = 4
# What each of these costs of the file's steps, by the time and room that it takes.
_PDF_STEPS_OF_TEXT = 100
_PDF_STEPS_OF_MARK = 10
_PDF_STEPS_OF_FORM = 100
_PDF_STEPS_OF_STATE = 5
_PDF_IMAGE_END = re.compile(rb"[\0\t\n\f\r ]EI(?=[\0\t\n\f\r ]|\Z)")
# Most of a page is lines and boxes, and most text is digits in angle brackets with numbers between: what is
# plain is taken in one step here, everything else token by token. What follows each repetition cannot be part
# of it, so a text that does not fit is given up at once; its bounds keep small what the search remembers.
_PDF_PLAIN_PAINT = re.compile(
    rb"""(?:
    [-+0-9.]*(?:[\0\t\n\f\r\x20]+[-+0-9.]+){0,6}[\0\t\n\f\r\x20]+
        (?:rg|RG|G|g|K|k|w|j|J|M|i|ri)(?=[\0\t\n\f\r\x20])
    |(?:[-+0-9.]*(?:[\0\t\n\f\r\x20]+[-+0-9.]+){0,6}[\0\t\n\f\r\x20]+
        (?:m|l|c|v|y|h|re)(?=[\0\t\n\f\r\x20])){1,99}
        [\0\t\n\f\r\x20]+(?:S|s|f\*?|F|B\*?|b\*?)(?=[\0\t\n\f\r\x20])
    ){1,999}""",
    re.VERBOSE,
)
_PDF_PLAIN_ARRAY = re.compile(
    rb"""(?:[\0\t\n\f\r\x20]*(?:
    <(?:[0-9A-Fa-f]{2})*>|[-+]?(?:[0-9]{1,9}(?:\.[0-9]{0,9})?|\.[0-9]{1,9})(?=[<\]\0\t\n\f\r\x20])
    )){0,9999}[\0\t\n\f\r\x20]*\]""",
    re.VERBOSE,
)
_PDF_PLAIN_PART = re.compile(rb"<([0-9A-Fa-f]*)>|([-+0-9.]+)")
# Operators that show no text and change nothing that text depends on.
_PDF_PASSED: frozenset[str] = frozenset(
    "CS G K M RG SC cs d g h i j J k rg ri sc sh w BX EX DP MP d0 d1".split()
)
_PDF_PAINTS = frozenset("S s f F f* B B* b b* n".split())
_PDF_VALUES: frozenset[str] = frozenset("[ << true false null".split())
_PDF_POINTS = frozenset("m l c v y".split())


def paint_page(pdf: PdfFile, page: PdfPage, fonts: dict[int, PdfFont]) -> PdfPainted:
    """Run a page's content; `fonts` keeps those already read, by the number of their object.

    Raises:
        PdfError: it cannot be run, or takes too much work.
    """
    painter = _PdfPainter(pdf, page, fonts)
    content = pdf_page_content(pdf, page)
    resources = pdf.optional_dictionary(page.entries.get("Resources"))
    painter.run(content, resources, page.object_number, f"the content of page {page.number}")
    return painter.painted


class _PdfPainter:
    def __init__(self, pdf: PdfFile, page: PdfPage, fonts: dict[int, PdfFont]) -> None:
        self.pdf = pdf
        self.painted = PdfPainted()
        self.state = PdfState(page.box)
        self.saved: list[PdfState] = []
        self.marked = [PdfMarked()]
        self.text_matrix = self.line_matrix = PDF_UNMOVED
        self.path = PdfPath()
        self.resources: dict[str, PdfObject] = {}
        self.owner = 0
        self.floor: int = 0
        self.marked_floor: int = 1
        self.forms: list[int] = []
        self.fonts = fonts
        self.tokens = PdfTokens(b"")

    def run(self, content: bytes, resources: dict[str, PdfObject], owner: int, where: str) -> None:
        """Run the content of the page or of a form within it; its marked content belongs to `owner`."""
        kept = (self.resources, self.owner, self.tokens, self.floor, self.marked_floor)
        self.pdf.spend(len(content) // 16)
        self.resources, self.owner, self.tokens = resources, owner, PdfTokens(content, 0, where)
        self.floor, self.marked_floor = len(self.saved), len(self.marked)
        self._operate()
        del self.saved[self.floor :], self.marked[self.marked_floor :]
        self.resources, self.owner, self.tokens, self.floor, self.marked_floor = kept

    def _operate(self) -> None:
        tokens = self.tokens
        operands: list[PdfObject] = []
        plain = _PDF_PLAIN_PAINT.match
        while (found := tokens.token()) is not None:
            if not isinstance(found, PdfWord):
                operands.append(found)
            elif found in _PDF_PASSED:
                operands.clear()
            elif found in _PDF_VALUES:
                operands.append(self._plain_array() if found == "[" else tokens.value(found))
            else:
                self._operator(found, operands)
                operands.clear()
                while not self.path.begun and (match := plain(tokens.data, tokens.pos)):
                    tokens.pos = match.end()
            if len(operands) > _PDF_MOST_OPERANDS:
                raise tokens.error(f"more than {_PDF_MOST_OPERANDS} operands")

    def _plain_array(self) -> PdfObject:
        """An array whose opening bracket has been read."""
        tokens = self.tokens
        match = _PDF_PLAIN_ARRAY.match(tokens.data, tokens.pos)
        if match is None:
            return tokens.value(PdfWord("["))
        tokens.pos = match.end()
        parts = _PDF_PLAIN_PART.findall(match[0])
        return [float(number) if number else unhexlify(digits) for digits, number in parts]

    def _operator(self, operator: str, operands: list[PdfObject]) -> None:
        self.pdf.spend(1)
        if operator in _PDF_POINTS:
            self.path.add(self._numbers(operands, len(operands)))
        elif operator in _PDF_PAINTS:
            self._end_path()
        elif (act := _PDF_OPERATORS.get(operator)) is not None:
            act(self, operands)
        else:
            raise self.tokens.error(f"{operator[:30]!r} is no operator")

    def _numbers(self, operands: Sequence[PdfObject], count: int) -> list[float]:
        """The last operands, as many as the operator takes."""
        numbers = (
            [float(each) for each in operands[-count:] if isinstance(each, (int, float))] if count else []
        )
        if len(numbers) < count:
            raise self.tokens.error(f"{count} numbers were expected before an operator")
        return numbers

    def _number(self, operands: Sequence[PdfObject]) -> float:
        return self._numbers(operands, 1)[0]

    def _last(self, operands: Sequence[PdfObject]) -> PdfObject:
        if not operands:
            raise self.tokens.error("an operator has no operand")
        return operands[-1]

    def _resource(self, kind: str, name: PdfObject) -> PdfObject:
        """What a name stands for among the resources of a kind; None where it stands for nothing."""
        named = self.pdf.optional_dictionary(self.resources.get(kind))
        return named.get(name) if isinstance(name, PdfName) else None

    # The graphics state

    def save(self, operands: list[PdfObject]) -> None:
        del operands
        self.pdf.spend(_PDF_STEPS_OF_STATE)
        self.saved.append(self.state.copied())
        if len(self.saved) > _PDF_DEEPEST_STATES:
            raise self.tokens.error(f"q stands more than {_PDF_DEEPEST_STATES} times without Q")

    def restore(self, operands: list[PdfObject]) -> None:
        del operands
        if len(self.saved) > self.floor:
            self.state = self.saved.pop()

    def transform(self, operands: list[PdfObject]) -> None:
        self.state.matrix = pdf_product(self._matrix(operands), self.state.matrix)

    def set_states(self, operands: list[PdfObject]) -> None:
        """Take what a named state says of transparency and of the font."""
        states = self.pdf.optional_dictionary(self._resource("ExtGState", self._last(operands)))
        fill, stroke = self.pdf.resolve(states.get("ca")), self.pdf.resolve(states.get("CA"))
        if isinstance(fill, (int, float)):
            self.state.fill_alpha = float(fill)
        if isinstance(stroke, (int, float)):
            self.state.stroke_alpha = float(stroke)
        if isinstance(self.pdf.resolve(states.get("SMask")), dict):
            self.painted.masks += 1
        font = self.pdf.values(states.get("Font"))
        if len(font) == 2:
            self.state.font = self._font(font[0], "the font of a graphics state")
            self.state.size = self._number([self.pdf.resolve(font[1])])

    def set_pattern(self, operands: list[PdfObject]) -> None:
        if operands and isinstance(operands[-1], PdfName):
            pattern = self.pdf.optional_dictionary(self._resource("Pattern", operands[-1]))
            self.painted.patterns += self.pdf.resolve(pattern.get("PatternType")) == 1

    # Paths, which count where they clip

    def rectangle(self, operands: list[PdfObject]) -> None:
        x, y, width, height = self._numbers(operands, 4)
        self.path.add([x, y, x + width, y + height])

    def clip(self, operands: list[PdfObject]) -> None:
        del operands
        self.path.clips = True

    def _end_path(self) -> None:
        """A path that clips leaves at most its bounds to be seen."""
        if self.path.clips:
            self.state.box = pdf_common(self.state.box, pdf_bounds(self.path.box, self.state.matrix))
        self.path = PdfPath()

    # Marked content

    def begin_marked(self, operands: list[PdfObject]) -> None:
        self._mark(self._last(operands), {})

    def begin_described(self, operands: list[PdfObject]) -> None:
        described = self._last(operands)
        if isinstance(described, PdfName):
            described = self._resource("Properties", described)
        self._mark(operands[-2] if len(operands) > 1 else None, self.pdf.optional_dictionary(described))

    def end_marked(self, operands: list[PdfObject]) -> None:
        del operands
        if len(self.marked) > self.marked_floor:
            self.marked.pop()

    def _mark(self, tag: PdfObject, properties: dict[str, PdfObject]) -> None:
        around = self.marked[-1]
        number = self.pdf.resolve(properties.get("MCID"))
        mark = (self.owner, number) if isinstance(number, int) else around.mark
        self.marked.append(PdfMarked(around.artifact or tag == PdfName("Artifact"), mark))
        self.painted.optional += tag == PdfName("OC")
        self.painted.replaced += "ActualText" in properties
        self.pdf.spend(_PDF_STEPS_OF_MARK)

    # What is painted as a whole

    def paint_object(self, operands: list[PdfObject]) -> None:
        reference = self._resource("XObject", self._last(operands))
        found = self.pdf.resolve(reference)
        if not isinstance(found, PdfStream):
            raise self.tokens.error("Do paints what the resources do not hold")
        self.painted.optional += "OC" in found.entries
        kind = self.pdf.resolve(found.entries.get("Subtype"))
        if kind == "Image":
            self._image()
        elif kind == "Form":
            self._form(found)
        else:
            raise self.tokens.error(f"Do paints an object of the kind {kind!s:.40}")

    def _form(self, form: PdfStream) -> None:
        if form.offset in self.forms or len(self.forms) >= _PDF_DEEPEST_FORMS:
            raise self.tokens.error(
                f"the form of object {form.number} paints itself, or forms nest too deeply"
            )
        self.pdf.spend(_PDF_STEPS_OF_FORM)
        self.forms.append(form.offset)
        kept, matrices = self.state.copied(), (self.text_matrix, self.line_matrix)
        if "Group" in form.entries:
            self.state.group_alpha *= self.state.fill_alpha
            self.state.fill_alpha = self.state.stroke_alpha = 1.0
        moved = self.pdf.values(form.entries.get("Matrix"))
        if moved:
            self.transform([self.pdf.resolve(each) for each in moved])
        if (box := pdf_box(self.pdf, form.entries.get("BBox"))) is not None:
            self.state.box = pdf_common(self.state.box, pdf_bounds(box, self.state.matrix))
        resources = self.pdf.optional_dictionary(form.entries.get("Resources")) or self.resources
        # Marked content within a form belongs to the page, unless the form says that it has its own.
        owner = form.number if "StructParents" in form.entries else self.owner
        self.run(self.pdf.content(form), resources, owner, f"the form of object {form.number}")
        self.state, (self.text_matrix, self.line_matrix) = kept, matrices
        self.forms.pop()

    def _image(self) -> None:
        """An image is painted over the unit square; text that was painted there before lies under it."""
        self.painted.images += 1
        shown = self.painted.shown
        self.pdf.spend(len(shown))
        box = pdf_common(pdf_bounds((0.0, 0.0, 1.0, 1.0), self.state.matrix), self.state.box)
        for at, text in enumerate(shown):
            if not text.unseen and text.text.strip() and pdf_meet(text.box, box):
                shown[at] = replace(text, unseen="under an image")

    def inline_image(self, operands: list[PdfObject]) -> None:
        del operands
        tokens = self.tokens
        while (found := tokens.token()) is not None and not (isinstance(found, PdfWord) and found == "ID"):
            pass
        end = _PDF_IMAGE_END.search(tokens.data, tokens.pos)
        if end is None:
            raise tokens.error("an image within the content does not end")
        tokens.pos = end.end()
        self._image()

    # Text

    def begin_text(self, operands: list[PdfObject]) -> None:
        del operands
        self.text_matrix = self.line_matrix = PDF_UNMOVED

    def set_font(self, operands: list[PdfObject]) -> None:
        if len(operands) < 2:
            raise self.tokens.error("Tf needs a font and a size")
        reference = self._resource("Font", operands[-2])
        self.state.font = self._font(reference, f"the font /{operands[-2]!s:.40}")
        self.state.size = self._number(operands)

    def _font(self, reference: PdfObject, name: str) -> PdfFont:
        key = reference.number if isinstance(reference, PdfRef) else None
        if key is None or key not in self.fonts:
            font = read_font(self.pdf, reference, f"{name} in {self.tokens.where}")
            if key is None:
                return font
            self.fonts[key] = font
        return self.fonts[key]

    def set_mode(self, operands: list[PdfObject]) -> None:
        self.state.mode = int(min(max(self._number(operands), -1), 8))

    def set_character_space(self, operands: list[PdfObject]) -> None:
        self.state.character_space = self._number(operands)

    def set_word_space(self, operands: list[PdfObject]) -> None:
        self.state.word_space = self._number(operands)

    def set_scale(self, operands: list[PdfObject]) -> None:
        self.state.scale = self._number(operands) / 100

    def set_leading(self, operands: list[PdfObject]) -> None:
        self.state.leading = self._number(operands)

    def set_rise(self, operands: list[PdfObject]) -> None:
        self.state.rise = self._number(operands)

    def move(self, operands: list[PdfObject]) -> None:
        x, y = self._numbers(operands, 2)
        self.text_matrix = self.line_matrix = pdf_product((1.0, 0.0, 0.0, 1.0, x, y), self.line_matrix)

    def move_leading(self, operands: list[PdfObject]) -> None:
        self.state.leading = -self._number(operands)
        self.move(operands)

    def place(self, operands: list[PdfObject]) -> None:
        self.text_matrix = self.line_matrix = self._matrix(operands)

    def next_line(self, operands: list[PdfObject]) -> None:
        del operands
        self.move([0.0, -self.state.leading])

    def show(self, operands: list[PdfObject]) -> None:
        self._show([self._last(operands)])

    def show_spaced(self, operands: list[PdfObject]) -> None:
        parts = self._last(operands)
        self._show(parts if isinstance(parts, list) else [parts])

    def show_on_next_line(self, operands: list[PdfObject]) -> None:
        self.next_line([])
        self.show(operands)

    def show_on_next_line_spaced(self, operands: list[PdfObject]) -> None:
        if len(operands) < 3:
            raise self.tokens.error("three operands were expected")
        self.state.word_space, self.state.character_space = self._numbers(operands[-3:-1], 2)
        self.show_on_next_line(operands)

    def _show(self, parts: Sequence[PdfObject]) -> None:
        state, font = self.state, self.state.font
        if font is None:
            raise self.tokens.error("text is shown without a font")
        laid = pdf_laid_out(state, font, parts)
        if laid is None:
            raise self.tokens.error("text is shown that is no string")
        if laid.texts:
            self._shown(font, laid)
        self.text_matrix = pdf_product((1.0, 0.0, 0.0, 1.0, laid.end, 0.0), self.text_matrix)

    def _shown(self, font: PdfFont, laid: PdfLaidOut) -> None:
        text = "".join(laid.texts)
        self.pdf.spend(_PDF_STEPS_OF_TEXT + len(laid.texts) + len(text))
        self.painted.mute_glyphs += laid.texts.count("")
        self.painted.wordy_glyphs += sum(len(each) > _PDF_LONGEST_LIGATURE for each in laid.texts)
        self.painted.drawn_fonts += font.draws_glyphs
        marked = self.marked[-1]
        unseen = pdf_unseen(self.state, self.text_matrix, laid) if text.strip() else ""
        box = pdf_line_box(self.state, self.text_matrix, laid)
        self.painted.shown.append(PdfShown(text, marked.artifact, marked.mark, box, unseen))

    def _matrix(self, operands: Sequence[PdfObject]) -> PdfMatrix:
        a, b, c, d, e, f = self._numbers(operands, 6)
        return a, b, c, d, e, f


_PDF_OPERATORS: dict[str, Callable[[_PdfPainter, list[PdfObject]], None]] = {
    "q": _PdfPainter.save,
    "Q": _PdfPainter.restore,
    "cm": _PdfPainter.transform,
    "gs": _PdfPainter.set_states,
    "scn": _PdfPainter.set_pattern,
    "SCN": _PdfPainter.set_pattern,
    "re": _PdfPainter.rectangle,
    "W": _PdfPainter.clip,
    "W*": _PdfPainter.clip,
    "BMC": _PdfPainter.begin_marked,
    "BDC": _PdfPainter.begin_described,
    "EMC": _PdfPainter.end_marked,
    "Do": _PdfPainter.paint_object,
    "BI": _PdfPainter.inline_image,
    "BT": _PdfPainter.begin_text,
    "ET": _PdfPainter.begin_text,
    "Tf": _PdfPainter.set_font,
    "Tr": _PdfPainter.set_mode,
    "Tc": _PdfPainter.set_character_space,
    "Tw": _PdfPainter.set_word_space,
    "Tz": _PdfPainter.set_scale,
    "TL": _PdfPainter.set_leading,
    "Ts": _PdfPainter.set_rise,
    "Td": _PdfPainter.move,
    "TD": _PdfPainter.move_leading,
    "Tm": _PdfPainter.place,
    "T*": _PdfPainter.next_line,
    "Tj": _PdfPainter.show,
    "TJ": _PdfPainter.show_spaced,
    "'": _PdfPainter.show_on_next_line,
    '"': _PdfPainter.show_on_next_line_spaced,
}
