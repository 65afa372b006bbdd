"""Cut a text into the terms by which it is searched: words without case, accents and inflection.

Terms find texts and decide nothing; what stands word for word in a text is `app.verbatim`'s to say.
"""

import functools
import re
import threading
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple, cast

import regex
import Stemmer  # type: ignore[import-not-found]  # PyStemmer is compiled and has no types.

from app.languages import Language, get_language
from app.verbatim.characters import (
    ALPHANUMERIC,
    APOSTROPHE_LETTER,
    COMMON_APOSTROPHES,
    PLAIN_WORDS,
    UNSPACED,
    ZERO_WIDTH,
    ZERO_WIDTH_NO_MARKS,
)

SIGNS_MAX = 64
"""A stem is cut here: what is longer is no word that anybody types to its end."""

WORDS_MAX = 200_000
"""So many words are remembered per language, 35 MB; one more, and all are forgotten."""

# So much of a word is read. Unicode puts marks in order in quadratic time: 20,000 on a letter take 0.3 s.
_LENGTH_MAX = 4 * SIGNS_MAX


class Cut(NamedTuple):
    """A text cut into terms: their stems, all of the text in pieces, and which of these are the terms."""

    stems: list[str]
    pieces: list[str]
    places: Sequence[int]


_UNSEEN = f"[{ZERO_WIDTH_NO_MARKS}]"
_INVISIBLE = regex.compile(f"[{ZERO_WIDTH}]+")
_LETTER = f"[[{ALPHANUMERIC}]--[{UNSPACED}{APOSTROPHE_LETTER}]]"
_INSIDE = rf"[\p{{M}}{_LETTER}]"
_SIGN = rf"(?:(?=[{ALPHANUMERIC}])[{UNSPACED}](?:{_UNSEEN}*+\p{{M}})*)"
_RUN = rf"(?:{_LETTER}{_INSIDE}*+(?:{_UNSEEN}++{_INSIDE}++)*+)"
# Kim's is a form of Kim; the s alone would say nothing and part the phrase.
_POSSESSIVE = (
    rf"((?:{_UNSEEN}*+[{COMMON_APOSTROPHES}]{_UNSEEN}*+[sS]"
    rf"(?!{_UNSEEN}*+[{ALPHANUMERIC}\p{{M}}]))?)"
)
_WORDS = regex.compile(rf"({_SIGN}|{_RUN}){_POSSESSIVE}", regex.V1)

# Most texts have none of what makes a word hard to find: no marks, nothing invisible, no scripts without
# spaces. `re` cuts these, Latin, Greek, Cyrillic and Hangul, three times as fast as `regex` the others:
# without this an import takes 15 % more CPU time.
_UNCOMMON = re.compile(f"[^{PLAIN_WORDS}]")
_COMMON_WORDS_AND_POSSESSIVES = re.compile(rf"([^\W_]+)((?:[{COMMON_APOSTROPHES}][sS](?![^\W_]))?)")
_COMMON_WORDS = re.compile(r"([^\W_]+)")

_APART = "0"
"""What parts the stem of another word from that of a function word; no word ends in a digit like this."""


class _Vocabulary(dict[str, str]):
    """What words become in a language, cached; empty for words of which nothing remains."""

    def __init__(self, language: Language) -> None:
        self._stemmer = Stemmer.Stemmer(language.stemmer, 0) if language.stemmer else None
        self._lock = threading.Lock()  # A stemmer writes into its own buffer.
        self._functions = language.function_words
        self._function_stems = {_strip_marks(self.stem(word)) for word in self._functions}

    def __missing__(self, word: str) -> str:
        folded = _fold(word)
        # Where nothing is left of a word but an ending, the ending is the word.
        stem = _strip_marks(self.stem(folded)) or _strip_marks(folded)
        if stem in self._function_stems and folded not in self._functions:
            stem += _APART
        if len(word) <= SIGNS_MAX:
            if len(self) >= WORDS_MAX:
                self.clear()
            self[word] = stem
        return stem

    def stem(self, folded: str) -> str:
        """Return the stem of a folded word by the language's algorithm, if it has one."""
        if self._stemmer is None:
            return folded
        with self._lock:
            return str(self._stemmer.stemWord(folded))


def _fold(word: str) -> str:
    """Return a word without case and invisible signs, its letters composed as Snowball reads them."""
    seen = word[:_LENGTH_MAX] if word.isalnum() else _INVISIBLE.sub("", word[:_LENGTH_MAX])
    return unicodedata.normalize("NFC", seen).casefold()


def _strip_marks(word: str) -> str:
    """Return the letters and digits of a folded word, without accents, at most `SIGNS_MAX`."""
    if word.isascii() and word.isalnum():
        return word[:SIGNS_MAX].lower()
    # Once more without case: some signs only have capitals when they are taken apart.
    decomposed = unicodedata.normalize("NFKD", word).casefold()
    letters = "".join(one for one in decomposed if one.isalnum())
    # Korean syllables are put together again, or 부 would be the beginning of 북한.
    return unicodedata.normalize("NFC", letters)[:SIGNS_MAX]


_VOCABULARIES: dict[Language, _Vocabulary] = {}


@functools.lru_cache(maxsize=1_000)
def _get_vocabulary(tag: str | None) -> _Vocabulary:
    """Return the words of a language (BCP 47); all that Snowball does not know share one vocabulary."""
    language = get_language(tag)
    if language not in _VOCABULARIES:
        try:
            _VOCABULARIES[language] = _Vocabulary(language)
        except KeyError:  # Snowball has no algorithm of this name.
            return _VOCABULARIES.setdefault(Language(), _Vocabulary(Language()))
    return _VOCABULARIES[language]


def list_stems(text: str, language: str | None) -> list[str]:
    """Return the stems of a text in order: those of `cut_terms`."""
    return cut_terms(text, language).stems


def cut_terms(text: str, language: str | None) -> Cut:
    """Cut a text into terms: its words, stemmed by the rules of its language (BCP 47).

    A word is a run of letters, digits and marks; what is invisible within it is passed over. Hyphens
    and apostrophes part words, and the s of Kim's is none. In scripts without spaces every sign is a
    word. A stem has no case (ß is ss) and no accents, it is letters and digits alone and at most
    `SIGNS_MAX` long. Without a language, or in one that Snowball has no algorithm for, words are not
    stemmed. Where they stand is counted for those alone that are shown, by `measure`.
    """
    pieces, step = _cut(text)
    stems = list(map(_get_vocabulary(language).__getitem__, pieces[1::step]))
    places = range(1, len(pieces), step)
    if "" in stems:
        kept = [place for place, stem in zip(places, stems, strict=True) if stem]
        return Cut([stem for stem in stems if stem], pieces, kept)
    return Cut(stems, pieces, places)


def measure(cut: Cut, spans: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Yield where spans of terms, in order of their beginnings, stand in the text (code points)."""
    counted = start = 0
    for first, end in spans:
        begin = cut.places[first]
        start += sum(map(len, cut.pieces[counted:begin]))
        counted = begin
        yield start, start + sum(map(len, cut.pieces[begin : cut.places[end - 1] + 1]))


def _cut(text: str) -> tuple[list[str], int]:
    """Cut a text at its words: the first is at index 1, the others follow in steps of the number returned.

    Before each stands what parts it from the last, and after it, in steps of three, its possessive s.
    """
    if _UNCOMMON.search(text):
        return cast("list[str]", _WORDS.split(text)), 3
    if any(one in text for one in COMMON_APOSTROPHES):
        return _COMMON_WORDS_AND_POSSESSIVES.split(text), 3
    return _COMMON_WORDS.split(text), 2


def fold_beginning(word: str, language: str | None) -> str:
    """Return what the stems of the words begin with that begin with this: folded, but not stemmed.

    Some algorithms spell all of a word anew: in German Israel becomes isral, since ae is written for ä.
    A digit at the end keeps them from taking anything from it.
    """
    folded = _fold(word)
    plain = _strip_marks(folded)
    respelt = _strip_marks(_get_vocabulary(language).stem(folded + "9"))
    # Irish bhean is stemmed like bean: where beginnings are taken away, too little may be left to look up.
    return respelt[:-1] if respelt.endswith("9") and len(respelt) > 2 and len(plain) < SIGNS_MAX else plain
