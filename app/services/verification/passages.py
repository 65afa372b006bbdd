"""The passages in marks of a text as they are verified: the quotation that each is a part of, and what is
quoted within it."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from app.drafting.values import Draft, DraftQuote
from app.verbatim import Span


class Whole(NamedTuple):
    """An interrupted quotation: its parts, the ways to read them as one, and all of it as it is printed.

    A comma at a seam is the quotation's own or that of the interrupting sentence: all readings are given.
    """

    parts: tuple[str, ...]
    readings: tuple[str, ...]
    printed: str


class Passage(NamedTuple):
    """A passage in marks, the interrupted quotation that it is a part of, and its words without those of the
    passages in marks within it, if there are any."""

    quote: DraftQuote
    words: str
    whole: Whole | None
    outside: str | None


def list_passages(draft: Draft) -> list[Passage]:
    """Return the passages of a draft in its order."""
    wholes, nested = _list_wholes(draft), _list_nested(draft.quotes)
    return [
        Passage(
            quote,
            draft.text[slice(*quote.span)],
            wholes.get(at),
            _cut_out(draft.text, quote.span, nested[at]) if at in nested else None,
        )
        for at, quote in enumerate(draft.quotes)
    ]


def _list_wholes(draft: Draft) -> dict[int, Whole]:
    """Return the interrupted quotations, by the index of each part."""
    chains: dict[int, list[int]] = {}
    for at, quote in enumerate(draft.quotes):
        if quote.continues is not None:
            chain = chains.get(quote.continues, [quote.continues])
            chain.append(at)
            chains.update(dict.fromkeys(chain, chain))
    wholes: dict[int, Whole] = {}
    for chain in {one[0]: one for one in chains.values()}.values():
        whole = _join(draft.text, [draft.quotes[at].span for at in chain])
        wholes.update(dict.fromkeys(chain, whole))
    return wholes


def _join(text: str, spans: Sequence[Span]) -> Whole:
    parts = [text[slice(*span)] for span in spans]
    bare = [*(one.rstrip(",") for one in parts[:-1]), parts[-1]]
    readings = dict.fromkeys((" ".join(bare), ", ".join(bare), " ".join(parts)))
    return Whole(tuple(parts), tuple(readings), text[spans[0].start : spans[-1].end])


def _list_nested(quotes: Sequence[DraftQuote]) -> Mapping[int, list[Span]]:
    """Return the spans of the passages within each one that has any, by its index."""
    nested: dict[int, list[Span]] = defaultdict(list)
    around: list[int] = []
    for at, quote in enumerate(quotes):
        around = [outer for outer in around if quotes[outer].span.contains(quote.span)]
        for outer in around:
            nested[outer].append(quote.span)
        around.append(at)
    return nested


def _cut_out(text: str, span: Span, nested: Sequence[Span]) -> str:
    pieces, at = [], span.start
    for one in nested:
        if one.start >= at:
            pieces.append(text[at : one.start])
            at = one.end
    return " ".join((*pieces, text[at : span.end]))
