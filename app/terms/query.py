r"""Parse a search query: words, "phrases", -exclusions and prefixes*, and compile it into stems.

Nothing else has a meaning: AND, NOT and NEAR are words, brackets, colons and plus signs punctuation.
"""

import itertools
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

import regex

from app.terms.compounds import STEM_LENGTH_MIN, WORD_LENGTH_MIN
from app.terms.stemming import join_broken_words, list_stems
from app.terms.vocabulary import fold_beginnings, list_completed_stems
from app.verbatim.characters import (
    ALPHANUMERIC,
    APOSTROPHE_LETTER,
    CLOSING_MARKS,
    DOUBLE_MARKS,
    EXCLUSION_SIGNS,
    HYPHENS,
    JOINING_DASHES,
    LEADING_APOSTROPHE,
    SINGLE_MARKS,
    TYPED_APOSTROPHES,
    TYPED_DIGIT_JOINTS,
    ZERO_WIDTH,
)

WORDS_MAX = 16
"""Words in a query at most: enough for any sentence one remembers, and a limit to the work of the index."""

SEQUENCES_MAX = 16
"""Sequences of stems of a phrase at most. The first is made of the words as they are typed."""

PREFIX_LENGTH_MIN = 2
"""The least length of a prefix. One character begins too many words: to look them up would take as long as to
read everything."""


class Unsearchable(ValueError):
    """A query cannot be searched for; the message says what in it and why."""


class Clause(NamedTuple):
    """One part of a query as typed: a word, a phrase of several words, or the prefix of a word."""

    words: tuple[str, ...]
    is_prefix: bool = False


class Query(NamedTuple):
    """The clauses that a text must contain, and those that it must not."""

    wanted: tuple[Clause, ...]
    unwanted: tuple[Clause, ...] = ()


class Stems(NamedTuple):
    r"""A clause in one language: sequences of stems, any of which matches.

    All have the same length. There are several where a word is a form of several: *sprachen* is one of
    *sprechen* and of *Sprache*. With `prefixes` the clause is one term that begins with one of these or
    equals a stem: *rakete\** is also *raket*, the stem of *Raketen*, which is shorter than the prefix.

    `parts` are the stems of a word that is found in compounds, too, and `compounds` those of the compounds:
    the caller looks them up, see `add_compounds`.
    """

    sequences: tuple[tuple[str, ...], ...]
    prefixes: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()
    compounds: frozenset[str] = frozenset()

    @property
    def length(self) -> int:
        """The number of terms that match."""
        return len(self.sequences[0])

    @property
    def words(self) -> tuple[str, ...]:
        """The stems that match a clause of one word."""
        return tuple(stem for [stem] in self.sequences)


class Compiled(NamedTuple):
    """A query in one language."""

    wanted: tuple[Stems, ...]
    unwanted: tuple[Stems, ...] = ()


def _compile_closing(anywhere: str, behind_words: str) -> "regex.Pattern[str]":
    """Return the pattern of what closes a phrase; a single mark before a letter is an apostrophe."""
    end = f"(?![{ALPHANUMERIC}])" if anywhere[0] in SINGLE_MARKS else ""
    pattern = f"[{anywhere}]{end}"
    return regex.compile(rf"{pattern}|(?<!\s)[{behind_words}]" if behind_words else pattern)


_CLOSING = {opening: _compile_closing(*closing) for opening, closing in CLOSING_MARKS.items()}
_DOUBLE_OPENING = "".join(opening for opening in CLOSING_MARKS if opening in DOUBLE_MARKS)
_SINGLE_OPENING = "".join(opening for opening in CLOSING_MARKS if opening in SINGLE_MARKS)
_LETTER = f"[[{ALPHANUMERIC}]--[{APOSTROPHE_LETTER}]]"
_WORD = rf"{_LETTER}[\p{{M}}{_LETTER}]*+(?:[{TYPED_APOSTROPHES}]{_LETTER}[\p{{M}}{_LETTER}]*+)*+"
# It joins Nord-Süd, 2022–23, U.S. and 3,5 into one clause: the parts follow each other in a text, too.
_JOINT = rf"(?:[{HYPHENS}{JOINING_DASHES}.]|(?<=\p{{Nd}})[{TYPED_DIGIT_JOINTS}](?=\p{{Nd}}))"
_WORDS = regex.compile(_WORD, regex.V1)
_PIECES = regex.compile(
    r"(?P<space>\s++)"
    rf"|(?P<words>{_WORD}(?:{_JOINT}{_WORD})*+)(?P<prefix>\*(?!{_JOINT}?+[{ALPHANUMERIC}\p{{M}}]))?"
    r"|(?P<star>\*)"
    rf"|(?P<exclusion>(?<!\S)[{EXCLUSION_SIGNS}])"
    # After a letter it is an apostrophe: Hans’ Brief.
    rf"|(?P<mark>[{_DOUBLE_OPENING}]|(?<![{ALPHANUMERIC}\p{{M}}])[{_SINGLE_OPENING}])"
    r"|(?P<other>.)",
    regex.V1 | regex.DOTALL,
)
_INVISIBLE = regex.compile(f"[{ZERO_WIDTH}]+")


def parse_query(q: str) -> Query:
    """Parse a query; raise `Unsearchable` if it has no clear meaning.

    Words joined by a hyphen or full stop are a phrase. A hyphen at the beginning or after white space
    excludes the clause after it.
    """
    wanted: list[Clause] = []
    unwanted: list[Clause] = []
    count = 0
    for clause, is_excluded in _read(_INVISIBLE.sub("", join_broken_words(q))):
        count += sum(len(list_stems(word, None)) for word in clause.words)
        if count > WORDS_MAX:
            raise Unsearchable(
                f"A query has at most {WORDS_MAX} words, and this one has more. In scripts without spaces "
                "every character counts as a word."
            )
        (unwanted if is_excluded else wanted).append(clause)
    if not wanted and unwanted:
        raise Unsearchable(
            "The query only excludes: it needs at least one word without a hyphen before it, because nearly "
            "everything would match otherwise."
        )
    if not wanted:
        raise Unsearchable("There is no letter or digit in the query, so there is nothing to search for.")
    return Query(tuple(wanted), tuple(unwanted))


def _read(q: str) -> Iterator[tuple[Clause, bool]]:
    """Yield the clauses of a query, and whether they are excluded."""
    at = 0
    excludes = False
    while piece := _PIECES.match(q, at):
        at = piece.end()
        clause = None
        if piece["space"]:
            excludes = False
        elif piece["exclusion"]:
            excludes = True
        elif piece["star"]:
            raise Unsearchable(_explain_star(q, piece.start()))
        elif piece["words"]:
            clause = _read_word(piece["words"], is_prefix=bool(piece["prefix"]))
        elif (mark := piece["mark"]) and (closing := _find_closing(q, mark, at)):
            clause = _read_phrase(q, at, closing.start())
            at = closing.end()
        if clause and clause.words:
            yield clause, excludes
            excludes = False


def _find_closing(q: str, mark: str, at: int) -> "regex.Match[str] | None":
    """Return the mark that closes a phrase; None if the opening mark is an apostrophe after all."""
    closing = _CLOSING[mark].search(q, at)
    if closing is None and mark != LEADING_APOSTROPHE:
        raise Unsearchable(
            f"The phrase that begins at {_quote(q[at - 1 :])} is not closed, so it is unclear which words "
            "belong to it: put a mark after the last one, or remove the first mark."
        )
    return closing


def _read_phrase(q: str, start: int, end: int) -> Clause:
    """Return the clause between two marks."""
    star = q.find("*", start, end)
    if star >= 0:
        raise Unsearchable(_explain_star(q, star))
    return Clause(_list_words(q[start:end]))


def _read_word(joined: str, *, is_prefix: bool) -> Clause:
    """Return the clause of one word or of several joined ones."""
    words = _list_words(joined)
    if not is_prefix:
        return Clause(words)
    [beginning] = fold_beginnings(joined, None)
    if list_stems(joined, None) != [beginning]:
        raise Unsearchable(
            f"{_quote(joined + '*')} is more than one word, and * can only follow a single one, because "
            "it is looked up as the beginning of a word: remove *."
        )
    if len(beginning) < PREFIX_LENGTH_MIN:
        raise Unsearchable(
            f"Before * there must be at least {PREFIX_LENGTH_MIN} letters or digits, because too many words "
            f"begin like {_quote(joined + '*')}."
        )
    return Clause(words, is_prefix=True)


def _list_words(text: str) -> tuple[str, ...]:
    """Return the words of a text that have a stem."""
    return tuple(word for word in _WORDS.findall(text) if list_stems(word, None))


def _explain_star(q: str, at: int) -> str:
    return (
        f"* can only be at the end of a single word, as in Rakete*, and not within or before one or in a "
        f"phrase, because it is looked up as the beginning of a word: see {_quote(q[max(0, at - 20) :])}."
    )


def _quote(text: str) -> str:
    """Return the beginning of a text in quotes, short enough for a sentence."""
    return repr(text if len(text) <= 40 else f"{text[:39]}…")


def compile_query(query: Query, language: str | None) -> Compiled:
    """Return a query in the stems of a language (BCP 47), made as `cut_terms` makes those of a text."""
    return Compiled(
        tuple(_compile(clause, language) for clause in query.wanted),
        tuple(_compile(clause, language) for clause in query.unwanted),
    )


def add_compounds(clauses: Sequence[Stems], find: Callable[[str], Iterable[str]]) -> tuple[Stems, ...]:
    """Return clauses that compounds of their words match, too; `find` returns those of the stem of a word."""
    return tuple(
        clause._replace(compounds=frozenset(stem for part in clause.parts for stem in find(part)))
        for clause in clauses
    )


def _compile(clause: Clause, language: str | None) -> Stems:
    forms = [_list_readings(word, language) for word in clause.words]
    sequences = tuple(
        tuple(stem for stems in sequence for stem in stems)
        for sequence in itertools.islice(itertools.product(*forms), SEQUENCES_MAX)
    )
    if clause.is_prefix:
        prefixes = fold_beginnings(clause.words[0], language)
        completed = list_completed_stems(clause.words[0], language)
        others = [(stem,) for stem in completed if not stem.startswith(prefixes)]
        return Stems(tuple(dict.fromkeys([*sequences, *others])), prefixes)
    is_part = len(sequences[0]) == 1 and len(clause.words[0]) >= WORD_LENGTH_MIN
    parts = (stem for [stem] in sequences if len(stem) >= STEM_LENGTH_MIN) if is_part else ()
    return Stems(sequences, parts=tuple(parts))


def _list_readings(word: str, language: str | None) -> list[tuple[str, ...]]:
    """Return the stems of a word as it is typed, and as it may have been meant: in lower case, as a noun."""
    readings = dict.fromkeys(
        tuple(list_stems(form, language)) for form in (word, word.lower(), word.capitalize())
    )
    count = len(next(iter(readings)))
    return [stems for stems in readings if len(stems) == count]
