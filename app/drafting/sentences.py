"""Cut a text into sentences of words and punctuation, in which a passage in marks is one token."""

import bisect
import functools
import itertools
import operator
import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from app.drafting.marks import Marked
from app.languages import Language
from app.verbatim import Span
from app.verbatim.characters import BLOCK_ENDS, SENTENCE_ENDS

WINDOW = 100
"""Tokens on either side of a quotation that rules read: no sentence of an article has more."""

_WORD = r"\w\u0300-\u036f"
_SMALL = "a-zß-öø-ÿ"
_INITIAL = rf"\b[^\W\d_{_SMALL}]"
_TOKEN = re.compile(
    rf"[{_WORD}]+(?:[-‑'’&/][{_WORD}]+|\.(?=[{_SMALL}\d])[{_WORD}]+|(?<={_INITIAL})\.[{_WORD}]+)*|--|[^\s*>{_WORD}]"
)
"""Words and signs. Asterisks and *greater than* are the emphasis and the quotations of Markdown.

Not with `regex`, as `re` takes half of the time: of combining marks those of Latin, Greek and Cyrillic belong
to words, and the small letters of an abbreviation or address are those of Latin-1.
"""
_LINE_END = re.compile(f"[{BLOCK_ENDS}]+")
_ENDS = frozenset(SENTENCE_ENDS)
_STOPS = frozenset(f"{SENTENCE_ENDS},;:)]")
_BEHIND_NUMBERS = frozenset(".)")
_PARENTHETIC = frozenset("–—-(")


class Token(NamedTuple):
    """A word, a sign, or a passage in marks with its marks."""

    text: str
    lower: str
    start: int
    end: int
    quotation: int | None = None
    """The index of the passage in marks."""

    @property
    def span(self) -> Span:
        """The code points of the text that it is."""
        return Span(self.start, self.end)

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


class _Stops(NamedTuple):
    """What is known in a language of full stops: behind what they end no sentence."""

    shortened: frozenset[str]
    openings: frozenset[str]
    """Words that begin a sentence even behind a number."""
    has_ordinals: bool


def split_sentences(text: str, marked: Sequence[Marked], language: Language) -> list[Sentence]:
    """Return the sentences of a text; one that is all in marks is a sentence of one token."""
    stops = _read_stops(language)
    sentences: list[Sentence] = []
    for line, all_tokens in enumerate(_split_lines(text, marked)):
        tokens = all_tokens[2:] if _is_numbered(all_tokens) else all_tokens
        start = 0
        # Asked here, because of thirty tokens one may end a sentence.
        for at in [
            at for at, token in enumerate(tokens[:-1]) if token.text in _ENDS or token.quotation is not None
        ]:
            if _ends(text, marked, stops, tokens, at):
                sentences.append(Sentence(tokens[start : at + 1], line))
                start = at + 1
        if tokens:
            sentences.append(Sentence(tokens[start:], line))
    return sentences


def _is_numbered(tokens: Sequence[Token]) -> bool:
    """Tell whether a line is an item of a list: the number before it is no part of its sentence."""
    return len(tokens) > 2 and tokens[0].text.isdigit() and tokens[1].text in _BEHIND_NUMBERS


@functools.cache
def _read_stops(language: Language) -> _Stops:
    shortened = frozenset(word.lower() for word in language.abbreviations)
    rules = language.speech
    if rules is None:
        return _Stops(shortened, language.function_words, has_ordinals=False)
    openings = language.function_words | rules.determiners
    return _Stops(shortened | rules.abbreviated_titles, openings, rules.numbers_end_in_stops)


def _ends(text: str, marked: Sequence[Marked], stops: _Stops, tokens: Sequence[Token], at: int) -> bool:
    """Tell whether a sentence ends with a stop or a passage, which is not the last token of its line."""
    token, following = tokens[at], tokens[at + 1]
    if following.text in _STOPS or (following.is_word and following.text[0].islower()):
        return False
    if token.quotation is not None:
        last = text[marked[token.quotation].span.end - 1]
        return last in _ENDS and following.text not in _PARENTHETIC
    before = tokens[at - 1] if at else token
    is_initial = len(before.text) == 1 and before.is_capitalized
    is_ordinal = stops.has_ordinals and before.text.isdigit() and following.lower not in stops.openings
    return token.text != "." or not (is_initial or is_ordinal or before.lower in stops.shortened)


def _split_lines(text: str, marked: Sequence[Marked]) -> list[list[Token]]:
    """Return the tokens of each line."""
    lines: list[list[Token]] = [[]]
    stray = _find_stray(marked)
    at = 0
    for index, one in enumerate(marked):
        if one.outer.start < at or index in stray:  # It is within another one, or none.
            continue
        _add_words(lines, text, at, one.outer.start)
        lines[-1].append(Token("„“", "„“", *one.outer, index))
        at = one.outer.end
    _add_words(lines, text, at, len(text))
    return lines


def _find_stray(marked: Sequence[Marked]) -> set[int]:
    """Return the passages that nothing closes and that have others in the same marks in them.

    Such a mark is one too many, and must not hide what the others say.
    """
    continued = {one.continues for one in marked}
    return {
        index
        for index, (one, following) in enumerate(itertools.pairwise(marked))
        if not one.is_closed
        and index not in continued
        and one.outer.contains(following.outer)
        and one.opening == following.opening
    }


def _add_words(lines: list[list[Token]], text: str, start: int, end: int) -> None:
    for number, part in enumerate(_split_at_line_ends(text, start, end)):
        if number:
            lines.append([])
        lines[-1] += read_words(text, *part)


def _split_at_line_ends(text: str, start: int, end: int) -> Iterator[Span]:
    for found in _LINE_END.finditer(text, start, end):
        yield Span(start, found.start())
        start = found.end()
    yield Span(start, end)


def find_tokens(tokens: Sequence[Token], span: Span | None) -> range:
    """Return the indices of the tokens of a span; empty if it does not begin and end with tokens of these."""
    if span is None:
        return range(0)
    start = find_at(tokens, span.start)
    end = bisect.bisect_left(tokens, span.end, lo=start, key=_get_start)
    is_whole = start < end and tokens[start].start == span.start and tokens[end - 1].end == span.end
    return range(start, end) if is_whole else range(0)


def is_alone(tokens: Sequence[Token]) -> bool:
    """Tell whether all words of a sentence are in marks; a longer one is asked for each of its quotations."""
    return len(tokens) <= WINDOW and not any(token.is_word for token in tokens)


def find_at(tokens: Sequence[Token], offset: int) -> int:
    """Return the index of the first token that begins at an offset of the text or behind it."""
    return bisect.bisect_left(tokens, offset, key=_get_start)


def read_words(text: str, start: int, end: int) -> list[Token]:
    """Return the words and signs of a part of a text."""
    found = list(_TOKEN.finditer(text, start, end))
    words = [match[0] for match in found]
    # Not Token(…): a text has a thousand of them, and this takes half as long.
    return [
        _new(Token, (word, word.lower(), at := match.start(), at + len(word), None))
        for word, match in zip(words, found, strict=True)
    ]


_new = tuple.__new__
_get_start = operator.attrgetter("start")
