"""Cut articles into passages and index their words, so that claims are found in them."""

import hashlib
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import bindparam, delete, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session

from app import verbatim
from app.models import Word, table
from app.verbatim import Folded
from app.vocabulary import QUOTATIONS, Role

TOKENS_MAX = 128
"""Tokens of a passage's own: PostgreSQL keeps at most 255 positions of a word."""
OVERLAP = 8
"""Tokens of the text that follow in each passage: a phrase of one more is found wherever it stands."""
TOKEN_MAX = 64
"""Code points of a token that are kept; longer ones are no words."""
MARK = "@"
"""What stands among the tokens of a passage that a quotation reaches into; words are letters and digits."""

WORD = table(Word).c
RowValues = dict[str, Any]  # Any: a row's values are of its columns' types


def mark_speaker(speaker_id: str) -> str:
    """Return what stands among the tokens of a passage that a quotation of the speaker reaches into."""
    return MARK + hashlib.sha256(speaker_id.encode()).hexdigest()[:12]


def tokenise(folded: Folded) -> list[str]:
    """Return the tokens that words are looked up by."""
    return [token[:TOKEN_MAX] for token, _ in verbatim.split_tokens(folded)]


def make_passages(
    article: RowValues,
    blocks: Sequence[RowValues],
    quotes: Sequence[RowValues],
    parties: Sequence[RowValues],
) -> list[RowValues]:
    """Return the passages of an article: its lines, and its chains of interrupted quotations."""
    joined, *other = verbatim.fold_both(article["text"])
    passages = _cut_lines(joined, blocks)
    for folded in other:  # Lines that end in a hyphen are looked up by whole words and by half ones.
        known = {(one["start"], *one["tokens"]) for one in passages}
        also = [one for one in _cut_lines(folded, blocks) if (one["start"], *one["tokens"]) not in known]
        passages = sorted([*passages, *also], key=lambda one: one["start"])
    for chain in find_chains(quotes):
        words = tokenise(verbatim.fold(" ".join(quote["exact"] for quote in chain)))
        passages += [
            {
                "start": chain[0]["start"],
                "end": chain[-1]["end"],
                "chain_id": chain[0]["id"],
                "tokens": words[begin : begin + TOKENS_MAX + OVERLAP],
            }
            for begin in range(0, len(words), TOKENS_MAX)
        ]
    _mark_quotations(passages, quotes, parties)
    return [
        {"article_id": article["id"], "position": position, **passage}
        for position, passage in enumerate(passages)
    ]


def _cut_lines(folded: Folded, blocks: Sequence[RowValues]) -> list[RowValues]:
    """Return the passages of an article's lines; long lines are cut."""
    split = verbatim.split_tokens(folded)
    tokens = [token[:TOKEN_MAX] for token, _ in split]
    starts = [folded.to_original(at, at + 1).start for _, at in split]
    passages = []
    first = 0
    for block in blocks:
        last = bisect_left(starts, block["end"], first)
        for begin in range(first, last, TOKENS_MAX):
            end = min(begin + TOKENS_MAX, last)
            passages.append(
                {
                    "start": block["start"] if begin == first else starts[begin],
                    "end": block["end"] if end == last else starts[end],
                    "chain_id": None,
                    "tokens": tokens[begin : end + OVERLAP],
                }
            )
        first = last
    return passages


def _mark_quotations(
    passages: Sequence[RowValues], quotes: Sequence[RowValues], parties: Sequence[RowValues]
) -> None:
    """Add marks to the tokens of the passages that quotations reach into."""
    marks = {quote["id"]: [MARK] for quote in quotes if quote["type"] in QUOTATIONS}
    for party in parties:
        if party["role"] == Role.SPEAKER and party["quote_id"] in marks:
            marks[party["quote_id"]].append(mark_speaker(party["speaker_id"]))
    lines = [passage for passage in passages if passage["chain_id"] is None]
    found: list[set[str]] = [set() for _ in passages]
    for quote in quotes:
        # Lines that were read in two ways begin at one place and may end at several.
        at = max(0, bisect_right(lines, quote["start"], key=lambda one: one["start"]) - 1)
        while at > 0 and lines[at - 1]["end"] > quote["start"]:
            at -= 1
        while at < len(lines) and lines[at]["start"] < quote["end"]:
            found[at].update(marks.get(quote["id"], ()))
            at += 1
    for at, passage in enumerate(passages):
        found[at].update(marks.get(passage["chain_id"], ()))
        passage["tokens"] = [*passage["tokens"], *sorted(found[at])]


def list_words(tokens: Iterable[str]) -> list[str]:
    """Return those of a passage's tokens that are words of the text."""
    return [token for token in tokens if token[0] != MARK]


def find_chains(quotes: Iterable[RowValues]) -> list[list[RowValues]]:
    """Return the quotations that consist of several quotes, each in reading order."""
    by_id = {quote["id"]: quote for quote in quotes}
    following = {quote["continues_id"]: quote for quote in by_id.values() if quote["continues_id"]}
    chains = []
    for quote_id, quote in by_id.items():
        if quote["continues_id"] is None and quote_id in following:
            chain = [quote]
            while chain[-1]["id"] in following:
                chain.append(following[chain[-1]["id"]])
            chains.append(chain)
    return chains


def count_words(passages: Iterable[RowValues]) -> Counter[str]:
    """Return in how many of the passages each token stands."""
    return Counter(token for passage in passages for token in set(list_words(passage["tokens"])))


def update_words(session: Session, changes: Mapping[str, int]) -> None:
    """Add to the numbers of passages that tokens stand in, or take away from them."""
    # In one order, so that two writers cannot wait for each other.
    more = [{"token": token, "passages": change} for token, change in sorted(changes.items()) if change > 0]
    less = [{"name": token, "less": -change} for token, change in sorted(changes.items()) if change < 0]
    if more:
        dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
        inserted = dialect.insert(table(Word))
        added = WORD.passages + inserted.excluded.passages
        session.execute(
            inserted.on_conflict_do_update(index_elements=[WORD.token], set_={"passages": added}), more
        )
    if less:
        found = WORD.token == bindparam("name")
        taken = update(table(Word)).where(found).values(passages=WORD.passages - bindparam("less"))
        session.connection().execute(taken, less)
        gone = delete(table(Word)).where(found, WORD.passages == 0)
        session.connection().execute(gone, [{"name": row["name"]} for row in less])
