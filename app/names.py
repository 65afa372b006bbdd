"""Names of speakers, pure: which ways to write a name are the same, and which may mean the same speaker.

Folding takes away the typography of a name: case, kinds of apostrophe, invisible signs, enclosing marks,
trailing punctuation; hyphens, dots, underscores and spaces are one; *Last, First* becomes *First Last*. No
letter, accent or digit is lost. Names that are the same only without accents, as *Muller* and *Müller*, or
spelt out, as *Mueller* and *Müller*, are alike: they may be two people.
"""

import unicodedata
from typing import NamedTuple

import regex

from app.languages import list_words
from app.verbatim.characters import (
    ACCENTS,
    BREVE,
    DOUBLE_MARKS,
    FOLDED_APOSTROPHE,
    NAME_APOSTROPHES,
    NAME_SEPARATORS,
    PLAIN_LETTERS,
    SINGLE_MARKS,
    SPELT_LETTERS,
    WORD,
    ZERO_WIDTH,
)

IDENTIFIER_MARK = " "
"""Precedes the words of identifiers: no word of a name has a space, and this sorts before all of them."""

_INVISIBLE = regex.compile(f"[{ZERO_WIDTH}]+")
# An apostrophe may be at an edge of a word (’t Hooft, Hans’), so single marks enclose only as a pair.
_ENCLOSED = regex.compile(rf"(?<![{WORD}])[{SINGLE_MARKS}](.+?)[{SINGLE_MARKS}](?![{WORD}])")
# Two single marks are typed for a double one.
_DOUBLED = regex.compile(f"[{SINGLE_MARKS}]{{2,}}")
_APOSTROPHES = regex.compile(f"[{NAME_APOSTROPHES}]")
_SEPARATORS = regex.compile(rf"[{NAME_SEPARATORS}{DOUBLE_MARKS}\p{{Ps}}\p{{Pe}}<>]+")
_TRAILING = regex.compile(r"(?<=[^\s\p{Terminal_Punctuation}])[\s\p{Terminal_Punctuation}…]+$")
_ACCENTS = regex.compile(rf"[{ACCENTS}]|(?<!\p{{Cyrillic}}){BREVE}")
_PLAIN = str.maketrans(PLAIN_LETTERS)
_SPELT = str.maketrans(SPELT_LETTERS)
# What plain and spelt letters have in common: ä is a or ae, å is a or aa.
_SPELLINGS = regex.compile("(?<=a)[ae]+|(?<=[ou])e+")
# How Unicode says that a character is another one in another form: a ligature, a full-width letter.
_FORMS = ("<compat>", "<font>", "<wide>", "<narrow>", "<initial>", "<medial>", "<final>", "<isolated>")


class Forms(NamedTuple):
    """A word without accents, and with letters spelt out: *muller* and *mueller*; often the same."""

    plain: str
    spelt: str


def fold_name(name: str) -> str:
    """Return a name without its typography: the same form, the same name.

    Empty if nothing but separators is in it.
    """
    return _read(name)[0]


def is_alike(one: str, other: str) -> bool:
    """Tell whether two names may be ways to write one: without accents, spelt out, or in another order.

    *Kim, Jong-un* may be *Kim Jong-un*, because not every name has its family name last.
    """
    readings, others = _read(one), _read(other)
    if len(readings) == len(others) > 1:  # Both commas say which name is the last.
        readings, others = readings[:1], others[:1]
    return any(_are_alike(reading.split(), second.split()) for reading in readings for second in others)


def make_key(name: str) -> str:
    """Return what all names have in common that are the same or alike, and few others."""
    words = [_SPELLINGS.sub("", _write_plain(word)) for word in fold_name(name).split()]
    return " ".join(sorted(words))


def list_plain_words(name: str) -> list[str]:
    """Return the words of a name, each once, without accents and case."""
    return list(dict.fromkeys(_write_plain(word) for word in fold_name(name).split()))


def get_forms(word: str) -> Forms:
    """Return the ways to type a word of a folded name."""
    return Forms(_write_plain(word), _write_plain(word.translate(_SPELT)))


def list_index_words(name: str) -> set[str]:
    """Return the words that a speaker with this name is found by."""
    return {form for word in fold_name(name).split() for form in get_forms(word)}


def list_identifier_words(name: str) -> list[str]:
    """Return the words that a speaker with this identifier, or this last part of one, is found by."""
    return [IDENTIFIER_MARK + word for word in list_plain_words(get_last_part(name))]


def drop_titles(words: list[str]) -> list[str]:
    """Return the words of a name, plain, without those of titles, unless it has no others."""
    return [word for word in words if word not in _TITLES] or words


def get_last_part(name: str) -> str:
    """Return what follows the last slash of an address, a final one aside; another name is returned whole."""
    return name.rstrip("/").rpartition("/")[2] if "://" in name else name


def is_identifier(name: str, address: str) -> bool:
    """Tell whether a name is this address, with or without a final slash, or its last part."""
    return name.rstrip("/") in (address.rstrip("/"), get_last_part(address))


def _read(name: str) -> tuple[str, ...]:
    """Return the folded name; for *Last, First* both orders, first the one that the comma says."""
    words = name.split()
    if (
        name.isascii() and "".join(words).isalpha()
    ):  # It has no typography: most names, at a tenth of the time.
        return (" ".join(words).lower(),)
    letters = "".join(map(_write_in_full, _INVISIBLE.sub("", name))).lower()
    composed = unicodedata.normalize("NFC", letters)
    unmarked = _ENCLOSED.sub(r" \1 ", _DOUBLED.sub(" ", composed))
    text = _SEPARATORS.sub(" ", _APOSTROPHES.sub(FOLDED_APOSTROPHE, unmarked))
    last, *others = [" ".join(part.split()) for part in _TRAILING.sub("", text).split(",")]
    if len(others) == 1 and last and others[0]:
        return f"{others[0]} {last}", f"{last} {others[0]}"
    return (" ".join([last, *others]).strip(),)


def _write_in_full(character: str) -> str:
    """Return the usual form of a character: ﬁ is fi; but ² is another digit than 2."""
    form = unicodedata.decomposition(character).partition(" ")[0]
    is_drawn = form in ("<wide>", "<narrow>") or (form in _FORMS and character.isalnum())
    is_number = unicodedata.category(character) == "No"
    return unicodedata.normalize("NFKC", character) if is_drawn and not is_number else character


def _write_plain(word: str) -> str:
    """Return a word of a folded name without accents and in the letters of any keyboard."""
    bare = _ACCENTS.sub("", unicodedata.normalize("NFD", word)).translate(_PLAIN)
    return unicodedata.normalize("NFC", bare.casefold())


def _are_alike(words: list[str], others: list[str]) -> bool:
    return len(words) == len(others) and all(
        set(get_forms(word)) & set(get_forms(other)) for word, other in zip(words, others, strict=True)
    )


_TITLES = frozenset(_write_plain(title) for title in list_words("titles"))
