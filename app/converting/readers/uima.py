"""UIMA CAS as XMI or JSON, by dkpro-cassis: annotations of INCEpTION and other programs in Java.

Offsets count UTF-16 code units. cassis maps them to code points, but for XMI only those of indexed
annotations, and it keeps an offset that it cannot map, with a warning. Here they are taken back to UTF-16 and
checked with all others, and the warning is an error.
"""

import io
import re
import warnings
from collections.abc import Iterable, Iterator
from typing import Any

from cassis import load_cas_from_json, load_cas_from_xmi, load_typesystem
from cassis.typesystem import TypeNotFoundError
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
    read_offset,
)
from app.converting.labels import FEATURES
from app.converting.readers import xml_files
from app.converting.readers.json_files import parse as parse_json
from app.verbatim import Span, convert_to_utf16

Structure = Any  # A feature structure: cassis makes their classes from the type system.

POSITIONS = ("begin", "end", "order")
SEGMENTS = frozenset("Token Sentence Paragraph Div Heading".split())
FOUND_IN = ("DocumentAnnotation", "DocumentMetaData", "TagsetDescription", "TagDescription", "CASMetadata")
METADATA = ("documentTitle", "documentId", "language")
# UIMA's own rule for names, with dots between those of packages and brackets behind those of arrays.
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]*(\.[A-Za-z][A-Za-z0-9_]*)*(\[\])?")
# cassis has no errors of its own for most of what can be wrong in a file.
ERRORS = (
    AttributeError,
    LookupError,
    RuntimeError,
    SyntaxError,
    TypeError,
    ValueError,
    TypeNotFoundError,
    etree.XMLSyntaxError,
)


def read_xmi(file: File) -> list[Annotated]:
    """Return the text of an XMI file, with its annotations; its type system is a file beside it."""
    xml_files.parse(file.raw)
    types = file.find([f"{file.stem}-typesystem.xml", "TypeSystem.xml", "typesystem.xml", f"{file.stem}.xml"])
    if types is None:
        raise RefusedFile(
            [Problem("type system", f"there is no TypeSystem.xml or {file.stem}-typesystem.xml beside it")]
        )
    _require_names(one.text or "" for one in xml_files.find_all(xml_files.parse(types), "name"))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            cas = load_cas_from_xmi(io.BytesIO(file.raw), typesystem=load_typesystem(io.BytesIO(types)))
    except (*ERRORS, Warning) as error:
        raise RefusedFile([Problem("file", _explain(error))]) from None
    return [_make(file, cas, maps_all=False)]


def read_json(file: File) -> list[Annotated]:
    """Return the text of a JSON CAS, with its annotations."""
    content = parse_json(file.raw)
    declared = content.get("%TYPES") if isinstance(content, dict) else None
    types = declared if isinstance(declared, dict) else {}
    features = [one for each in types.values() if isinstance(each, dict) for one in each]
    _require_names(one for one in (*types, *features) if not one.startswith("%"))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            cas = load_cas_from_json(io.BytesIO(file.raw))
    except (*ERRORS, Warning) as error:
        views = content.get("%VIEWS") if isinstance(content, dict) else None
        raise RefusedFile([Problem("file", _explain(error, views))]) from None
    return [_make(file, cas, maps_all=True)]


def _require_names(names: Iterable[str]) -> None:
    """Raise `RefusedFile` for what is no name of a type or feature: cassis makes classes with these names."""
    for name in names:
        if not _NAME.fullmatch(name.strip()):
            raise RefusedFile([Problem("type system", f"{name[:60]!r} is no name of a type or feature")])


def _explain(error: BaseException, views: object = None) -> str:
    if isinstance(views, dict) and len(views) > 1:
        named = ", ".join(map(str, views))[:100]
        return f"has {len(views)} views ({named}), which cassis cannot read in JSON; export one alone, or XMI"
    return f"cassis cannot read it: {error or type(error).__name__}"


def _make(file: File, cas: Any, *, maps_all: bool) -> Annotated:  # Any: cassis has no types  # noqa: ANN401
    text = cas.sofa_string
    if not isinstance(text, str) or not text:
        raise RefusedFile([Problem("file", "has no text")])
    roots = list(cas.select_all_fs())
    indexed = set(map(id, roots))
    found = list(_walk(roots))
    names = {id(one): f"{_get_name(one)} {one.xmiID}" for one in found}
    passages: list[LabelledPassage] = []
    links: list[Link] = []
    for one in found:
        if _is_passage(one):
            is_mapped = maps_all or id(one) in indexed
            passages.append(_read_passage(one, names[id(one)], text, is_mapped=is_mapped))
        links += _read_links(one, names)
    losses = [
        Loss("further view", view.sofa.sofaID, "only the first view is converted") for view in cas.views[1:]
    ]
    for one in found:
        stated = [f"{key}: {value}" for key in METADATA if (value := getattr(one, key, None))]
        if _get_name(one) in FOUND_IN and stated:
            losses.append(Loss("metadata of the document", names[id(one)], "; ".join(stated)[:200]))
    return Annotated(file.stem, text, Unit.UTF16, tuple(passages), tuple(links), losses=tuple(losses))


def _walk(roots: list[Structure]) -> Iterator[Structure]:
    """Yield all feature structures, also those that are only referred to, each once."""
    seen: set[int] = set()
    waiting = roots[::-1]
    while waiting:
        one = waiting.pop()
        if id(one) in seen:
            continue
        seen.add(id(one))
        yield one
        waiting += [value for _, value in _list_references(one)]


def _list_references(one: Structure) -> Iterator[tuple[str, Structure]]:
    """Yield the feature structures that one refers to, with the names of the features."""
    if hasattr(one, "elements"):
        yield from (("elements", value) for value in one.elements or [] if hasattr(value, "xmiID"))
        return
    for feature in one.type.all_features:
        value = getattr(one, feature.name, None)
        if hasattr(value, "xmiID") and feature.name != "sofa":
            yield feature.name, value


def _get_name(one: Structure) -> str:
    """Return the name of a type without its package."""
    return str(one.type.name).rpartition(".")[2]


def _is_passage(one: Structure) -> bool:
    name = _get_name(one)
    is_relation = getattr(one, "Governor", None) is not None or getattr(one, "Dependent", None) is not None
    return hasattr(one, "begin") and name not in SEGMENTS and name not in FOUND_IN and not is_relation


def _read_passage(one: Structure, name: str, text: str, *, is_mapped: bool) -> LabelledPassage:
    start, end = read_offset(one.begin, name), read_offset(one.end, name)
    if is_mapped:
        if not start <= end <= len(text):
            raise RefusedFile([Problem(name, f"[{start}, {end}) is no part of the text")])
        [(start, end)] = convert_to_utf16(text, [Span(start, end)])
    texts = _list_values(one)
    labels = tuple(value for key, value in texts if key in FEATURES)
    properties = tuple((key, value) for key, value in texts if key not in FEATURES)
    return LabelledPassage(
        name,
        (*labels, _get_name(one)),
        name,
        (Piece(start, end),),
        properties=properties,
        equal_labels=len(labels),
    )


def _list_values(one: Structure) -> list[tuple[str, str]]:
    """Return the features that have a text or a number, with their names; not where it is."""
    values = [(feature.name, getattr(one, feature.name, None)) for feature in one.type.all_features]
    return [
        (name, str(value))
        for name, value in values
        if isinstance(value, str | int | float) and value and name not in POSITIONS
    ]


def _read_links(one: Structure, names: dict[int, str]) -> Iterator[Link]:
    """Yield the links of a feature structure: by its features, by link features, or as a relation."""
    place = names[id(one)]
    governor, dependent = getattr(one, "Governor", None), getattr(one, "Dependent", None)
    if governor is not None and dependent is not None:
        labels = [value for key, value in sorted(_list_values(one)) if key in FEATURES]
        label = labels[0] if labels else _get_name(one)
        yield Link(label, (End("", names[id(governor)]), End("", names[id(dependent)])), place)
        return
    if not _is_passage(one):
        return
    for feature, value in _list_references(one):
        for label, target in _follow(feature, value):
            if _is_passage(target):
                is_chain = "Coreference" in _get_name(one)
                ends = (End("", place), End("", names[id(target)]))
                yield Link("coreference" if is_chain else label, ends, place)


def _follow(feature: str, value: Structure) -> Iterator[tuple[str, Structure]]:
    """Yield what a feature refers to, with its label: through arrays, and links with a role."""
    if hasattr(value, "elements"):
        for element in value.elements or []:
            if not hasattr(element, "elements"):  # An array may contain itself.
                yield from _follow(feature, element)
    elif getattr(value, "target", None) is not None and not hasattr(value, "begin"):
        yield str(getattr(value, "role", None) or feature), value.target
    elif value is not None:
        yield feature, value
