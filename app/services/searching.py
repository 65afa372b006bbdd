"""Find where a claim stands: literally, with something left out, or nearly."""

import itertools
import time
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from sqlalchemy import select
from sqlmodel import Session

from app import verbatim
from app.errors import OutOfTime
from app.models import ARTICLE_TEXT_MAX, Quote, QuoteParty, table
from app.services import passages
from app.services.passages import Place, Scope, Slice
from app.verbatim import Folded, Reading, Span
from app.verbatim.comparing import find_window
from app.vocabulary import QuoteType, Role, Wording

BATCH = 100
QUOTATIONS = (QuoteType.DIRECT, QuoteType.MIXED, QuoteType.TERM)
NEAR_WORDS_MIN = 3
QUOTE, PARTY = table(Quote).c, table(QuoteParty).c


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


class Finding(NamedTuple):
    """A place where a claim stands, and what is between its parts and in its brackets."""

    article_id: str
    span: Span
    wording: Wording
    omitted: tuple[str, ...] = ()
    inserted: tuple[str, ...] = ()
    chain_id: str | None = None


class Passage(NamedTuple):
    """A quote as deciding needs it."""

    id: str
    span: Span
    type: str
    certainty: str | None
    continues_id: str | None
    speakers: tuple[str, ...]

    @property
    def is_quotation(self) -> bool:
        """Whether its words are said to be somebody's own; otherwise they are the reporter's."""
        return self.type in QUOTATIONS


def read_quotes(session: Session, article_ids: Iterable[str]) -> dict[str, list[Passage]]:
    """Return the quotes of each article in reading order."""
    wanted = sorted(set(article_ids))
    found: dict[str, list[Passage]] = {article_id: [] for article_id in wanted}
    for begin in range(0, len(wanted), BATCH):
        here = QUOTE.article_id.in_(wanted[begin : begin + BATCH])
        parties: dict[str, list[str]] = {}
        spoken = (
            select(PARTY.quote_id, PARTY.speaker_id)
            .join_from(table(QuoteParty), table(Quote), PARTY.quote_id == QUOTE.id)
            .where(here, PARTY.role == Role.SPEAKER)
            .order_by(PARTY.quote_id, PARTY.position)
        )
        for row in session.execute(spoken):
            parties.setdefault(row.quote_id, []).append(row.speaker_id)
        columns = (
            QUOTE.id,
            QUOTE.article_id,
            QUOTE.start,
            QUOTE.end,
            QUOTE.type,
            QUOTE.speaker_certainty,
            QUOTE.continues_id,
        )
        for row in session.execute(select(*columns).where(here).order_by(QUOTE.article_id, QUOTE.position)):
            speakers = tuple(parties.get(row.id, ()))
            found[row.article_id].append(
                Passage(
                    row.id,
                    Span(row.start, row.end),
                    row.type,
                    row.speaker_certainty,
                    row.continues_id,
                    speakers,
                )
            )
    return found


def find_chain(quotes: Sequence[Passage], quote_id: str) -> list[Passage]:
    """Return the quotation that begins with this quote, through all its interruptions."""
    following = {quote.continues_id: quote for quote in quotes if quote.continues_id}
    chain = [quote for quote in quotes if quote.id == quote_id]
    while chain[-1].id in following:
        chain.append(following[chain[-1].id])
    return chain


def find_literal(session: Session, claim: str, scope: Scope, clock: Clock) -> list[Finding]:
    """Return every place where the claim stands as it is or in other typography, interrupted or not."""
    needles = list_literal(claim)
    tokens = passages.tokenise(next(reversed(needles)))
    counts = passages.read_counts(session, tokens)
    if not tokens or len(counts) < len(set(tokens)):
        return []
    places = passages.find_phrase(session, passages.choose_phrase(tokens, counts), scope)
    found: dict[tuple[str, int], Finding] = {}
    folded_needles = {needle: verbatim.fold(needle) for needle in needles}
    for place, cut in _read(session, [one for one in places if not one.chain_id], len(claim), clock):
        folded = verbatim.fold(cut.text)
        for needle, words in folded_needles.items():
            for start, end in verbatim.find_all(folded, words):
                span = folded.to_original(start, end)
                here = Span(span.start + cut.start, span.end + cut.start)
                if _is_cut_off(span, cut, place):
                    continue
                is_exact = needles[needle] and cut.text[slice(*span)] == needle
                wording = Wording.EXACT if is_exact else Wording.TYPOGRAPHIC
                found.setdefault((place.article_id, here.start), Finding(place.article_id, here, wording))
    for place in places:
        if place.chain_id:
            clock.check()
            for finding in _find_across(session, list(folded_needles.values()), place):
                found.setdefault((finding.article_id, finding.span.start), finding)
    return sorted(found.values())


def list_literal(claim: str) -> dict[str, bool]:
    """Return the forms in which a claim is sought as it is, the longest first, and which may be exact.

    A full stop or comma at its end may be the citing sentence's: without it the wording is typographic.
    """
    forms = {reading.parts[0]: True for reading in verbatim.read_claim(claim) if _is_literal(claim, reading)}
    for form in list(forms):
        stopless = verbatim.fold_final_stop(form)
        if stopless and verbatim.has_word(stopless):
            forms.setdefault(stopless, False)
    return forms


def _is_literal(claim: str, reading: Reading) -> bool:
    return len(reading.parts) == 1 and not reading.inserted and reading.parts[0] in claim


def _read(
    session: Session, places: Sequence[Place], length: int, clock: Clock
) -> Iterator[tuple[Place, Slice]]:
    """Yield passages with enough text around them for a claim of this length."""
    margin = 2 * length + 256
    for begin in range(0, len(places), BATCH):
        clock.check()
        batch = places[begin : begin + BATCH]
        cuts = passages.read_slices(session, batch, margin)
        for place in batch:
            cut = cuts[place.id]
            if _is_short(cut, place, length):
                cut = passages.read_slices(session, [place], ARTICLE_TEXT_MAX)[place.id]
            yield place, cut


def _is_short(cut: Slice, place: Place, length: int) -> bool:
    """Tell whether so much white space stands around a passage that the claim may reach beyond it."""
    before, after = cut.text[: place.start - cut.start], cut.text[place.end - cut.start :]
    return any(len(side) - len(verbatim.fold(side).text) > length for side in (before, after) if side)


def _is_cut_off(span: Span, cut: Slice, place: Place) -> bool:
    """Tell whether a match touches an end of the slice, where a word may be cut in two."""
    at_start = span.start == 0 and cut.start > 0
    return at_start or (span.end == len(cut.text) and len(cut.text) > place.end - cut.start)


def _find_across(session: Session, needles: Sequence[Folded], place: Place) -> Iterator[Finding]:
    """Yield where a claim stands in a quotation across what interrupts it."""
    quotes = read_quotes(session, [place.article_id])[place.article_id]
    chain = find_chain(quotes, place.chain_id or "")
    text = passages.read_text(session, place.article_id, Span(chain[0].span.start, chain[-1].span.end))
    for joint in (" ", ", "):
        joined = Joined(text, chain, joint)
        folded = verbatim.fold(joined.text)
        for needle in needles:
            for found in verbatim.find_all(folded, needle):
                span, omitted = joined.to_article(folded.to_original(*found))
                if omitted:
                    yield Finding(place.article_id, span, Wording.ELIDED, omitted, chain_id=place.chain_id)


class Joined:
    """A chain of quotes read as one quotation."""

    def __init__(self, text: str, chain: Sequence[Passage], joint: str = " ") -> None:
        self._offset = chain[0].span.start
        self._article = text
        self._parts: list[tuple[int, Span]] = []  # where each quote begins in the joined text
        self.text = ""
        for quote in chain:
            if self.text:
                self.text += joint
            self._parts.append((len(self.text), quote.span))
            self.text += text[quote.span.start - self._offset : quote.span.end - self._offset]

    def to_article(self, span: Span) -> tuple[Span, tuple[str, ...]]:
        """Return a span's place in the article, and the interruptions within it."""
        first = max(at for at, (begin, _) in enumerate(self._parts) if begin <= span.start)
        last = max(at for at, (begin, _) in enumerate(self._parts) if begin < span.end)
        start = self._parts[first][1].start + span.start - self._parts[first][0]
        end = self._parts[last][1].start + span.end - self._parts[last][0]
        omitted = tuple(
            self._article[before[1].end - self._offset : after[1].start - self._offset]
            for before, after in zip(self._parts[first:last], self._parts[first + 1 : last + 1], strict=True)
        )
        return Span(start, end), omitted


def find_elided(session: Session, claim: str, scope: Scope, clock: Clock) -> list[Finding]:
    """Return where the parts of a claim stand in order within one quotation, or else within one line."""
    for reading in verbatim.read_claim(claim):
        if len(reading.parts) == 1 and not reading.inserted:
            continue
        parts = [_drop_stop(part, is_last=part is reading.parts[-1]) for part in reading.parts]
        found = _find_parts(session, parts, reading.inserted, scope, clock)
        if found:
            return found
    return []


def _drop_stop(part: str, *, is_last: bool) -> str:
    return (verbatim.fold_final_stop(part) or part) if is_last else part


def _find_parts(
    session: Session, parts: Sequence[str], inserted: tuple[str, ...], scope: Scope, clock: Clock
) -> list[Finding]:
    tokens = [passages.tokenise(part) for part in parts]
    counts = passages.read_counts(session, [token for part in tokens for token in part])
    if any(token not in counts for part in tokens for token in part):
        return []
    phrases = [passages.choose_phrase(part, counts) for part in tokens]
    anchor = min(phrases, key=lambda phrase: min(counts[token] for token in phrase))
    folded = [verbatim.fold(part) for part in parts]
    found: dict[tuple[str, Span], Finding] = {}
    seen: set[tuple[str, Span]] = set()
    for place in passages.find_phrase(session, anchor, scope):
        clock.check()
        quotes = read_quotes(session, [place.article_id])[place.article_id]
        for container in _list_containers(quotes, place):
            whole = Span(container[0].span.start, container[-1].span.end)
            if (place.article_id, whole) in seen:
                continue
            seen.add((place.article_id, whole))
            text = passages.read_text(session, place.article_id, whole)
            finding = _find_in_order(Joined(text, container), folded, place.article_id, inserted)
            if finding is not None:
                is_chain = len(container) > 1
                found[place.article_id, finding.span] = finding._replace(
                    chain_id=container[0].id if is_chain else None
                )
                break
    return sorted(found.values())


def _list_containers(quotes: Sequence[Passage], place: Place) -> list[list[Passage]]:
    """Return what may hold the parts of a claim, quotations first, smaller ones first; then the line."""
    near = [
        quote
        for quote in quotes
        if quote.is_quotation and quote.span.start < place.end + 1_000 and quote.span.end > place.start
    ]
    chains = [find_chain(quotes, quote.id) for quote in near if not quote.continues_id]
    if place.chain_id:
        return [chain for chain in chains if chain[0].id == place.chain_id]
    chains.sort(key=lambda chain: chain[-1].span.end - chain[0].span.start)
    line = Passage("", Span(place.start, place.end), "", None, None, ())
    return [*chains, [line]]


def _find_in_order(
    joined: Joined, parts: Sequence[Folded], article_id: str, inserted: tuple[str, ...]
) -> Finding | None:
    folded = verbatim.fold(joined.text)
    spans: list[Span] = []
    at = 0
    for part in parts:
        place = next((one for one in verbatim.find_all(folded, part) if one[0] >= at), None)
        if place is None:
            return None
        at = place[1]
        spans.append(folded.to_original(*place))
    omitted = [joined.text[one.end : two.start].strip() for one, two in itertools.pairwise(spans)]
    span, interruptions = joined.to_article(Span(spans[0].start, spans[-1].end))
    return Finding(
        article_id,
        span,
        Wording.ELIDED,
        (*(one for one in omitted if one), *interruptions),
        inserted,
    )


class Near(NamedTuple):
    """The passage that comes nearest to a claim."""

    article_id: str
    span: Span
    text: str
    rest: tuple[str, ...]  # the longest run of the claim's tokens that it does not have


def find_near(session: Session, claim: str, scope: Scope, clock: Clock) -> tuple[Near | None, bool]:
    """Return the passage that has most of the claim's words in order, at least half of them and three.

    Also tells whether all that could come near was compared.
    """
    tokens = passages.tokenise(claim)
    best = passages.find_best(session, tokens, passages.read_counts(session, tokens), scope)
    nearest: tuple[tuple[int, int], Near] | None = None
    for place, cut in _read(session, [one for one in best.places if not one.chain_id], 0, clock):
        own = cut.text[place.start - cut.start : place.end - cut.start]
        folded = verbatim.fold(own)
        split = verbatim.split_tokens(folded)
        window = find_window(tokens, [token[: passages.TOKEN_MAX] for token, _ in split])
        if window.matched < NEAR_WORDS_MIN or 2 * window.matched < len(tokens):
            continue
        rank = (window.matched, window.start - window.end)
        if nearest is not None and rank <= nearest[0]:
            continue
        start, end = max(0, window.start - window.before), min(len(split), window.end + window.after)
        words = [
            one for one in folded.list_words() if split[start][1] < one.end and one.start <= split[end - 1][1]
        ]
        span = folded.to_original(words[0].start, words[-1].end)
        here = Span(place.start + span.start, place.start + span.end)
        rest = tuple(tokens[window.rest_start : window.rest_end])
        nearest = rank, Near(place.article_id, here, own[slice(*span)], rest)
    return (nearest and nearest[1]), best.is_complete
