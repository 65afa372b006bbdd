"""Tokens of texts in common scripts: found without folding, in a quarter of the time.

This is a shortcut and nothing else. Without it an import takes half as much CPU time again (made articles in
German, 1.56 s instead of 1.04 s for 500 of them in one process, validation and database included).

Folding a text only to find its words is slow: it counts where every character came from. A text may skip this
if folding would part and join its words as white space and a simple pattern do. That is so if it consists of
common letters and punctuation alone, is composed (NFC), breaks no word at a line end, and has no reference
marks or loose accents. Such a text has another property: each line has its own tokens, whatever the other
lines contain.
"""

import itertools
import re
import unicodedata
from collections.abc import Sequence

from app.verbatim.characters import (
    AROUND_WORDS,
    COMMON_CHARACTERS,
    DASHES,
    HYPHENS,
    LINE_ENDS,
    LINE_HYPHENS,
    SPACES,
    list_characters,
)
from app.verbatim.coordinators import BEGINS_ANY
from app.verbatim.folding import fold, fold_each_way, fold_hyphens_each_way
from app.verbatim.rewriting import rewrite_each_way
from app.verbatim.spans import Span
from app.verbatim.tokens import TOKEN_MAX, to_token, tokenize_folded

CACHED_MAX = 200_000
"""Pieces with cached tokens: about 30 MB."""

# Two patterns, because a choice between them would be tried at each character.
_UNCOMMON = re.compile(f"[^{COMMON_CHARACTERS}]")
_BROKEN = re.compile(rf"[{LINE_HYPHENS}{DASHES}][{SPACES}]*[{LINE_ENDS}]")
# A word that a copy has broken: sieg- reich. Before und it rather is a part of a compound: Nord- und Süd.
_SPACED = re.compile(rf"[{LINE_HYPHENS}](?<=\w.)[{SPACES}]+(?=\w)")
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


def tokenize_each_way(text: str) -> list[list[str]]:
    """Return the tokens of a text in each way to read it."""
    if _is_common(text) and not _SPACED.search(text):
        return [_list_tokens(text)]
    found = [tokenize_folded(folded) for folded in fold_each_way(text)]
    return [words for at, words in enumerate(found) if words not in found[:at]]


def tokenize_lines(text: str, lines: Sequence[Span]) -> list[list[list[str]]] | None:
    """Return the tokens of each line in each way to read it, or None if they depend on more than the line."""
    if not _is_common(text):
        return None
    cut = (text[line.start : line.end] for line in lines)
    if not _SPACED.search(text):
        return [[_list_tokens(line)] for line in cut]
    return [[_list_tokens(line), *_list_other_tokens(line)] for line in cut]


def _list_other_tokens(line: str) -> list[list[str]]:
    """Return the tokens of the other ways to read a line that has a hyphen before *und*."""
    others = fold_hyphens_each_way(line)[1:] if _SPACED.search(line) else ()
    return [tokenize_folded(folded) for folded in others]


def _is_common(text: str) -> bool:
    return (
        not (_UNCOMMON.search(text) or _BROKEN.search(text))
        and all(BEGINS_ANY.match(text, one.end()) for one in _SPACED.finditer(text))
        and unicodedata.is_normalized("NFC", text)
        and not rewrite_each_way(text)
    )


def _list_tokens(text: str) -> list[str]:
    pieces = map(str.strip, text.split(), itertools.repeat(_AROUND_WORDS))
    return " ".join(map(_piece_tokens.__getitem__, pieces)).split()
