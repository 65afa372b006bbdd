"""Split texts into the tokens that words are looked up by.

Tokens have no case, accents or umlauts, and ß is ss: they find candidates and decide nothing.
"""

import re
import unicodedata

import regex

from app.verbatim.folding import (
    DASHES,
    HYPHENS,
    LINE_ENDS,
    SPACES,
    UNSPACED,
    Folded,
    cut_pieces,
    fold,
)

TOKEN_MAX = 64
"""Code points of a token that are kept; longer ones are no words."""
KNOWN_MAX = 200_000
"""Words whose tokens are remembered: about 30 MB."""

_TOKEN = regex.compile(rf"{UNSPACED}|(?:(?!{UNSPACED})[\p{{L}}\p{{N}}])+")
# Folding parts and joins the words of common scripts as `_SIMPLE` does, unless a line ends in a hyphen.
# U+02BC is left out: Unicode calls it a letter, folding an apostrophe.
_LATIN = "\\t\\n\\r -~\u00a0-\u00ac\u00ae-\u02bb\u02bd-\u02ff"
_COMMON = f"{_LATIN}\u0370-\u0482\u048a-\u0556\u2010-\u201f\u2026\u2030\u2039\u203a\u20ac"
_UNCOMMON = re.compile(rf"[^{_COMMON}]")
_BROKEN = re.compile(rf"[{HYPHENS}{DASHES}][{SPACES}]*[{LINE_ENDS}]")
_SIMPLE = re.compile(rf"[^\W_]+(?:[{HYPHENS}{DASHES}][^\W_]+)*")
_HYPHENS = str.maketrans("", "", HYPHENS + DASHES)


class _Known(dict[str, str]):
    """The tokens of the pieces of simple texts, with spaces between them, remembered: words repeat."""

    def __missing__(self, piece: str) -> str:
        words = [piece] if piece.isalnum() else _SIMPLE.findall(piece)
        tokens = " ".join(filter(None, (_to_token(word.translate(_HYPHENS))[:TOKEN_MAX] for word in words)))
        if len(piece) <= TOKEN_MAX:
            if len(self) >= KNOWN_MAX:
                self.clear()
            self[piece] = tokens
        return tokens


_known = _Known()


def split_tokens(text: Folded) -> list[tuple[str, int]]:
    """Return the tokens of a text, and where each begins in `text.text`."""
    found = ((_to_token(one.group()), one.start()) for one in _TOKEN.finditer(text.text))
    return [(token, start) for token, start in found if token]


def list_tokens(text: str) -> list[str]:
    """Return the tokens of a text, as `split_tokens` does, but cut; what needs no folding is not folded."""
    if is_simple(text):
        return list_simple_tokens(text)
    return [token[:TOKEN_MAX] for token, _ in split_tokens(fold(text))]


def list_simple_tokens(text: str) -> list[str]:
    """Return the same of a text, or a line of it, that `is_simple`."""
    return " ".join(map(_known.__getitem__, cut_pieces(text))).split()


def is_simple(text: str) -> bool:
    """Tell whether each line of a text has its own tokens alone, whatever stands in the others."""
    # Two patterns, because a choice between them would be tried at each sign.
    return not (_UNCOMMON.search(text) or _BROKEN.search(text)) and unicodedata.is_normalized("NFC", text)


def _to_token(word: str) -> str:
    if word.isascii() and word.isalnum():
        return word.lower()
    # Once more without case: some signs only have capitals when they are taken apart.
    decomposed = unicodedata.normalize("NFKD", word.casefold()).casefold()
    return "".join(filter(str.isalnum, decomposed))


def has_word(text: str) -> bool:
    """Tell whether there is a letter or digit in a text."""
    return bool(_TOKEN.search(text))
