"""Cells that spreadsheets and data frames leave as they are.

LibreOffice reads “May 5” as a day of this year, 007 as 7, 10 % as 0.1 and `=1+1` as a formula, also where the
cell is in quotation marks; Excel does, too, and pandas reads None as nothing. Words that came out changed
would be a false quotation. An apostrophe before such a cell keeps its text: to undo it, remove one apostrophe
from the beginning of each cell that has one.
"""

import re
from functools import lru_cache

_SIGNS = frozenset("'=+-@＝＋－＠\t\r\n")  # noqa: RUF001 - full-width signs begin formulas, too
_VALUES = frozenset(
    ("true", "false", "wahr", "falsch", "null", "none", "nan", "na", "n/a", "#n/a", "#na", "<na>")
)
_SPACES_MAX = 12
"""Spaces of a date, a time or an amount: the longest of LibreOffice's own formats has five."""
_HAS_FEW_WORDS = re.compile(r"(?:[\W\d_]*+[^\W\d_]*+){0,3}+[\W\d_]*+\Z")
_HAS_DIGIT = re.compile(r"\d")
# Numbers such as 1e5, and days such as may-5: the beginnings of months in the languages of Western Europe.
_ID_IS_VALUE = re.compile(
    r"\d|(jan|feb|fev|m[ae]r|mrt|a[pv]r|abr|ma[egijy]|mei|ju[ilno]|giu|lug|a[ug][go]|se[pt]|o[ckut]t|nov|"
    r"d[ei][cesz]|ene|gen)[a-z]*-\d"
)


def guard(text: str) -> str:
    """Return a text, with an apostrophe before it if it would be read as anything but text.

    That is a formula; a number, a date, a time or an amount, which have a digit and three words at most; a
    word for true, false or nothing; and a text that begins with an apostrophe of its own.
    """
    return f"'{text}" if text[:1] in _SIGNS or _is_value(text) else text


def _is_value(text: str) -> bool:
    if text.count(" ") > _SPACES_MAX or not _HAS_FEW_WORDS.match(text):
        return False
    return _HAS_DIGIT.search(text) is not None or text.lower() in _VALUES


@lru_cache(maxsize=10_000)
def guard_id(identifier: str) -> str:
    """Return an id, with an apostrophe before it if it would be read as a number, a day or a value."""
    is_value = _ID_IS_VALUE.match(identifier) or identifier in _VALUES
    return f"'{identifier}" if is_value else identifier
