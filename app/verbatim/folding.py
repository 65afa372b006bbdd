"""Take typography, and typography alone, out of a text, and find words in what is left.

What is folded: the kinds of quotation marks and apostrophes, of dashes and hyphens, and of white
space; line breaks, words that a hyphen breaks at a line end, soft hyphens and zero-width
characters; `...` and `…`; and composed and decomposed letters (NFC). Case, punctuation, umlauts,
ß and digits are kept: *hätten* and *hatten* are different words.
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
# What becomes something else, in the order in which it is tried at each place.
_EDITS = regex.compile(
    _EDIT_BEGINS
    + "(?:"
    + "|".join(
        (
            # A hyphen between letters at a line end may be there for the line alone; after a digit not.
            rf"(?P<broken>(?<=[\p{{L}}\p{{M}}])[{ZERO_WIDTH}]*[{HYPHENS}]{_BREAK}(?=\p{{L}}))",
            rf"(?P<kept>(?<=\p{{N}})[{ZERO_WIDTH}]*[{HYPHENS}]{_BREAK}(?=\p{{L}}))",
            rf"(?P<hyphen>(?<={_WORD})[{ZERO_WIDTH}]*[{HYPHENS}](?:{_BREAK}|[{ZERO_WIDTH}]*)(?={_LETTER})"
            rf"|(?<=\p{{Nd}})[{ZERO_WIDTH}]*[{DASHES}]{_BREAK}(?=\p{{Nd}})"
            rf"|(?<={_WORD})[{ZERO_WIDTH}]*[{DASHES}][{ZERO_WIDTH}]*(?={_LETTER}))",
            rf"(?P<parting>(?<={_WORD})[{LONG_DASHES}]|[{LONG_DASHES}](?={_WORD}))",
            # The hyphen of a compound whose first part stands in marks: ‚Nein‘-Stimmen, 5-%-Hürde.
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

Joins = Callable[[str, int], bool]
"""Tells of a hyphen at a line end, by the text and where the next line begins, whether it joins a word."""


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
"""From where to where in the original, what it becomes, and whether that is one for one."""

_CLUSTER = regex.compile(rf".(?:[{ZERO_WIDTH}]*[\p{{M}}{HANGUL_PARTS}])*", regex.DOTALL)
_INVISIBLE = regex.compile(f"[{ZERO_WIDTH}]+")
_LETTERS = rf"(?:(?![{UNSPACED}]){_WORD})+"
# What joins the parts of a word: an apostrophe, what stands between the digits of a number, the brackets of
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
    """A text without its typography, and the way back to where everything stood.

    `text` has no hyphens within words: `hyphens` keeps their places in it, and whether each may be
    the work of a line end, because only there a hyphen may be there or not. Those that `joins`
    says no to end their words: Nord- und Süd.
    """

    def __init__(self, original: str, joins: Joins) -> None:
        pieces: list[str] = []
        self._at: list[int] = []  # where in `text` each piece begins, and
        self._from: list[tuple[int, int, bool]] = []  # of what it is made, and whether one for one
        self.hyphens: dict[int, bool] = {}
        self._attached: set[int] = set()
        length = 0
        for start, end, piece, is_same in _fold_pieces(original):
            is_at_line_end = piece in (_BROKEN, _KEPT)
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
        # No word reaches over a space but a number, so only what follows the last one must be read.
        begin = self.text.rfind(" ", 0, index)
        while begin > 0 and self._may_join(begin) and index - begin < _NEAR:
            begin = self.text.rfind(" ", 0, begin)
        words: Iterable[tuple[int, int]]
        if index - begin < _NEAR:
            words = (word.span() for word in _WORDS.finditer(self.text, begin + 1))
        else:  # A text without spaces is read once, not from its beginning for every place.
            words = self._words[max(0, bisect_left(self._words, (index, 0)) - 1) :]
        return next((start >= index for start, end in words if end > index), True)

    def _may_join(self, space: int) -> bool:
        """Tell whether a space may stand within a number: 10 000, 2 ½."""
        return self.text[space - 1].isdigit() and self.text[space + 1 : space + 2].isnumeric()

    def list_words(self) -> list[Span]:
        """Return the places in `text` of its words."""
        return [Span(*one) for one in self._words]


# None of these is in any text: control characters are refused.
_HYPHEN, _BROKEN, _KEPT, _ATTACHED = "\x00", "\x01", "\x02", "\x03"


def _fold_pieces(original: str) -> Iterator[Piece]:
    """Yield the pieces of a text."""
    # What is invisible may stand between a letter and its accent.
    is_composed = unicodedata.is_normalized("NFC", _INVISIBLE.sub("", original))
    yield from (_edit if is_composed else _compose)(original)


_REPLACED = {
    "broken": _BROKEN,
    "kept": _KEPT,
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
    """Take the typography out of a text; a hyphen at a line end joins a word, but not before *und*."""
    return Folded(text, _join)


def fold_each_way(text: str) -> list[Folded]:
    """Fold a text in each way in which its hyphens at line ends can be read, if it has any.

    All join words that may, or none does, or all but those before *bis*, *or* and their like, which also
    are ends of words: Kür-bis.
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
    """Yield every place in `text.text`, from `begin` on, where the claim stands between edges of words."""
    length = len(claim.text)
    for start in find_occurrences(text.text, claim.text, begin):
        end = start + length
        if text.is_edge(start) and text.is_edge(end) and _agree_in_hyphens(text, claim, start, end):
            yield start, end


def _agree_in_hyphens(text: Folded, claim: Folded, start: int, end: int) -> bool:
    """Tell whether each hyphen of one stands in the other, too, or may be a line end's."""
    if not text.hyphens and not claim.hyphens:
        return True
    ours = {at - start: broken for at, broken in text.hyphens.items() if start < at < end}
    theirs = claim.hyphens
    return all(
        (ours.get(at, True) and theirs.get(at, True)) or (at in ours and at in theirs)
        for at in {*ours, *theirs}
    )
