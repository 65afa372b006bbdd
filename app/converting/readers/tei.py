"""TEI with inline quotations: said, q, quote and soCalled, with who and toWhom (TEI P5, 3.3.3).

The text is that of the body, each paragraph, heading or verse as a line. White space around a line break of
the file is a space, as TEI's own tools read it. Marks are left as they are in the text.
"""

import re

from lxml import etree

from app.converting.annotations import (
    Annotated,
    End,
    File,
    Link,
    Loss,
    Passage,
    Person,
    Piece,
    Problem,
    Refused,
    Unit,
)
from app.converting.readers.xml_files import ID, find_all, get_tag, get_words, parse
from app.vocabulary import SpeakerKind

BLOCKS = frozenset(
    """
    ab byline closer dateline div head item l lg list opener p salute signed sp speaker stage trailer
    """.split()
)
OMITTED = frozenset("corr del figDesc fw note reg surplus".split())
"""What is not of the text, or another form of it; what is left out is told."""
QUOTATIONS = frozenset("q quote said soCalled".split())
TERMS = ("soCalled", "term")
NO_SPEECH = frozenset("distinct emph foreign mentioned".split())
"""Values of type on q that are no quotations."""

_FOLDED = re.compile(r"[ \t\r\n]*[\r\n][ \t\r\n]*")
_BLANKS = " \t\r\n"


def read(file: File) -> list[Annotated]:
    """Return the text of a TEI document with its quotations."""
    root = parse(file.raw)
    bodies = find_all(root, "body")
    if not bodies:
        raise Refused([Problem("file", "has no body")])
    writer = _Writer()
    for body in bodies:
        writer.write_element(body)
    text = writer.finish()
    passages = tuple(one for element in writer.ranges if (one := _make_passage(element, writer, text)))
    return [
        Annotated(
            file.stem,
            text,
            Unit.CODE_POINTS,
            passages,
            tuple(_read_links(writer)),
            people=tuple(map(_read_person, find_all(root, "person", "personGrp", "org"))),
            facts=_read_facts(root),
            losses=tuple(writer.losses),
        )
    ]


class _Writer:
    """The text so far, and the ranges of quotations in it."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._length = 0
        self._last = "\n"
        self.ranges: dict[etree._Element, tuple[int, int]] = {}
        self.names: dict[etree._Element, str] = {}
        self.losses: list[Loss] = []

    def write_element(self, element: etree._Element) -> None:
        """Write an element and what is in it; the text behind it is its parent's."""
        tag = get_tag(element)
        if tag in OMITTED:
            self.losses.append(
                Loss(f"text of <{tag}>", f"line {element.sourceline}", get_words(element)[:100])
            )
            return
        if tag in BLOCKS or tag == "lb":
            self._break_line()
        start = self._length
        if tag:
            self._write(element.text or "")
        for child in element:
            self.write_element(child)
            self._write(child.tail or "")
        if tag in QUOTATIONS:
            self.ranges[element] = (start, self._length)
            self.names[element] = element.get(ID) or f"{tag} {len(self.ranges)}"
        if tag in BLOCKS:
            self._break_line()

    def finish(self) -> str:
        """Return the whole text, without a line end at its end."""
        return "".join(self._parts).rstrip(_BLANKS)

    def _write(self, text: str) -> None:
        text = _FOLDED.sub(" ", text)
        if self._last in _BLANKS:
            text = text.lstrip(_BLANKS)
        if text:
            self._parts.append(text)
            self._length += len(text)
            self._last = text[-1]

    def _break_line(self) -> None:
        if self._last != "\n":
            self._parts.append("\n")
            self._length += 1
            self._last = "\n"


def _make_passage(element: etree._Element, writer: _Writer, text: str) -> Passage | None:
    """Return the passage of an element; None if nothing is in it, which is told."""
    start, end = writer.ranges[element]
    words = text[start:end]
    start += len(words) - len(words.lstrip(_BLANKS))
    end = min(end, len(text)) - (len(words) - len(words.rstrip(_BLANKS)))
    place = f"line {element.sourceline}"
    if start >= end:
        writer.losses.append(Loss("empty quotation", place, get_tag(element)))
        return None
    properties = [(name, value) for name in ("who", "toWhom") for value in _list_references(element, name)]
    return Passage(
        writer.names[element],
        _list_labels(element),
        place,
        (Piece(start, end, text[start:end]),),
        None,
        None,
        tuple(properties),
    )


def _list_labels(element: etree._Element) -> tuple[str, ...]:
    tag, kind = get_tag(element), element.get("type", "")
    if tag == "soCalled":
        return (tag,)
    if kind in NO_SPEECH:
        return (kind,)
    own = "indirect" if element.get("direct") == "false" else "direct"
    kind = "thought" if element.get("aloud") == "false" else kind
    return tuple(filter(None, ("term" if kind in TERMS else own, kind, tag)))


def _list_references(element: etree._Element, name: str) -> list[str]:
    return [f"#{one.rpartition('#')[2]}" for one in element.get(name, "").split()]


def _read_links(writer: _Writer) -> list[Link]:
    """Return the links between the parts of interrupted quotations."""
    links = {}
    for element in writer.ranges:
        for name in ("next", "prev"):
            for target in _list_references(element, name):
                ends = tuple(sorted((writer.names[element], target[1:])))
                links[ends] = Link(
                    "continues", tuple(End("", one) for one in ends), f"line {element.sourceline}"
                )
    return list(links.values())


def _read_person(element: etree._Element) -> Person:
    names = [get_words(one) for one in find_all(element, "persName", "orgName", "name")]
    addresses = [get_words(one) for one in find_all(element, "idno")]
    identifier = element.get(ID, "")
    kind = SpeakerKind.PERSON if get_tag(element) == "person" else SpeakerKind.ORGANIZATION
    same_as = tuple(one for one in addresses if one.startswith(("http://", "https://")))
    return Person(
        identifier, names[0] if names else identifier, kind, tuple(dict.fromkeys(names[1:])), same_as
    )


def _read_facts(root: etree._Element) -> dict[str, str]:
    """Return the language that the document states."""
    texts = [root, *find_all(root, "text", "body")]
    stated = [one.get("{http://www.w3.org/XML/1998/namespace}lang") for one in texts]
    languages = list(filter(None, stated))
    return {"language": languages[-1]} if languages else {}
