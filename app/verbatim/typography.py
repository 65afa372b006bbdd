"""Cut a text into the pieces of its fold: what each becomes without typography.

The alternatives are written as one pattern, because each place of a text is folded in one way alone.
"""

import re
import unicodedata
from collections.abc import Iterator
from enum import StrEnum, auto

import regex

from app.verbatim.characters import (
    APOSTROPHES,
    COMPOUND_CLOSERS,
    DASHES,
    DECIMAL_POINTS,
    DOUBLE_MARKS,
    FOLDED_APOSTROPHE,
    FOLDED_DASH,
    FOLDED_ELLIPSIS,
    FOLDED_INCH_MARK,
    FOLDED_LONG_DASH,
    FOLDED_MARK,
    FOLDED_SPACE,
    HANGUL_PARTS,
    HYPHENS,
    INCH_MARKS,
    LIGATURES,
    LINE_ENDS,
    LINE_HYPHENS,
    LINE_SPACES,
    LONG_DASHES,
    SINGLE_MARKS,
    SOFT_HYPHENS,
    SPACES,
    UNSPACED,
    VISIBLE_HYPHENS,
    WORD,
    WORD_CLOSERS,
    WORD_START,
    ZERO_WIDTH,
    ZERO_WIDTH_NOT_SOFT,
    list_characters,
)

_LETTER = f"[{WORD_START}]"
_WORD = f"[{WORD}]"
_UNSEEN = f"{ZERO_WIDTH}{SOFT_HYPHENS}"
# White space with a line end in it. Each part excludes what the next one begins with, so it is read once.
_BREAK = rf"[{LINE_SPACES}{_UNSEEN}]*+[{LINE_ENDS}][{SPACES}{_UNSEEN}]*+"
# One class, and `re`, finds where an edit may begin in a tenth of the time: not at a space within a line.
_MAY_BEGIN = re.compile(
    rf"[{LINE_HYPHENS}{DASHES}{LONG_DASHES}{SINGLE_MARKS}{DOUBLE_MARKS}{_UNSEEN}{LIGATURES}.{SPACES}]"
    rf"(?:(?<!{FOLDED_SPACE})|(?=[{SPACES}{ZERO_WIDTH}{LINE_HYPHENS}]))"
)
# The alternatives are tried in this order at each such place. Each is the group of a `FoldRule`.
_EDITS = regex.compile(
    "|".join(
        (
            # Between letters, a hyphen at a line end may belong to the line alone; after a digit it does not,
            # unless it is a soft one.
            rf"(?P<broken>(?<=[\p{{L}}\p{{M}}])(?:[{_UNSEEN}]*+[{VISIBLE_HYPHENS}]|[{ZERO_WIDTH_NOT_SOFT}]*+[{SOFT_HYPHENS}])"
            rf"{_BREAK}(?=\p{{L}})"
            rf"|(?<=\p{{N}})[{SOFT_HYPHENS}]{_BREAK}(?=\p{{L}}))",
            rf"(?P<lasting>(?<=\p{{N}})[{ZERO_WIDTH}]*[{HYPHENS}]{_BREAK}(?=\p{{L}}))",
            # A copy may have a space before such a hyphen, or have turned the line end into one.
            rf"(?P<apart>(?<=[\p{{L}}\p{{M}}])[{SPACES}]++[{LINE_HYPHENS}]{_BREAK}(?=\p{{L}}))",
            rf"(?P<spaced>(?<=[\p{{L}}\p{{M}}])[{LINE_HYPHENS}][{LINE_SPACES}]++(?=\p{{L}}))",
            rf"(?P<numbered>(?<={_WORD})[{HYPHENS}][{LINE_SPACES}]++(?={_LETTER}))",
            rf"(?P<hyphen>(?<={_WORD})[{ZERO_WIDTH}]*[{HYPHENS}](?:{_BREAK}|[{ZERO_WIDTH}]*)(?={_LETTER})"
            rf"|(?<=\p{{Nd}})[{ZERO_WIDTH}]*[{DASHES}]{_BREAK}(?=\p{{Nd}})"
            rf"|(?<={_WORD})[{ZERO_WIDTH}]*[{DASHES}][{ZERO_WIDTH}]*(?={_LETTER})"
            rf"|(?<=\p{{Nd}})--(?=\p{{Nd}}))",
            # The hyphen of a compound whose first part is in marks: ‚Nein‘-Stimmen, 5-%-Hürde.
            rf"(?P<attached>(?<={_WORD}[{COMPOUND_CLOSERS}]{{1,3}})[{HYPHENS}]"
            rf"(?:{_BREAK})?(?={_LETTER}))",
            # A hyphen behind a word replaces its rest: Nord- und Süd. Before a digit it is a sign.
            rf"(?P<suspended>(?<={_WORD}[{WORD_CLOSERS}]{{0,3}}[{ZERO_WIDTH}]*)[{HYPHENS}{DASHES}]"
            rf"(?![{ZERO_WIDTH}]*[{HYPHENS}{DASHES}{LONG_DASHES}])"
            rf"|[{HYPHENS}{DASHES}](?=[{DECIMAL_POINTS}]?\p{{Nd}}))",
            rf"(?P<dash>[{HYPHENS}]{{2,3}}+|[{HYPHENS}{DASHES}{LONG_DASHES}])",
            # An apostrophe joins letters; but Korean particles follow a closing mark.
            rf"(?P<apostrophe>(?<={_WORD}[{ZERO_WIDTH}]*)(?<![{UNSPACED}\p{{Hangul}}][{ZERO_WIDTH}]*)"
            rf"[{APOSTROPHES}](?=[{ZERO_WIDTH}]*{_LETTER})(?![{ZERO_WIDTH}]*[{UNSPACED}\p{{Hangul}}]))",
            rf"(?P<single>[{SINGLE_MARKS}])",
            # After a digit a double and a single mark differ: they may be inches and feet.
            rf"(?P<inches>(?<=\p{{Nd}}[{ZERO_WIDTH}]*)[{INCH_MARKS}])",
            rf"(?P<double>[{DOUBLE_MARKS}])",
            rf"(?P<nothing>[{_UNSEEN}]+)",
            rf"(?P<letters>[{LIGATURES}])",
            rf"(?P<ellipsis>(?<!\.[{ZERO_WIDTH}]*)\.[{ZERO_WIDTH}]*\.[{ZERO_WIDTH}]*\.(?![{ZERO_WIDTH}]*\.)"
            # Spaced dots may follow the full stop of an abbreviation: U.S. . . .
            rf"|(?:(?<!\.[{SPACES}]?)|(?<={_WORD}\.[{SPACES}]))\.[{SPACES}]\.[{SPACES}]\.(?![{SPACES}]?\.))",
            rf"(?P<space>[{SPACES}][{SPACES}{ZERO_WIDTH}]*)",
        )
    )
)


class FoldRule(StrEnum):
    """What the fold does with a piece of a text: as a rule the group of `_EDITS` that matches it."""

    BROKEN = auto()
    SPLIT = auto()
    """Broken at signs that only end lines, so they are no hyphens of a compound: before *und*, too."""
    LASTING = auto()
    APART = auto()
    SPACED = auto()
    NUMBERED = auto()
    HYPHEN = auto()
    ATTACHED = auto()
    SUSPENDED = auto()
    DASH = auto()
    APOSTROPHE = auto()
    SINGLE = auto()
    INCHES = auto()
    DOUBLE = auto()
    NOTHING = auto()
    SOFT = auto()
    """A soft hyphen in a word, which may be typed for a real one."""
    LETTERS = auto()
    ELLIPSIS = auto()
    SPACE = auto()
    COMPOSED = auto()
    UNCHANGED = ""


_RULES: dict[str | None, FoldRule] = {rule.value: rule for rule in FoldRule}
_UNCHANGED = FoldRule.UNCHANGED  # Looked up once: most pieces are.
AT_LINE_END = (FoldRule.BROKEN, FoldRule.LASTING, FoldRule.SPLIT)
BESIDE_DIGIT = (FoldRule.LASTING, FoldRule.NUMBERED)
"""Beside a digit the hyphen does not belong to the line end alone."""
JOINING = (*AT_LINE_END, FoldRule.APART, FoldRule.SPACED, FoldRule.NUMBERED)
"""Rules of hyphens between two words that may be parts of one: each has several readings."""

FoldedPiece = tuple[int, int, str, FoldRule]
"""Start and end in the original, the folded text, and the rule it was folded by."""

_CLUSTER = regex.compile(rf".(?:[{ZERO_WIDTH}]*[\p{{M}}{HANGUL_PARTS}])*", regex.DOTALL)
_INVISIBLE = re.compile(f"[{ZERO_WIDTH}]+")
_NOT_SIGNS = "¬⸗"
_VISIBLE = list_characters(VISIBLE_HYPHENS)
_COMPOUND_HYPHENS = [one for one in _VISIBLE if one != "¬"]
_REPLACED = {
    FoldRule.ATTACHED: FOLDED_DASH,
    FoldRule.SUSPENDED: FOLDED_DASH,
    FoldRule.DASH: FOLDED_LONG_DASH,
    FoldRule.APOSTROPHE: FOLDED_APOSTROPHE,
    FoldRule.SINGLE: FOLDED_MARK,
    FoldRule.INCHES: FOLDED_INCH_MARK,
    FoldRule.DOUBLE: FOLDED_MARK,
    FoldRule.ELLIPSIS: FOLDED_ELLIPSIS,
    FoldRule.SPACE: FOLDED_SPACE,
}
"""What folding writes by these rules; by the others nothing, but the letters of a ligature."""


def fold_pieces(original: str) -> Iterator[FoldedPiece]:
    """Yield the pieces of a text."""
    # An invisible character may be between a letter and its accent.
    is_composed = unicodedata.is_normalized("NFC", _INVISIBLE.sub("", original))
    yield from (_edit if is_composed else _compose)(original)


def _edit(text: str) -> Iterator[FoldedPiece]:
    """Yield the pieces of a text in NFC."""
    at = 0
    for begin in _MAY_BEGIN.finditer(text):
        edit = _EDITS.match(text, begin.start()) if begin.start() >= at else None
        if edit is None:
            continue
        start, end = edit.span()
        if at < start:
            yield at, start, text[at:start], _UNCHANGED
        rule = _RULES[edit.lastgroup]
        replaced = _REPLACED.get(rule)
        if replaced is not None:
            yield start, end, replaced, rule
        elif rule is FoldRule.LETTERS:
            yield start, end, unicodedata.normalize("NFKC", edit.group()), rule
        else:
            yield start, end, "", _refine(rule, text, start, end)
        at = end
    if at < len(text):
        yield at, len(text), text[at:], _UNCHANGED


def _refine(rule: FoldRule, text: str, start: int, end: int) -> FoldRule:
    """Return the rule of a piece of which nothing remains, with those that no group of `_EDITS` has."""
    if rule is FoldRule.BROKEN and not any(one in _COMPOUND_HYPHENS for one in text[start:end]):
        return FoldRule.SPLIT
    return FoldRule.SOFT if rule is FoldRule.NOTHING and _is_soft_hyphen(text, start, end) else rule


def _is_soft_hyphen(text: str, start: int, end: int) -> bool:
    """Tell whether invisible characters are a soft hyphen in a word, which may be typed for a real one."""
    before, after = text[:start][-1:], text[end : end + 1]
    is_within = before.isalnum() and after.isalnum() and (before.isalpha() or after.isalpha())
    return is_within and any(one in SOFT_HYPHENS for one in text[start:end])


def _compose(original: str) -> Iterator[FoldedPiece]:
    """Yield the pieces of a text with decomposed letters, letter by letter."""
    starts: list[int] = []
    ends: list[int] = []
    composed: list[str] = []
    for cluster in _CLUSTER.finditer(original):
        letters = unicodedata.normalize("NFC", cluster.group()[0] + _INVISIBLE.sub("", cluster.group()[1:]))
        composed.append(letters)
        starts += [cluster.start()] * len(letters)
        ends += [cluster.end()] * len(letters)
    for start, end, piece, rule in _edit("".join(composed)):
        if rule is not _UNCHANGED:
            yield starts[start], ends[end - 1], piece, rule
        else:
            for at, letter in enumerate(piece, start):
                yield starts[at], ends[at], letter, FoldRule.COMPOSED


def spell_hyphen(source: str, start: int, end: int, rule: FoldRule) -> list[tuple[int, int, str]]:
    """Return the pieces of a hyphen that does not join: the sign, if it is visible, and the white space."""
    at = next((at for at in range(start, end) if source[at] in _VISIBLE), None)
    if at is None:
        return [(start, end, FOLDED_SPACE)]
    sign = source[at]
    if sign not in _NOT_SIGNS:
        sign = FOLDED_LONG_DASH if rule is FoldRule.APART else FOLDED_DASH
    before = FOLDED_SPACE if rule is FoldRule.APART else ""
    spelt = [(start, at, before), (at, at + 1, sign), (at + 1, end, FOLDED_SPACE)]
    return [one for one in spelt if one[2]]
