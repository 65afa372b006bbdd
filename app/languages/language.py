"""What there is to know about a language. Words are in lower case unless a field says otherwise."""

from typing import NamedTuple


class Language(NamedTuple):
    """What is known about one language; a field that is empty changes nothing."""

    stemmer: str | None = None
    """The code of its Snowball algorithm. It also knows the language's ways to write without umlauts."""
    function_words: frozenset[str] = frozenset()
    """Words of grammar. Where the algorithm cuts another word down to one of these, a search for it would
    find little else: Snowball takes *Sicherheit* for a form of *sich*, and *Meinung* for one of *mein*."""
    negations: frozenset[str] = frozenset()
    """Words that deny: one more or less of them is a change of kind `negation`."""
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
    feminine_endings: frozenset[str] = frozenset()
    """What follows a slash within one word: *Lehrer/in*, *Lehrer/innen*."""
