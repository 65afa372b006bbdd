"""TEI with inline quotations: said, q, quote and soCalled, with who and toWhom (TEI P5, 3.3.3).

The text is that of the body, as printed: of `choice` *sic*, *orig* and *abbr*, of `app` *lem*. Other
readings, notes and headers of pages (`fw`) are left out, and that is told. Each paragraph, heading or verse
is a line. White space around a line break of the file is a space, as TEI's own tools read it. Marks are left
as they are in the text. A quotation ends before its source (`bibl`), whose words nobody said. One with a gap,
or with its source in its midst, is left out: its words are not all known, or not all its own.
"""

import re
from collections.abc import Collection, Iterator

from lxml import etree

from app.converting.annotations import (
    Annotated,
    End,
    File,
    LabelledPassage,
    Link,
    Loss,
    Person,
    Piece,
    Problem,
    RefusedFile,
    Unit,
)
from app.converting.readers.xml_files import ID, find_all, get_tag, get_words, parse
from app.vocabulary import SpeakerKind

BLOCKS = frozenset(
    """
    ab addrLine body byline cell closer dateline div div1 div2 div3 epigraph head item l label lg list opener
    p postscript row salute signed sp speaker stage table trailer
    """.split()
)
OMITTED = frozenset("del figDesc fw note surplus".split())
"""What is not of the text; what is left out is told."""
READINGS = {"choice": ("corr", "reg", "expan"), "app": ("rdg", "rdgGrp", "note", "wit", "witDetail")}
"""By element, what of its contents is not printed."""
OF_EDITORS = frozenset("corr ex expan reg supplied unclear".split())
"""Words that are an editor's, or a guess, but the only ones there are."""
BREAKS = frozenset("cb gb lb pb".split())
HYPHENS = "-\u00ad\u2010\u2011"
QUOTATIONS = frozenset("q quote said soCalled".split())
SOURCES = ("bibl", "biblStruct")
TERMS = ("soCalled", "term")
NO_SPEECH = frozenset("distinct emph foreign mentioned".split())
"""Values of type on q that are no quotations."""
KNOWN = frozenset("aloud direct id n next prev rend rendition style toWhom type who".split())
"""Attributes of quotations that are read, or say what they look like."""
SURE = "high"
"""The one value of cert that leaves no doubt (TEI P5, att.global.responsibility)."""
HEADER = ("title", "author", "editor", "publisher", "date", "idno")

_FOLDED = re.compile(r"[ \t\r\n]*[\r\n][ \t\r\n]*")
_BLANKS = " \t\r\n"


def read(file: File) -> list[Annotated]:
    """Return the texts of a TEI document, or of a corpus of them, with their quotations."""
    root = parse(file.raw)
    found = [one for one in find_all(root, "TEI") if not find_all(one, "TEI")[1:]] or [root]
    shared = [one for one in root if get_tag(one) == "teiHeader"] if found != [root] else []
    names = [one.get(ID) or f"{file.stem}-{number}" for number, one in enumerate(found, start=1)]
    return [
        _read_text(one, name if len(found) > 1 else file.stem, shared)
        for name, one in zip(names, found, strict=True)
    ]


def _read_text(root: etree._Element, name: str, headers: list[etree._Element]) -> Annotated:
    bodies = [one for one in find_all(root, "body") if not _has_around(one, ("body",))]
    if not bodies:
        raise RefusedFile([Problem(f"line {root.sourceline}", "has no body")])
    writer = _Writer()
    for body in bodies:
        writer.write_element(body)
    text = writer.finish()
    writer.losses += _list_lost(root)
    passages = tuple(one for element in writer.ranges if (one := _make_passage(element, writer, text)))
    people = [one for part in (*headers, root) for one in find_all(part, "person", "personGrp", "org")]
    return Annotated(
        name,
        text,
        Unit.CODE_POINTS,
        passages,
        tuple(_read_links(writer)),
        people=tuple(map(_read_person, people)),
        facts=_read_facts(root),
        losses=tuple(writer.losses),
    )


def _has_around(element: etree._Element, tags: Collection[str]) -> bool:
    return any(get_tag(one) in tags for one in element.iterancestors())


def _list_lost(root: etree._Element) -> Iterator[Loss]:
    """Yield what a document says outside of its bodies, and beside quotations, which no document keeps."""
    for part in find_all(root, "front", "back"):
        yield Loss(f"text of <{get_tag(part)}>", f"line {part.sourceline}", get_words(part)[:100])
    for header in find_all(root, "fileDesc"):
        stated = [f"{get_tag(one)}: {get_words(one)}" for one in find_all(header, *HEADER) if get_words(one)]
        if stated:
            yield Loss("metadata of the header", f"line {header.sourceline}", "; ".join(stated)[:200])
    for speech in find_all(root, "sp"):
        yield Loss("speech of a play", f"line {speech.sourceline}", speech.get("who", ""))
    for source in find_all(root, *SOURCES):
        if _has_around(source, ("cit", *QUOTATIONS)):
            yield Loss("source of a quotation", f"line {source.sourceline}", get_words(source)[:100])
    named = [one for body in find_all(root, "body") for one in find_all(body, "persName", "orgName", "rs")]
    if named:
        yield Loss("names marked in the text", f"{len(named)} times", get_words(named[0])[:100])


class _Writer:
    """The text so far, and the ranges of quotations in it."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._length = 0
        self._last = "\n"
        self.ranges: dict[etree._Element, tuple[int, int]] = {}
        self.sources: dict[etree._Element, tuple[int, int]] = {}
        self.names: dict[etree._Element, str] = {}
        self.losses: list[Loss] = []

    def write_element(self, element: etree._Element) -> None:
        """Write an element and what is in it; the text behind it is its parent's."""
        tag, place = get_tag(element), f"line {element.sourceline}"
        if tag in OMITTED:
            self._omit(element, f"text of <{tag}>")
        elif tag in READINGS:
            self._write_reading(element, READINGS[tag])
        elif tag in BREAKS:
            self._write_break(element, tag)
        elif tag == "gap":
            self.losses.append(Loss("gap in the text", place, element.get("reason", "")))
        elif tag:
            if tag in OF_EDITORS:
                self.losses.append(
                    Loss(f"unsure or an editor's, kept: <{tag}>", place, get_words(element)[:100])
                )
            self._write_contents(element, tag)

    def _write_break(self, element: etree._Element, tag: str) -> None:
        """Write a line end or a space, or nothing within a word; a hyphen there may be of the word or not."""
        if element.get("break") != "no":
            self._break_line() if tag == "lb" else self._write(" ")
        elif self._last in HYPHENS:
            detail = f"{self._parts[-1][-30:]}|{element.tail or ''}"[:60]
            self.losses.append(
                Loss("hyphen before a break within a word, kept", f"line {element.sourceline}", detail)
            )

    def _write_contents(self, element: etree._Element, tag: str) -> None:
        if tag in BLOCKS:
            self._break_line()
        start = self._length
        self._write(element.text or "")
        for child in element:
            self.write_element(child)
            self._write(child.tail or "")
        if tag in QUOTATIONS:
            self.ranges[element] = (start, self._length)
            self.names[element] = element.get(ID) or f"{tag} {len(self.ranges)}"
        if tag in SOURCES:
            self.sources[element] = (start, self._length)
        if tag in BLOCKS:
            self._break_line()

    def _write_reading(self, element: etree._Element, others: tuple[str, ...]) -> None:
        """Write the printed one of several readings; raises `RefusedFile` if it is not known."""
        readings = [one for one in element if get_tag(one)]
        printed = [one for one in readings if get_tag(one) not in others]
        if len(printed) != 1:
            found = ", ".join(f"<{get_tag(one)}>" for one in readings)
            detail = f"<{get_tag(element)}> has {found or 'nothing'}; which of them is printed is not known"
            raise RefusedFile([Problem(f"line {element.sourceline}", detail)])
        self.write_element(printed[0])
        for one in readings:
            if one is not printed[0]:
                self._omit(one, f"other reading, <{get_tag(one)}>")

    def _omit(self, element: etree._Element, kind: str) -> None:
        self.losses.append(Loss(kind, f"line {element.sourceline}", get_words(element)[:100]))
        for one in find_all(element, *QUOTATIONS):
            self.losses.append(Loss(f"quotation in {kind}", f"line {one.sourceline}", get_words(one)[:100]))

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


def _make_passage(element: etree._Element, writer: _Writer, text: str) -> LabelledPassage | None:
    """Return the passage of an element; None if it is left out, which is told."""
    sources = [writer.sources[one] for one in find_all(element, *SOURCES) if one in writer.sources]
    start, end = _find_words(writer.ranges[element], sources, text)
    place = f"line {element.sourceline}"
    if start >= end:
        writer.losses.append(Loss("empty quotation", place, get_tag(element)))
        return None
    if find_all(element, "gap"):
        writer.losses.append(Loss("quotation with a gap, left out", place, text[start:end][:100]))
        return None
    if any(begin < end for begin, _ in sources):
        writer.losses.append(Loss("quotation around its source, left out", place, text[start:end][:100]))
        return None
    for name, value in sorted(map(_read_attribute, element.attrib.items())):
        if name not in KNOWN:
            writer.losses.append(Loss(f"attribute {name} of a quotation", place, value[:100]))
    properties = [(name, value) for name in ("who", "toWhom") for value in _list_references(element, name)]
    return LabelledPassage(
        writer.names[element],
        _list_labels(element),
        place,
        (Piece(start, end, text[start:end]),),
        None,
        None,
        tuple(properties),
        element.get("cert", SURE) != SURE,
    )


def _find_words(span: tuple[int, int], sources: list[tuple[int, int]], text: str) -> tuple[int, int]:
    """Return where the words of a quotation are: without blanks, and without the sources at its end."""
    start, end = span
    for begin, behind in reversed(sources):
        if not text[behind:end].strip(_BLANKS):
            end = begin
    words = text[start:end]
    return start + len(words) - len(words.lstrip(_BLANKS)), start + len(words.rstrip(_BLANKS))


def _read_attribute(attribute: tuple[object, object]) -> tuple[str, str]:
    """Return the name of an attribute without its namespace, and its value."""
    name, value = map(str, attribute)
    return name.rpartition("}")[2], value


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
    """Return the pointers of an attribute; one into another file as it is: its id there is nobody's here."""
    pointers = element.get(name, "").split()
    return [one if one.partition("#")[0] and "#" in one else f"#{one.removeprefix('#')}" for one in pointers]


def _read_links(writer: _Writer) -> list[Link]:
    """Return the links between the parts of interrupted quotations."""
    links = {}
    for element in writer.ranges:
        for name in ("next", "prev"):
            for target in _list_references(element, name):
                ends = tuple(sorted((writer.names[element], target.removeprefix("#"))))
                links[ends] = Link(
                    "continues", tuple(End("", one) for one in ends), f"line {element.sourceline}"
                )
    return list(links.values())


def _read_person(element: etree._Element) -> Person:
    names = [_get_name(one) for one in find_all(element, "persName", "orgName", "name")]
    addresses = [get_words(one) for one in find_all(element, "idno")]
    identifier = element.get(ID, "")
    kind = SpeakerKind.PERSON if get_tag(element) == "person" else SpeakerKind.ORGANIZATION
    same_as = tuple(one for one in addresses if one.startswith(("http://", "https://")))
    return Person(
        identifier, names[0] if names else identifier, kind, tuple(dict.fromkeys(names[1:])), same_as
    )


def _get_name(element: etree._Element) -> str:
    """Return a name; its parts may have no space between them: forename, surname."""
    parts = filter(None, (" ".join(str(one).split()) for one in element.itertext()))
    return " ".join(parts).replace(" ,", ",")


def _read_facts(root: etree._Element) -> dict[str, str]:
    """Return the language that the document states."""
    texts = [root, *find_all(root, "text", "body")]
    stated = [one.get("{http://www.w3.org/XML/1998/namespace}lang") for one in texts]
    languages = list(filter(None, stated))
    return {"language": languages[-1]} if languages else {}
