"""Mark the quotes in the lines of an article, without a letter more in its text.

A browser that looks for a passage reads the page from its beginning, and so do screen readers. So signs and
notes beside the text are made by the style sheet, from attributes, and the list of notes follows the text.
"""

from collections.abc import Iterator, Mapping, Sequence
from heapq import heapify, heappop, heappush
from html import escape
from typing import NamedTuple

from app.values import BlockValue, QuoteValue


class Mark(NamedTuple):
    """How a quote is marked: classes of the style sheet, a sign that needs no colour, and a note."""

    classes: str
    sign: str
    note: str


TAGS = {"headline": "h1", "subheading": "h2"}
"""Elements of lines; all others are paragraphs."""


class _Piece(NamedTuple):
    """The part of a quote that is to be marked: all of it, or what is left in another line or quote."""

    start: int
    minus_end: int
    """The end, below zero: of two that begin together, the longer one comes first."""
    number: int
    is_first: bool = True
    is_last: bool = True


def mark_lines(
    blocks: Sequence[BlockValue], quotes: Sequence[QuoteValue], marks: Mapping[str, Mark]
) -> Iterator[str]:
    """Yield the lines of an article as HTML, without their ends; `marks` are those of its quotes, by id."""
    pieces = [_Piece(one.row.start, -one.row.end, at) for at, one in enumerate(quotes)]
    heapify(pieces)
    for block in blocks:
        while pieces and pieces[0].start < block.start:  # It begins with the end of the line before.
            heappush(pieces, heappop(pieces)._replace(start=block.start))
        tag = TAGS.get(block.kind, "p")
        html = "".join(_mark_line(block, pieces, quotes, marks))
        yield f'<{tag} class="{block.kind}">{html}</{tag}>'


def _mark_line(
    block: BlockValue, pieces: list[_Piece], quotes: Sequence[QuoteValue], marks: Mapping[str, Mark]
) -> Iterator[str]:
    """Yield the parts of a line, and take its pieces from the heap; what is left of them goes back."""
    at, end = block.start, block.start + len(block.text.rstrip())
    around: list[_Piece] = []
    while True:
        is_next = bool(pieces) and pieces[0].start < end
        until = pieces[0].start if is_next else end
        while around and -around[-1].minus_end <= until:
            closed = around.pop()
            yield escape(block.text[at - block.start : -closed.minus_end - block.start])
            yield _close(quotes[closed.number].row.id, marks, is_last=closed.is_last)
            at = -closed.minus_end
        yield escape(block.text[at - block.start : until - block.start])
        at = until
        if not is_next:
            return
        piece = heappop(pieces)
        limit = -around[-1].minus_end if around else end
        if -piece.minus_end > limit:  # The rest is marked in the next line, or behind the quote around it.
            rest = block.end if limit == end else limit
            has_rest = -piece.minus_end > rest
            if has_rest:
                heappush(pieces, piece._replace(start=rest, is_first=False))
            piece = piece._replace(minus_end=-limit, is_last=not has_rest)
        yield _open(quotes[piece.number].row.id, marks, is_first=piece.is_first)
        around.append(piece)


def _open(quote_id: str, marks: Mapping[str, Mark], *, is_first: bool) -> str:
    identity = f' id="{quote_id}"' if is_first else ""
    return f'<span class="{marks[quote_id].classes}"{identity}>'


def _close(quote_id: str, marks: Mapping[str, Mark], *, is_last: bool) -> str:
    if not is_last:
        return "</span>"
    mark = marks[quote_id]
    note = escape(mark.note)
    return (
        f'</span><a class="sign {mark.classes}" href="#note-{quote_id}" '
        f'aria-label="{mark.sign}: {note}" data-sign="{mark.sign}"></a>'
    )
