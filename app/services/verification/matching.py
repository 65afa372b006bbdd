"""Find where a claim stands: as it is, with something left out, or nearly."""

import itertools
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from sqlmodel import Session

from app import verbatim
from app.errors import OutOfTime
from app.models import ARTICLE_TEXT_MAX
from app.schemas.verdicts import MATCHES_COUNTED_MAX
from app.services.index.passages import QUOTATION_TOKEN, make_speaker_token
from app.services.verification.attribution import SPOKEN, Finding, Ruled, rule
from app.services.verification.passage_lookup import (
    FEW_PLACES,
    PLACES,
    Holder,
    Place,
    choose_phrase,
    find_phrase,
    read_counts,
    read_holders,
    read_holders_at,
    read_lines,
    read_passages,
    read_text,
)
from app.services.verification.scope import Scope
from app.verbatim import Form, Joined, Occurrence, Part, Reading, Span, Window
from app.vocabulary import Attribution, Wording

MARGIN = 64
GROUP = 200
"""Passages that are looked through before it is asked whether they were enough, or took too long."""


class Clock:
    """The time that a claim has. Where it runs out nothing is said, rather than something half checked."""

    def __init__(self, seconds: float) -> None:
        self._end = time.monotonic() + seconds

    def check(self) -> None:
        """Raise `OutOfTime` if the time has run out."""
        if time.monotonic() > self._end:
            raise OutOfTime(
                "The claim could not be checked in its time: its words stand too often. Add words."
            )


class Search(NamedTuple):
    """In what is searched, for whose words, and for how long."""

    session: Session
    scope: Scope
    speaker: str | None
    clock: Clock


class Sought(NamedTuple):
    """What is looked up: tokens that every place of a claim holds, and how long the claim is."""

    tokens: Sequence[str]
    counts: Mapping[str, int]
    length: int

    def choose_phrase(self) -> list[str]:
        """Return the tokens that are looked up: the rarest, and those around it."""
        return choose_phrase(self.tokens, self.counts)

    def may_be_few(self) -> bool:
        """Tell whether they may stand in few passages; of one word that is known."""
        return len(self.tokens) > 1 or self.counts.get(self.tokens[0], 0) < FEW_PLACES


Look = Callable[[Sequence[Place]], Iterator[Finding]]
"""Finds a claim in passages."""


def find_literal(search: Search, claim: str) -> list[Ruled]:
    """Return the places where the claim stands as it is or in other typography, interrupted or not."""
    by_tokens: dict[tuple[str, ...], list[Form]] = {}
    for form in verbatim.list_forms(claim):
        tokens = tuple(verbatim.tokenize_folded(form.needle.folded))
        if tokens:
            by_tokens.setdefault(tokens, []).append(form)
    found: dict[tuple[str, Span], Ruled] = {}
    for tokens, forms in by_tokens.items():
        for one in _find_forms(search, tokens, forms, len(claim)):
            key = (one.finding.article.id, one.finding.span)
            known = found.setdefault(key, one)
            if one.finding.wording == Wording.EXACT and known.finding.wording != Wording.EXACT:
                found[key] = one
    return list(found.values())


def _find_forms(search: Search, tokens: Sequence[str], forms: Sequence[Form], length: int) -> list[Ruled]:
    """Return the places of forms of a claim that have the same letters and digits."""
    seen: set[str] = set()

    def look(places: Sequence[Place]) -> Iterator[Finding]:
        hits = [(place, one) for place in places for one in _look_in_passage(search, place, forms)]
        chains = _take_chains(places, seen)
        holders = read_holders(search.session, [*(place for place, _ in hits), *chains])
        for place, one in hits:
            wording = Wording.EXACT if one.is_exact else Wording.TYPOGRAPHIC
            yield Finding(place.article, place.to_article(one.span), wording, tuple(holders[place.number]))
        for place in chains:
            search.clock.check()
            yield from _look_across(place, holders[place.number], forms)

    sought = Sought(tokens, read_counts(search.session, tokens), length)
    return _gather(search, sought, look, [*_marks(search), None])


def _marks(search: Search) -> list[str]:
    """Return the marks of passages with quotations, the claimed speaker's first."""
    return [*([make_speaker_token(search.speaker)] if search.speaker else []), QUOTATION_TOKEN]


def _gather(search: Search, sought: Sought, look: Look, stages: Sequence[str | None]) -> list[Ruled]:
    """Return what `look` finds in all passages that hold the tokens, or in so many that more change nothing.

    Where there are many, those with a quotation of the claimed speaker are read first, then those with
    any: a thousand places of the best kind decide, whatever else there is.
    """
    found: dict[tuple[str, Span], Ruled] = {}
    seen: set[int] = set()

    def look_at(places: Sequence[Place]) -> None:
        for one in look([place for place in places if place.number not in seen]):
            key = (one.article.id, one.span)
            if key not in found or one.chain:
                found[key] = rule(one, search.speaker)
        seen.update(place.number for place in places)

    if sought.may_be_few():
        few = next(_read(search, sought, stages[-1], FEW_PLACES), [])
        look_at(few)
        if len(few) < FEW_PLACES:
            return list(found.values())
    for mark in stages:
        batches = _read(search, sought, mark, PLACES)
        for places in (batch[at : at + GROUP] for batch in batches for at in range(0, len(batch), GROUP)):
            look_at(places)
            if _count_best(found.values(), mark) >= MATCHES_COUNTED_MAX:
                return list(found.values())
    return list(found.values())


def _count_best(found: Iterable[Ruled], mark: str | None) -> int:
    """Return how many of these are of the best kind that passages with this mark can hold."""
    if mark is None:
        return sum(1 for _ in found)
    best = SPOKEN if mark == QUOTATION_TOKEN else (Attribution.CLAIMED,)
    return sum(one.attribution in best for one in found)


def _read(search: Search, sought: Sought, mark: str | None, size: int) -> Iterator[list[Place]]:
    """Yield all passages that hold the tokens, and this mark, in batches; each with enough text around."""
    if any(token not in sought.counts for token in sought.tokens):
        return
    phrase, margin = sought.choose_phrase(), 2 * sought.length + MARGIN
    batches = find_phrase(search.session, phrase, search.scope, margin=margin, size=size, mark=mark)
    for places in batches:
        yield [_widen(search, place, sought, margin) for place in places]


def _widen(search: Search, place: Place, sought: Sought, margin: int) -> Place:
    """Return a place with so much text around it that the claim cannot reach out of that."""
    while _is_short(place, sought) and margin < ARTICLE_TEXT_MAX:
        margin = 8 * margin
        [place] = read_passages(search.session, [place.number], margin)
    return place


def _is_short(place: Place, sought: Sought) -> bool:
    """Tell whether the claim may reach out of the text that was read around a passage."""
    before, after = place.cut[: place.own.start], place.cut[place.own.end :]
    return any(side and verbatim.may_be_short(side, sought.length) for side in (before, after))


def _look_in_passage(search: Search, place: Place, forms: Sequence[Form]) -> Iterator[Occurrence]:
    """Yield where a claim stands in a line; it may reach out of it, but not out of the text that was read.

    What only touches the words that follow is found in the next passage, with the quotes there.
    """
    search.clock.check()
    if place.chain_id is not None:
        return
    own = place.own
    for one in verbatim.find_literal(place.cut, forms):
        is_cut_off = one.span.start == 0 < place.begin or (place.goes_on and one.span.end == len(place.cut))
        if touches(one.span, own) and not is_cut_off:
            yield one


def _take_chains(places: Sequence[Place], seen: set[str]) -> list[Place]:
    """Return one place for each chain that was not seen before: all of it is read there."""
    fresh = {place.chain_id: place for place in reversed(places) if place.chain_id not in (None, *seen)}
    seen.update(chain_id for chain_id in fresh if chain_id is not None)
    return [place for place in places if fresh.get(place.chain_id) is place]


def _look_across(place: Place, holders: Sequence[Holder], forms: Sequence[Form]) -> Iterator[Finding]:
    """Yield where a claim stands in an interrupted quotation across what interrupts it.

    A quotation that only goes on in the next paragraph, with a mark before it, is not interrupted.
    """
    chain = find_chain(holders, place.chain_id)
    spans = [to_cut(place, quote.span) for quote in chain]
    for joint in verbatim.JOINTS:
        joined = Joined(place.cut, spans, joint)
        for one in verbatim.find_literal(joined.text, forms):
            span = joined.to_original(one.span)
            between = joined.list_between(span) if span else []
            omitted = _list_interruptions(place.cut, between)
            wording = Wording.ELIDED if omitted else Wording.TYPOGRAPHIC
            # A sign that stands nowhere in the article may only be where the reporter's words are left out.
            if span is not None and (omitted or (between and joint == " ")):
                yield _make_chained(place, holders, chain, span, wording, omitted)
    whole = Joined(place.cut, spans)
    for one in verbatim.find_literal(place.cut, forms):
        between = whole.list_between(one.span)
        if between and not _list_interruptions(place.cut, between):
            wording = Wording.EXACT if one.is_exact else Wording.TYPOGRAPHIC
            yield _make_chained(place, holders, chain, one.span, wording)


def _list_interruptions(text: str, between: Sequence[Span]) -> tuple[str, ...]:
    """Return what stands between the quotes of a chain, where it is more than marks and white space."""
    pieces = [text[slice(*one)] for one in between]
    return tuple(piece for piece in pieces if not verbatim.is_mere_break(piece))


def _make_chained(
    place: Place,
    holders: Sequence[Holder],
    chain: Sequence[Holder],
    span: Span,
    wording: Wording,
    omitted: tuple[str, ...] = (),
) -> Finding:
    span = place.to_article(span)
    return Finding(place.article, span, wording, tuple(holders), omitted=omitted, chain=tuple(chain))


def find_chain(holders: Sequence[Holder], first_id: str | None) -> list[Holder]:
    """Return the quotation that begins with this quote, through all its interruptions."""
    following = {quote.continues_id: quote for quote in holders if quote.continues_id}
    chain = [quote for quote in holders if quote.id == first_id]
    while chain[-1].id in following:
        chain.append(following[chain[-1].id])
    return chain


def to_cut(place: Place, span: Span) -> Span:
    """Return where a span of the article stands in the text that was read around a place."""
    return Span(span.start - place.begin, span.end - place.begin)


def find_elided(search: Search, claim: str) -> list[Ruled]:
    """Return where the parts of a claim stand in order within one quotation, or else within one line.

    Brackets are read literally before they are taken for an editor's. Raises `TooManyReadings`.
    """
    readings = list(verbatim.read_claim(claim))
    for make_look, marks in ((_look_in_quotations, _marks(search)), (_look_in_lines, [None])):
        for reading in readings:
            found = _find_reading(search, reading, make_look, marks)
            if found:
                return found
    return []


MakeLook = Callable[[Search, Sequence[Part]], Look]


def _find_reading(
    search: Search, reading: Reading, make_look: MakeLook, stages: Sequence[str | None]
) -> list[Ruled]:
    sought = verbatim.list_parts(reading)
    tokens = {needle: verbatim.tokenize_folded(needle.folded) for part in sought for needle in part}
    counts = read_counts(search.session, [token for one in tokens.values() for token in one])
    # What holds a word that stands nowhere stands nowhere.
    known = {needle for needle, one in tokens.items() if one and all(token in counts for token in one)}
    parts = [tuple(needle for needle in part if needle in known) for part in sought]
    if not all(parts):
        return []

    def rate(part: Part) -> int:
        return sum(min(counts[token] for token in tokens[needle]) for needle in part)

    look = make_look(search, parts)
    found: dict[tuple[str, Span], Ruled] = {}
    for needle in min(parts, key=rate):
        for one in _gather(search, Sought(tokens[needle], counts, 0), look, stages):
            inserted = (*one.finding.inserted, *reading.inserted)
            finding = one.finding._replace(inserted=inserted)
            found.setdefault((finding.article.id, finding.span), one._replace(finding=finding))
    return list(found.values())


def _look_in_quotations(search: Search, parts: Sequence[Part]) -> Look:
    """Return what yields where the parts stand in order within one quotation."""
    seen: set[str] = set()
    chains: set[str] = set()

    def look(places: Sequence[Place]) -> Iterator[Finding]:
        lines = [place for place in places if place.chain_id is None]
        fresh = _take_chains(places, chains)
        holders = read_holders(search.session, [*lines, *fresh])
        for place in fresh:
            search.clock.check()
            yield from _look_in_chain(search, place, holders[place.number], parts)
        for place in lines:
            around = holders[place.number]
            for quote in around:
                if quote.is_quotation and quote.id not in seen:
                    search.clock.check()
                    seen.add(quote.id)
                    is_inside = place.start <= quote.span.start and quote.span.end <= place.end
                    inside = around if is_inside else _read_holders_at(search, place, quote.span)
                    yield from _look_in_quote(search, place, inside, quote, parts)

    return look


def _look_in_quote(
    search: Search, place: Place, holders: Sequence[Holder], quote: Holder, parts: Sequence[Part]
) -> Iterator[Finding]:
    """Yield where the parts stand in order in a quotation, its own words among them if they do there."""
    at = to_cut(place, quote.span)
    text = place.cut[slice(*at)] if at.start >= 0 and at.end <= len(place.cut) else None
    if text is None:
        text = read_text(search.session, place.article.id, quote.span)
    windows = _list_windows(search, text, parts)
    findings = [_make_elided(place, holders, text, quote.span.start, window) for window in windows]
    yield from findings
    inner = [one.span for one in holders if one.is_quotation and _is_within(one.span, quote.span)]
    if findings and all(any(_is_in(one.span, span) for span in inner) for one in findings):
        widest = verbatim.find_widest(text, parts)
        if widest is not None:
            yield _make_elided(place, holders, text, quote.span.start, widest)


def _read_holders_at(search: Search, place: Place, span: Span) -> list[Holder]:
    return read_holders_at(search.session, place.article.id, span)


def _is_in(span: Span, other: Span) -> bool:
    return other.start <= span.start and span.end <= other.end


def _is_within(span: Span, other: Span) -> bool:
    return span != other and _is_in(span, other)


def _make_elided(place: Place, holders: Sequence[Holder], text: str, offset: int, window: Window) -> Finding:
    span = Span(window.spans[0].start + offset, window.spans[-1].end + offset)
    gaps = (Span(one.end, two.start) for one, two in itertools.pairwise(window.spans))
    omitted = tuple(filter(None, (text[slice(*gap)].strip() for gap in gaps)))
    return Finding(place.article, span, Wording.ELIDED, tuple(holders), omitted, window.inserted)


def _look_in_chain(
    search: Search, place: Place, holders: Sequence[Holder], parts: Sequence[Part]
) -> Iterator[Finding]:
    """Yield where the parts stand in order in an interrupted quotation, across what interrupts it."""
    chain = find_chain(holders, place.chain_id)
    quotes = [to_cut(place, quote.span) for quote in chain]
    for joint in verbatim.JOINTS:
        joined = Joined(place.cut, quotes, joint)
        tight = [_cross(place, joined, window) for window in _list_windows(search, joined.text, parts)]
        if not any(tight):
            widest = verbatim.find_widest(joined.text, parts)
            tight = [_cross(place, joined, widest)] if widest else []
        for crossing in filter(None, tight):
            span, omitted, inserted = crossing
            finding = _make_chained(place, holders, chain, span, Wording.ELIDED, omitted)
            yield finding._replace(inserted=inserted)


Crossing = tuple[Span, tuple[str, ...], tuple[str, ...]]
"""Where parts of a claim stand across an interruption, what is left out between them, and put in."""


def _cross(place: Place, joined: Joined, window: Window) -> Crossing | None:
    """Return where parts that stand in a joined text stand in the article, if over an interruption."""
    spans = [span for span in map(joined.to_original, window.spans) if span is not None]
    if len(spans) < len(window.spans):
        return None
    whole = Span(spans[0].start, spans[-1].end)
    if not joined.list_between(whole):
        return None
    omitted = list(_list_interruptions(place.cut, joined.list_between(spans[0])))
    for one, two in itertools.pairwise(spans):
        gap = place.cut[one.end : two.start].strip()
        omitted += [] if verbatim.is_mere_break(gap) else [gap]
        omitted += _list_interruptions(place.cut, joined.list_between(two))
    return whole, tuple(omitted), window.inserted


def _look_in_lines(search: Search, parts: Sequence[Part]) -> Look:
    """Return what yields where the parts stand in order within one line, whosever words they are."""
    seen: dict[str, int] = {}

    def look(places: Sequence[Place]) -> Iterator[Finding]:
        for place in places:
            search.clock.check()
            if place.chain_id is not None or place.start < seen.get(place.article.id, 0):
                continue
            own_span = Span(place.start, place.end)
            line = read_lines(search.session, place.article.id, own_span, ARTICLE_TEXT_MAX)
            seen[place.article.id] = line.end
            own = line.text[line.start - line.begin : line.end - line.begin]
            windows = list(_list_windows(search, own, parts))
            holders = _read_holders_at(search, place, Span(line.start, line.end)) if windows else []
            for window in windows:
                yield _make_elided(place, holders, own, line.start, window)

    return look


def _list_windows(search: Search, text: str, parts: Sequence[Part]) -> Iterator[Window]:
    for window in itertools.islice(verbatim.find_in_order(text, parts), MATCHES_COUNTED_MAX):
        search.clock.check()
        yield window


def touches(one: Span, other: Span) -> bool:
    """Tell whether two spans have something in common."""
    return one.start < other.end and one.end > other.start
