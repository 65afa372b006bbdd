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


class SpeechRules(NamedTuple):
    """Who says something, and by which words: what attributes a quotation in a text. In lower case."""

    verbs: frozenset[str]
    """Forms of verbs that introduce what somebody says or writes: *sagte*, *said*."""
    separable: tuple[tuple[str, frozenset[str]], ...] = ()
    """Forms of verbs that do so with a particle at the end of the clause: *fügte* with *hinzu*."""
    source_words: frozenset[str] = frozenset()
    """Words before a source: *laut*."""
    source_nouns: frozenset[str] = frozenset()
    """Nouns of saying that stand between a preposition and a source: *nach Angaben* der Polizei."""
    source_prepositions: frozenset[str] = frozenset()
    """Prepositions before such a noun."""
    bare_source_prepositions: frozenset[str] = frozenset()
    """Those of them before which the noun is a source by itself: *nach* einem Bericht."""
    source_links: frozenset[str] = frozenset()
    """Words between such a noun and its source: *von*, *of*."""
    postpositions: frozenset[str] = frozenset()
    """Words behind a source: *zufolge*."""
    cues_behind: frozenset[str] = frozenset()
    """Words that are no verbs, and introduce a speaker behind a quotation: *so*."""
    titles_of_works: frozenset[str] = frozenset()
    """Nouns and verbs before a name in marks: *Roman*, *titled*."""
    work_endings: tuple[str, ...] = ()
    """Endings of compounds that are such nouns: *-film*."""
    pronouns: tuple[tuple[str, str], ...] = ()
    """Pronouns that may be subjects, and their gender: m, f, n, or p for a plural; several letters where it
    is open."""
    other_pronouns: frozenset[str] = frozenset()
    """Pronouns that are no subjects, or of the speaker of a quotation: *sich*, *ihm*, *I*."""
    impersonal_pronouns: frozenset[str] = frozenset()
    """Subjects that name nobody: *es* hieß."""
    determiners: frozenset[str] = frozenset()
    """Words that a noun phrase may begin with."""
    neuter_determiners: frozenset[str] = frozenset()
    """Those before a noun that is hardly a person: *das Büro Anna Berg*."""
    genitives: frozenset[str] = frozenset()
    """Those that begin a genitive within a noun phrase: *der Chef der Bank*."""
    oblique_determiners: frozenset[str] = frozenset()
    """Those of them that no subject has: *dem*."""
    prepositions: frozenset[str] = frozenset()
    """Words whose noun phrase is no subject."""
    subordinators: frozenset[str] = frozenset()
    """Words that begin a clause within another one, conjunctions and relative pronouns."""
    conjunctions: frozenset[str] = frozenset()
    """Words that join clauses of the same rank."""
    adverbs: frozenset[str] = frozenset()
    """Words that may part a verb from its subject."""
    adverb_endings: tuple[str, ...] = ()
    """Endings of words that are no nouns though they begin a sentence with a capital: *Höhnisch*."""
    quoting_verbs: frozenset[str] = frozenset()
    """Verbs whose object is the speaker: *zitiert*."""
    pointing_verbs: frozenset[str] = frozenset()
    """Verbs of saying whose subject may pass on or hear words of somebody else: *pointed to*, *erfuhr*."""
    predicative_words: frozenset[str] = frozenset()
    """Words behind the object of a verb: (dismissed “…”) *as* (a lie)."""
    aside_prepositions: frozenset[str] = frozenset()
    """Prepositions before a name that is hardly the speaker's: (in an interview) *with*; not *by*."""
    subject_determiners: frozenset[str] = frozenset()
    """Determiners and pronouns right behind a verb that the subject alone has: *der* (*er*)."""
    auxiliaries: frozenset[str] = frozenset()
    """Forms of auxiliary verbs, which have the subject beside them."""
    infinitives: frozenset[str] = frozenset()
    """Forms of verbs of saying that are infinitives."""
    participle_endings: tuple[str, ...] = ()
    """Endings of verbs that have the subject of another one: (she came,) *saying*."""
    infinitive_marks: frozenset[str] = frozenset()
    """Words right before an infinitive: *to*, *zu*."""
    before_asserted_infinitives: frozenset[str] = frozenset()
    """Words before such a mark if what follows is done: (went) *on* to say, (had) *this* to say."""
    modals: frozenset[str] = frozenset()
    """Words that make a clause no fact: *would*, *soll*."""
    passives: frozenset[str] = frozenset()
    """Forms of auxiliary verbs that make a passive: *was* asked."""
    futures: frozenset[str] = frozenset()
    """Words that do so before an infinitive alone: *wird* (sagen)."""
    denials: frozenset[str] = frozenset()
    """Words that deny what depends on them, or do not vouch for it: *denied*, *angeblich*."""
    unreal_words: frozenset[str] = frozenset()
    """Words that tell that words or their speaker may be made up or misread: *fictional*, *erfunden*."""
    relaying_words: frozenset[str] = frozenset()
    """Words that tell that somebody repeats, plays or reads the words of another one: *quoting*."""
    denying_prepositions: frozenset[str] = frozenset()
    """Prepositions right before a verb of saying that then nobody does: *without* saying."""
    inverted_conditions: frozenset[str] = frozenset()
    """Auxiliaries that begin a condition before the subject, beside modals: *had* she said."""
    open_subordinators: frozenset[str] = frozenset()
    """Words that leave open whether their clause is true, beside `Language.conditions`: *ob*."""
    complementizers: frozenset[str] = frozenset()
    """Words that begin a clause on which the one before decides: *dass*."""
    limits: frozenset[str] = frozenset()
    """Words with which a negation does not deny: not *only*."""
    name_particles: frozenset[str] = frozenset()
    """Words within names that have no capital: *von*, *de*, *bin*."""
    feminine_words: frozenset[str] = frozenset()
    """Titles and words of kinship that say a person is a woman; *masculine_words* a man."""
    masculine_words: frozenset[str] = frozenset()
    """Titles and words of kinship that say a person is a man."""
    office_endings: tuple[str, ...] = ()
    """Endings of words that say somebody's office: *Regierungssprecher*, *Fraktionschefin*."""
    feminine_office_endings: tuple[str, ...] = ()
    """Those of them that only women have."""
    masculine_office_endings: tuple[str, ...] = ()
    """Those of them that only men have."""
    organization_words: frozenset[str] = frozenset()
    """Nouns that mean an organization, and what compounds of them end in."""
    locative_prepositions: frozenset[str] = frozenset()
    """Prepositions before the name of a place, and hardly before a person's: *in*."""
    place_beginnings: frozenset[str] = frozenset()
    """First words of names of places, and of no person's: *New*, *Saudi*."""
    place_endings: frozenset[str] = frozenset()
    """Last words of such names: *Street*, *Palast*."""
    calendar_words: frozenset[str] = frozenset()
    """Words with a capital that are no names: days, months."""
    addressee_prepositions: frozenset[str] = frozenset()
    """Prepositions before an addressee: *an*, *gegenüber*, *to*."""
    addressing_verbs: frozenset[str] = frozenset()
    """Verbs whose object is the addressee: *told*."""
    abbreviated_titles: frozenset[str] = frozenset()
    """Titles that are written with a full stop, without it: *Sen*, *Gov*."""
    numbers_end_in_stops: bool = False
    """Whether a full stop behind a number makes it an ordinal: *78. Jahrestag*."""
    puts_verb_first: bool = False
    """Whether the subject follows the verb when something else begins the clause."""
    capitalizes_nouns: bool = False
    """Whether all nouns have capitals, so that a capital alone makes no name."""


class Language(NamedTuple):
    """What is known about one language; a field that is empty changes nothing."""

    stemmer: str | None = None
    """The code of its Snowball algorithm. It also knows the language's ways to write without umlauts."""
    basic_forms: LemmaRules | None = None
    """Its dictionary; what this lacks, and everything without one, is left to the algorithm."""
    speech: SpeechRules | None = None
    """What attributes a quotation to a speaker."""
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
    byline_words: frozenset[str] = frozenset()
    """Words before the author's name in a line of its own: *Von*."""
    boilerplate_words: frozenset[str] = frozenset()
    """Words that begin a line that is no part of the article: *Anzeige*."""
    elided_words: frozenset[str] = frozenset()
    """Words that begin with an apostrophe, without it: *'s*, *'em*."""
