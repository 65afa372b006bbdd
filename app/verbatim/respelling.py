r"""Read claims that are spelt out in another way: l e t t e r s p a c e d, or with umlauts of TeX (`\"a`).

Such a reading finds the passage that a claim is near to. It verifies nothing: the letters are not the text's.
"""

import itertools
import unicodedata
from collections.abc import Collection, Sequence
from enum import StrEnum
from typing import NamedTuple

import regex

from app.verbatim.characters import SPACES
from app.verbatim.rewriting import Edit, Rewritten
from app.verbatim.spans import Span
from app.verbatim.tokens import to_token

LETTERS_MAX = 400
"""Spaced letters of a claim that are parted into words by an index; the rest are one word."""
WORD_MAX = 25
"""Letters of the longest word that they are parted into."""

_LETTER = r"\p{L}\p{M}*+"
# Letters with the same space between them; another or a wider one ends the word.
_ALONE = rf"{_LETTER}(?!\w)"
_RUN = rf"(?<![\w\p{{M}}]){_ALONE}(?<space>[{SPACES}]{{1,3}}+){_ALONE}"
_LONG_RUN = regex.compile(rf"{_RUN}(?P=space){_ALONE}")
_LETTERS_ONLY = regex.compile(_LETTER)
_ANY_RUN = regex.compile(rf"{_RUN}(?:(?P=space){_ALONE})*+")

_ACCENTS = {
    '"': "\u0308",
    "'": "\u0301",
    "`": "\u0300",
    "^": "\u0302",
    "~": "\u0303",
    "=": "\u0304",
    ".": "\u0307",
    "c": "\u0327",
    "v": "\u030c",
    "u": "\u0306",
    "H": "\u030b",
    "k": "\u0328",
    "r": "\u030a",
}
_LETTERS = {
    **{"ss": "ß", "SS": "ẞ", "ae": "æ", "AE": "Æ", "oe": "œ", "OE": "Œ", "aa": "å", "AA": "Å"},
    **{"o": "ø", "O": "Ø", "l": "ł", "L": "Ł", "i": "\u0131", "j": "ȷ", "dj": "đ", "DJ": "Đ"},
}
_NAMES = "|".join(sorted(_LETTERS, key=len, reverse=True))
_BASE = r"\\[ij](?![A-Za-z])[ ]?+|\p{L}"
_ACCENTED = (
    rf"\\(?:(?<accent>[\"'`^~=.])\s?+(?:\{{(?<base>{_BASE})\}}|(?<base>{_BASE}))"
    rf"|(?<accent>[cvuHkr])(?:\{{(?<base>{_BASE})\}}|[ ]++(?<base>\p{{L}})))"
)
_LETTER_NAME = rf"\\(?<name>{_NAMES})(?:\{{\}}|(?![A-Za-z])[ ]?+)"
_TEX = regex.compile(
    rf"\{{{_ACCENTED}\}}|{_ACCENTED}|\{{\\(?<name>{_NAMES})\}}|{_LETTER_NAME}"
    # The short forms of the package babel, within a word.
    r"|(?<=\p{L})\"(?<short>[aouAOUs])"
)
_SHORT_AT_START = regex.compile(r"(?<!\S)\"(?<short>[aouAOU])(?=\p{L})")


class Cause(StrEnum):
    """Why a claim is not spelt as a text is."""

    LETTERSPACED = "letterspaced"
    TEX = "TeX"


class Respelling(Rewritten):
    """A claim with other letters in some places, and the way back to its own."""

    def __init__(self, claim: str, *, spaced: Sequence[Edit] = (), tex: Sequence[Edit] = ()) -> None:
        super().__init__(claim, _drop_overlapping([*spaced, *tex]))
        found = {Cause.LETTERSPACED: spaced, Cause.TEX: tex}
        self.causes = [cause for cause, edits in found.items() if edits]


def _drop_overlapping(edits: Sequence[Edit]) -> list[Edit]:
    """Return the edits in order, without those that begin within another one."""
    apart: list[Edit] = []
    for edit in sorted(edits, key=lambda edit: edit.span):
        if not apart or apart[-1].span.end <= edit.span.start:
            apart.append(edit)
    return apart


def read_tex(claim: str) -> list[Edit]:
    """Return the letters written in TeX."""
    found = list(_TEX.finditer(claim))
    if found:  # At the start of a word these may be a quotation mark, so they prove nothing alone.
        found = sorted([*found, *_SHORT_AT_START.finditer(claim)], key=lambda one: one.start())
    return [Edit(Span(*one.span()), _decode(one)) for one in found]


def _decode(found: "regex.Match[str]") -> str:
    """Return the letter that TeX makes of this."""
    groups = found.groupdict()
    if groups["short"]:
        short = groups["short"]
        return "ß" if short == "s" else unicodedata.normalize("NFC", short + _ACCENTS['"'])
    if groups.get("name"):
        return _LETTERS[groups["name"]]
    return unicodedata.normalize("NFC", groups["base"].strip("\\ ") + _ACCENTS[groups["accent"]])


class Run(NamedTuple):
    """Letters of a claim with one space between each two, one word or several, and the span of each."""

    letters: list[str]
    spans: list[Span]


def find_spaced(claim: str) -> list[Run]:
    """Return the letterspaced words of a claim.

    A word of two letters is one only beside longer ones.
    """
    if not _LONG_RUN.search(claim):
        return []
    runs = []
    for run in _ANY_RUN.finditer(claim):
        found = list(_LETTERS_ONLY.finditer(claim, *run.span()))
        runs.append(Run([one.group() for one in found], [Span(*one.span()) for one in found]))
    return runs


def list_lookups(runs: Sequence[Run]) -> set[str]:
    """Return the tokens of all words that may be in the runs, as far as they are parted into words."""
    lookups = {to_token("".join(run.letters)) for run in runs}
    for run, room in _share_room(runs):
        tokens = [to_token(letter) for letter in run.letters[:room]]
        for start, length in itertools.product(range(len(tokens)), range(1, WORD_MAX + 1)):
            lookups.add("".join(tokens[start : start + length]))
    return lookups


def _share_room(runs: Sequence[Run]) -> list[tuple[Run, int]]:
    """Return how many letters of each run are parted into words: `LETTERS_MAX` together, the first ones."""
    used = itertools.accumulate((len(run.letters) for run in runs), initial=0)
    return [(run, max(0, LETTERS_MAX - before)) for run, before in zip(runs, used, strict=False)]


def join_spaced(runs: Sequence[Run], known: Collection[str]) -> list[Edit]:
    """Return the runs as words: as one where its token is `known`, else as the fewest known words."""
    edits = []
    for run, room in _share_room(runs):
        parts = [len(run.letters)]
        if to_token("".join(run.letters)) not in known:
            parts = [*_part(run.letters[:room], known), max(0, len(run.letters) - room)]
        ends = itertools.accumulate(parts, initial=0)
        for start, end in itertools.pairwise(ends):
            if start < end:
                span = Span(run.spans[start].start, run.spans[end - 1].end)
                edits.append(Edit(span, "".join(run.letters[start:end])))
    return edits


def _part(letters: Sequence[str], known: Collection[str]) -> list[int]:
    """Return the lengths of known words that the letters make, long ones first, and of the rests between.

    Letters that are no more than one word are parted only if nothing is between.
    """
    tokens = [to_token(letter) for letter in letters]
    best = [(0, 0)]  # The best way to part the letters up to each: its score, and where its last word begins.
    for end in range(1, len(tokens) + 1):
        ways = [(best[end - 1][0] - WORD_MAX, end - 1)]
        for start in range(max(0, end - WORD_MAX), end):
            if "".join(tokens[start:end]) in known:  # Sums of squares prefer few long words.
                ways.append((best[start][0] + (end - start) ** 2, start))
        best.append(max(ways))
    words: list[tuple[bool, int]] = []
    at = len(tokens)
    while at > 0:
        start = best[at][1]
        words.append(("".join(tokens[start:at]) in known, at - start))
        at = start
    words.reverse()
    if len(letters) <= WORD_MAX and not all(is_known for is_known, _ in words):
        return [len(letters)]
    parts: list[int] = []
    for is_known, group in itertools.groupby(words, key=lambda word: word[0]):
        lengths = [length for _, length in group]
        parts += lengths if is_known else [sum(lengths)]
    return parts
