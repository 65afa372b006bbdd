"""Cut articles into passages and index their words, so that claims are found in them."""

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
from app.database.fulltext import MARK, is_on_postgresql
from app.models import Word, table
from app.verbatim import TOKEN_MAX, Folded, Span
from app.vocabulary import QUOTATIONS, Role

TOKENS_MAX = 128
"""Tokens of a passage's own: PostgreSQL keeps at most 255 positions of a word."""
OVERLAP = 8
"""Tokens of the text that follow in each passage: a phrase of one more is found wherever it stands."""

WORD = table(Word).c


class Passages(NamedTuple):
    """The passages of an article in their order: their rows without numbers, and the tokens of each.

    `words` are those of each passage once, all together: what is counted.

    The tokens begin with the passage's own and go on with the next few of the text, so that words
    that stand across the end of a passage are found in it, too. Those of a chain are its quotes'
    joined, without what the reporter says between them. Last come marks that begin with `@`: whether
    a quotation reaches into the passage, and whose.
    """

    rows: list[Row]
    tokens: list[str]
    words: str


class Cut(NamedTuple):
    """A passage while it is made."""

    span: Span
    chain_id: str | None
    words: list[str]


def mark_speaker(speaker_id: str) -> str:
    """Return what stands among the tokens of a passage that a quotation of the speaker reaches into."""
    return MARK + hashlib.sha256(speaker_id.encode()).hexdigest()[:12]


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
    cuts = _cut_simple_lines(text, lines) or _cut_all_lines(text, lines)
    for chain in find_chains(quotes):
        words = verbatim.tokenize(" ".join(text[quote["start"] : quote["end"]] for quote in chain))
        span = Span(chain[0]["start"], chain[-1]["end"])
        cuts += [
            Cut(span, chain[0]["id"], words[begin : begin + TOKENS_MAX + OVERLAP])
            for begin in range(0, len(words), TOKENS_MAX)
        ]
    marks = _find_marks(cuts, quotes, parties)
    rows = [
        {
            "article_id": article["id"],
            "position": position,
            "start": cut.span.start,
            "end": cut.span.end,
            "chain_id": cut.chain_id,
        }
        for position, cut in enumerate(cuts)
    ]
    tokens = [" ".join([*cut.words, *found]) for cut, found in zip(cuts, marks, strict=True)]
    return Passages(rows, tokens, " ".join(word for cut in cuts for word in set(cut.words)))


def _cut_simple_lines(text: str, lines: Sequence[Span]) -> list[Cut]:
    """Return the passages of lines that are read in one way and need no cutting: most texts' are."""
    words = verbatim.tokenize_lines(text, lines)
    if words is None or max(map(len, words)) > TOKENS_MAX:
        return []
    following: list[str] = []
    cuts: list[Cut] = []
    for line, own in zip(reversed(lines), reversed(words), strict=True):
        if own:
            cuts.append(Cut(line, None, own + following[:OVERLAP]))
            following = own + following[:OVERLAP]
    return cuts[::-1]


def _cut_all_lines(text: str, lines: Sequence[Span]) -> list[Cut]:
    """Return the passages of any lines; what ends in a hyphen is read by whole words and by half ones."""
    joined, *other = verbatim.fold_each_way(text)
    cuts = _cut_lines(joined, lines)
    for folded in other:
        known = {(cut.span.start, *cut.words) for cut in cuts}
        also = [cut for cut in _cut_lines(folded, lines) if (cut.span.start, *cut.words) not in known]
        cuts = sorted([*cuts, *also], key=lambda cut: cut.span.start)
    return cuts


def _cut_lines(folded: Folded, lines: Sequence[Span]) -> list[Cut]:
    """Return the passages of lines as they are folded; long lines are cut."""
    split = verbatim.split_tokens(folded)
    tokens = [token[:TOKEN_MAX] for token, _ in split]
    starts = [folded.to_original(at, at + 1).start for _, at in split]
    cuts = []
    first = 0
    for line in lines:
        last = bisect_left(starts, line.end, first)
        for begin in range(first, last, TOKENS_MAX):
            end = min(begin + TOKENS_MAX, last)
            span = Span(
                line.start if begin == first else starts[begin], line.end if end == last else starts[end]
            )
            cuts.append(Cut(span, None, tokens[begin : end + OVERLAP]))
        first = last
    return cuts


def _find_marks(cuts: Sequence[Cut], quotes: Sequence[Row], parties: Sequence[Row]) -> list[list[str]]:
    """Return for each passage the marks of the quotations that reach into it."""
    marks = {quote["position"]: [MARK] for quote in quotes if quote["type"] in QUOTATIONS}
    for party in parties:
        if party["role"] == Role.SPEAKER and party["quote_position"] in marks:
            marks[party["quote_position"]].append(mark_speaker(party["speaker_id"]))
    of_chain = {quote["id"]: marks[quote["position"]] for quote in quotes if quote["position"] in marks}
    lines = [cut.span for cut in cuts if cut.chain_id is None]
    starts = [line.start for line in lines]
    found: list[set[str]] = [set() for _ in cuts]
    for quote in quotes:
        own = marks.get(quote["position"])
        if own is None:
            continue
        # Lines that were read in two ways begin at one place and may end at several.
        at = max(0, bisect_right(starts, quote["start"]) - 1)
        while at > 0 and lines[at - 1].end > quote["start"]:
            at -= 1
        while at < len(lines) and lines[at].start < quote["end"]:
            found[at].update(own)
            at += 1
    return [
        sorted({*marked, *of_chain[cut.chain_id]} if cut.chain_id else marked)
        for cut, marked in zip(cuts, found, strict=True)
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
    """Return in how many of the passages each word stands."""
    counts: Counter[str] = Counter()
    for one in passages:
        counts.update(one.words.split())
    return counts


ADD = (
    "INSERT INTO word (token, passages) {} "
    "ON CONFLICT (token) DO UPDATE SET passages = word.passages + excluded.passages"
)


def add_words(session: Session, counts: Mapping[str, int]) -> None:
    """Add to the numbers of passages that tokens stand in."""
    connection = session.connection()
    if not counts:
        return
    if is_on_postgresql(session):
        rows = (list(counts), list(counts.values()))
        connection.exec_driver_sql(ADD.format("SELECT * FROM unnest(%s::text[], %s::integer[])"), rows)
    else:
        # In order, so that one page after the other is written.
        connection.exec_driver_sql(ADD.format("VALUES (?, ?)"), sorted(counts.items()))


def take_words_away(session: Session, counts: Mapping[str, int]) -> None:
    """Take away from the numbers of passages that tokens stand in, and drop those that stand in none."""
    less = [{"name": token, "less": count} for token, count in counts.items()]
    if less:
        found = WORD.token == bindparam("name")
        taken = update(table(Word)).where(found).values(passages=WORD.passages - bindparam("less"))
        session.connection().execute(taken, less)
        gone = delete(table(Word)).where(found, WORD.passages == 0)
        session.connection().execute(gone, [{"name": row["name"]} for row in less])
