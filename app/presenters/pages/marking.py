"""Mark the quotes in the lines of an article, without a letter more in its text.

A browser that looks for a passage reads the page from its beginning, and so do screen readers. So signs and
notes beside the text are made by the style sheet, from attributes, and the list of notes follows the text.
"""

from bisect import insort
from collections import deque
from collections.abc import Iterator, Sequence
from html import escape
from typing import NamedTuple

from app.values import BlockValue


class Mark(NamedTuple):
    """The HTML around the words of a quote: a tag up to its attributes, and the sign behind the words up to
    the quote's id. Quotes that are marked alike share it."""

    opening: str
    closing: str


def make_mark(kind: str, colour: str, sign: str, note: str) -> Mark:
    """Return a mark: its kind and colour in the style sheet, a sign that needs no colour, and a note."""
    sign, label = escape(sign), escape(f"{sign}: {note}")
    return Mark(
        f'<span class="{kind} {colour}"',
        f'</span><a class="sign {colour}" aria-label="{label}" data-sign="{sign}" href="#note-',
    )


class MarkedPlace(NamedTuple):
    """A half-open range of code points that is to be marked, and the id of its quote."""

    id: str
    start: int
    end: int


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
    blocks: Sequence[BlockValue], places: Sequence[MarkedPlace], marks: Sequence[Mark]
) -> Iterator[str]:
    """Yield the lines of an article as HTML, without their ends; each place has its mark."""
    pieces = deque(sorted([_Piece(one.start, -one.end, at) for at, one in enumerate(places)]))
    for block in blocks:
        while pieces and pieces[0].start < block.start:  # It begins with the end of the line before.
            insort(pieces, pieces.popleft()._replace(start=block.start))
        tag = TAGS.get(block.kind, "p")
        html = "".join(_mark_line(block, pieces, places, marks))
        yield f'<{tag} class="{block.kind}">{html}</{tag}>'


def _mark_line(
    block: BlockValue, pieces: deque[_Piece], places: Sequence[MarkedPlace], marks: Sequence[Mark]
) -> Iterator[str]:
    """Yield the parts of a line, and take its pieces; what is left of them goes back."""
    at, end = block.start, block.start + len(block.text.rstrip())
    around: list[_Piece] = []
    while True:
        is_next = bool(pieces) and pieces[0].start < end
        until = pieces[0].start if is_next else end
        while around and -around[-1].minus_end <= until:
            closed = around.pop()
            yield escape(block.text[at - block.start : -closed.minus_end - block.start])
            at = -closed.minus_end
            if closed.is_last:
                yield f'{marks[closed.number].closing}{places[closed.number].id}"></a>'
            else:
                yield "</span>"
        yield escape(block.text[at - block.start : until - block.start])
        at = until
        if not is_next:
            return
        piece = pieces.popleft()
        limit = -around[-1].minus_end if around else end
        if -piece.minus_end > limit:  # The rest is marked in the next line, or behind the quote around it.
            rest = block.end if limit == end else limit
            has_rest = -piece.minus_end > rest
            if has_rest:
                insort(pieces, piece._replace(start=rest, is_first=False))
            piece = piece._replace(minus_end=-limit, is_last=not has_rest)
        identity = f' id="{places[piece.number].id}"' if piece.is_first else ""
        yield f"{marks[piece.number].opening}{identity}>"
        around.append(piece)
