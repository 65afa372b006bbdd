"""Patterns of *und*, *bis* and the like: a hyphen before them may replace the rest of a compound.

*Nord- und Süd* has such a hyphen, *Freund-und-schaft* has not, so none is before another hyphen.
"""

import regex

from app.languages import list_words
from app.verbatim.characters import LINE_HYPHENS, WORD

_END = f"(?![{WORD}{LINE_HYPHENS}])"


def _write_certain() -> str:
    """Return the pattern of what never ends a word; an abbreviation is taken as written, in its case."""
    words = list_words("coordinators")
    abbreviations = [regex.escape(word) for word in words if word.endswith(".")]
    anycase = "|".join(word for word in words if not word.endswith("."))
    return rf"(?:{'|'.join([f'(?i:{anycase})', *abbreviations])}){_END}"


_AMBIGUOUS = rf"(?:{'|'.join(list_words('ambiguous_coordinators'))}){_END}"
COORDINATOR = f"(?:{_write_certain()}|{_AMBIGUOUS})"
"""The pattern of any of them."""

BEGINS_CERTAIN = regex.compile(_write_certain())
BEGINS_AMBIGUOUS = regex.compile(_AMBIGUOUS)
BEGINS_ANY = regex.compile(COORDINATOR)
