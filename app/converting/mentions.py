"""The words that name a speaker: which of them are names, and whose.

Only a name makes a speaker. *er*, *die Bürgermeisterin* and *sources* are mentions, which a map or a chain of
mentions resolves.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from typing import NamedTuple

import regex

from app.languages import LANGUAGES, list_words
from app.names import drop_titles, fold_name, is_alike, list_plain_words
from app.verbatim import find_forbidden
from app.verbatim.characters import WORD

NAME_WORDS_MAX = 6
NAME_CHARACTERS_MAX = 200

_SPEECH = [language.speech for language in LANGUAGES.values() if language.speech is not None]
_PARTICLES = frozenset("al bin da de del della di dos du el la le ter van von zu".split())
_ARTICLES_OF_NAMES = {"von": ("der", "dem", "den"), "van": ("der", "den", "de"), "de": ("la", "los")}
_OF_PARTICLES = frozenset(word for words in _ARTICLES_OF_NAMES.values() for word in words)
_REPORTS = frozenset(
    """
    angaben ansicht auskunft aussage aussagen bericht berichte berichten einschätzung informationen meinung
    meldungen schätzung schätzungen reports sources
    """.split()
)
"""*Angaben von Augenzeugen*: German nouns have capitals, and these are what was said, not who said it."""
_OPENERS = frozenset(
    """
    dagegen dazu einst gestern heute laut selbst sogar später während
    according later meanwhile said today yesterday
    """.split()
)
"""Words that begin a sentence before a name."""
_RELATIONS = frozenset(
    """
    angehörige angehöriger anhänger anhängerin bewohner bewohnerin einwohner ehemann enkel enkelin fan fans
    freund freundin freunde gegner gründer gründerin herausgeber inhaber kollege kollegin mitarbeiter
    mitarbeiterin mitglied mitglieder nachbar nachbarin nachfolger nachfolgerin opfer partner partnerin
    patient schüler schülerin spieler spielerin vertrauter vertreter vertreterin vorgänger zeuge zeugin
    """.split()
).union(*(one.masculine_words | one.feminine_words | one.organization_words for one in _SPEECH))
"""*Sohn von Donald Trump* is not the name of anybody."""
_OFFICES = tuple(sorted({ending for one in _SPEECH for ending in one.office_endings}))
_SHORT_TITLES = frozenset(word for one in _SPEECH for word in one.abbreviated_titles if word.isalpha())
_SUFFIXES = frozenset("jr junior jun senior sr".split())
_LISTED = regex.compile("[;,/]")
_AND = regex.compile(r"\s(?:und|sowie|and|&|\+)\s")
_POSSESSIVE = ("’s", "'s", "’", "'")
_FUNCTION_WORDS = frozenset(list_words("function_words"))
_TITLES = tuple(title for title in list_words("titles") if len(title) > 4)
_EDGES = ' \t\r\n,.;:!?()[]"„“”»«›‹'
_CLOSING = tuple(_EDGES.strip())
_INITIAL = regex.compile(r"(?:\p{Lu}\.)+")
_NO_NAME = regex.compile(r"[\p{N}@/#]")


class Name(NamedTuple):
    """A name as a mention has it, without titles; `is_full` if it has more than one word."""

    words: str
    is_full: bool


def read_name(mention: str) -> Name | None:
    """Return the name that a mention is, or None: several, a pronoun, a description, or a mere word."""
    return None if _has_several(mention) else _read_one(mention)


def _has_several(mention: str) -> bool:
    """Tell whether words may name several: *Berg; Stein*, not *Anna Berg, Ministerin für Bau und Verkehr*.

    A single word behind a full name and a comma says more of that person: *Anna Berg, Physikerin*, *Berlin*.
    That it is the surname of another, the text alone can tell (`list_added`). Every other part that may be a
    name counts, unless it is an office, or an abbreviation as of a party.
    """
    added = list_added(mention)
    (first, *joined), *others = (
        [part.strip(_EDGES) for part in _AND.split(one)] for one in _LISTED.split(mention)
    )
    is_office = " " not in first and (first.endswith("-") or _is_role(first))
    named = joined[1:] if is_office else joined
    named += [part for parts in others if all(map(_read_one, parts)) for part in parts if part not in added]
    name = _read_one(first)
    return any(_read_one(one) is not None and not _is_addition(one, name) for one in named)


def list_added(mention: str) -> list[str]:
    """Return the single words behind a full name and a comma that may be surnames: *Anna Berg, Stein*."""
    name = _read_one(mention)
    if name is None or not name.is_full:
        return []
    parts = [part.strip(_EDGES) for part in mention.split(",")[1:]]
    return [one for one in parts if len(one.split()) == 1 and _read_one(one) and not _is_addition(one, name)]


def _is_addition(words: str, name: Name | None) -> bool:
    """Tell whether words behind a name say what somebody is: *Bürgermeisterin*, *CDU*, *Jr.*"""
    is_short = " " not in words and name is not None and name.is_full
    return _is_role(words) or (is_short and (words.isupper() or words.casefold() in _SUFFIXES))


def _is_role(words: str) -> bool:
    """Tell whether words end with a noun for what somebody is."""
    last = (words.split() or [""])[-1].casefold()
    return _is_title(last) or last in _RELATIONS or last.endswith(_OFFICES)


def _read_one(mention: str) -> Name | None:
    words = mention.partition(",")[0].strip(_EDGES).split()
    behind = [at + 1 for at, word in enumerate(words[:-1]) if _is_title(word) or word.endswith(_POSSESSIVE)]
    words = words[max(behind, default=0) :]
    is_short = 0 < len(words) <= NAME_WORDS_MAX
    if not is_short or not (words[0][0].isupper() and words[-1][0].isupper()):
        return None
    if find_forbidden(mention) is not None:
        return None
    words[-1] = words[-1].removesuffix("’s").removesuffix("'s").rstrip("’'") or words[-1]
    before = ["", *words]
    if not all(_may_be_of_name(word, before[at]) for at, word in enumerate(words)) or _is_description(words):
        return None
    return Name(" ".join(words), len(words) > 1)


def _is_title(word: str) -> bool:
    plain = word.strip(_EDGES).casefold()
    if plain in _SHORT_TITLES:
        return True
    return plain.endswith(_TITLES) or not drop_titles(["", *list_plain_words(plain)])[1:]


def _may_be_of_name(word: str, before: str) -> bool:
    """Tell whether a word may be of a name, behind another one: *Leyen*, *von*, and *der* behind *von*."""
    plain = word.strip(_EDGES)
    if not plain or _NO_NAME.search(plain) or plain.casefold() in _REPORTS:
        return False
    if plain in _PARTICLES or plain in _ARTICLES_OF_NAMES.get(before, ()):
        return True
    return plain[0].isupper() and plain.casefold() not in _FUNCTION_WORDS


def _is_description(words: list[str]) -> bool:
    """Tell whether words say what somebody is of another: a noun before *von*, or one before a full name.

    *Ursula von der Leyen* and *Johann Wolfgang von Goethe* are names.
    """
    at = next((at for at, word in enumerate(words) if word in ("von", "vom")), None)
    if at is None:
        return False
    capitals = sum(word[0].isupper() for word in words[at + 1 :])
    nouns = [word.strip(_EDGES).casefold() for word in words[:at]]
    return (at == 1 and capitals > 1) or any(one in _RELATIONS or one.endswith(_OFFICES) for one in nouns)


def gather(mentions: Collection[str]) -> dict[str, str]:
    """Return the full name for each mention that is a name.

    One word alone is the one full name that ends so, and *Berg, Anna* is *Anna Berg*, if that is one of them.
    """
    names = {mention: name for mention in mentions if (name := read_name(mention)) is not None}
    full = {fold_name(name.words): name.words for name in names.values() if name.is_full}
    by_ending: dict[str, set[str]] = defaultdict(set)
    for folded, words in full.items():
        by_ending[folded.rpartition(" ")[2]].add(words)
    gathered = {one: full[usual] for one in mentions if (usual := _fold_inverted(one)) in full}
    for mention, name in names.items():
        folded = fold_name(name.words)
        ending = by_ending.get(folded, set())
        if name.is_full:
            gathered[mention] = full[folded]
        elif len(ending) == 1:
            [gathered[mention]] = ending
    return gathered


def _fold_inverted(mention: str) -> str:
    """Return a surname and a forename in their usual order, folded; empty for other mentions."""
    parts = [part.strip(_EDGES) for part in mention.split(",")]
    is_pair = len(parts) == 2 and all(len(one.split()) == 1 for one in parts)
    return fold_name(" ".join(reversed(parts))) if is_pair else ""


def list_namesakes(text: str, name: str) -> list[str]:
    """Return the other full names in a text that end like this one, each once, as the text has them.

    Of a surname alone, these are all who have it.

    Every word with a capital before the surname counts, unless it is a title or a word of grammar: a German
    noun there is taken for a name, too, and nobody is guessed.
    """
    own = fold_name(name)
    length = len(name.split())
    found: dict[str, str] = {}
    for match in _find_surname(text, name.split()[-1]):
        words = [*text[max(match.start() - NAME_CHARACTERS_MAX, 0) : match.start()].split(), match["surname"]]
        if length == 1 or fold_name(" ".join(words[-length:]).lstrip(_EDGES)) != own:
            full = read_name(" ".join(_cut_name(words)))
            if full is not None and full.is_full:
                found.setdefault(fold_name(full.words), full.words)
    found.pop(own, None)
    return list(found.values())


def _find_surname(text: str, surname: str) -> Iterator[regex.Match[str]]:
    """Yield the places of a surname with a capital, also in the genitive: *Ivanka Trumps*."""
    pattern = rf"(?<![{WORD}]|[{WORD}][-‐‑])(?P<surname>{regex.escape(surname)})(?:[’']?s|[’'])?(?![{WORD}])"
    return (one for one in regex.finditer(pattern, text, regex.IGNORECASE) if one[0][0].isupper())


def _cut_name(words: list[str]) -> list[str]:
    """Return the last words of some that may be one name: back to a small word, or the end of a clause."""
    begin = len(words) - 1
    while begin and len(words) - begin < NAME_WORDS_MAX:
        word = words[begin - 1].lstrip(_EDGES)
        is_closed = word[-1:] in _CLOSING and not (_is_title(word) or _INITIAL.fullmatch(word))
        is_particle = word in _PARTICLES or word in _OF_PARTICLES
        if (
            not word
            or is_closed
            or not (word[0].isupper() or is_particle)
            or _is_title(word)
            or word.casefold() in _OPENERS
        ):
            break
        begin -= 1
        if word != words[begin]:  # A mark opens before it.
            return [word, *words[begin + 1 :]]
    return words[begin:]


def is_same_person(name: str, other: str) -> bool:
    """Tell whether two names under one id may be one person's: alike, or one of them the longer form.

    *Anna Berg* and *Dr. Anna Maria Berg*, but not *Anna Berg* and *Karl Stein*.
    That is more than `is_alike` takes for one: the id says that they are, unless the names contradict it.
    """
    words, others = (set(drop_titles(list_plain_words(one))) for one in (name, other))
    return is_alike(name, other) or words <= others or others <= words


def is_pronoun(mention: str) -> bool:
    """Tell whether a mention is a word of grammar: *er*, *who*."""
    return mention.strip(_EDGES).casefold() in _FUNCTION_WORDS


def index_mentions(speakers: Iterable[tuple[str, Iterable[str]]]) -> dict[str, str]:
    """Return the id of the speaker for each mention of a map, by its folded form."""
    return {fold_name(mention): key for key, mentions in speakers for mention in mentions}
