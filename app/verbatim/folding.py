"""Fold a text: remove typography, and typography alone, and find words in the result.

Folded are kinds of quotation marks and apostrophes, of dashes and hyphens, and of white space; line breaks,
words broken by a hyphen at a line end, soft hyphens and zero-width characters; `...` and `…`; and composed
and decomposed letters (NFC). Case, punctuation, umlauts, ß and digits are not folded: *hätten* and *hatten*
are different words.
"""

import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property

import regex

from app.languages import list_words
from app.verbatim.characters import (
    APOSTROPHES,
    COMPOUND_CLOSERS,
    DASHES,
    DECIMAL_POINTS,
    DIGIT_JOINTS,
    DOUBLE_MARKS,
    FOLDED_APOSTROPHE,
    FOLDED_DASH,
    FOLDED_ELLIPSIS,
    FOLDED_INCH_MARK,
    FOLDED_LONG_DASH,
    FOLDED_MARK,
    FOLDED_SPACE,
    FRACTION_SLASHES,
    GENDER_SIGNS,
    HANGUL_PARTS,
    HYPHENS,
    INCH_MARKS,
    LINE_ENDS,
    LONG_DASHES,
    NUMBER_SIGNS,
    SINGLE_MARKS,
    SPACES,
    SUPERSCRIPT_SIGNS,
    UNSPACED,
    VULGAR_FRACTIONS,
    WORD,
    WORD_START,
    ZERO_WIDTH,
)
from app.verbatim.spans import Span, find_occurrences

_LETTER = f"[{WORD_START}]"
_WORD = f"[{WORD}]"
_BREAK = rf"[{SPACES}{ZERO_WIDTH}]*[{LINE_ENDS}][{SPACES}{ZERO_WIDTH}]*"
_EDIT_BEGINS = (
    rf"(?=[{HYPHENS}{DASHES}{LONG_DASHES}{SINGLE_MARKS}{DOUBLE_MARKS}{ZERO_WIDTH}.]"
    rf"|(?!{FOLDED_SPACE})[{SPACES}]|{FOLDED_SPACE}[{SPACES}{ZERO_WIDTH}])"
)
# The alternatives are tried in this order at each place; `_REPLACED` has the replacement of each.
_EDITS = regex.compile(
    _EDIT_BEGINS
    + "(?:"
    + "|".join(
        (
            # Between letters, a hyphen at a line end may belong to the line alone; after a digit it does not.
            rf"(?P<broken>(?<=[\p{{L}}\p{{M}}])[{ZERO_WIDTH}]*[{HYPHENS}]{_BREAK}(?=\p{{L}}))",
            rf"(?P<lasting>(?<=\p{{N}})[{ZERO_WIDTH}]*[{HYPHENS}]{_BREAK}(?=\p{{L}}))",
            rf"(?P<hyphen>(?<={_WORD})[{ZERO_WIDTH}]*[{HYPHENS}](?:{_BREAK}|[{ZERO_WIDTH}]*)(?={_LETTER})"
            rf"|(?<=\p{{Nd}})[{ZERO_WIDTH}]*[{DASHES}]{_BREAK}(?=\p{{Nd}})"
            rf"|(?<={_WORD})[{ZERO_WIDTH}]*[{DASHES}][{ZERO_WIDTH}]*(?={_LETTER}))",
            rf"(?P<parting>(?<={_WORD})[{LONG_DASHES}]|[{LONG_DASHES}](?={_WORD}))",
            # The hyphen of a compound whose first part is in marks: ‚Nein‘-Stimmen, 5-%-Hürde.
            rf"(?P<attached>(?<={_WORD}[{COMPOUND_CLOSERS}]{{1,3}})[{HYPHENS}]"
            rf"(?:{_BREAK})?(?={_LETTER}))",
            rf"(?P<dash>[{HYPHENS}{DASHES}{LONG_DASHES}])",
            # An apostrophe joins letters; but Korean particles follow a closing mark.
            rf"(?P<apostrophe>(?<={_WORD}[{ZERO_WIDTH}]*)(?<![{UNSPACED}\p{{Hangul}}][{ZERO_WIDTH}]*)"
            rf"[{APOSTROPHES}](?=[{ZERO_WIDTH}]*{_LETTER})(?![{ZERO_WIDTH}]*[{UNSPACED}\p{{Hangul}}]))",
            rf"(?P<single>[{SINGLE_MARKS}])",
            # After a digit a double and a single mark differ: they may be inches and feet.
            rf"(?P<inches>(?<=\p{{Nd}}[{ZERO_WIDTH}]*)[{INCH_MARKS}])",
            rf"(?P<double>[{DOUBLE_MARKS}])",
            rf"(?P<nothing>[{ZERO_WIDTH}]+)",
            rf"(?P<ellipsis>(?<!\.[{ZERO_WIDTH}]*)\.[{ZERO_WIDTH}]*\.[{ZERO_WIDTH}]*\.(?![{ZERO_WIDTH}]*\.))",
            rf"(?P<space>[{SPACES}][{SPACES}{ZERO_WIDTH}]*)",
        )
    )
    + ")"
)
_NEAR = 500
"""Code points that are read before an edge; in a text with longer words, all words are read once."""

Joins = Callable[[str, int], bool]
"""Tells whether a hyphen at a line end joins a word, by the text and the beginning of the next line."""


def _write_coordinators() -> str:
    """Return the pattern of what never ends a word; an abbreviation is taken as written, in its case."""
    words = list_words("coordinators")
    abbreviations = [regex.escape(word) for word in words if word.endswith(".")]
    anycase = "|".join(word for word in words if not word.endswith("."))
    return rf"(?:{'|'.join([f'(?i:{anycase})', *abbreviations])})(?!{_WORD})"


_COORDINATOR = _write_coordinators()
_ANY_COORDINATOR = rf"(?:{_COORDINATOR}|(?:{'|'.join(list_words('ambiguous_coordinators'))})(?!{_WORD}))"
_BEGINS_COORDINATOR = regex.compile(_COORDINATOR)
_BEGINS_ANY_COORDINATOR = regex.compile(_ANY_COORDINATOR)
_COORDINATED = regex.compile(rf"[{HYPHENS}]{_BREAK}{_ANY_COORDINATOR}")

Piece = tuple[int, int, str, bool]
"""Start and end in the original, the folded text, and whether the two have the same characters."""

_CLUSTER = regex.compile(rf".(?:[{ZERO_WIDTH}]*[\p{{M}}{HANGUL_PARTS}])*", regex.DOTALL)
_INVISIBLE = regex.compile(f"[{ZERO_WIDTH}]+")
_LETTERS = rf"(?:(?![{UNSPACED}]){_WORD})+"
# Joints of the parts of a word: an apostrophe, signs between the digits of a number, the brackets of
# (un)möglich and [un]möglich, the star of Leser*innen, the sign of C&A.
_JOINT = (
    rf"(?:{FOLDED_APOSTROPHE}"
    rf"|(?<=\p{{Nd}})[{DIGIT_JOINTS}](?=\p{{Nd}})|(?<=\p{{N}})[{SUPERSCRIPT_SIGNS}](?=\p{{N}})"
    r"|(?<=\p{Nd})(?<!\p{Nd}{4}) (?=\p{Nd}{3}(?!\p{Nd}))"
    rf"|(?<=\p{{Nd}})(?<!\p{{Nd}}{{4}}) (?=\p{{Nd}}+[{FRACTION_SLASHES}]\p{{Nd}}|[{VULGAR_FRACTIONS}])"
    r"|(?<=\(\p{L}+-?)\)(?=\p{L})|(?<=\p{L})\((?=\p{L}+\))|-\)(?=\p{L})"
    r"|(?<=\[\p{L}+-?)\](?=\p{L})|(?<=\p{L})\[(?=\p{L}+\])|-\](?=\p{L})"
    rf"|(?<=\p{{L}})[{GENDER_SIGNS}](?=\p{{Ll}})"
    rf"|(?<=\p{{Ll}})/(?=(?:{'|'.join(list_words('feminine_endings'))})(?!\p{{L}}))"
    r"|(?<=\p{Lu})&(?=\p{Lu}))"
)
_SIGN = (
    rf"(?:(?<!{_WORD})[{NUMBER_SIGNS}](?=[{DECIMAL_POINTS}]?\p{{Nd}}))?"
    rf"(?:(?<![{WORD}{DECIMAL_POINTS}])[{DECIMAL_POINTS}](?=\p{{Nd}}))?"
)
_WORDS = regex.compile(rf"[{UNSPACED}]\p{{M}}*|{_SIGN}{_LETTERS}(?:{_JOINT}{_LETTERS})*(?:-(?!{_WORD}))?")


class Folded:
    """A text without its typography, with the way back to the original offsets.

    `text` has no hyphens within words. `hyphens` has their places in it, and whether each may belong to a
    line end: only such a hyphen may be present in one text and absent in the other. A hyphen at a line end
    that does not join, by `joins`, ends its word: Nord- und Süd.
    """

    def __init__(self, original: str, joins: Joins) -> None:
        pieces: list[str] = []
        self._at: list[int] = []  # the beginning of each piece in `text`, and
        self._from: list[tuple[int, int, bool]] = []  # its start and end in the original; whether unchanged
        self.hyphens: dict[int, bool] = {}
        self._attached: set[int] = set()
        length = 0
        for start, end, piece, is_same in _fold_pieces(original):
            is_at_line_end = piece in (_BROKEN, _LASTING)
            if piece == _HYPHEN or (is_at_line_end and joins(original, end)):
                self.hyphens[length] = piece == _BROKEN
                continue
            if is_at_line_end:
                piece = FOLDED_DASH + FOLDED_SPACE
            elif piece == _ATTACHED:
                piece = FOLDED_DASH
                self._attached.add(length + 1)
            if piece:
                self._at.append(length)
                self._from.append((start, end, is_same))
                pieces.append(piece)
                length += len(piece)
        self.text = "".join(pieces)

    def to_original(self, start: int, end: int) -> Span:
        """Return the span of the original that `text[start:end]` was folded from."""
        return Span(self._get_origin(start)[0], self._get_origin(end - 1)[1])

    def _get_origin(self, index: int) -> tuple[int, int]:
        piece = bisect_right(self._at, index) - 1
        start, end, is_same = self._from[piece]
        if is_same:
            at = start + index - self._at[piece]
            return at, at + 1
        return start, end

    @cached_property
    def _words(self) -> list[tuple[int, int]]:
        return [found.span() for found in _WORDS.finditer(self.text)]

    def is_edge(self, index: int) -> bool:
        """Tell whether a match may begin or end here: not inside a word, compound or number."""
        if unicodedata.combining(self.text[index : index + 1] or " ") or index in self._attached:
            return False
        # No word contains a space but a number, so reading begins at the last space before.
        begin = self.text.rfind(" ", 0, index)
        while begin > 0 and self._may_join(begin) and index - begin < _NEAR:
            begin = self.text.rfind(" ", 0, begin)
        words: Iterable[tuple[int, int]]
        if index - begin < _NEAR:
            words = (word.span() for word in _WORDS.finditer(self.text, begin + 1))
        else:  # A text without spaces is read once, not again for every place.
            words = self._words[max(0, bisect_left(self._words, (index, 0)) - 1) :]
        return next((start >= index for start, end in words if end > index), True)

    def _may_join(self, space: int) -> bool:
        """Tell whether a space may be part of a number: 10 000, 2 ½."""
        return self.text[space - 1].isdigit() and self.text[space + 1 : space + 2].isnumeric()

    def list_words(self) -> list[Span]:
        """Return the spans of the words of `text`."""
        return [Span(*one) for one in self._words]


# Placeholders of hyphens. No text contains these, because control characters are refused.
_HYPHEN, _BROKEN, _LASTING, _ATTACHED = "\x00", "\x01", "\x02", "\x03"


def _fold_pieces(original: str) -> Iterator[Piece]:
    """Yield the pieces of a text."""
    # An invisible character may be between a letter and its accent.
    is_composed = unicodedata.is_normalized("NFC", _INVISIBLE.sub("", original))
    yield from (_edit if is_composed else _compose)(original)


_REPLACED = {
    "broken": _BROKEN,
    "lasting": _LASTING,
    "hyphen": _HYPHEN,
    "parting": FOLDED_LONG_DASH,
    "attached": _ATTACHED,
    "dash": FOLDED_DASH,
    "apostrophe": FOLDED_APOSTROPHE,
    "single": FOLDED_MARK,
    "inches": FOLDED_INCH_MARK,
    "double": FOLDED_MARK,
    "nothing": "",
    "ellipsis": FOLDED_ELLIPSIS,
    "space": FOLDED_SPACE,
}


def _edit(text: str) -> Iterator[Piece]:
    """Yield the pieces of a text in NFC."""
    at = 0
    for edit in _EDITS.finditer(text):
        start, end = edit.span()
        if at < start:
            yield at, start, text[at:start], True
        yield start, end, _REPLACED[str(edit.lastgroup)], False
        at = end
    if at < len(text):
        yield at, len(text), text[at:], True


def _compose(original: str) -> Iterator[Piece]:
    """Yield the pieces of a text with decomposed letters, letter by letter."""
    starts: list[int] = []
    ends: list[int] = []
    composed: list[str] = []
    for cluster in _CLUSTER.finditer(original):
        letters = unicodedata.normalize("NFC", cluster.group()[0] + _INVISIBLE.sub("", cluster.group()[1:]))
        composed.append(letters)
        starts += [cluster.start()] * len(letters)
        ends += [cluster.end()] * len(letters)
    for start, end, piece, is_same in _edit("".join(composed)):
        if is_same:
            for at, letter in enumerate(piece, start):
                yield starts[at], ends[at], letter, False
        else:
            yield starts[start], ends[end - 1], piece, False


def fold(text: str) -> Folded:
    """Fold a text; a hyphen at a line end joins a word, but not before *und*."""
    return Folded(text, _join)


def fold_each_way(text: str) -> list[Folded]:
    """Fold a text in each way to read its hyphens at line ends, if it has any.

    Either all join words that may, or none does, or all but those before *bis*, *or* and the like, which are
    also ends of words: Kür-bis.
    """
    folded = fold(text)
    is_coordinated = bool(_COORDINATED.search(text))
    ways = [folded]
    if is_coordinated or any(folded.hyphens.values()):
        ways.append(Folded(text, _part))
    if is_coordinated:
        ways.append(Folded(text, _join_unless_coordinated))
    return ways


def _join(text: str, at: int) -> bool:
    return not _BEGINS_COORDINATOR.match(text, at)


def _part(_text: str, _at: int) -> bool:
    return False


def _join_unless_coordinated(text: str, at: int) -> bool:
    return not _BEGINS_ANY_COORDINATOR.match(text, at)


def find_all(text: Folded, claim: Folded, begin: int = 0) -> Iterator[tuple[int, int]]:
    """Yield start and end of each occurrence of the claim at word edges in `text.text`, from `begin` on."""
    length = len(claim.text)
    for start in find_occurrences(text.text, claim.text, begin):
        end = start + length
        if text.is_edge(start) and text.is_edge(end) and _agree_in_hyphens(text, claim, start, end):
            yield start, end


def _agree_in_hyphens(text: Folded, claim: Folded, start: int, end: int) -> bool:
    """Tell whether each hyphen of one text is in the other, too, or may belong to a line end."""
    if not text.hyphens and not claim.hyphens:
        return True
    text_hyphens = {at - start: broken for at, broken in text.hyphens.items() if start < at < end}
    claim_hyphens = claim.hyphens
    return all(
        (text_hyphens.get(at, True) and claim_hyphens.get(at, True))
        or (at in text_hyphens and at in claim_hyphens)
        for at in {*text_hyphens, *claim_hyphens}
    )
