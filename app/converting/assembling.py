"""Assemble the document of an annotated text, and a list of what it could not keep."""

import itertools
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from app.converting.annotations import Annotated, Loss, Problem, RefusedFile
from app.converting.labels import FREE_INDIRECT, QUOTE, THOUGHT, LabelMap
from app.converting.linking import Attribution, Linked, link
from app.converting.naming import Json, Naming, name_speakers
from app.converting.partial_quotes import RULE, find_partial_quotes
from app.converting.placing import Placed
from app.converting.quotation_marks import read_marks
from app.schemas.document import FORMAT
from app.slugs import make_free_slug
from app.verbatim import Span, count_occurrence, describe, split_blocks
from app.vocabulary import QUOTATIONS, BlockKind, Certainty, QuoteType

CHAINED = (QuoteType.DIRECT, QuoteType.MIXED)
"""Types of quotes that can continue others."""


class Assembled(NamedTuple):
    """A document, what it could not keep, and the mentions in it that name no speaker."""

    document: Json
    unit: str
    losses: tuple[Loss, ...]
    unnamed: tuple[str, ...]
    on_trust: bool = False
    """Whether the file has no words by which its offsets could be checked."""


def assemble(placed: Placed, label_map: LabelMap) -> Assembled:
    """Return the document of a text; raises `RefusedFile` if nothing in it could be one."""
    annotated = placed.annotated
    linked = link(placed, label_map)
    if annotated.passages and not linked.attributions:
        _refuse_without_quotes(annotated, linked)
    naming = name_speakers(annotated, linked, label_map)
    quotes, unnamed = _make_quotes(annotated.text, linked, naming)
    used = {one for quote in quotes for one in (*quote["speakers"], *quote["addressees"])}
    facts = {**annotated.facts, **label_map.article}
    certainty = {**_get_certainty(annotated.facts, "stated"), **_get_certainty(label_map.article, "inferred")}
    document = {
        "format": FORMAT,
        "id": make_free_slug(annotated.name, "article", ()),
        **facts,
        **({"certainty": certainty} if certainty else {}),
        "text": annotated.text,
        "blocks": [str(BlockKind.PARAGRAPH)] * len(split_blocks(annotated.text)),
        "speakers": [one for key, one in naming.speakers.items() if key in used],
        "quotes": quotes,
    }
    return Assembled(document, placed.unit, tuple(linked.losses), tuple(unnamed), placed.on_trust)


def _refuse_without_quotes(annotated: Annotated, linked: Linked) -> None:
    labels = sorted({label or "(none)" for one in annotated.passages for label in one.labels or ("",)})
    detail = (
        f"none of its labels ({', '.join(labels[:10])}) means a quotation; write a map with --map-template"
    )
    raise RefusedFile(
        [Problem(annotated.name, detail), *(Problem(one.place, one.detail) for one in linked.losses)]
    )


def _get_certainty(facts: Any, certainty: str) -> Json:  # Any: values of fields  # noqa: ANN401
    return {name: certainty for name in ("language", "translated", "published_on") if name in facts}


# --- Quotes ---


def _make_quotes(text: str, linked: Linked, naming: Naming) -> tuple[list[Json], list[str]]:
    """Return the quotes in reading order, those at the same place as one, and mentions without a speaker."""
    unnamed: list[str] = []
    entries: list[tuple[Span, Json]] = []
    continued = {one.continues for one in linked.attributions.values()}
    last_keys: dict[str, str] = {}
    numbers = itertools.count(1)
    attributed = [
        (one, _make_attributed(text, one, naming, linked.losses, unnamed))
        for one in sorted(linked.attributions.values(), key=lambda one: one.spans)
    ]
    for attribution, made in attributed:
        before = last_keys.get(attribution.continues or "")
        is_chain = len(attribution.spans) > 1 or before is not None or attribution.passage.id in continued
        if is_chain and made["type"] not in CHAINED:
            place = attribution.passage.place
            linked.losses.append(
                Loss("parts of one clause, kept as quotes of their own", place, made["type"])
            )
            is_chain = False
        for span in _find_words(text, attribution, made["type"]):
            entry = _make_entry(text, span, attribution, made, linked.losses)
            if entry is None:
                continue
            if is_chain:
                entry["key"] = f"part-{next(numbers)}"
                if before is not None:
                    entry["continues"] = before
                before = entry["key"]
                last_keys[attribution.passage.id] = before
            entries.append((span, entry))
    entries += _make_partial_quotes(text, attributed, linked.losses)
    return _merge_all(entries, linked.losses), unnamed


def _make_entry(
    text: str, span: Span, attribution: Attribution, made: Json, losses: list[Loss]
) -> Json | None:
    """Return the quote of a span; None if its words occur too often before to be counted."""
    if count_occurrence(text, span) is None:
        place, words = attribution.passage.place, text[slice(*span)]
        losses.append(Loss("quote whose words occur too often before", place, words[:100]))
        return None
    return {**made, "certainty": {**made["certainty"]}, **_select(text, span)}


def _make_partial_quotes(
    text: str, attributed: list[tuple[Attribution, Json]], losses: list[Loss]
) -> Iterator[tuple[Span, Json]]:
    """Yield a quote to be reviewed for words in marks within the clauses of speakers; tell of the others."""
    made = {one.passage.id: each for one, each in attributed}
    typed = [(one, QuoteType(each["type"])) for one, each in attributed]
    for clause, span, reason in find_partial_quotes(read_marks(text), typed):
        place, words = clause.passage.place, text[slice(*span)]
        if reason is not None:
            losses.append(Loss(f"words in marks, no quote: {reason}", place, words[:100]))
            continue
        entry = _make_entry(text, span, clause, made[clause.passage.id], losses)
        if entry is not None:
            losses.append(Loss("words in marks within a clause, as a quote to review", place, words[:100]))
            yield span, {**entry, "type": str(QuoteType.MIXED), "review": True, "rule": RULE}


def _find_words(text: str, attribution: Attribution, quote_type: str) -> list[Span]:
    """Return the spans of the words themselves: of a quotation without its marks."""
    if quote_type not in QUOTATIONS:
        return list(attribution.spans)
    marks = read_marks(text)
    return [marks.strip(span) for span in attribution.spans]


def _make_attributed(
    text: str, attribution: Attribution, naming: Naming, losses: list[Loss], unnamed: list[str]
) -> Json:
    """Return what all parts of a quotation have in common: type, speakers, cue, mention, certainty."""
    quote_type = _find_type(text, attribution, losses)
    made: Json = {"type": str(quote_type), "speakers": [], "addressees": [], "certainty": {}}
    if attribution.passage.is_unsure:
        made["review"] = True
    if quote_type is QuoteType.TERM:
        if any(attribution.parts[part] for part in ("speaker", "addressee")):
            losses.append(Loss("speaker of a term", attribution.passage.place, "a term is not attributed"))
        return made
    place = attribution.passage.place
    for part, field in (("speaker", "speakers"), ("addressee", "addressees")):
        found = [(mention, naming.resolve(mention)) for mention in attribution.parts[part]]
        for mention, one in found:
            if one is None:
                unnamed.append(mention.words)
                kept = part == "speaker" and mention.span is not None
                kind = f"{part} that is no name" + (", kept as a mention" if kept else "")
                losses.append(Loss(kind, place, mention.words[:100]))
        known = [one for _, one in found if one is not None]
        made[field] = list(dict.fromkeys(key for key, _ in known))
        if known and any(one is None and mention.is_identifier for mention, one in found):
            made["review"] = True  # The file names somebody else, too, whom it does not describe.
        if made[field]:
            is_one = len(made[field]) == 1 and len(known) == len(found)
            made["certainty"][part] = str(known[0][1] if is_one else Certainty.AMBIGUOUS)
        if len(found) > 1 and made["certainty"].get(part) == Certainty.AMBIGUOUS:
            names = " and ".join(repr(mention.words) for mention, _ in found)
            losses.append(Loss(f"several {field}, kept as ambiguous", place, names[:200]))
    _add_selectors(made, text, attribution, losses)
    return made


def _find_type(text: str, attribution: Attribution, losses: list[Loss]) -> QuoteType:
    """Return the type of a quotation: as labelled, or as the marks around its parts tell."""
    place = attribution.passage.place
    if attribution.meaning in (FREE_INDIRECT, THOUGHT):
        kind = "thought" if attribution.meaning == THOUGHT else "free indirect speech"
        losses.append(Loss(f"{kind}, kept as indirect", place, attribution.passage.labels[0]))
        quote_type = QuoteType.INDIRECT
    elif attribution.meaning == QUOTE:
        is_quoted = all(_is_quoted(text, span) for span in attribution.spans)
        quote_type = QuoteType.DIRECT if is_quoted else QuoteType.INDIRECT
    else:
        quote_type = QuoteType(attribution.meaning)
    return quote_type


def _is_quoted(text: str, span: Span) -> bool:
    """Tell whether a part of a quotation is in marks, also if it goes on behind it."""
    marks = read_marks(text)
    return marks.is_quotation(span) or marks.strip(span) != span


def _add_selectors(made: Json, text: str, attribution: Attribution, losses: list[Loss]) -> None:
    """Add the cue and the speaker's mention; a quote has one of each, the nearest."""
    for part, field in (("cue", "cue"), ("speaker", "speaker_mention")):
        spans = [one.span for one in attribution.parts[part] if one.span is not None]
        spans.sort(key=lambda span: _measure_distance(span, attribution.spans))
        for span in spans[:1]:
            if count_occurrence(text, span) is None:
                words = text[slice(*span)]
                losses.append(Loss(f"{part} whose words occur too often", attribution.passage.place, words))
            else:
                made[field] = _select(text, span)
        kind = f"second {field.replace('_', ' ')}"
        losses += [Loss(kind, attribution.passage.place, text[slice(*span)][:100]) for span in spans[1:]]
        unplaced = [one for one in attribution.parts[part] if one.span is None and not one.is_identifier]
        for one in unplaced:
            losses.append(Loss(f"{part} without a place", attribution.passage.place, one.words[:100]))


def _measure_distance(span: Span, others: Sequence[Span]) -> int:
    return min(max(span.start - one.end, one.start - span.end, 0) for one in others)


def _select(text: str, span: Span) -> Json:
    """Return the selector that means exactly this span; its words do not occur too often to be counted."""
    selector = describe(text, span)
    assert selector is not None  # noqa: S101 - the caller has counted
    return {name: value for name, value in selector._asdict().items() if value}


def _merge_all(entries: list[tuple[Span, Json]], losses: list[Loss]) -> list[Json]:
    by_span: dict[Span, list[Json]] = defaultdict(list)
    for span, entry in entries:
        by_span[span].append(entry)
    renamed: dict[str, str] = {}
    merged = [_merge(span, group, losses, renamed) for span, group in sorted(by_span.items())]
    for quote in merged:
        if quote.get("continues") in renamed:
            quote["continues"] = renamed[quote["continues"]]
    return list(_drop_broken_links(merged, losses))


def _merge(span: Span, group: Sequence[Json], losses: list[Loss], renamed: dict[str, str]) -> Json:
    """Make one quote of those at the same place: with all speakers, and `ambiguous` where they differ."""
    quote, *others = sorted(group, key=lambda one: one["type"] == QuoteType.TERM)
    for other in others:
        place = f"[{span.start}, {span.end})"
        if other["type"] != quote["type"]:
            losses.append(
                Loss("second type of the same words", place, f"{other['type']}, not {quote['type']}")
            )
        is_other = [other.get(one) for one in ("speakers", "speaker_mention")] != [
            quote.get(one) for one in ("speakers", "speaker_mention")
        ]
        for part, field in (("speaker", "speakers"), ("addressee", "addressees")):
            both = list(dict.fromkeys([*quote[field], *other[field]]))
            if both and (both != quote[field] or both != other[field] or (part == "speaker" and is_other)):
                quote["certainty"][part] = str(Certainty.AMBIGUOUS)
            quote[field] = both
        for name in {"cue", "speaker_mention"} & other.keys():
            quote.setdefault(name, other[name])
        kind = "the same words twice, as one quote" + (", ambiguous" if is_other else "")
        losses.append(Loss(kind, place, quote["exact"][:100]))
        if other.get("review"):
            quote["review"] = True
        if "key" in other:
            quote.setdefault("key", other["key"])
            renamed[other["key"]] = quote["key"]
            if "continues" in other:
                quote.setdefault("continues", other["continues"])
    return quote


def _drop_broken_links(quotes: Sequence[Json], losses: list[Loss]) -> Iterator[Json]:
    """Yield the quotes; where two would continue the same one, the second stands alone."""
    continued: set[str] = set()
    for quote in quotes:
        target = quote.get("continues")
        if target is not None and (target in continued or target == quote.get("key")):
            losses.append(Loss("part of two quotations", quote["exact"][:60], "it continues none of them"))
            del quote["continues"]
        elif target is not None:
            continued.add(target)
        yield quote
