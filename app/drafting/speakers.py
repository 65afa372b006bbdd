"""Give the mentions of a draft their speakers: by name, by the nearest fitting name before a pronoun."""

from typing import NamedTuple

from app.drafting.people import Named, People, fold, read_mention
from app.drafting.phrases import Grammar
from app.drafting.sentences import read_words
from app.drafting.values import DraftSpeaker
from app.slugs import make_free_slug
from app.verbatim import Span
from app.verbatim.characters import DOUBLE_MARKS, FINAL_STOPS, SINGLE_MARKS
from app.vocabulary import Certainty, SpeakerKind

_MARKS = f"{DOUBLE_MARKS}{SINGLE_MARKS}{FINAL_STOPS}"


class Meant(NamedTuple):
    """The id of a speaker, and how sure it is that a mention means it."""

    id: str
    certainty: Certainty


class Speakers:
    """The speakers of a draft, each added when the first mention of it is read."""

    def __init__(self, text: str, grammar: Grammar, people: People) -> None:
        self.text = text
        self.grammar = grammar
        self.people = people
        self._by_key: dict[str, DraftSpeaker] = {}
        self._ids: set[str] = set()

    def list_all(self) -> tuple[DraftSpeaker, ...]:
        """Return the speakers in the order of their first mentions."""
        return tuple(self._by_key.values())

    def find(self, mention: Span) -> Meant | None:
        """Return whom a mention means, or None if no rule is sure enough to name anybody."""
        words = self.text[slice(*mention)]
        gender = self.grammar.pronouns.get(words.lower())
        if gender is not None:
            return self._find_by_pronoun(mention, gender)
        if words[0] in _MARKS:
            return self._find_by_name(Named(words.strip(_MARKS), SpeakerKind.ORGANIZATION, is_sure=False))
        named = read_mention(self.grammar, list(read_words(self.text, *mention)))
        return None if named is None else self._find_by_name(named)

    def _find_by_pronoun(self, mention: Span, gender: str) -> Meant | None:
        folded = self.people.find_before(mention.start, gender)
        if folded is None:
            return None
        return Meant(self._add_person(folded).id, Certainty.ANAPHORA)

    def _find_by_name(self, named: Named) -> Meant | None:
        folded = fold(named.name)
        if not folded:
            return None
        if named.kind is SpeakerKind.PERSON:
            full = self.people.find_full(folded)
            if full is not None:
                return Meant(self._add_person(full).id, Certainty.STATED)
            if self.people.is_shared(folded) or self.people.is_common(folded):
                return None
        speaker = self._add(folded, named.name, named.kind, (named.name,), needs_review=not named.is_sure)
        return Meant(speaker.id, Certainty.STATED)

    def _add_person(self, folded: str) -> DraftSpeaker:
        names = self.people.list_names(folded)
        return self._add(folded, names[0], SpeakerKind.PERSON, names, needs_review=False)

    def _add(
        self, key: str, name: str, kind: SpeakerKind, names: tuple[str, ...], *, needs_review: bool
    ) -> DraftSpeaker:
        if key not in self._by_key:
            slug = self._make_id(name)
            self._by_key[key] = DraftSpeaker(slug, name, kind, names, needs_review)
        return self._by_key[key]

    def _make_id(self, name: str) -> str:
        """Return an id that no other speaker of the draft has."""
        slug = make_free_slug(name, "speaker", self._ids)
        self._ids.add(slug)
        return slug
