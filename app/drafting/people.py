"""Gather the names of a text into people and organizations, and find whom a mention means.

Two people with one surname are not merged: a mention by this surname alone then names nobody.
"""

import bisect
import functools
import unicodedata
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import regex

from app.drafting.phrases import Grammar
from app.drafting.sentences import Sentence, Token
from app.names import fold_name, list_plain_words
from app.vocabulary import SpeakerKind

NAME_WORDS_MAX = 6
"""Words of a name; a longer run of capitals is a headline."""
NAMES_MAX = 2_000
"""Different full names of a text that are told apart; a text with more is no article."""
SAME_MAX = 20
"""People of one surname that are told apart."""
WAYS_MAX = 10
"""Ways to write one name that are listed."""
BACK_MAX = 30
"""Names before a pronoun that it may mean."""

# The same names again and again: half of the time that a draft takes.
_fold = functools.lru_cache(maxsize=10_000)(fold_name)
_NOT_OF_IDS = regex.compile("[^a-z0-9]+")


class Named(NamedTuple):
    """What a mention says of whom it means: a name, whether it is a person, and how sure this is."""

    name: str
    kind: SpeakerKind
    gender: str | None = None
    is_sure: bool = True


class Occurrence(NamedTuple):
    """A place in the text, outside marks, that names a person."""

    start: int
    folded: str


class People:
    """The names of a text: which of them are one person's, and where they occur."""

    def __init__(self, grammar: Grammar, sentences: Sequence[Sentence]) -> None:
        self.grammar = grammar
        self.written: dict[str, list[str]] = {}
        """By folded name, every way it is written, in the order of the text."""
        self.occurrences: list[Occurrence] = []
        self._genders: dict[str, str] = {}
        self._titled: set[str] = set()
        for sentence in sentences:
            for start, end in _list_runs(grammar, sentence.tokens):
                self._add(sentence.tokens, start, end)
        self._full = self._list_full()
        self._by_word = self._index()
        self._meanings: dict[str, str | None] = {}

    def _add(self, tokens: Sequence[Token], start: int, end: int) -> None:
        name = _join(tokens, start, end)
        folded = _fold(name)
        if not folded:
            return
        written = self.written.setdefault(folded, [])
        if name not in written and len(written) < WAYS_MAX:
            written.append(name)
        self.occurrences.append(Occurrence(tokens[start].span.start, folded))
        titles = [token for token in tokens[max(0, start - 2) : start] if self.grammar.is_title(token)]
        gender = self.grammar.get_gender(titles[-1].lower) if titles else None
        if titles:
            self._titled.add(folded)
        if gender is not None:
            self._genders.setdefault(folded, gender)

    def _list_full(self) -> set[str]:
        """Return the names of several words that end in no shorter one: not *Machthaber Kim Jong-un*."""
        several = [folded for folded in self.written if " " in folded][:NAMES_MAX]
        known = set(several)
        return {folded for folded in several if not any(suffix in known for suffix in _list_suffixes(folded))}

    def _index(self) -> dict[str, list[str]]:
        """Return the full names by their last and first words."""
        ends: dict[str, list[str]] = {}
        for folded in self.written:
            if folded in self._full:
                words = folded.split()
                for word in dict.fromkeys((words[-1], words[0])):
                    ends.setdefault(word, []).append(folded)
        return ends

    def find_full(self, folded: str) -> str | None:
        """Return the full name that a folded name is, or is short for; None if there are none or several."""
        if folded not in self._meanings:
            self._meanings[folded] = self._find_full(folded)
        return self._meanings[folded]

    def _find_full(self, folded: str) -> str | None:
        for name in (folded, *_list_suffixes(folded)):
            if name in self._full:
                return self._merge(name)
        candidates = self._list_candidates(folded)
        return candidates[0] if len(candidates) == 1 else None

    def _list_candidates(self, folded: str) -> list[str]:
        """Return the people whose last, else whose first name a single word is."""
        found = self._by_word.get(folded, [])[:SAME_MAX]
        lasts = [one for one in found if one.split()[-1] == folded] or found
        return list(dict.fromkeys(self._merge(one) for one in lasts))

    def is_shared(self, folded: str) -> bool:
        """Tell whether several people of the text have this name."""
        return len(self._list_candidates(folded)) > 1

    def _merge(self, folded: str) -> str:
        """Return the longest name with the same first and last word: Hillary (Rodham) Clinton."""
        words = folded.split()
        same = [
            one
            for one in self._by_word.get(words[-1], [])[:SAME_MAX]
            if one.split()[0] == words[0] and one.split()[-1] == words[-1]
        ]
        return max(same, key=lambda one: len(one.split()), default=folded)

    def list_names(self, folded: str) -> tuple[str, ...]:
        """Return every way in which the text writes the name of a person, full ones first."""
        words = folded.split()
        alike = [one for one in self._by_word.get(words[-1], [])[:SAME_MAX] if self.find_full(one) == folded]
        short = [word for word in (words[-1], words[0]) if self.find_full(word) == folded]
        found: dict[str, None] = {}
        for key in (folded, *alike, *short):
            found |= dict.fromkeys(self.written.get(key, []))
        return tuple(found)

    def find_before(self, at: int, gender: str) -> str | None:
        """Return the person named last before an offset whom a pronoun of this gender may mean."""
        index = bisect.bisect_left(self.occurrences, at, key=lambda one: one.start)
        for occurrence in reversed(self.occurrences[max(0, index - BACK_MAX) : index]):
            folded = self.find_full(occurrence.folded)
            if folded is not None and self._is_person(folded) and self._fits(folded, gender):
                return folded
        return None

    def _is_person(self, folded: str) -> bool:
        """Tell whether a full name is a person's: with a title somewhere, or the surname alone."""
        words = folded.split()
        return any(one in self._titled for one in (folded, words[-1])) or any(
            self.find_full(word) == folded and word in self.written for word in (words[-1], words[0])
        )

    def _fits(self, folded: str, gender: str) -> bool:
        known = self.get_gender(folded)
        return known is None or known in gender

    def get_gender(self, folded: str) -> str | None:
        """Return m or f if a title before a name of this person tells it."""
        return self._genders.get(folded) or self._genders.get(folded.split()[-1])


def _list_suffixes(folded: str) -> list[str]:
    """Return the last words of a name, at least two and not all of them."""
    words = folded.split()
    return [" ".join(words[cut:]) for cut in range(1, len(words) - 1)]


def read_mention(grammar: Grammar, tokens: Sequence[Token]) -> Named | None:
    """Return whom a noun phrase names, or None if it names nobody: *er*, *der Sprecher der Bank*."""
    comma = next((at for at, token in enumerate(tokens) if token.text == ","), len(tokens))
    if comma < len(tokens):
        end = grammar.read_name(tokens, comma + 1)
        if end is not None:
            return _read_run(grammar, tokens, comma + 1, end)
    end = _find_head_end(grammar, tokens, comma)
    run = _find_last_run(tokens, end)
    return None if run is None else _read_run(grammar, tokens, *run)


def _find_head_end(grammar: Grammar, tokens: Sequence[Token], limit: int) -> int:
    """Return where the head of a noun phrase ends: before a genitive, a preposition, a bracket."""
    for at in range(1, limit):
        lower = tokens[at].lower
        is_within = lower in grammar.rules.name_particles and at + 1 < limit and tokens[at - 1].is_capitalized
        is_link = lower in grammar.rules.genitives or lower in grammar.rules.prepositions
        is_within = is_within or grammar.is_of_name(tokens, at)
        if tokens[at].text == "(" or (is_link and not is_within):
            return at
    return limit


def _find_last_run(tokens: Sequence[Token], end: int) -> tuple[int, int] | None:
    """Return the run of words with capitals with which a noun phrase ends."""
    start = end
    while start > 0 and (
        tokens[start - 1].is_capitalized
        or tokens[start - 1].text == "."
        or (
            start < end
            and tokens[start].is_capitalized
            and len(tokens[start - 1].text) <= 4
            and start > 1
            and tokens[start - 2].is_capitalized
            and tokens[start - 1].is_word
        )
    ):
        start -= 1
    return (start, end) if start < end and tokens[start].is_capitalized else None


def _read_run(grammar: Grammar, tokens: Sequence[Token], start: int, end: int) -> Named | None:
    """Return the name in a run of words with capitals, without titles and the noun that says what it is."""
    has_determiner = start > 0 or tokens[start].lower in grammar.rules.determiners
    first = start
    if tokens[start].lower in grammar.rules.determiners:
        start += 1
    title = _find_title(grammar, tokens, start, end)
    gender = None if title is None else grammar.get_gender(tokens[title].lower)
    if title is not None:
        start = title + 1
        while start < end and tokens[start].text == ".":
            start += 1
    elif has_determiner and grammar.rules.capitalizes_nouns and end - start > 1:
        start += 1
    if start >= end or tokens[end - 1].text.endswith(("'s", "’s", "'", "’")):
        return None
    name = _join(tokens, start, end)
    if grammar.is_organization(tokens[end - 1]) or grammar.is_organization(tokens[first]):
        is_sure = tokens[end - 1].text.isupper() or end - start > 1
        return Named(name, SpeakerKind.ORGANIZATION, None, is_sure)
    is_bare_noun = has_determiner and title is None and end - start == 1
    if is_bare_noun or (
        grammar.rules.capitalizes_nouns is False and has_determiner and title is None and first == 0
    ):
        return None
    return Named(name, SpeakerKind.PERSON, gender, end - start > 1 or title is not None)


def _find_title(grammar: Grammar, tokens: Sequence[Token], start: int, end: int) -> int | None:
    """Return the last title of a run, the last word aside."""
    for at in range(end - 2, start - 1, -1):
        if grammar.is_title(tokens[at]):
            return at
    return None


def _list_runs(grammar: Grammar, tokens: Sequence[Token]) -> Iterator[tuple[int, int]]:
    """Yield the runs of words that may be names in a sentence, without titles and words of grammar."""
    at = 0
    while at < len(tokens):
        if not _is_name_word(grammar, tokens[at]):
            at += 1
            continue
        end = at + 1
        while end < len(tokens) and _goes_on(grammar, tokens, end):
            end += 1
        start = at
        title = _find_title(grammar, tokens, start, end)
        if title is not None:
            start = title + 1
            while start < end and tokens[start].text == ".":
                start += 1
        is_described = start > 0 and (
            tokens[start - 1].text.islower() or tokens[start - 1].lower in grammar.rules.determiners
        )
        if grammar.rules.capitalizes_nouns and title is None and is_described and end - start > 1:
            start += 1  # der nordkoreanische Machthaber Kim Jong-un
        if 0 < end - start <= NAME_WORDS_MAX:
            yield start, end
        at = end


def _is_name_word(grammar: Grammar, token: Token) -> bool:
    return (
        token.is_capitalized
        and token.is_word
        and not grammar.is_grammatical(token)
        and token.lower not in grammar.rules.calendar_words
    )


def _goes_on(grammar: Grammar, tokens: Sequence[Token], at: int) -> bool:
    token = tokens[at]
    if token.lower in grammar.rules.name_particles or token.text == ".":
        is_short = token.text != "." or len(tokens[at - 1].text) == 1 or grammar.is_title(tokens[at - 1])
        return is_short and at + 1 < len(tokens) and _is_name_word(grammar, tokens[at + 1])
    return _is_name_word(grammar, token)


def _join(tokens: Sequence[Token], start: int, end: int) -> str:
    """Return the words of a name with one space between them."""
    words = ""
    for at in range(start, end):
        is_apart = at > start and tokens[at].span.start > tokens[at - 1].span.end
        words += f" {tokens[at].text}" if is_apart else tokens[at].text
    return words


def make_slug(name: str, number: int) -> str:
    """Return the id of a speaker: the words of the name in Latin letters without accents, else a number."""
    words = " ".join(list_plain_words(name))
    plain = unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode()
    slug = _NOT_OF_IDS.sub("-", plain.lower()).strip("-")[:90].strip("-")
    return slug or f"speaker-{number}"
