"""What words become as terms: without case and accents, and traced back to their basic form where possible.

A word goes through the first of these that knows it: the dictionary of its language, its Snowball algorithm,
and nothing. A dictionary is read when its language is first needed, or by `read_dictionaries` before: German
takes 0.6 s and 20 MB.
"""

import functools
import re
import threading
import unicodedata
from collections.abc import Iterator
from typing import TYPE_CHECKING

import regex
import Stemmer  # type: ignore[import-not-found]  # PyStemmer is compiled and has no types.

from app.languages import LANGUAGES, Language, LemmaRules, get_language
from app.verbatim.characters import HYPHENS, LINE_BREAK_SIGNS, LINE_ENDS, SPACES, ZERO_WIDTH

if TYPE_CHECKING:
    from simplemma.strategies import DefaultStrategy

STEM_LENGTH_MAX = 64
"""Longer stems are cut. No one types such a word to its end."""

CACHED_WORDS_MAX = 200_000
"""Words with a cached stem, for each language: 35 MB. One more empties the cache."""

BASE_LENGTH_MIN = 3
"""Letters that remain at least where an ending is cut. Of shorter words no basic form is looked up: they have
no endings, and dictionaries have them as abbreviations."""

COMPLETED_LENGTH_MIN = 4
"""Letters of a beginning that is completed to forms; *war* would find all forms of *sein*."""

# Characters of a word that are read. Normalizing sorts marks in quadratic time: 0.3 s for 20,000 on a letter.
_LENGTH_MAX = 4 * STEM_LENGTH_MAX

_INVISIBLE = regex.compile(f"[{ZERO_WIDTH}{HYPHENS}{LINE_BREAK_SIGNS}{LINE_ENDS}{SPACES}]+")
_NUMBER = regex.compile(r"(\p{Nd}+)(?:ern?|s)")

_APART = "0"
"""Added to the stem of a word that would be a function word's stem, to tell the two apart."""


_HAVE_TO_BE_FAST = threading.Event()


def use_fast_dictionaries() -> None:
    """Read dictionaries so that a word they lack takes a third of the time, in 130 MB instead of 20.

    It concerns those of this process that are not read yet.
    """
    _HAVE_TO_BE_FAST.set()


@functools.cache
def open_dictionaries() -> "DefaultStrategy":
    """Return what finds basic forms; it reads the dictionary of a language when it is first asked for it."""
    # Here, because it takes a tenth of the start to load, and nothing but writes and searches need it.
    from simplemma.strategies import DefaultStrategy

    return DefaultStrategy(low_memory=not _HAVE_TO_BE_FAST.is_set())


class Vocabulary(dict[str, str]):
    """What words become in a language, cached; empty for words of which nothing remains."""

    def __init__(self, language: Language) -> None:
        self._stemmer = Stemmer.Stemmer(language.stemmer, 0) if language.stemmer else None
        self._lock = threading.Lock()  # A stemmer writes into its own buffer.
        self._basic = _Lemmatizer(language.basic_forms) if language.basic_forms else None
        self._functions = language.function_words
        self._function_stems = {strip_marks(self.stem(word)) for word in self._functions}

    def __missing__(self, word: str) -> str:
        clean = _clean(word)
        folded = clean.casefold()
        # Where a word is nothing but an ending, the ending is the word.
        stem = strip_marks(self._reduce(clean, folded)) or strip_marks(folded)
        if stem in self._function_stems and folded not in self._functions:
            stem += _APART
        if len(word) <= STEM_LENGTH_MAX:
            if len(self) >= CACHED_WORDS_MAX:
                self.clear()
            self[word] = stem
        return stem

    def _reduce(self, word: str, folded: str) -> str:
        """Return what remains of a word, folded, with accents."""
        if self._basic is None or len(folded) < BASE_LENGTH_MIN or folded in self._functions:
            return self.stem(folded)
        if number := _NUMBER.fullmatch(folded):
            return number[1]
        return self._basic.find(word) or self.stem(folded)

    def read_dictionary(self) -> None:
        """Read the dictionary of the language, if it has one and this is not done."""
        if self._basic is not None:
            self._basic.read()

    def stem(self, folded: str) -> str:
        """Return the stem of a folded word by the language's algorithm; without one, the word itself."""
        if self._stemmer is None:
            return folded
        with self._lock:
            return str(self._stemmer.stemWord(folded))


class _Lemmatizer:
    """Traces the words of a language back to their basic forms."""

    def __init__(self, rules: LemmaRules) -> None:
        self._rules = rules
        self._additions = dict(rules.additions)
        self._respellings = [(re.compile(pattern), letter) for pattern, letter in rules.respellings]
        self._may_be_respelt = re.compile("|".join(pattern for pattern, _ in rules.respellings) or "(?!)")
        self._is_read = False
        self._lock = threading.Lock()  # Two threads would read a dictionary twice, each at half the speed.

    def read(self) -> None:
        """Read the dictionary, unless it is read."""
        with self._lock:
            if not self._is_read:
                open_dictionaries().get_lemma("a", self._rules.dictionary)
                self._is_read = True

    def find(self, word: str) -> str | None:
        """Return the basic form of a word, folded and without its ending, if it is known or a name's."""
        for form in dict.fromkeys(self._list_forms(word)):
            lemma = self._find_lemma(form)
            if lemma is not None:
                return self._cut(lemma)
        if not self._rules.capitalizes_nouns or not word[:1].isupper():
            return None
        *_, name = self._list_spellings(word)
        name = name[:-1] if _may_be_genitive(name) else name
        return _cut_ending(name.casefold(), self._rules.unknown_noun_endings)

    def _find_lemma(self, form: str) -> str | None:
        """Return the basic form of a word; that of *geehrte* is *geehrt*, and of this *ehren*."""
        lemma = self._look_up(form)
        seen = {form}
        while lemma is not None and lemma not in seen:
            seen.add(lemma)
            lemma = self._look_up(lemma) or lemma
        return lemma

    def _list_forms(self, word: str) -> Iterator[str]:
        """Yield the ways to look a word up; the dictionary is also searched for each with the other case."""
        for form in self._list_spellings(word):
            if not form[1:].islower():  # US is not us, but STATES are states.
                yield form
                yield form.capitalize()
            else:
                yield form if self._rules.capitalizes_nouns else form.lower()

    def _list_spellings(self, word: str) -> Iterator[str]:
        yield word
        if self._may_be_respelt.search(word):
            for pattern, letter in self._respellings:
                word = pattern.sub(letter, word)
                yield word

    def _look_up(self, form: str) -> str | None:
        if not self._is_read:
            self.read()
        return self._additions.get(form) or open_dictionaries().get_lemma(form, self._rules.dictionary)

    def _cut(self, lemma: str) -> str:
        if not self._rules.capitalizes_nouns or not lemma[:1].isupper():
            return _cut_ending(lemma.casefold(), self._rules.cut_endings)
        # Chinas is in the dictionary, as China is.
        if _may_be_genitive(lemma) and self._look_up(lemma[:-1]) == lemma[:-1]:
            lemma = lemma[:-1]
        return _cut_ending(lemma.casefold(), self._rules.cut_noun_endings)


def _may_be_genitive(word: str) -> bool:
    return word.endswith("s") and not word.endswith("ss") and len(word) > BASE_LENGTH_MIN + 1


def _cut_ending(folded: str, endings: tuple[str, ...]) -> str:
    """Return a word without the first of these endings that it has, if enough remains."""
    for ending in endings:
        if folded.endswith(ending):
            rest = folded[: -len(ending)]
            if len(rest) >= BASE_LENGTH_MIN and (ending != "n" or rest[-2:] in ("el", "er")):
                return rest
    return folded


def _clean(word: str) -> str:
    """Return a word without invisible characters and line breaks, its letters composed."""
    seen = word[:_LENGTH_MAX] if word.isalnum() else _INVISIBLE.sub("", word[:_LENGTH_MAX])
    return unicodedata.normalize("NFC", seen)


def strip_marks(word: str) -> str:
    """Return the letters and digits of a folded word, without accents, at most `STEM_LENGTH_MAX`."""
    if word.isascii() and word.isalnum():
        return word[:STEM_LENGTH_MAX].lower()
    # Once more without case: some characters have capitals only in their decomposed form.
    decomposed = unicodedata.normalize("NFKD", word).casefold()
    letters = "".join(one for one in decomposed if one.isalnum())
    # Korean syllables are put together again, or 부 would be the beginning of 북한.
    return unicodedata.normalize("NFC", letters)[:STEM_LENGTH_MAX]


_VOCABULARIES: dict[Language, Vocabulary] = {}


@functools.lru_cache(maxsize=1_000)
def get_vocabulary(tag: str | None) -> Vocabulary:
    """Return the vocabulary of a language (BCP 47); all languages without an algorithm share one."""
    language = get_language(tag)
    if language not in _VOCABULARIES:
        try:
            _VOCABULARIES[language] = Vocabulary(language)
        except KeyError:  # Snowball has no algorithm of this name.
            return _VOCABULARIES.setdefault(Language(), Vocabulary(Language()))
    return _VOCABULARIES[language]


def read_dictionaries() -> None:
    """Read all dictionaries, so that no search has to wait for them: 0.7 s."""
    for tag in LANGUAGES:
        get_vocabulary(tag).read_dictionary()


def list_completed_stems(beginning: str, language: str | None) -> list[str]:
    """Return the stems of the forms that a beginning makes with an ending, if it is long enough.

    The basic form of *gewonnen* does not begin with *gewonn*.
    """
    rules = get_language(language).basic_forms
    if rules is None or len(beginning) < COMPLETED_LENGTH_MIN:
        return []
    stems = [get_vocabulary(language)[beginning + ending] for ending in rules.completions]
    return [stem for stem in stems if not stem.endswith(_APART)]


def fold_beginnings(word: str, language: str | None) -> tuple[str, ...]:
    """Return the prefixes that stems of words with this beginning have: folded, but not stemmed.

    Some algorithms respell a whole word: in German *israelkritisch* becomes *isralkrit*, because *ae* may be
    written for *ä*. A digit at the end stops them from removing an ending. Then both are prefixes.
    """
    folded = _clean(word).casefold()
    plain = strip_marks(folded)
    respelt = strip_marks(get_vocabulary(language).stem(folded + "9"))
    # Some algorithms also remove beginnings (Irish bhean is stemmed like bean). If too little remains to look
    # up, the prefix is not respelt.
    is_respelt = respelt.endswith("9") and len(respelt) > 2 and len(plain) < STEM_LENGTH_MAX
    return tuple(dict.fromkeys((plain, respelt[:-1]))) if is_respelt else (plain,)
