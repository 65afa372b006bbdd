"""Fold a text: remove typography, and typography alone, and find words in the result.

Folded are kinds of quotation marks and apostrophes, of dashes and hyphens, and of white space; line breaks,
words broken by a hyphen at a line end, soft hyphens and zero-width characters; `...` and `…`; and composed
and decomposed letters (NFC). Case, punctuation, umlauts, ß and digits are not folded: *hätten* and *hatten*
are different words.
"""

import itertools
import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property

import regex

from app.languages import list_words
from app.verbatim import coordinators
from app.verbatim.characters import (
    COMPARISON_SIGNS,
    DECIMAL_POINTS,
    DIGIT_JOINTS,
    FOLDED_APOSTROPHE,
    FOLDED_ELLIPSIS,
    FOLDED_LONG_DASH,
    FOLDED_MARK,
    FOLDED_SPACE,
    FRACTION_SLASHES,
    GENDER_SIGNS,
    NUMBER_SIGNS,
    SUPERSCRIPT_SIGNS,
    UNSPACED,
    VISIBLE_HYPHENS,
    VULGAR_FRACTIONS,
    WORD,
)
from app.verbatim.offset_map import OffsetMap
from app.verbatim.rewriting import Rewritten, rewrite_each_way
from app.verbatim.spans import Span, find_occurrences
from app.verbatim.typography import AT_LINE_END, BESIDE_DIGIT, JOINING, FoldRule, fold_pieces, spell_hyphen

_WORD = f"[{WORD}]"
_BESIDE_SIGN = rf"(?:(?<=[^{WORD}] )|(?=[^{WORD}]))"
_IN_NUMBER = "|".join(
    (
        # Before a sign or a decimal point that is attached to a digit: 3 -5, 3 .5.
        rf"[{NUMBER_SIGNS}{DECIMAL_POINTS}][{DECIMAL_POINTS}]?\p{{Nd}}|[{COMPARISON_SIGNS}] \p{{Nd}}",
        # Where it parts one number from the next: 1. 5 is not 1.5, nor is 10: 30 the time 10:30.
        rf"(?<=\p{{Nd}}[{DIGIT_JOINTS}] )\p{{Nd}}|(?<=\p{{Nd}} )[{DIGIT_JOINTS}]\p{{Nd}}",
        rf"(?<=\p{{Nd}} )[{DECIMAL_POINTS}] \p{{Nd}}|(?<=\p{{Nd}} [{DECIMAL_POINTS}] )\p{{Nd}}",
    )
)
# White space beside punctuation and signs says nothing: z. B. is z.B., and 5 % is 5%. It does beside a
# hyphen, which may be a part of a word (Nord- und Süd), and within what would else be one number.
_OPTIONAL_SPACE = regex.compile(rf"(?<!-) (?!-){_BESIDE_SIGN}(?!{_IN_NUMBER})")
# `re` finds the spaces that come into question, in a third of the time. Those in the first group, between a
# letter and plain punctuation, need no closer look.
_PLAIN_MARKS = f"{FOLDED_MARK}{FOLDED_LONG_DASH}{FOLDED_ELLIPSIS}"
_OUTER_SPACE = re.compile(
    rf" (?:((?<=[.,;:!?){_PLAIN_MARKS}] )(?=[^\W\d_])|(?<=[^\W_] )(?=[({_PLAIN_MARKS}]))|(?<!\w )|(?!\w))"
)
_NEAR = 500
"""Code points that are read before an edge; in a text with longer words, all words are read once."""

_ATTACHED = FoldRule.ATTACHED  # Looked up once: each piece is compared with it.

Joins = Callable[[FoldRule, str, int], bool]
"""Tells whether a hyphen joins two parts of a word, by its rule, the text, and where the second begins."""

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
_NUMBER_SIGN = (
    rf"(?:(?<!{_WORD})[{NUMBER_SIGNS}](?=[{DECIMAL_POINTS}]?\p{{Nd}}))?"
    rf"(?:(?<![{WORD}{DECIMAL_POINTS}])[{DECIMAL_POINTS}](?=\p{{Nd}}))?"
)
_WORDS = regex.compile(
    rf"[{UNSPACED}]\p{{M}}*|{_NUMBER_SIGN}{_LETTERS}(?:{_JOINT}{_LETTERS})*(?:-(?!{_WORD}))?"
)


class Folded:
    """A text without its typography, with the way back to the original offsets.

    `text` has no hyphens within words. `hyphens` has their places in it, and whether each may belong to a
    line end: only such a hyphen may be present in one text and absent in the other. `joining_hyphens` may
    join two parts of a word, each with the place behind it; one that does not, by `joins`, ends its word:
    Nord- und Süd. Words and their edges are those of `text`; `squeezed` is `text` without the white space
    that says nothing.
    """

    def __init__(self, original: str, joins: Joins, rewritten: Rewritten | None = None) -> None:
        source = rewritten.text if rewritten else original
        self.original = original
        self._rewritten = rewritten
        self._offsets = offsets = OffsetMap()
        self._attached: set[int] = set()
        self.hyphens: dict[int, bool] = {}
        self.joining_hyphens: list[tuple[FoldRule, int]] = []
        pieces: list[str] = []
        for start, end, piece, rule in fold_pieces(source):
            if piece:
                offsets.add(start, end, len(piece), is_same=not rule)
                pieces.append(piece)
                if rule is _ATTACHED:
                    self._attached.add(offsets.length)
            elif rule in (FoldRule.HYPHEN, FoldRule.SOFT):
                self.hyphens[offsets.length] = rule is FoldRule.SOFT
            elif rule in JOINING:
                self.joining_hyphens.append((rule, end))
                is_seen = any(one in VISIBLE_HYPHENS for one in source[start:end])
                joins_always = rule is FoldRule.SPLIT and (joins is not _part or not is_seen)
                if joins_always or joins(rule, source, end):
                    self.hyphens[offsets.length] = rule not in BESIDE_DIGIT
                    continue
                if rule is FoldRule.SPLIT:
                    self._attached.add(offsets.length)
                for begin, stop, text in spell_hyphen(source, start, end, rule):
                    offsets.add(begin, stop, len(text), is_same=False)
                    pieces.append(text)
                # What is behind a line end may be the rest of a word, so no match begins there. Behind a sign
                # that only ends lines it is, and no match ends before that.
                if rule in AT_LINE_END and not coordinators.BEGINS_ANY.match(source, end):
                    self._attached.add(offsets.length)
        self.text = "".join(pieces)

    def to_original(self, start: int, end: int) -> Span:
        """Return the span of the original that `text[start:end]` was folded from."""
        span = self._offsets.to_original(start, end)
        return self._rewritten.to_original(span) if self._rewritten else span

    def list_reference_marks(self, span: Span) -> tuple[str, ...]:
        """Return the reference marks in and right behind a span that the text was read without."""
        marks = self._rewritten.marks if self._rewritten else ()
        return tuple(words for at, words in marks if span.start <= at.start <= span.end)

    @cached_property
    def _removed(self) -> list[int]:
        return [
            found.start()
            for found in _OUTER_SPACE.finditer(self.text)
            if found.lastindex or _OPTIONAL_SPACE.match(self.text, found.start())
        ]

    @cached_property
    def squeezed(self) -> str:
        """The text without the white space beside punctuation and signs."""
        edges = itertools.pairwise([-1, *self._removed, len(self.text)])
        return "".join(self.text[start + 1 : end] for start, end in edges)

    @cached_property
    def spaceless(self) -> str:
        """The text without any white space."""
        return self.text.replace(FOLDED_SPACE, "")

    def to_squeezed(self, index: int) -> int:
        """Return the index in `squeezed` of an index in `text`."""
        return index - bisect_left(self._removed, index)

    @cached_property
    def _shifts(self) -> list[int]:
        return [at - count for count, at in enumerate(self._removed)]

    def from_squeezed(self, index: int) -> int:
        """Return the index in `text` of a code point of `squeezed`."""
        return index + bisect_right(self._shifts, index)

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


def fold(text: str) -> Folded:
    """Fold a text; a hyphen at a line end joins a word, but not before *und*."""
    return Folded(text, _join)


def fold_each_way(text: str) -> list[Folded]:
    """Fold a text in each way to read it: as it is, and without its reference marks and loose accents.

    Each of these again in each way to read its hyphens at line ends, if it has any: all join words that may,
    or none does, or all but those before *bis*, *or* and the like, which are also ends of words: Kür-bis.
    Then also hyphens join that a copy has parted from their line ends.
    """
    ways = fold_hyphens_each_way(text)
    for rewritten in rewrite_each_way(text):
        ways += fold_hyphens_each_way(text, rewritten)
    return ways


def fold_hyphens_each_way(
    original: str, rewritten: Rewritten | None = None, *, is_pasted: bool = False
) -> list[Folded]:
    """Fold a text, or what was rewritten of it, in each way to read its hyphens.

    In a text that was pasted, a hyphen before *und* may have broken a word, too: Bef- und. In an article it
    is that of Nord- und Süd.
    """
    joined = Folded(original, _join, rewritten)
    source = rewritten.text if rewritten else original
    is_coordinated = any(coordinators.BEGINS_ANY.match(source, end) for _, end in joined.joining_hyphens)
    has_line_end = any(rule in AT_LINE_END for rule, _ in joined.joining_hyphens)
    ways = [joined]
    if has_line_end and (is_coordinated or any(joined.hyphens.values())):
        ways.append(Folded(original, _part, rewritten))
    if has_line_end and is_coordinated:
        ways.append(Folded(original, _join_unless_coordinated, rewritten))
    if any(
        rule not in AT_LINE_END and not coordinators.BEGINS_ANY.match(source, end)
        for rule, end in joined.joining_hyphens
    ):
        ways.append(Folded(original, _join_copied, rewritten))
    if any(coordinators.BEGINS_AMBIGUOUS.match(source, end) for _, end in joined.joining_hyphens):
        ways.append(Folded(original, _join_pasted if is_pasted else _join_before_ambiguous, rewritten))
    return ways


def _join(rule: FoldRule, text: str, at: int) -> bool:
    return rule in AT_LINE_END and not coordinators.BEGINS_CERTAIN.match(text, at)


def _part(_rule: FoldRule, _text: str, _at: int) -> bool:
    return False


def _join_unless_coordinated(rule: FoldRule, text: str, at: int) -> bool:
    return rule in AT_LINE_END and not coordinators.BEGINS_ANY.match(text, at)


def _join_copied(_rule: FoldRule, text: str, at: int) -> bool:
    return not coordinators.BEGINS_ANY.match(text, at)


def _join_before_ambiguous(_rule: FoldRule, text: str, at: int) -> bool:
    return not coordinators.BEGINS_CERTAIN.match(text, at)


def _join_pasted(rule: FoldRule, text: str, at: int) -> bool:
    is_joined_anyway = rule not in BESIDE_DIGIT and coordinators.BEGINS_AMBIGUOUS.match(text, at) is not None
    return is_joined_anyway or not coordinators.BEGINS_CERTAIN.match(text, at)


def find_all(text: Folded, claim: Folded, begin: int = 0) -> Iterator[tuple[int, int]]:
    """Yield start and end of each occurrence of the claim at word edges in `text.text`, from `begin` on."""
    for start, end in _find_places(text, claim, begin):
        if (
            text.is_edge(start)
            and text.is_edge(end)
            and _agree_in_hyphens(text, claim, start, end)
            and not _gains_sign(text, claim, start)
        ):
            yield start, end


def _find_places(text: Folded, claim: Folded, begin: int) -> Iterator[tuple[int, int]]:
    """Yield start and end of each occurrence, at word edges or not, whatever white space says nothing."""
    without_spaces = text.spaceless.find(claim.spaceless)
    if without_spaces < 0:
        return
    start = text.text.find(claim.text, begin)
    if start >= 0 and text.spaceless.find(claim.spaceless, without_spaces + 1) < 0:
        yield start, start + len(claim.text)  # It is the only one: no need to squeeze the text.
        return
    length = len(claim.squeezed)
    for found in find_occurrences(text.squeezed, claim.squeezed, text.to_squeezed(begin)):
        yield text.from_squeezed(found), text.from_squeezed(found + length - 1) + 1


def _gains_sign(text: Folded, claim: Folded, start: int) -> bool:
    """Tell whether a claim begins with a sign of a number that is none in the text: +5 in 3 + 5, .5 in
    *Ende. 5 Jahre*."""
    sign = text.text[start]
    is_sign = sign in DECIMAL_POINTS or (sign in NUMBER_SIGNS and sign not in COMPARISON_SIGNS)
    return is_sign and text.text[start + 1 : start + 2] != claim.text[1:2]


def _agree_in_hyphens(text: Folded, claim: Folded, start: int, end: int) -> bool:
    """Tell whether each hyphen of one text is in the other, too, or may belong to a line end."""
    if not text.hyphens and not claim.hyphens:
        return True
    begin = text.to_squeezed(start)
    text_hyphens = {
        text.to_squeezed(at) - begin: broken for at, broken in text.hyphens.items() if start < at < end
    }
    claim_hyphens = {claim.to_squeezed(at): broken for at, broken in claim.hyphens.items()}
    return all(
        (text_hyphens.get(at, True) and claim_hyphens.get(at, True))
        or (at in text_hyphens and at in claim_hyphens)
        for at in {*text_hyphens, *claim_hyphens}
    )
