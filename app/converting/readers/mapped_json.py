"""JSON of any layout, read by a map; without one, that of the German News Quotation Attribution dataset.

The section [json] of a map says where things are. A path is names of keys joined by dots:

    articles = ""                 # a list of articles, if the file has several
    name = "documentName"
    text = "originalText"
    quotes = "annotations"        # within an article
    type = "type"                 # within a quote: its label,
    medium = "medium"             # and a further one: words that were thought are not said
    spans = "spans"               # within a part: its pieces; a part may be one itself, or a list of them
    start = "charBegin"
    end = "charEnd"
    words = "text"
    quote = "quote"               # within a quote: its parts
    speaker = "speaker"
    addressee = "addressee"
    cue = "cue"
    ignore = "id"                 # keys of an article or a quote that are of no interest, joined by spaces
"""

from collections.abc import Iterator, Mapping

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
from app.converting.labels import PARTS, QUOTE
from app.converting.readers.json_files import Json, as_list, list_objects, parse, require
from app.verbatim import Selector

DEFAULT_PATHS = {
    "articles": "",
    "name": "documentName",
    "text": "originalText",
    "quotes": "annotations",
    "type": "type",
    "medium": "medium",
    "spans": "spans",
    "start": "charBegin",
    "end": "charEnd",
    "words": "text",
    "quote": "quote",
    "speaker": "speaker",
    "addressee": "addressee",
    "cue": "cue",
    "ignore": "id isNested hasNested tokens sentences",
}


def read(file: File, paths: Mapping[str, str]) -> list[Annotated]:
    """Return the texts of a file in the layout that the paths describe."""
    unknown = paths.keys() - DEFAULT_PATHS.keys()
    if unknown:
        raise RefusedFile([Problem("map", f"[json] has no {', '.join(sorted(unknown))}")])
    layout = {**DEFAULT_PATHS, **paths}
    content = parse(file.raw)
    articles = as_list(_get(content, layout["articles"]) if layout["articles"] else content)
    if layout["articles"] and not articles:
        raise RefusedFile(
            [Problem("map", f"there is no “{layout['articles']}” in the file, or nothing in it")]
        )
    return [_read_article(file, place, one, layout) for place, one in list_objects(articles, "")]


def _get(record: Json, path: str) -> Json:
    for key in path.split("."):
        record = record.get(key) if isinstance(record, dict) else None
    return record


def _read_article(file: File, place: str, article: Json, layout: Mapping[str, str]) -> Annotated:
    text = require(_get(article, layout["text"]), str, f"{place}/{layout['text']}")
    passages: list[LabelledPassage] = []
    links: list[Link] = []
    losses: list[Loss] = []
    quotes = list_objects(as_list(_get(article, layout["quotes"])), f"{place}/{layout['quotes']}")
    for where, quote in quotes:
        found = list(_read_quote(where, quote, layout))
        passages += found
        contents = [one for one in found if one.id.startswith(f"{where}/{QUOTE}/")]
        losses += _list_empty(where, quote, layout)
        if not contents:
            losses.append(Loss("annotation without words", where, str(_get(quote, layout["type"]))))
            del passages[len(passages) - len(found) :]
            continue
        for one in found:
            if one not in contents:
                links += [
                    Link(one.labels[0], (End(QUOTE, each.id), End("", one.id)), where) for each in contents
                ]
        losses += _list_lost(where, quote, layout)
    read_keys = {layout[key].split(".")[0] for key in ("name", "text", "quotes")} | set(
        layout["ignore"].split()
    )
    for key in article.keys() - read_keys:
        losses.append(Loss(f"{key} of the article", place or "file", str(article[key])[:100]))
    name = str(_get(article, layout["name"]) or file.stem)
    return Annotated(name, text, Unit.CODE_POINTS, tuple(passages), tuple(links), losses=tuple(losses))


def _read_quote(where: str, quote: Json, layout: Mapping[str, str]) -> Iterator[LabelledPassage]:
    """Yield the passages of one annotation: its words and its parts.

    A part of which only the words are known is looked for beside the quotation, and the words of a quotation
    without offsets in the whole text.
    """
    own = tuple(str(one) for key in ("type", "medium") if (one := _get(quote, layout[key])))
    said = tuple(
        (part, words)
        for part in PARTS
        for value in as_list(_get(quote, layout[part]))
        if (words := _get_words(value, layout)) and not _has_pieces(value, layout)
    )
    for part in (QUOTE, *PARTS):
        labels = (part,) if part != QUOTE or not own else own
        for index, value in enumerate(as_list(_get(quote, layout[part]))):
            identifier = f"{where}/{part}/{index}"
            words, properties = _get_words(value, layout), said if part == QUOTE else ()
            if _has_pieces(value, layout):
                pieces = tuple(_read_pieces(identifier, value, layout))
                yield LabelledPassage(identifier, labels, identifier, pieces, words, properties=properties)
            elif words and part == QUOTE:
                selector = Selector(words)
                yield LabelledPassage(identifier, labels, identifier, (), words, selector, properties)


def _has_pieces(value: Json, layout: Mapping[str, str]) -> bool:
    if not isinstance(value, dict):
        return False
    spans = _get(value, layout["spans"])
    return bool(as_list(spans)) or _get(value, layout["start"]) is not None


def _get_words(value: Json, layout: Mapping[str, str]) -> str | None:
    """Return the words of a part: a text, or that of an object."""
    words = _get(value, layout["words"]) if isinstance(value, dict) else value
    return words if isinstance(words, str) and words.strip() else None


def _list_empty(where: str, quote: Json, layout: Mapping[str, str]) -> Iterator[Loss]:
    """Yield the parts of an annotation that have neither offsets nor words."""
    for part in (QUOTE, *PARTS):
        for value in as_list(_get(quote, layout[part])):
            is_empty = value in ("", {}) or (isinstance(value, dict) and not any(value.values()))
            if not is_empty and not _has_pieces(value, layout) and not _get_words(value, layout):
                yield Loss(f"{part} without words and offsets", where, str(value)[:100])


def _read_pieces(identifier: str, value: Json, layout: Mapping[str, str]) -> Iterator[Piece]:
    spans = _get(value, layout["spans"])
    for one in as_list(value if spans is None else spans):
        start, end = (read_offset(_get(one, layout[key]), f"{identifier}/{key}") for key in ("start", "end"))
        yield Piece(start, end)


def _list_lost(where: str, quote: Json, layout: Mapping[str, str]) -> Iterator[Loss]:
    """Yield what an annotation has beside its parts."""
    known = {layout[key].split(".")[0] for key in (QUOTE, *PARTS, "type")} | set(layout["ignore"].split())
    for key, value in quote.items():
        if key not in known and value not in (None, "", [], {}, False):
            shown = value if isinstance(value, str) else ""
            is_empty = isinstance(value, dict) and not _get(value, layout["spans"])
            if not is_empty:
                yield Loss(f"{key}{f' {shown}' if shown else ''}", where, shown)
