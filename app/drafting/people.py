"""Gather the names of a text into people and organizations, and find whom a mention means.

Two people with one surname are not merged: a mention by this surname alone then names nobody.
"""

import bisect
import functools
import operator
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from app.drafting.phrases import Grammar
from app.drafting.sentences import Sentence, Token
from app.names import fold_name
from app.verbatim.characters import COMMON_APOSTROPHES
from app.vocabulary import SpeakerKind

NAME_MAX = 200
"""Code points of a name; longer words in its place name nobody."""
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
fold = functools.lru_cache(maxsize=10_000)(fold_name)
_get_start = operator.attrgetter("start")
_POSSESSIVES = tuple(f"{apostrophe}s" for apostrophe in COMMON_APOSTROPHES)


class Named(NamedTuple):
    """What a mention says of whom it means; `is_sure` tells that it is an organization's name in full."""

    name: str
    kind: SpeakerKind
    is_sure: bool = False


class Occurrence(NamedTuple):
    """A place in the text, outside marks, that names a person or an organization."""

    start: int
    folded: str
    tokens: Sequence[Token]

    def count_capitals(self) -> int:
        """Return the number of words with capitals, initials aside."""
        return sum(len(token.text) > 1 for token in self.tokens if token.is_capitalized)


class People:
    """The names of a text: which of them are one person's, and where they occur."""

    def __init__(self, grammar: Grammar, sentences: Sequence[Sentence]) -> None:
        self.grammar = grammar
        self.written: dict[str, list[str]] = {}
        """By folded name, every way it is written, in the order of the text."""
        self.occurrences: list[Occurrence] = []
        self._genders: dict[str, str] = {}
        self._titled: set[str] = set()
        self._described: set[str] = set()
        self._within: set[str] = set()
        self._located: set[str] = set()
        for sentence in sentences:
            for start, end in _list_runs(grammar, sentence.tokens):
                self._add(sentence.tokens, start, end)
        self._full = self._list_full()
        self._by_word = self._index()
        self._meanings: dict[str, str | None] = {}

    def _add(self, tokens: Sequence[Token], start: int, end: int) -> None:
        name = _join(tokens, start, end)
        name = name[:-2] if name.endswith(_POSSESSIVES) else name
        folded = fold(name) if len(name) <= NAME_MAX else ""
        if not folded or self.grammar.is_place(tokens[start:end]):
            return
        written = self.written.setdefault(folded, [])
        if name not in written and len(written) < WAYS_MAX:
            written.append(name)
        self.occurrences.append(Occurrence(tokens[start].start, folded, tokens[start:end]))
        if start:
            self._read_before(tokens, start, folded)

    def _read_before(self, tokens: Sequence[Token], start: int, folded: str) -> None:
        """Take from the two words before a name what they tell of it."""
        before, rules = tokens[start - 1], self.grammar.rules
        titles = [token for token in tokens[max(0, start - 2) : start] if self.grammar.is_title(token)]
        if titles:
            self._titled.add(folded)
            gender = self.grammar.get_gender(titles[-1].lower)
            if gender is not None:
                self._genders.setdefault(folded, gender)
        if before.is_word:
            self._within.add(folded)
            if before.lower in rules.determiners:
                self._described.add(folded)
            elif before.lower in rules.locative_prepositions:
                self._located.add(folded)

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
        candidates = self._list_candidates(folded)
        return candidates[0] if len(candidates) == 1 else None

    def _list_candidates(self, folded: str) -> list[str]:
        """Return the people that a name may mean: by their last, else their first name if it is one word."""
        for name in (folded, *_list_suffixes(folded)):
            if name in self._full:
                return self._list_longest(name)
        found = self._by_word.get(folded, [])[:SAME_MAX]
        lasts = [one for one in found if one.split()[-1] == folded] or found
        return list(dict.fromkeys(longest for one in lasts for longest in self._list_longest(one)))

    def list_named_in(self, start: int, end: int) -> list[Occurrence]:
        """Return the names between two offsets that may be people's: full ones, and what is short for one."""
        first, last = (bisect.bisect_left(self.occurrences, at, key=_get_start) for at in (start, end))
        return [one for one in self.occurrences[first:last] if self._may_be_person(one)]

    def _may_be_person(self, one: Occurrence) -> bool:
        if self.grammar.is_organization(one.tokens[-1]):
            return False
        full = self.find_meant(one)
        return full is not None and (full != one.folded or one.count_capitals() > 1)

    def find_meant(self, one: Occurrence) -> str | None:
        """Return the full name that a name is, or is short for, also as a genitive: *Bergs*."""
        full = self.find_full(one.folded)
        return self.find_full(one.folded[:-1]) if full is None and one.folded[-1] == "s" else full

    def joins_two(self, folded: str) -> bool:
        """Tell whether the words of a name mean different people: (rief) *Berg Hale* (zu)."""
        return len({self.find_full(word) for word in folded.split()} - {None}) > 1

    def is_shared(self, folded: str) -> bool:
        """Tell whether several people of the text have this name."""
        return len(self._list_candidates(folded)) > 1

    def is_common(self, folded: str) -> bool:
        """Tell whether a single word may be no name: it has an article, or only begins sentences."""
        is_single = " " not in folded and folded not in self._titled and not self._by_word.get(folded)
        return is_single and (folded in self._described or folded not in self._within)

    def _list_longest(self, folded: str) -> list[str]:
        """Return the longest ways to write a full name, one for each person: Hillary (Rodham) Clinton.

        Two people have the first and last name and not the middle ones: George W. and George H. W. Bush.
        """
        words = folded.split()
        longer = [
            one
            for one in self._by_word.get(words[-1], [])[:SAME_MAX]
            if len(one.split()) >= len(words) and self._is_short_for(words, one.split())
        ]
        people: list[str] = []
        for one in sorted(longer, key=lambda name: (len(name.split()), len(name)), reverse=True):
            if not any(self._is_short_for(one.split(), person.split()) for person in people):
                people.append(one)
        return people or [folded]

    def _is_short_for(self, words: Sequence[str], longer: Sequence[str]) -> bool:
        """Tell whether a name is another one with fewer middle names, or with initials for them."""
        if (words[0], words[-1]) != (longer[0], longer[-1]):
            return False
        particles = self.grammar.rules.name_particles
        middle, others = ([word for word in name[1:-1] if word not in particles] for name in (words, longer))
        return len(middle) <= len(others) and all(map(_is_initial_of, middle, others))

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
        index = bisect.bisect_left(self.occurrences, at, key=_get_start)
        for occurrence in reversed(self.occurrences[max(0, index - BACK_MAX) : index]):
            folded = self.find_full(occurrence.folded)
            if folded is not None and self.is_person(folded) and self._fits(folded, gender):
                return folded
        return None

    def is_person(self, folded: str) -> bool:
        """Tell whether the text shows that a full name is a person's: by a title, or the surname alone."""
        words = folded.split()
        return any(one in self._titled for one in (folded, words[-1])) or any(
            self.find_full(word) == folded and word in self.written for word in (words[-1], words[0])
        )

    def may_be_place(self, folded: str) -> bool:
        """Tell whether something happens in what has this name, and nothing shows that it is a person's."""
        return folded in self._located and not self.is_person(folded)

    def _fits(self, folded: str, gender: str) -> bool:
        known = self.get_gender(folded)
        return known is None or known in gender

    def get_gender(self, folded: str) -> str | None:
        """Return m or f if a title before a name of this person tells it."""
        return self._genders.get(folded) or self._genders.get(folded.split()[-1])


def _is_initial_of(word: str, other: str) -> bool:
    """Tell whether two middle names may be one: the same, or one the initial of the other."""
    return word == other or (1 in (len(word), len(other)) and word[0] == other[0])


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
    run = _find_last_run(grammar, tokens, end)
    return None if run is None else _read_run(grammar, tokens, *run)


def _find_head_end(grammar: Grammar, tokens: Sequence[Token], limit: int) -> int:
    """Return where the head of a noun phrase ends: before a genitive, a preposition, a bracket."""
    for at in range(1, limit):
        lower = tokens[at].lower
        is_link = lower in grammar.rules.genitives or lower in grammar.rules.prepositions
        is_within = grammar.joins_name(tokens, at) or grammar.is_of_name(tokens, at)
        if tokens[at].text == "(" or (is_link and not is_within):
            return at
    return limit


def _find_last_run(grammar: Grammar, tokens: Sequence[Token], end: int) -> tuple[int, int] | None:
    """Return the run of words with capitals with which a noun phrase ends."""
    start = end
    while start > 0 and (
        tokens[start - 1].is_capitalized
        or tokens[start - 1].text == "."
        or grammar.joins_name(tokens, start - 1)
        or grammar.is_of_name(tokens, start - 1)
    ):
        start -= 1
    return (start, end) if start < end and tokens[start].is_capitalized else None


def _read_run(grammar: Grammar, tokens: Sequence[Token], start: int, end: int) -> Named | None:
    """Return the name in a run of words with capitals, without titles and the noun that says what it is."""
    is_first = start == 0
    is_described = not is_first and tokens[start - 1].text != ","
    if tokens[start].lower in grammar.rules.determiners:
        start, is_described = start + 1, True
    title = _find_title(grammar, tokens, start, end)
    if title is None and grammar.is_place(tokens[start:end]):
        return Named(_join(tokens, start, end), SpeakerKind.ORGANIZATION)
    noun = None
    if title is not None:
        start = _skip_stops(tokens, title + 1, end)
    elif is_described and grammar.rules.capitalizes_nouns and end - start > 1:
        noun, start = tokens[start], start + 1
    words = tokens[start:end]
    is_shouted = len(words) > 1 and all(token.text.isupper() for token in words)
    if not words or is_shouted or words[-1].text.endswith(_POSSESSIVES):
        return None
    name = _join(tokens, start, end)
    if _is_organization(grammar, words, noun):
        return Named(name, SpeakerKind.ORGANIZATION, is_sure=words[-1].text.isupper() or len(words) > 1)
    # Ein Mann; the Reds: a noun with an article is no name of a person.
    is_noun = len(words) == 1 or (is_first and not grammar.rules.capitalizes_nouns)
    if is_described and title is None and noun is None and is_noun:
        return None
    return Named(name, SpeakerKind.PERSON)


def _skip_stops(tokens: Sequence[Token], at: int, end: int) -> int:
    while at < end and tokens[at].text == ".":
        at += 1
    return at


def _is_organization(grammar: Grammar, words: Sequence[Token], noun: Token | None) -> bool:
    """Tell whether a name is an organization's: by its last word, or the noun before it or before *of*."""
    links = [at for at in range(1, len(words)) if grammar.is_of_name(words, at)]
    deciding = [words[-1], *(words[at - 1] for at in links), *([] if noun is None else [noun])]
    return any(grammar.is_organization(token) for token in deciding)


def _find_title(grammar: Grammar, tokens: Sequence[Token], start: int, end: int) -> int | None:
    """Return the last title of a run, the last word aside."""
    for at in range(end - 2, start - 1, -1):
        if grammar.is_title(tokens[at]):
            return at
    return None


def _list_runs(grammar: Grammar, tokens: Sequence[Token]) -> Iterator[tuple[int, int]]:
    """Yield the runs of words that may be names in a sentence, without titles and words of grammar."""
    end = 0
    # Asked here, because most tokens have no capital: text and lower are then the same.
    for at in [at for at, token in enumerate(tokens) if token[0] != token[1]]:
        if at < end or not _is_name_word(grammar, tokens, at):
            continue
        end = at + 1
        while end < len(tokens) and _goes_on(grammar, tokens, end):
            end += 1
        start = at
        title = _find_title(grammar, tokens, start, end)
        if title is not None:
            start = _skip_stops(tokens, title + 1, end)
        is_noun_first = end - start > 1 and tokens[start + 1].lower not in grammar.rules.name_particles
        if grammar.rules.capitalizes_nouns and title is None and is_noun_first:
            start += _is_described(grammar, tokens, start)  # der nordkoreanische Machthaber Kim Jong-un
        if 0 < end - start <= NAME_WORDS_MAX:
            yield start, end


def _is_described(grammar: Grammar, tokens: Sequence[Token], start: int) -> bool:
    """Tell whether an article, with one adjective or two, is before a run of words with capitals.

    Then its first word is a noun. Without an article, the word before may be a verb: *traf Anna Berg*.
    """
    for at in range(start - 1, max(-1, start - 4), -1):
        if tokens[at].lower in grammar.rules.determiners:
            return True
        if not tokens[at].text.islower():
            return False
    return False


def _is_name_word(grammar: Grammar, tokens: Sequence[Token], at: int) -> bool:
    token = tokens[at]
    is_known = grammar.is_grammatical(token) or token.lower in grammar.rules.calendar_words
    return token.is_capitalized and token.is_word and (not is_known or grammar.is_initial(tokens, at))


def _goes_on(grammar: Grammar, tokens: Sequence[Token], at: int) -> bool:
    token = tokens[at]
    if tokens[at - 1].text.endswith(_POSSESSIVES):
        return False
    if token.lower in grammar.rules.name_particles:
        return grammar.joins_name(tokens, at)
    if token.text == ".":
        is_short = len(tokens[at - 1].text) == 1 or grammar.is_title(tokens[at - 1])
        return is_short and at + 1 < len(tokens) and _is_name_word(grammar, tokens, at + 1)
    return _is_name_word(grammar, tokens, at)


def _join(tokens: Sequence[Token], start: int, end: int) -> str:
    """Return the words of a name with one space between them."""
    words = ""
    for at in range(start, end):
        is_apart = at > start and tokens[at].start > tokens[at - 1].end
        words += f" {tokens[at].text}" if is_apart else tokens[at].text
    return words
