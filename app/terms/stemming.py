"""Cut a text into terms for the search: words without case, accents and inflection.

Terms find texts and decide nothing: whether words occur verbatim in a text is for `app.verbatim` to tell.
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

STEM_LENGTH_MAX = 64
"""Longer stems are cut. No one types such a word to its end."""

CACHED_WORDS_MAX = 200_000
"""Words with a cached stem, for each language: 35 MB. One more empties the cache."""

# Characters of a word that are read. Normalizing sorts marks in quadratic time: 0.3 s for 20,000 on a letter.
_LENGTH_MAX = 4 * STEM_LENGTH_MAX


class CutText(NamedTuple):
    """A text cut into pieces: all of these, the indexes of those that are terms, and the terms' stems."""

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

# Most texts have nothing that makes words hard to find: no marks, no invisible characters, no scripts without
# spaces. `re` cuts these, Latin, Greek, Cyrillic and Hangul, three times as fast as `regex` the others:
# without this an import takes 15 % more CPU time.
_UNCOMMON = re.compile(f"[^{PLAIN_WORDS}]")
_APOSTROPHE = re.compile(f"[{COMMON_APOSTROPHES}]")
_COMMON_WORDS_AND_POSSESSIVES = re.compile(rf"(\w+)((?:[{COMMON_APOSTROPHES}][sS](?!\w))?)")
_COMMON_WORDS = re.compile(r"\w+")
_COMMON_WORDS_APART = re.compile(r"(\w+)")

_APART = "0"
"""Added to the stem of a word that would be a function word's stem, to tell the two apart."""


class _Vocabulary(dict[str, str]):
    """What words become in a language, cached; empty for words of which nothing remains."""

    def __init__(self, language: Language) -> None:
        self._stemmer = Stemmer.Stemmer(language.stemmer, 0) if language.stemmer else None
        self._lock = threading.Lock()  # A stemmer writes into its own buffer.
        self._functions = language.function_words
        self._function_stems = {_strip_marks(self.stem(word)) for word in self._functions}

    def __missing__(self, word: str) -> str:
        folded = _fold(word)
        # Where a word is nothing but an ending, the ending is the word.
        stem = _strip_marks(self.stem(folded)) or _strip_marks(folded)
        if stem in self._function_stems and folded not in self._functions:
            stem += _APART
        if len(word) <= STEM_LENGTH_MAX:
            if len(self) >= CACHED_WORDS_MAX:
                self.clear()
            self[word] = stem
        return stem

    def stem(self, folded: str) -> str:
        """Return the stem of a folded word by the language's algorithm; without one, the word itself."""
        if self._stemmer is None:
            return folded
        with self._lock:
            return str(self._stemmer.stemWord(folded))


def _fold(word: str) -> str:
    """Return a word without case and invisible characters, its letters composed as Snowball reads them."""
    seen = word[:_LENGTH_MAX] if word.isalnum() else _INVISIBLE.sub("", word[:_LENGTH_MAX])
    return unicodedata.normalize("NFC", seen).casefold()


def _strip_marks(word: str) -> str:
    """Return the letters and digits of a folded word, without accents, at most `STEM_LENGTH_MAX`."""
    if word.isascii() and word.isalnum():
        return word[:STEM_LENGTH_MAX].lower()
    # Once more without case: some characters have capitals only in their decomposed form.
    decomposed = unicodedata.normalize("NFKD", word).casefold()
    letters = "".join(one for one in decomposed if one.isalnum())
    # Korean syllables are put together again, or 부 would be the beginning of 북한.
    return unicodedata.normalize("NFC", letters)[:STEM_LENGTH_MAX]


_VOCABULARIES: dict[Language, _Vocabulary] = {}


@functools.lru_cache(maxsize=1_000)
def _get_vocabulary(tag: str | None) -> _Vocabulary:
    """Return the vocabulary of a language (BCP 47); all languages without an algorithm share one."""
    language = get_language(tag)
    if language not in _VOCABULARIES:
        try:
            _VOCABULARIES[language] = _Vocabulary(language)
        except KeyError:  # Snowball has no algorithm of this name.
            return _VOCABULARIES.setdefault(Language(), _Vocabulary(Language()))
    return _VOCABULARIES[language]


def list_stems(text: str, language: str | None) -> list[str]:
    """Return the stems of a text in order: those of `cut_terms`, without what is between them."""
    if _UNCOMMON.search(text) or _APOSTROPHE.search(text):
        return cut_terms(text, language).stems
    stems = list(map(_get_vocabulary(language).__getitem__, _COMMON_WORDS.findall(text)))
    return [stem for stem in stems if stem] if "" in stems else stems


def cut_terms(text: str, language: str | None) -> CutText:
    """Cut a text into terms: its words, stemmed by the rules of its language (BCP 47).

    A word is a run of letters, digits and marks; invisible characters within it are ignored. Hyphens and
    apostrophes separate words, and the s of Kim's is no word. In scripts without spaces every character is a
    word. A stem has no case (ß is ss) and no accents, consists of letters and digits, and has at most
    `STEM_LENGTH_MAX` of them. Without a language, or without an algorithm for it, words are not stemmed.
    Offsets are not part of this, because only the few terms that are shown need them: see `locate_terms`.
    """
    pieces, step = _cut(text)
    stems = list(map(_get_vocabulary(language).__getitem__, pieces[1::step]))
    places = range(1, len(pieces), step)
    if "" in stems:
        places_of_stems = [place for place, stem in zip(places, stems, strict=True) if stem]
        return CutText([stem for stem in stems if stem], pieces, places_of_stems)
    return CutText(stems, pieces, places)


def locate_terms(cut: CutText, spans: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Yield the code points of ranges of terms, which are sorted by their beginnings."""
    counted = start = 0
    for first, end in spans:
        begin = cut.places[first]
        start += sum(map(len, cut.pieces[counted:begin]))
        counted = begin
        yield start, start + sum(map(len, cut.pieces[begin : cut.places[end - 1] + 1]))


def _cut(text: str) -> tuple[list[str], int]:
    """Cut a text into pieces: the first word is at index 1, the next ones a number of steps further each.

    Before each word is the text between it and the last one. With three steps its possessive s is after it.
    """
    if _UNCOMMON.search(text):
        return cast("list[str]", _WORDS.split(text)), 3
    if _APOSTROPHE.search(text):
        return _COMMON_WORDS_AND_POSSESSIVES.split(text), 3
    return _COMMON_WORDS_APART.split(text), 2


def fold_beginning(word: str, language: str | None) -> str:
    """Return the prefix that stems of words with this beginning have: it is folded, but not stemmed.

    Some algorithms respell a whole word: in German *Israel* becomes *isral*, because *ae* may be written for
    *ä*. A digit at the end stops them from removing an ending.
    """
    folded = _fold(word)
    plain = _strip_marks(folded)
    respelt = _strip_marks(_get_vocabulary(language).stem(folded + "9"))
    # Some algorithms also remove beginnings (Irish bhean is stemmed like bean). If too little remains to look
    # up, the prefix is not respelt.
    is_respelt = respelt.endswith("9") and len(respelt) > 2 and len(plain) < STEM_LENGTH_MAX
    return respelt[:-1] if is_respelt else plain
