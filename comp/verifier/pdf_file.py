"""A PDF file opened for reading: its objects, its streams, the files attached to it.

It reads the newest version of everything, as a viewer does. It must not repair a broken file, and must end on
every input: with what was asked for, or with PdfError.
"""

from __future__ import annotations

from collections.abc import Iterator

from comp.verifier.pdf_filters import PDF_LARGEST_STREAM, pdf_decoded
from comp.verifier.pdf_syntax import PdfError, PdfObject, PdfRef, PdfStream, PdfTokens, pdf_text_string
from comp.verifier.pdf_xref import PdfPlace, PdfPlaces, read_object_at, read_places

# Reading one object may need others: the length of its stream, the stream that holds it.
_PDF_DEEPEST_LOADING = 24
_PDF_LONGEST_CHAIN = 32
# Small steps that reading all of a file may take, some million in a second. A file could be made whose parts
# are read over and over; a page of a statement takes fewer than a hundred thousand.
_PDF_MOST_STEPS = 20_000_000


class PdfFile:
    """The objects of a file by number, read as they are asked for."""

    def __init__(self, data: bytes, places: PdfPlaces) -> None:
        self.data = data
        self.trailer = places.trailer
        self.sections = places.sections
        self.hybrid = places.hybrid
        self._places = places.places
        self._objects: dict[int, PdfObject] = {}
        self._loading = 0
        self._containers: dict[int, dict[int, tuple[int, PdfTokens]]] = {}
        self._decoded: dict[int, bytes] = {}
        self._decoded_bytes = 0
        self._steps_left = _PDF_MOST_STEPS

    @property
    def encrypted(self) -> bool:
        """Whether strings and streams are encrypted; nothing here decrypts them."""
        return self.trailer.get("Encrypt") is not None

    @property
    def catalog(self) -> dict[str, PdfObject]:
        """The dictionary that everything hangs on."""
        return self.dictionary(self.trailer.get("Root"), "the catalog (/Root)")

    def spend(self, steps: int) -> None:
        """Count work done on this file.

        Raises:
            PdfError: it has become too much.
        """
        self._steps_left -= steps
        if self._steps_left < 0:
            raise PdfError(
                f"reading the file takes more than {_PDF_MOST_STEPS} steps; it is larger than it looks"
            )

    def resolve(self, value: PdfObject) -> PdfObject:
        """What a reference leads to; any other value is itself. A missing object is None."""
        for _ in range(_PDF_LONGEST_CHAIN):
            if not isinstance(value, PdfRef):
                return value
            value = self._load(value)
        raise PdfError(f"references lead on more than {_PDF_LONGEST_CHAIN} times without reaching a value")

    def dictionary(self, value: PdfObject, where: str) -> dict[str, PdfObject]:
        """The dictionary that a value is or leads to; `where` names it in the message."""
        found = self.resolve(value)
        if not isinstance(found, dict):
            raise PdfError(f"{where} is no dictionary")
        return found

    def optional_dictionary(self, value: PdfObject) -> dict[str, PdfObject]:
        """The dictionary that a value is or leads to, or that of a stream; empty where there is none."""
        found = self.resolve(value)
        if isinstance(found, PdfStream):
            return found.entries
        return found if isinstance(found, dict) else {}

    def values(self, value: PdfObject) -> list[PdfObject]:
        """The list that a value is or leads to; a single value is a list of one, nothing an empty one."""
        found = self.resolve(value)
        if found is None:
            return []
        if not isinstance(found, list):
            return [found]
        self.spend(len(found))
        return found

    def content(self, stream: PdfStream) -> bytes:
        """A stream's bytes with its filters undone.

        Raises:
            PdfError: they cannot be, or all streams together come to too much.
        """
        if stream.offset in self._decoded:
            return self._decoded[stream.offset]
        where = f"the stream of object {stream.number}"
        if self.encrypted:
            raise PdfError(f"{where} cannot be read: the file is encrypted")
        filters = [self.resolve(each) for each in self.values(stream.entries.get("Filter"))]
        decoded = pdf_decoded(stream.raw, filters, self._parameters(stream), where)
        self._decoded_bytes += len(decoded)
        if self._decoded_bytes > PDF_LARGEST_STREAM:
            raise PdfError(f"the file's streams inflate to more than {PDF_LARGEST_STREAM} bytes")
        self._decoded[stream.offset] = decoded
        return decoded

    def attachments(self) -> dict[str, bytes]:
        """The attached files by name; of several with one name the first, see `unusual`.

        Raises:
            PdfError: an attachment is named but cannot be read.
        """
        found: dict[str, bytes] = {}
        for name, stream in self.attached():
            if name not in found:
                found[name] = self.content(stream)
        return found

    def attached(self) -> list[tuple[str, PdfStream]]:
        """Name and stream of each attached file: by the tree of names first, then others that /AF names."""
        catalog = self.catalog
        names = self.optional_dictionary(catalog.get("Names"))
        specified = [*self._named_files(names.get("EmbeddedFiles")), *self.values(catalog.get("AF"))]
        found: list[tuple[str, PdfStream]] = []
        seen: set[tuple[str, int]] = set()
        for each in specified:
            specification = self.dictionary(each, "the specification of an attached file")
            for name, stream in self._specified(specification):
                if (name, stream.offset) not in seen:
                    seen.add((name, stream.offset))
                    found.append((name, stream))
        return found

    def _specified(self, specification: dict[str, PdfObject]) -> Iterator[tuple[str, PdfStream]]:
        """Each stream of one specification: it may hold one for each kind of system, all under one name."""
        if self.encrypted:
            raise PdfError("attached files cannot be read: the file is encrypted")
        name = self.resolve(specification.get("UF", specification.get("F")))
        if not isinstance(name, bytes):
            raise PdfError("an attached file has no name (/UF or /F)")
        embedded = self.optional_dictionary(specification.get("EF"))
        for key in ("UF", "F", "DOS", "Mac", "Unix"):
            if key in embedded:
                stream = self.resolve(embedded[key])
                if not isinstance(stream, PdfStream):
                    raise PdfError(f"the attached file {pdf_text_string(name)!r} has no bytes")
                yield pdf_text_string(name), stream

    def _named_files(self, root: PdfObject) -> list[PdfObject]:
        """The values of the tree of names, in its order."""
        found: list[PdfObject] = []
        waiting, seen = [root], set[int]()
        while waiting:
            value = waiting.pop()
            node = self.optional_dictionary(value)
            if id(node) in seen and node:
                raise PdfError("the tree of attached files leads round in a ring")
            seen.add(id(node))
            found += self.values(node.get("Names"))[1::2]
            waiting += reversed(self.values(node.get("Kids")))
        return found

    def _parameters(self, stream: PdfStream) -> list[PdfObject]:
        parameters = self.values(stream.entries.get("DecodeParms"))
        resolved: list[PdfObject] = []
        for each in parameters:
            entries = self.optional_dictionary(each)
            resolved.append({key: self.resolve(value) for key, value in entries.items()})
        return resolved

    def _load(self, reference: PdfRef) -> PdfObject:
        number = reference.number
        place = self._places.get(number)
        if place is None:
            return None
        if place.generation != reference.generation:
            raise PdfError(
                f"object {number} is asked for in generation {reference.generation}, "
                f"and the file holds generation {place.generation}"
            )
        if number not in self._objects:
            if self._loading > _PDF_DEEPEST_LOADING:
                raise PdfError(
                    f"object {number} cannot be read without others that rest on it, or on too many"
                )
            self._loading += 1
            try:
                self._objects[number] = self._read(number, place)
            finally:
                self._loading -= 1
        return self._objects[number]

    def _read(self, number: int, place: PdfPlace) -> PdfObject:
        if place.container is not None:
            return self._contained(number, place.container)
        if not 0 < place.offset < len(self.data):
            raise PdfError(f"object {number} is said to stand at byte {place.offset}, outside the file")
        found, value = read_object_at(self.data, place.offset, self.resolve)
        if found != PdfRef(number, place.generation):
            raise PdfError(
                f"the file, byte {place.offset}: object {number} was expected here, "
                f"and {found.number} stands here"
            )
        self.spend(10)
        return value

    def _contained(self, number: int, container: int) -> PdfObject:
        if container not in self._containers:
            self._containers[container] = self._opened(container)
        if number not in self._containers[container]:
            raise PdfError(f"object {number} is said to stand in object {container}, and is not there")
        start, tokens = self._containers[container][number]
        tokens.pos = start
        value = tokens.object()
        self.spend(10 + tokens.pos - start)
        return value

    def _opened(self, container: int) -> dict[int, tuple[int, PdfTokens]]:
        """Where each object of an object stream begins."""
        place = self._places.get(container)
        stream = self.resolve(PdfRef(container, 0))
        if place is None or place.container is not None or not isinstance(stream, PdfStream):
            raise PdfError(f"object {container} is said to hold other objects, and is no stream")
        where = f"the object stream {container}"
        tokens = PdfTokens(self.content(stream), 0, where)
        count, first = self.resolve(stream.entries.get("N")), self.resolve(stream.entries.get("First"))
        if not isinstance(count, int) or not isinstance(first, int) or not 0 <= count <= len(tokens.data):
            raise PdfError(f"{where} does not say how many objects it holds")
        self.spend(len(tokens.data))
        starts: dict[int, tuple[int, PdfTokens]] = {}
        for _ in range(count):
            number, offset = tokens.token(), tokens.token()
            if not isinstance(number, int) or not isinstance(offset, int) or offset < 0 or first < 0:
                raise tokens.error("a number and an offset of an object were expected")
            if number in starts:
                raise tokens.error(f"object {number} stands here twice")
            starts[number] = (first + offset, tokens)
        return starts


def read_pdf(data: bytes) -> PdfFile:
    """Open a PDF file.

    Raises:
        PdfError: it is none, or its cross-references cannot be read, or it has no catalog.
    """
    file = PdfFile(data, read_places(data))
    if not file.encrypted:
        _ = file.catalog
    return file
