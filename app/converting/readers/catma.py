"""CATMA's TEI export: pointers into a text that is a file of its own.

Offsets count UTF-16 code units, as CATMA is written in Java; there are no words to check them. An annotation
that overlaps others comes in pieces that touch. CATMA has no relations: a quotation says in properties of its
tag who speaks, or an annotation is named after it (ID-speaker).
"""

import re
from collections import defaultdict

from lxml import etree

from app.converting.annotations import (
    Annotated,
    End,
    File,
    LabelledPassage,
    Link,
    Loss,
    Piece,
    Problem,
    RefusedFile,
    Unit,
    read_digits,
    read_text,
)
from app.converting.labels import PARTS
from app.converting.readers.xml_files import ID, find_all, get_words, parse

_RANGE = re.compile(r"#char=([0-9]+),([0-9]+)$")
_PREFIX = "CATMA_TAG_"


def read(file: File) -> list[Annotated]:
    """Return the text that an export annotates, with its annotations."""
    root = parse(file.raw)
    _require_one_document(root)
    pieces: dict[str, list[Piece]] = defaultdict(list)
    for segment in find_all(root, "seg"):
        for name in segment.get("ana", "").split():
            pieces[name.removeprefix("#")] += [_read_pointer(one) for one in find_all(segment, "ptr")]
    tags = {one.get("type", ""): one for one in find_all(root, "fsDecl")}
    names = {key: get_words(one) for key, decl in tags.items() for one in find_all(decl, "fsDescr")}
    passages = tuple(
        _read_annotation(one, pieces, names) for one in find_all(root, "fs") if one.get(ID) in pieces
    )
    missing = pieces.keys() - {one.id for one in passages}
    if missing:
        raise RefusedFile([Problem(one, "is annotated, but not described") for one in sorted(missing)])
    text = read_text(file, [file.stem, *map(get_words, find_all(root, "title"))])
    losses = tuple(
        Loss("annotation without a place", one.get(ID, ""), names.get(one.get("type", ""), ""))
        for one in find_all(root, "fs")
        if one.get(ID) not in pieces
    )
    return [Annotated(file.stem, text, Unit.UTF16, passages, _link_by_names(passages), losses=losses)]


def _require_one_document(root: etree._Element) -> None:
    """Raise `RefusedFile` if pointers name several documents: only one of them is here to be cut."""
    documents = {one.get("target", "").partition("#")[0] for one in find_all(root, "ptr")}
    if len(documents) > 1:
        detail = f"points into {len(documents)} documents ({', '.join(sorted(documents))[:200]})"
        raise RefusedFile([Problem("file", f"{detail}; export the annotations of each for itself")])


def _read_pointer(pointer: etree._Element) -> Piece:
    place = f"line {pointer.sourceline}"
    found = _RANGE.search(pointer.get("target", ""))
    if found is None:
        raise RefusedFile([Problem(place, "has no #char=START,END")])
    return Piece(read_digits(found[1], place), read_digits(found[2], place))


def _read_annotation(
    element: etree._Element, pieces: dict[str, list[Piece]], names: dict[str, str]
) -> LabelledPassage:
    identifier, kind = element.get(ID, ""), element.get("type", "")
    label = names.get(kind) or kind.removeprefix(_PREFIX)
    properties = [
        (one.get("name", ""), get_words(value))
        for one in find_all(element, "f")
        for value in find_all(one, "string")
        if not one.get("name", "").startswith("catma_")
    ]
    labels = (label,) if label else ()
    return LabelledPassage(
        identifier, labels, identifier, _join_touching(pieces[identifier]), None, None, tuple(properties)
    )


def _join_touching(pieces: list[Piece]) -> tuple[Piece, ...]:
    joined: list[Piece] = []
    for piece in sorted(pieces):
        if joined and piece.start <= joined[-1].end:
            joined[-1] = joined[-1]._replace(end=max(piece.end, joined[-1].end))
        else:
            joined.append(piece)
    return tuple(joined)


def _link_by_names(passages: tuple[LabelledPassage, ...]) -> tuple[Link, ...]:
    ids = {one.id for one in passages}
    return tuple(
        Link(part, (End("", quotation), End("", f"{quotation}-{part}")), f"{quotation}-{part}")
        for quotation in sorted(ids)
        for part in PARTS
        if f"{quotation}-{part}" in ids
    )
