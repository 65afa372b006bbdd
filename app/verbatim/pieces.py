"""Split texts into the pieces that are compared: words, signs and punctuation marks, without typography."""

import itertools
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from enum import Enum, auto
from typing import NamedTuple

import regex

from app.languages import list_pairs, list_words
from app.verbatim.characters import FOLDED_APOSTROPHE, SIGNS, SUPERSCRIPT_DIGITS
from app.verbatim.common_text import tokenize
from app.verbatim.folding import Folded, fold
from app.verbatim.spans import Span
from app.verbatim.tokens import to_token

_PIECE = regex.compile(r"\S")
_SIGN = regex.compile(f"[{SIGNS}{SUPERSCRIPT_DIGITS}]")
# A raised digit hung on a word: Der³.
_RAISED = regex.compile(rf"(?<=\p{{L}})[{SUPERSCRIPT_DIGITS}]++$")
_UNDERSCORES = regex.compile(r"(_*+)(.*?)(_*+)", regex.DOTALL)
# *word*, **two words**: each star is read once, up to the next one.
_EMPHASIS = regex.compile(r"(?<![\w*])(\*{1,3}+)(?=[^\s*])[^*]*+(?<=[^\s*])(\1)(?![\w*])")


def _fold_apostrophe(word: str) -> str:
    return word.replace("'", FOLDED_APOSTROPHE)


NEGATIONS = frozenset(map(_fold_apostrophe, list_words("negations")))
NEGATION_FORMS = {_fold_apostrophe(form): word for form, word in list_pairs("negation_forms").items()}
_NEGATING_ENDING = regex.compile(
    rf"(?<=\p{{L}})(?:{'|'.join(map(_fold_apostrophe, list_words('negating_endings')))})$", regex.IGNORECASE
)
_WRITTEN = list_pairs("transcriptions")
_TRANSCRIBED = {written: to_token(letter) for letter, written in _WRITTEN.items()}


class PieceKind(Enum):
    """The kind of a piece of a text; a sign is read as a word (%) or hangs on one (*)."""

    WORD = auto()
    SIGN = auto()
    MARK = auto()


class Piece(NamedTuple):
    """A word, sign or mark without its typography, and its span in the text.

    Pieces of one `key` are the same word but for case, accents, umlauts, ß, hyphens and other marks in it.
    """

    text: str
    key: str
    kind: PieceKind
    span: Span


def fold_umlauts(tokens: str) -> str:
    """Return tokens, one or more with spaces between, with each ae, oe and ue as a, o and u.

    As ue stands for ü as a rule, but also for itself (*Bauer*), it is folded in both texts that are compared.
    """
    for written, letter in _TRANSCRIBED.items():
        tokens = tokens.replace(written, letter)
    return tokens


FUNCTION_WORDS = frozenset(fold_umlauts(to_token(word)) for word in list_words("function_words"))
"""The keys of words of grammar: one of them occurs anywhere by chance."""


def transcribe(text: str) -> str:
    """Return a text with each ä, ö and ü as ae, oe and ue."""
    text = unicodedata.normalize("NFC", text)
    for letter, written in _WRITTEN.items():
        text = text.replace(letter, written).replace(letter.upper(), written.upper())
    return text


def list_spellings(text: str) -> list[tuple[str, ...]]:
    """Return the tokens of a text, each with those of the same word where umlauts are written otherwise."""
    tokens, transcribed = tokenize(text), tokenize(transcribe(text))
    if len(tokens) != len(transcribed):  # A letter with two accents is composed otherwise.
        transcribed = tokens
    return [
        tuple(dict.fromkeys((token, fold_umlauts(token), other)))
        for token, other in zip(tokens, transcribed, strict=True)
    ]


def split_pieces(text: str) -> list[Piece]:
    """Return the pieces of a text in order."""
    folded = fold(text)
    hyphens = [at for at, is_broken in folded.hyphens.items() if not is_broken]
    emphases = {
        at
        for found in _EMPHASIS.finditer(folded.text)
        for group in (1, 2)
        for at in range(*found.span(group))
    }
    found: list[Piece] = []
    at = 0
    for start, end in [*folded.list_words(), Span(len(folded.text), len(folded.text))]:
        found += [
            _make_mark(folded, mark.start(), emphases) for mark in _PIECE.finditer(folded.text, at, start)
        ]
        found += _split_word(folded, hyphens, start, end)
        at = end
    return found


def _make_mark(folded: Folded, at: int, emphases: set[int]) -> Piece:
    mark = folded.text[at]
    is_sign = _SIGN.match(mark) and at not in emphases
    return Piece(mark, mark, PieceKind.SIGN if is_sign else PieceKind.MARK, folded.to_original(at, at + 1))


def _split_word(folded: Folded, hyphens: Sequence[int], start: int, end: int) -> list[Piece]:
    """Return a word, and as marks the underscores around it."""
    parts = _UNDERSCORES.fullmatch(folded.text, start, end)
    if start == end or parts is None:
        return []
    found = [_make_mark(folded, at, set()) for at in range(*parts.span(1))]
    if parts[2]:
        inner, word_end = parts.span(2)
        raised = _RAISED.search(folded.text, inner, word_end)
        if raised:
            return [
                *found,
                *_split_word(folded, hyphens, inner, raised.start()),
                *(_make_mark(folded, at, set()) for at in range(*raised.span())),
                *(_make_mark(folded, at, set()) for at in range(*parts.span(3))),
            ]
        ending = _NEGATING_ENDING.search(folded.text, inner, word_end)
        for first, last in itertools.pairwise([inner, *([ending.start()] if ending else []), word_end]):
            word = _name_word(folded, hyphens, first, last)
            found.append(Piece(word, _make_key(word), PieceKind.WORD, folded.to_original(first, last)))
    return found + [_make_mark(folded, at, set()) for at in range(*parts.span(3))]


def _make_key(word: str) -> str:
    """Return the key of a word; the short form of a negation has that of its plain form."""
    plain = NEGATION_FORMS.get(word.casefold(), word) if FOLDED_APOSTROPHE in word else word
    return fold_umlauts(to_token(plain)) or word


def _name_word(folded: Folded, hyphens: Sequence[int], start: int, end: int) -> str:
    """Return a word with the hyphens that are part of it for certain."""
    word, before = "", start
    for at in hyphens[bisect_right(hyphens, start) : bisect_left(hyphens, end)]:
        word += folded.text[before:at] + "-"
        before = at
    return word + folded.text[before:end]
