"""Ids made of names, pure: words in the letters of any keyboard, joined by hyphens."""

import itertools
import unicodedata
from collections.abc import Collection

import regex

from app.verbatim.characters import PLAIN_LETTERS, SPELT_LETTERS

SLUG_MAX = 100
"""How long the id of an article, speaker or statement may be."""
NUMBER_ROOM = 6
"""What a number takes that tells ids apart, with its hyphen."""

_NOT_OF_SLUGS = regex.compile("[^a-z0-9]+")
_LETTERS = str.maketrans({**PLAIN_LETTERS, **SPELT_LETTERS})


def make_slug(name: str) -> str:
    """Return a name as an id, however long: *Jürgen Groß* is *juergen-gross*.

    Letters that some languages spell out are spelt out, others lose their accents. Empty if no word of the
    name is written in Latin letters or digits.
    """
    spelt = unicodedata.normalize("NFC", name).lower().translate(_LETTERS)
    plain = (one for one in unicodedata.normalize("NFKD", spelt) if not unicodedata.combining(one))
    return _NOT_OF_SLUGS.sub("-", "".join(plain)).strip("-")


def make_free_slug(name: str, default: str, taken: Collection[str]) -> str:
    """Return the id of a name, cut to `SLUG_MAX`, that is not taken: the second *berg* is *berg-2*.

    A name without an id has the default, numbered in the same way.
    """
    slug = cut_slug(make_slug(name), SLUG_MAX - NUMBER_ROOM) or default
    numbered = itertools.chain([slug], (f"{slug}-{number}" for number in itertools.count(2)))
    return next(one for one in numbered if one not in taken)


def cut_slug(slug: str, length: int) -> str:
    """Return an id that is at most so long, and does not end in a hyphen."""
    return slug[:length].strip("-")
