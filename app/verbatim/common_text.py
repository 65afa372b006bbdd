"""Tokens of texts in common scripts: found without folding, in a quarter of the time.

This is a shortcut and nothing else. Without it an import takes half as much CPU time again (made articles in
German, 1.56 s instead of 1.04 s for 500 of them in one process, validation and database included).

Folding a text only to find its words is slow: it counts where every character came from. A text may skip this
if folding would part and join its words as white space and a simple pattern do. That is so if it consists of
common letters and punctuation alone, is composed (NFC), and breaks no word at a line end. Such a text has
another property: each line has its own tokens, whatever the other lines contain.
"""

import itertools
import re
import unicodedata
from collections.abc import Sequence

from app.verbatim.characters import (
    AROUND_WORDS,
    DASHES,
    HYPHENS,
    LINE_ENDS,
    SPACES,
    UNFOLDED,
    list_characters,
)
from app.verbatim.folding import fold
from app.verbatim.spans import Span
from app.verbatim.tokens import TOKEN_MAX, to_token, tokenize_folded

CACHED_MAX = 200_000
"""Pieces with cached tokens: about 30 MB."""

# Two patterns, because a choice between them would be tried at each character.
_UNCOMMON = re.compile(f"[^{UNFOLDED}]")
_BROKEN = re.compile(rf"[{HYPHENS}{DASHES}][{SPACES}]*[{LINE_ENDS}]")
_WORD = re.compile(rf"[^\W_]+(?:[{HYPHENS}{DASHES}][^\W_]+)*")
_AROUND_WORDS = list_characters(AROUND_WORDS)
_WITHOUT_HYPHENS = str.maketrans("", "", list_characters(HYPHENS + DASHES))


class _PieceTokens(dict[str, str]):
    """The tokens of pieces of text, with spaces between them, cached because words repeat.

    A piece is what white space parts, without the punctuation around it: one word as a rule.
    """

    def __missing__(self, piece: str) -> str:
        words = [piece] if piece.isalnum() else _WORD.findall(piece)
        tokens = (to_token(word.translate(_WITHOUT_HYPHENS))[:TOKEN_MAX] for word in words)
        joined = " ".join(filter(None, tokens))
        if len(piece) <= TOKEN_MAX:
            if len(self) >= CACHED_MAX:
                self.clear()
            self[piece] = joined
        return joined


_piece_tokens = _PieceTokens()


def tokenize(text: str) -> list[str]:
    """Return the tokens of a text, each cut at `TOKEN_MAX`."""
    if _is_common(text):
        return _list_tokens(text)
    return tokenize_folded(fold(text))


def tokenize_lines(text: str, lines: Sequence[Span]) -> list[list[str]] | None:
    """Return the tokens of each line, or None if they depend on more than that line."""
    return [_list_tokens(text[line.start : line.end]) for line in lines] if _is_common(text) else None


def _is_common(text: str) -> bool:
    return not (_UNCOMMON.search(text) or _BROKEN.search(text)) and unicodedata.is_normalized("NFC", text)


def _list_tokens(text: str) -> list[str]:
    pieces = map(str.strip, text.split(), itertools.repeat(_AROUND_WORDS))
    return " ".join(map(_piece_tokens.__getitem__, pieces)).split()
