"""Cut a text into sentences of words and punctuation, in which a passage in marks is one token."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import regex

from app.drafting.marks import Marked
from app.languages import Language
from app.verbatim import Span
from app.verbatim.characters import BLOCK_ENDS, SENTENCE_ENDS, WORD

_TOKEN = regex.compile(
    rf"[{WORD}]+(?:[-‑'’&/][{WORD}]+|\.(?=[\p{{Ll}}\d])[{WORD}]+|(?<=\b\p{{Lu}})\.[{WORD}]+)*|[{BLOCK_ENDS}]+|--|[^\s{WORD}]"
)
_ENDS = frozenset(SENTENCE_ENDS)
_STOPS = frozenset(f"{SENTENCE_ENDS},;:)]")
_PARENTHETIC = frozenset("–—-(")


class Token(NamedTuple):
    """A word, a sign, or a passage in marks with its marks."""

    text: str
    lower: str
    span: Span
    quotation: int | None = None
    """The index of the passage in marks."""

    @property
    def is_capitalized(self) -> bool:
        """Whether it begins with a capital."""
        return self.text[:1].isupper()

    @property
    def is_word(self) -> bool:
        """Whether it is a word or a number, and no passage in marks."""
        return self.quotation is None and self.text[:1].isalnum()


class Sentence(NamedTuple):
    """The tokens of a sentence, and the number of its line."""

    tokens: list[Token]
    line: int


def split_sentences(text: str, marked: Sequence[Marked], language: Language) -> list[Sentence]:
    """Return the sentences of a text; one that is all in marks is a sentence of one token."""
    return list(_Splitter(text, marked, language).split())


class _Splitter:
    """A text, and what is known of the ends of its sentences."""

    def __init__(self, text: str, marked: Sequence[Marked], language: Language) -> None:
        self.text = text
        self.marked = marked
        self.shortened = {word.lower() for word in language.abbreviations}
        self.openings = language.function_words
        self.has_ordinals = language.speech is not None and language.speech.numbers_end_in_stops
        if language.speech is not None:
            self.shortened |= language.speech.abbreviated_titles
            self.openings |= language.speech.determiners

    def split(self) -> Iterator[Sentence]:
        for line, tokens in enumerate(_split_lines(self.text, self.marked)):
            start = 0
            for at in range(len(tokens)):
                if at + 1 == len(tokens) or self._ends(tokens, at):
                    yield Sentence(tokens[start : at + 1], line)
                    start = at + 1

    def _ends(self, tokens: Sequence[Token], at: int) -> bool:
        """Tell whether a sentence ends with this token, which is not the last of its line."""
        token, following = tokens[at], tokens[at + 1]
        if token.quotation is None and token.text not in _ENDS:
            return False
        if following.text in _STOPS or (following.is_word and following.text[0].islower()):
            return False
        if token.quotation is not None:
            last = self.text[self.marked[token.quotation].span.end - 1]
            return last in _ENDS and following.text not in _PARENTHETIC
        before = tokens[at - 1] if at else token
        is_initial = len(before.text) == 1 and before.is_capitalized
        is_ordinal = self.has_ordinals and before.text.isdigit() and following.lower not in self.openings
        return token.text != "." or not (is_initial or is_ordinal or before.lower in self.shortened)


def _split_lines(text: str, marked: Sequence[Marked]) -> Iterator[list[Token]]:
    line: list[Token] = []
    for token in _tokenize(text, marked):
        if token.quotation is None and token.text[0] in BLOCK_ENDS:
            yield line
            line = []
        else:
            line.append(token)
    yield line


def _tokenize(text: str, marked: Sequence[Marked]) -> Iterator[Token]:
    at = 0
    for index, one in enumerate(marked):
        if one.outer.start < at:  # It is within another one.
            continue
        yield from read_words(text, at, one.outer.start)
        yield Token("„“", "„“", one.outer, index)
        at = one.outer.end
    yield from read_words(text, at, len(text))


def read_words(text: str, start: int, end: int) -> Iterator[Token]:
    """Yield the words and signs of a part of a text."""
    for match in _TOKEN.finditer(text, start, end):
        word = match[0]
        yield Token(word, word.lower(), Span(*match.span()))
