"""Split articles into passages and index their words, so that claims are found in them."""

import hashlib
import itertools
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from sqlalchemy import bindparam, delete, update
from sqlmodel import Session

from app import verbatim
from app.database.bulk_insert import Row
from app.database.fulltext import FILTER_PREFIX, is_on_postgresql
from app.models import Word, table
from app.verbatim import TOKEN_MAX, Folded, Span
from app.vocabulary import QUOTATIONS, Role

TOKENS_MAX = 128
"""Tokens of a passage, without the overlap: PostgreSQL stores at most 255 positions of a word."""
OVERLAP = 8
"""Tokens of the following text in each passage: a phrase of one token more is found wherever it occurs."""
QUOTATION_TOKEN = FILTER_PREFIX
"""The filter token of passages that any quotation overlaps."""

WORD = table(Word).c


class Passages(NamedTuple):
    """The passages of an article in their order: their rows without numbers, and the tokens of each.

    The tokens begin with the passage's own and continue with the next few of the text, so that words across
    the end of a passage are found in it, too. Those of a chain are its quotes' joined, without the reporter's
    words between them. Filter tokens follow: whether a quotation overlaps the passage, and whose.

    `words` has each passage's tokens once, all together, for counting.
    """

    rows: list[Row]
    tokens: list[str]
    words: str


class PassageDraft(NamedTuple):
    """A passage without its filter tokens."""

    span: Span
    chain_id: str | None
    words: list[str]


def make_speaker_token(speaker_id: str) -> str:
    """Return the filter token of passages that a quotation of the speaker overlaps.

    A digest, because it is in every passage with a quotation, and ids have up to 100 characters.
    """
    return FILTER_PREFIX + hashlib.sha256(speaker_id.encode()).hexdigest()[:12]


def make_passages(
    article: Row,
    blocks: Sequence[Row],
    quotes: Sequence[Row],
    parties: Sequence[Row],
) -> Passages:
    """Return the passages of an article: its lines, and its chains of interrupted quotations."""
    text: str = article["text"]
    starts = [block["start"] for block in blocks]
    lines = [Span(*ends) for ends in itertools.pairwise([*starts, len(text)])]
    drafts = _split_common_lines(text, lines) or _split_lines_each_way(text, lines)
    for chain in find_chains(quotes):
        span = Span(chain[0]["start"], chain[-1]["end"])
        drafts += [
            PassageDraft(span, chain[0]["id"], words[begin : begin + TOKENS_MAX + OVERLAP])
            for words in verbatim.tokenize_each_way(
                " ".join(text[quote["start"] : quote["end"]] for quote in chain)
            )
            for begin in range(0, len(words), TOKENS_MAX)
        ]
    filter_tokens = _list_filter_tokens(drafts, quotes, parties)
    rows = [
        {
            "article_id": article["id"],
            "position": position,
            "start": draft.span.start,
            "end": draft.span.end,
            "chain_id": draft.chain_id,
        }
        for position, draft in enumerate(drafts)
    ]
    tokens = [" ".join([*draft.words, *found]) for draft, found in zip(drafts, filter_tokens, strict=True)]
    return Passages(rows, tokens, " ".join(word for draft in drafts for word in set(draft.words)))


def _split_common_lines(text: str, lines: Sequence[Span]) -> list[PassageDraft]:
    """Return the passages of short lines with common characters alone, as most texts have; else none."""
    words = verbatim.tokenize_lines(text, lines)
    if words is None or max(len(own) for ways in words for own in ways) > TOKENS_MAX:
        return []
    following: list[str] = []
    drafts: list[PassageDraft] = []
    for line, ways in zip(reversed(lines), reversed(words), strict=True):
        if ways[0]:
            drafts += [PassageDraft(line, None, own + following[:OVERLAP]) for own in reversed(ways)]
            following = ways[0] + following[:OVERLAP]
    return drafts[::-1]


def _split_lines_each_way(text: str, lines: Sequence[Span]) -> list[PassageDraft]:
    """Return the passages of any lines, for each way to read the hyphens at their ends."""
    joined, *others = verbatim.fold_each_way(text)
    drafts = _split_lines(joined, lines)
    for folded in others:
        known = {(draft.span.start, *draft.words) for draft in drafts}
        more = [one for one in _split_lines(folded, lines) if (one.span.start, *one.words) not in known]
        drafts = sorted([*drafts, *more], key=lambda draft: draft.span.start)
    return drafts


def _split_lines(folded: Folded, lines: Sequence[Span]) -> list[PassageDraft]:
    """Return the passages of folded lines: one a line, several of a long one."""
    split = verbatim.split_tokens(folded)
    tokens = [token[:TOKEN_MAX] for token, _ in split]
    starts = [folded.to_original(at, at + 1).start for _, at in split]
    drafts = []
    first = 0
    for line in lines:
        last = bisect_left(starts, line.end, first)
        for begin in range(first, last, TOKENS_MAX):
            end = min(begin + TOKENS_MAX, last)
            span = Span(
                line.start if begin == first else starts[begin], line.end if end == last else starts[end]
            )
            drafts.append(PassageDraft(span, None, tokens[begin : end + OVERLAP]))
        first = last
    return drafts


def _list_filter_tokens(
    drafts: Sequence[PassageDraft], quotes: Sequence[Row], parties: Sequence[Row]
) -> list[list[str]]:
    """Return for each passage the filter tokens of the quotations that overlap it."""
    tokens = {quote["position"]: [QUOTATION_TOKEN] for quote in quotes if quote["type"] in QUOTATIONS}
    for party in parties:
        if party["role"] == Role.SPEAKER and party["quote_position"] in tokens:
            tokens[party["quote_position"]].append(make_speaker_token(party["speaker_id"]))
    of_chain = {quote["id"]: tokens[quote["position"]] for quote in quotes if quote["position"] in tokens}
    lines = [draft.span for draft in drafts if draft.chain_id is None]
    starts = [line.start for line in lines]
    found: list[set[str]] = [set() for _ in drafts]
    for quote in quotes:
        own = tokens.get(quote["position"])
        if own is None:
            continue
        # Lines that are read in two ways begin at one place and may end at several.
        at = max(0, bisect_right(starts, quote["start"]) - 1)
        while at > 0 and lines[at - 1].end > quote["start"]:
            at -= 1
        while at < len(lines) and lines[at].start < quote["end"]:
            found[at].update(own)
            at += 1
    return [
        sorted({*of_line, *of_chain[draft.chain_id]} if draft.chain_id else of_line)
        for draft, of_line in zip(drafts, found, strict=True)
    ]


def find_chains(quotes: Iterable[Row]) -> list[list[Row]]:
    """Return the quotations that consist of several quotes, each in reading order."""
    by_position = {quote["position"]: quote for quote in quotes}
    following = {
        quote["continues"]: quote for quote in by_position.values() if quote["continues"] is not None
    }
    chains = []
    for position, quote in by_position.items():
        if quote["continues"] is None and position in following:
            chain = [quote]
            while chain[-1]["position"] in following:
                chain.append(following[chain[-1]["position"]])
            chains.append(chain)
    return chains


def count_words(passages: Iterable[Passages]) -> Counter[str]:
    """Return in how many of the passages each word occurs."""
    counts: Counter[str] = Counter()
    for one in passages:
        counts.update(one.words.split())
    return counts


ADD = (
    "INSERT INTO word (token, passages) {} "
    "ON CONFLICT (token) DO UPDATE SET passages = word.passages + excluded.passages"
)


def add_words(session: Session, counts: Mapping[str, int]) -> None:
    """Add to the numbers of passages that contain a token."""
    connection = session.connection()
    if not counts:
        return
    if is_on_postgresql(session):
        rows = (list(counts), list(counts.values()))
        connection.exec_driver_sql(ADD.format("SELECT * FROM unnest(%s::text[], %s::integer[])"), rows)
    else:
        # In order, so that one page after the other is written.
        connection.exec_driver_sql(ADD.format("VALUES (?, ?)"), sorted(counts.items()))


def subtract_words(session: Session, counts: Mapping[str, int]) -> None:
    """Subtract from the numbers of passages that contain a token, and delete tokens that none contains."""
    rows = [{"name": token, "fewer": count} for token, count in counts.items()]
    if rows:
        found = WORD.token == bindparam("name")
        subtract = update(table(Word)).where(found).values(passages=WORD.passages - bindparam("fewer"))
        session.connection().execute(subtract, rows)
        unused = delete(table(Word)).where(found, WORD.passages == 0)
        session.connection().execute(unused, [{"name": row["name"]} for row in rows])
