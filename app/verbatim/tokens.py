"""Split folded texts into the tokens of the index of passages.

Tokens have no case, accents or umlauts, and ß is ss: they find candidates and decide nothing.
"""

import unicodedata

import regex

from app.verbatim.characters import ALPHANUMERIC, UNSPACED
from app.verbatim.folding import Folded

TOKEN_MAX = 64
"""Longer tokens are cut in the index; they are no words."""

_TOKEN = regex.compile(rf"[{UNSPACED}]|(?:(?![{UNSPACED}])[{ALPHANUMERIC}])+")


def split_tokens(text: Folded) -> list[tuple[str, int]]:
    """Return the tokens of a text, and the offset in `text.text` of each."""
    found = ((to_token(one.group()), one.start()) for one in _TOKEN.finditer(text.text))
    return [(token, start) for token, start in found if token]


def tokenize_folded(text: Folded) -> list[str]:
    """Return the tokens of a folded text, each cut at `TOKEN_MAX`."""
    return [token[:TOKEN_MAX] for token, _ in split_tokens(text)]


def to_token(word: str) -> str:
    """Return the token of a word, without case and accents; empty if the word has no letter or digit."""
    if word.isascii() and word.isalnum():
        return word.lower()
    # Once more without case: some characters have capitals only in their decomposed form.
    decomposed = unicodedata.normalize("NFKD", word.casefold()).casefold()
    return "".join(filter(str.isalnum, decomposed))


def has_word(text: str) -> bool:
    """Tell whether there is a letter or digit in a text."""
    return bool(_TOKEN.search(text))
