"""What there is to know about a language. Words are in lower case unless a field says otherwise."""

from typing import NamedTuple


class LemmaRules(NamedTuple):
    """How the forms of a word are traced back to its basic form: *gewann* and *gewonnen* to *gewinnen*."""

    dictionary: str
    """The code of its dictionary in simplemma."""
    additions: tuple[tuple[str, str], ...] = ()
    """Forms that the dictionary lacks or takes for other words, and their basic forms, as written."""
    capitalizes_nouns: bool = False
    """Whether a capital makes another word: *die Sprachen* (*Sprache*), *sie sprachen* (*sprechen*)."""
    cut_endings: tuple[str, ...] = ()
    """What is cut from basic forms without a capital, so that *reden* and *Rede* are one term."""
    cut_noun_endings: tuple[str, ...] = ()
    """What is cut from basic forms with a capital."""
    unknown_noun_endings: tuple[str, ...] = ()
    """What is cut from words with a capital that the dictionary lacks."""
    completions: tuple[str, ...] = ()
    """Endings that make forms of beginnings: of *gewonn* it is *gewonnen*, found as *gewinnen*."""
    respellings: tuple[tuple[str, str], ...] = ()
    """Patterns of the letters that replace missing ones, and these; tried on words it lacks."""


class Language(NamedTuple):
    """What is known about one language; a field that is empty changes nothing."""

    stemmer: str | None = None
    """The code of its Snowball algorithm. It also knows the language's ways to write without umlauts."""
    basic_forms: LemmaRules | None = None
    """Its dictionary; what this lacks, and everything without one, is left to the algorithm."""
    function_words: frozenset[str] = frozenset()
    """Words of grammar. Any of them occurs by chance: alone it neither bounds the passage near to a claim nor
    is said to have moved. Where the algorithm cuts another word down to one of these, a search for it would
    find little else: Snowball takes *Sicherheit* for a form of *sich*, and *Meinung* for one of *mein*."""
    negations: frozenset[str] = frozenset()
    """Words that deny: one more or less of them is a change of kind `negation`."""
    negation_forms: tuple[tuple[str, str], ...] = ()
    """Negations that are forms of another one, and that one: *keinen*, *kein*. They deny alike."""
    negating_endings: frozenset[str] = frozenset()
    """Negations that are written as the end of the word before: *don't*."""
    negating_prefixes: frozenset[str] = frozenset()
    """What makes the opposite of a word at its beginning: *möglich*, *unmöglich*."""
    abbreviations: frozenset[str] = frozenset()
    """Abbreviations in their usual case: a full stop behind one does not end the sentence."""
    coordinators: frozenset[str] = frozenset()
    """Before these a hyphen at a line end replaces the rest of a compound (*Nord-* and *sowie Südsee*),
    because no word ends so. In capitals, too, but an abbreviation only as written here: *u.* is *und*, *U.*
    an initial."""
    ambiguous_coordinators: frozenset[str] = frozenset()
    """The same, but these also end words, so both readings are tried: *Kür-* and *bis*, *so-* and *wie*.
    In lower case alone, as the end of a word is written. The last reading of all joins those that are in both
    lists: few words end in *und*."""
    units: frozenset[str] = frozenset()
    """Units of length and time, and what they end in: a raised digit behind one is an exponent."""
    conditions: frozenset[str] = frozenset()
    """Words that make what follows depend on something: *wenn*, *if*."""
    transcriptions: tuple[tuple[str, str], ...] = ()
    """Letters, and those typed for each on a keyboard without it, in lower case: *ä*, *ae*."""
    feminine_endings: frozenset[str] = frozenset()
    """What follows a slash within one word: *Lehrer/in*, *Lehrer/innen*."""
    titles: frozenset[str] = frozenset()
    """A title before a name, no part of it: *Dr*, *Präsident*. It is no hint at a speaker."""
