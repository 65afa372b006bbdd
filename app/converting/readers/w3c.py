"""W3C Web Annotation, and what Hypothesis and Recogito make of it.

An annotation's tags are its labels, and lines like *speaker: Anna Berg* in its bodies say what else is known.
Positions count code points by the standard (Web Annotation Data Model, 4.2.5), but UTF-16 code units in
browsers. Where the positions are those of another text, such as a page, the words decide.
Who annotated, when, and for whom is bookkeeping, which no document keeps.
"""

from collections.abc import Callable, Iterable, Iterator
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import unquote

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
    read_text,
)
from app.converting.readers.json_files import as_list, list_objects, parse, require
from app.verbatim import Selector

Json = dict[str, Any]  # Any: JSON
_LINKING = ("linking", "oa:linking", "http://www.w3.org/ns/oa#linking")
"""The motivation of links, in every form; it says nothing about their kind."""


def read(file: File) -> list[Annotated]:
    """Return the texts that annotations are on: one annotation, a list, a page or a collection of them."""
    return _read(file, Unit.CODE_POINTS)


def read_of_browser(file: File) -> list[Annotated]:
    """Return the same, of a program in a browser: Recogito, which counts UTF-16 and has a form of its own."""
    return _read(file, Unit.UTF16, _from_recogito)


def read_hypothesis(file: File) -> list[Annotated]:
    """Return the texts of the annotations that Hypothesis' API returns, or its rows."""
    content = parse(file.raw)
    rows = require(content.get("rows") if isinstance(content, dict) else content, list, "rows")
    total = content.get("total") if isinstance(content, dict) else None
    texts = _group(
        file, [(place, _from_hypothesis(one)) for place, one in list_objects(rows, "rows")], Unit.UTF16
    )
    missing = _list_missing("rows that are not in the file", total, len(rows))
    return [one._replace(losses=(*one.losses, *missing), may_have_orphans=True) for one in texts]


def _read(file: File, unit: Unit, translate: Callable[[Json], Json] = dict) -> list[Annotated]:
    content = parse(file.raw)
    lists, items = _open_page(content) if isinstance(content, dict) else ([], content)
    texts = _group(file, [(place, translate(one)) for place, one in list_objects(items, "")], unit)
    missing = [
        loss
        for one in lists
        for loss in _list_missing("annotations that are not in the file", one.get("total"), len(items))
    ]
    missing += [
        Loss("further page of annotations", "next", str(one["next"])[:100])
        for one in lists
        if one.get("next")
    ]
    return [one._replace(losses=(*one.losses, *missing)) for one in texts]


def _open_page(content: Json) -> tuple[list[Json], Any]:  # Any: JSON
    """Return a collection and its page, as far as they are there, and the annotations in them."""
    first, whole = content.get("first"), content.get("partOf")
    page = first if isinstance(first, dict) else content
    if "items" not in page:
        return [], [content]
    others = [one for one in (content, whole) if isinstance(one, dict) and one is not page]
    return [page, *others], page["items"]


def _list_missing(kind: str, total: Any, here: int) -> list[Loss]:  # Any: JSON  # noqa: ANN401
    """Return the loss of a list that says that it has more than is here."""
    is_more = isinstance(total, int) and total > here
    return [Loss(kind, "total", f"{total} annotations, {here} here")] if is_more else []


def _from_hypothesis(row: Json) -> Json:
    """Return a row of Hypothesis in the form of the standard."""
    bodies = [{"value": tag, "purpose": "tagging"} for tag in as_list(row.get("tags"))]
    note = row.get("text")
    document, address = row.get("document"), row.get("uri")
    title = as_list(document.get("title")) if isinstance(document, dict) else []
    targets = as_list(row.get("target")) or [{"source": address}]
    sources = [_get_source(one) for one in targets]
    return {
        "id": row.get("id"),
        "is_reply": bool(row.get("references")),
        "other_address": address if isinstance(address, str) and address not in sources else None,
        "body": [*bodies, *([{"value": note, "purpose": "describing"}] if note else [])],
        "target": targets,
        "title": title[0] if title else None,
    }


def _from_recogito(annotation: Json) -> Json:
    """Return an annotation of text-annotator-js in the form of the standard, as its own adapter writes it."""
    target = annotation.get("target")
    if "bodies" not in annotation or not isinstance(target, dict):
        return annotation
    targets = [
        {
            "selector": [
                {
                    "type": "TextQuoteSelector",
                    "exact": one.get("quote"),
                    "prefix": one.get("quotePrefix"),
                    "suffix": one.get("quoteSuffix"),
                },
                {"type": "TextPositionSelector", "start": one.get("start"), "end": one.get("end")},
            ]
        }
        for _, one in list_objects(as_list(target.get("selector")), "selector")
    ]
    return {**annotation, "body": annotation["bodies"], "target": targets}


def _group(file: File, annotations: Iterable[tuple[str, Json]], unit: Unit) -> list[Annotated]:
    """Return a text for each source, with its annotations."""
    by_source: dict[str, tuple[list[LabelledPassage], list[Link], list[Loss], list[str]]] = {}
    linking = []
    whole: list[Loss] = []
    for place, one in annotations:
        name = str(one.get("id") or place)
        targets = as_list(one.get("target"))
        if _is_link(targets):
            linking.append((name, one, targets))
            continue
        if len(targets) != 1:
            raise RefusedFile([Problem(name, f"has {len(targets)} targets; one is understood")])
        if one.get("is_reply") or not _has_selector(targets[0]):
            kind = "reply to an annotation" if one.get("is_reply") else "annotation of the whole text"
            properties, notes = _read_notes(one, [])
            said = [*_list_tags(one), *notes, *map(": ".join, properties)]
            whole.append(Loss(kind, name, " | ".join(said)[:100]))
            continue
        source = _get_source(targets[0])
        passages, _, losses, titles = by_source.setdefault(source, ([], [], [], []))
        passages.append(_read_passage(name, one, targets[0], losses))
        if one.get("other_address"):
            losses.append(Loss("another address than that of the target", name, one["other_address"][:100]))
        titles += [one["title"]] if isinstance(one.get("title"), str) else []
    holders = {each.id: group for group in by_source.values() for each in group[0]}
    for name, one, targets in linking:
        ids = [str(target if isinstance(target, str) else target["id"]) for target in targets]
        label = " ".join(_list_tags(one)) or _name_motivation(one)
        held = [holders[each] for each in ids if each in holders]
        for group in (held or list(by_source.values()))[:1]:
            group[1].append(Link(label, tuple(End("", each) for each in ids), name))
    if not by_source:
        raise RefusedFile([Problem("file", "has no annotation of a passage")])
    texts = [_make(file, source, group, unit) for source, group in by_source.items()]
    texts[0] = texts[0]._replace(losses=(*texts[0].losses, *whole))
    if len(texts) > len({one.text for one in texts}):
        sources = ", ".join(by_source)[:200]
        raise RefusedFile(
            [Problem("file", f"is on several sources ({sources}); name a folder of texts with --text")]
        )
    return texts


def _make(
    file: File,
    source: str,
    group: tuple[list[LabelledPassage], list[Link], list[Loss], list[str]],
    unit: Unit,
) -> Annotated:
    # Not urllib's reading of addresses: it raises errors for some, and only the last part matters.
    stem = PurePosixPath(unquote(source.partition("?")[0].partition("#")[0])).stem
    own = file.stem
    text = read_text(file, [*([stem] if stem else []), own])
    passages, links, losses, titles = group
    facts = {"headline": titles[0]} if titles and len(set(titles)) == 1 else {}
    return Annotated(
        stem or own, text, unit, tuple(passages), tuple(links), facts=facts, losses=tuple(losses)
    )


def _has_selector(target: Any) -> bool:  # Any: JSON  # noqa: ANN401
    return isinstance(target, dict) and bool(as_list(target.get("selector")))


def _is_link(targets: list[Any]) -> bool:  # Any: JSON
    """Tell whether an annotation joins others: its targets are their ids."""
    return len(targets) > 1 and all(
        isinstance(one, str) or (isinstance(one, dict) and "id" in one and "selector" not in one)
        for one in targets
    )


def _get_source(target: Any) -> str:  # Any: JSON  # noqa: ANN401
    source = target if isinstance(target, str) else require(target, dict, "target").get("source", "")
    return str(source.get("id", "")) if isinstance(source, dict) else str(source)


def _read_passage(
    name: str,
    annotation: Json,
    target: Any,  # Any: JSON  # noqa: ANN401
    losses: list[Loss],
) -> LabelledPassage:
    selectors = as_list(target.get("selector")) if isinstance(target, dict) else []
    words, piece = _read_selectors(name, selectors)
    properties, notes = _read_notes(annotation, losses)
    losses += [Loss("comment", name, note[:100]) for note in notes]
    tags = tuple(_list_tags(annotation))
    return LabelledPassage(
        name,
        tags,
        name,
        (piece,) if piece else (),
        words.exact if words else None,
        words,
        tuple(properties),
        equal_labels=len(tags),
    )


def _read_selectors(name: str, selectors: list[Any]) -> tuple[Selector | None, Piece | None]:  # Any: JSON
    """Return the words and the position that selectors state; raises `RefusedFile` if it is not one place."""
    words: set[Selector] = set()
    pieces: set[Piece] = set()
    for one in selectors:
        kind = require(one, dict, f"{name}/selector").get("type")
        if one.get("refinedBy"):
            detail = "its selector is refined by another one (refinedBy); give it one that is whole"
            raise RefusedFile([Problem(name, detail)])
        if kind == "TextQuoteSelector":
            words.add(_read_quote(name, one))
        elif kind == "TextPositionSelector":
            start, end = (read_offset(one.get(key), f"{name}/{key}") for key in ("start", "end"))
            pieces.add(Piece(start, end))
    if max(len(words), len(pieces)) > 1:
        raise RefusedFile([Problem(name, "has selectors of one type that differ; leave one of them")])
    if not words and not pieces:
        raise RefusedFile([Problem(name, "has neither a TextQuoteSelector nor a TextPositionSelector")])
    return next(iter(words), None), next(iter(pieces), None)


def _read_quote(name: str, selector: Json) -> Selector:
    exact, prefix, suffix = (selector.get(key, "") for key in ("exact", "prefix", "suffix"))
    if not isinstance(exact, str) or not exact:
        raise RefusedFile([Problem(name, "its “exact” is empty, so that its words are everywhere")])
    return Selector(exact, str(prefix or ""), str(suffix or ""))


def _list_bodies(annotation: Json) -> Iterator[Json]:
    for body in [*as_list(annotation.get("body")), *as_list(annotation.get("bodyValue"))]:
        yield body if isinstance(body, dict) else {"value": body}


def _list_tags(annotation: Json) -> list[str]:
    return [
        str(body.get("value", body.get("source", "")))
        for body in _list_bodies(annotation)
        if body.get("purpose") in ("tagging", "classifying")
    ]


def _name_motivation(annotation: Json) -> str:
    """Return the motivations of a link that say what kind it is."""
    return " ".join(one for one in map(str, as_list(annotation.get("motivation"))) if one not in _LINKING)


def _read_notes(annotation: Json, losses: list[Loss]) -> tuple[list[tuple[str, str]], list[str]]:
    """Return what the lines of bodies say in the form *name: words*, and the other lines."""
    properties, notes = [], []
    for body in _list_bodies(annotation):
        if body.get("purpose") in ("tagging", "classifying"):
            continue
        if not body.get("value"):
            losses.append(Loss("body without words", str(annotation.get("id", "")), str(body)[:100]))
        for line in str(body.get("value") or "").splitlines():
            name, colon, words = line.partition(":")
            if colon and words.strip() and len(name.split()) == 1:
                properties.append((name.strip(), words.strip()))
            elif line.strip():
                notes.append(line.strip())
    return properties, notes
