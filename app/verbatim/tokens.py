"""Split texts into the tokens that words are looked up by.

Tokens have no case, accents or umlauts, and ß is ss: they find candidates and decide nothing.
"""

import unicodedata

import regex

from app.verbatim.characters import ALPHANUMERIC, UNSPACED
from app.verbatim.folding import Folded

TOKEN_MAX = 64
"""Code points of a token that are kept; longer ones are no words."""

_TOKEN = regex.compile(rf"[{UNSPACED}]|(?:(?![{UNSPACED}])[{ALPHANUMERIC}])+")


def split_tokens(text: Folded) -> list[tuple[str, int]]:
    """Return the tokens of a text, and where each begins in `text.text`."""
    found = ((to_token(one.group()), one.start()) for one in _TOKEN.finditer(text.text))
    return [(token, start) for token, start in found if token]


def tokenize_folded(text: Folded) -> list[str]:
    """Return the tokens of a folded text, each cut at `TOKEN_MAX`."""
    return [token[:TOKEN_MAX] for token, _ in split_tokens(text)]


def to_token(word: str) -> str:
    """Return the token of a word, without case and accents; nothing if no letter or digit is in it."""
    if word.isascii() and word.isalnum():
        return word.lower()
    # Once more without case: some signs only have capitals when they are taken apart.
    decomposed = unicodedata.normalize("NFKD", word.casefold()).casefold()
    return "".join(filter(str.isalnum, decomposed))


def has_word(text: str) -> bool:
    """Tell whether there is a letter or digit in a text."""
    return bool(_TOKEN.search(text))
