"""What every reader of annotations returns: a text, passages of it with labels, and links between them."""

import codecs
from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from typing import NamedTuple

from app.verbatim import Selector
from app.vocabulary import SpeakerKind

OFFSET_MAX = 10_000_000
"""No text is as long: a larger offset is a mistake, and would only cost memory."""
_OTHERS = {
    b"PK\x03\x04": "a ZIP archive; unpack it",
    b"PK\x05\x06": "an empty ZIP archive; export it again",
    b"\x1f\x8b": "packed by gzip; unpack it",
    codecs.BOM_UTF16_LE: "UTF-16; write it as UTF-8",
    codecs.BOM_UTF16_BE: "UTF-16; write it as UTF-8",
}
"""What files begin with that are not UTF-8, and what to do."""
SHOWN_MAX = 3
"""Places that the line of a refusal names; the report has all of them."""


class Unit(StrEnum):
    """What the offsets of a file count."""

    CODE_POINTS = "code points"
    UTF16 = "UTF-16 code units"
    GRAPHEMES = "grapheme clusters"


class Problem(NamedTuple):
    """Something about a place in a file: a passage, a row, an element."""

    place: str
    detail: str


class RefusedFile(Exception):
    """A file, or one of its texts, is not converted. `problems` lists every place that is wrong."""

    def __init__(self, problems: Sequence[Problem], summary: str = "") -> None:
        self.problems = tuple(problems)
        shown = "; ".join(f"{one.place}: {one.detail}" for one in problems[:SHOWN_MAX])
        more = f"; and {len(problems) - SHOWN_MAX} more" if len(problems) > SHOWN_MAX else ""
        super().__init__(": ".join(filter(None, (summary, shown + more))))


class Loss(NamedTuple):
    """Something of a file that its document cannot keep, or keeps in another form."""

    kind: str
    place: str
    detail: str


class Piece(NamedTuple):
    """A half-open range in the unit of the file, and the words that the file gives for it, if any."""

    start: int
    end: int
    words: str | None = None


class LabelledPassage(NamedTuple):
    """A labelled passage of the text.

    Its labels come with the most specific one first; the first `equal_labels` of them are of one rank, and
    those that are not taken are told. It has `pieces`, a `selector`, or both. `words` are those of all pieces
    in the order of the file, joined by spaces. `place` names it in messages. `properties` are what else the
    file says of it, for example `("speaker", "Anna Berg")`. `is_unsure` tells that the file itself is not
    sure of it.
    """

    id: str
    labels: tuple[str, ...]
    place: str
    pieces: tuple[Piece, ...] = ()
    words: str | None = None
    selector: Selector | None = None
    properties: tuple[tuple[str, str], ...] = ()
    is_unsure: bool = False
    equal_labels: int = 0


class End(NamedTuple):
    """One end of a link: a passage, and the part that it plays there, as the file names it."""

    role: str
    passage: str


class Link(NamedTuple):
    """A relation, or an event with several arguments; the label is empty if the file gives it none."""

    label: str
    ends: tuple[End, ...]
    place: str


class Person(NamedTuple):
    """Somebody whom the file describes under an id of its own."""

    id: str
    name: str
    kind: SpeakerKind
    names: tuple[str, ...] = ()
    same_as: tuple[str, ...] = ()


class Annotated(NamedTuple):
    """A text with its annotations.

    `unit` is that of the format. `witnesses` are further words with offsets, such as tokens, by which the
    unit is checked. `facts` are fields of the document that the file states. `has_spaces_for_line_ends` tells
    that the format writes a space for a line end within words. `may_have_orphans` tells that it keeps
    annotations whose words are no longer in the text, and that nothing in the file tells which these are.
    """

    name: str
    text: str
    unit: Unit
    passages: tuple[LabelledPassage, ...]
    links: tuple[Link, ...] = ()
    witnesses: tuple[Piece, ...] = ()
    people: tuple[Person, ...] = ()
    facts: Mapping[str, str] = {}
    losses: tuple[Loss, ...] = ()
    has_spaces_for_line_ends: bool = False
    may_have_orphans: bool = False


class File(NamedTuple):
    """The bytes of a file, or of one of its lines, and a way to files that belong to it.

    `stem` is the name of the file without folder and ending. `find_text` returns the text for the first of
    some names (without an ending) that has one; `find` returns the file beside this one that has the first of
    some names. Both return None if there is none.
    """

    name: str
    stem: str
    raw: bytes
    find_text: Callable[[Sequence[str]], bytes | None]
    find: Callable[[Sequence[str]], bytes | None]
    number: int | None = None
    """The number of the line, or of the item of a list, if this is one."""


def read_offset(value: object, place: str) -> int:
    """Return an offset, or raise `RefusedFile` for what is none: text, a fraction, a number out of range."""
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= OFFSET_MAX:
        raise RefusedFile([Problem(place, f"{str(value)[:40]!r} is no offset")])
    return value


def read_digits(digits: str, place: str) -> int:
    """Return the offset that ASCII digits write, or raise `RefusedFile`."""
    if not (digits.isascii() and digits.isdigit() and len(digits) <= len(str(OFFSET_MAX))):
        raise RefusedFile([Problem(place, f"{digits[:40]!r} is no offset")])
    return read_offset(int(digits), place)


def drop_byte_order_mark(raw: bytes) -> bytes:
    """Return a file of annotations without the mark that some editors write before UTF-8."""
    return raw.removeprefix(codecs.BOM_UTF8)


def decode_utf8(raw: bytes, place: str) -> str:
    """Return bytes as text, exactly: UTF-8, line ends and a byte order mark kept. Raises `RefusedFile`."""
    kind = next((kind for beginning, kind in _OTHERS.items() if raw.startswith(beginning)), None)
    if kind is not None:
        raise RefusedFile([Problem(place, f"is {kind} first")])
    try:
        return raw.decode()
    except UnicodeDecodeError as error:
        detail = f"byte {error.start} is not UTF-8; convert the file first, for example from Windows-1252"
        raise RefusedFile([Problem(place, detail)]) from None


def read_text(file: File, names: Sequence[str]) -> str:
    """Return the text that a file annotates, from a file of its own, or raise `RefusedFile`."""
    raw = file.find_text(names)
    if raw is None:
        looked = ", ".join(f"{name}.txt" for name in list(dict.fromkeys(names))[:SHOWN_MAX])
        detail = f"there is no {looked}; name the text, or its folder, with --text"
        raise RefusedFile([Problem("text", detail)])
    return decode_utf8(raw, "text")
