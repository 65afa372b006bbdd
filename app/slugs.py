"""Ids made of names, pure: words in the letters of any keyboard, joined by hyphens."""

import itertools
import unicodedata
from collections.abc import Collection

import regex

from app.verbatim.characters import PLAIN_LETTERS, SPELT_LETTERS
from app.verbatim.identity import hash_text

SLUG_MAX = 100
"""How long the id of an article, speaker or statement may be."""
DIGEST_LENGTH = 12
"""Digits of a digest that stand for a name: two of a million names are the same by one chance in 500."""

NUMBER_ROOM = 6
"""What a number takes that tells the same names apart, with its hyphens."""

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
    """Return the id of a name, at most `SLUG_MAX` long, that is not taken.

    What is cut or taken ends in digits of the name's digest, and a name without an id is the default with
    these: so that different people have different ids, whatever else is in their documents.
    """
    slug = make_slug(name)
    digest = hash_text(unicodedata.normalize("NFC", name).lower())[:DIGEST_LENGTH]
    told = f"{cut_slug(slug, SLUG_MAX - DIGEST_LENGTH - NUMBER_ROOM) or default}-{digest}"
    numbered = (f"{told}-{number}" for number in itertools.count(2))
    short = [slug] if 0 < len(slug) <= SLUG_MAX else []
    return next(one for one in itertools.chain(short, [told], numbered) if one not in taken)


def cut_slug(slug: str, length: int) -> str:
    """Return an id that is at most so long, and does not end in a hyphen."""
    return slug[:length].strip("-")
