"""Tell what kind each line of a plain text is: a headline, a byline, a paragraph."""

from collections.abc import Sequence

import regex

from app.languages import list_words
from app.verbatim import Span, split_blocks
from app.verbatim.characters import SENTENCE_CLOSERS, SENTENCE_ENDS
from app.vocabulary import BlockKind

HEADING_MAX = 120
"""Code points of a line that may be a headline or a subheading."""
BYLINE_MAX = 80
"""Code points of a line that may be a byline."""

_ENDS = frozenset(f"{SENTENCE_ENDS}:;,")
_BYLINE = regex.compile(rf"(?:{'|'.join(list_words('byline_words'))}):? \p{{Lu}}[^.!?]*$", regex.IGNORECASE)
_BOILERPLATE = regex.compile(
    rf"[\[(<*\s]*(?:{'|'.join(list_words('boilerplate_words'))})(?!\p{{L}})", regex.IGNORECASE
)


def classify_lines(text: str) -> tuple[BlockKind, ...]:
    """Return the kind of each line of a text, blank lines being part of the line before."""
    lines = split_blocks(text)
    return tuple(_classify(text, lines, at) for at in range(len(lines)))


def _classify(text: str, lines: Sequence[Span], at: int) -> BlockKind:
    line = text[slice(*lines[at])].strip()
    if len(line) <= BYLINE_MAX and _BOILERPLATE.match(line):
        return BlockKind.BOILERPLATE
    if at < 4 and len(line) <= BYLINE_MAX and _BYLINE.match(line):
        return BlockKind.BYLINE
    is_heading = 0 < len(line) <= HEADING_MAX and line.rstrip(SENTENCE_CLOSERS)[-1:] not in _ENDS
    if not is_heading or at + 1 == len(lines):
        return BlockKind.PARAGRAPH
    return BlockKind.HEADLINE if at == 0 else BlockKind.SUBHEADING
