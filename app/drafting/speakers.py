"""Give the mentions of a draft their speakers: by name, by the nearest fitting name before a pronoun."""

from typing import NamedTuple

from app.drafting.people import NAME_MAX, Named, People, fold, read_mention
from app.drafting.sentences import read_words
from app.drafting.values import DraftSpeaker
from app.slugs import make_free_slug
from app.verbatim import Span
from app.verbatim.characters import DOUBLE_MARKS, FINAL_STOPS, SINGLE_MARKS
from app.vocabulary import Certainty, SpeakerKind

_MARKS = f"{DOUBLE_MARKS}{SINGLE_MARKS}{FINAL_STOPS}"


class Meant(NamedTuple):
    """The id of a speaker, and how sure it is that a mention means it.

    `is_sure` tells that the text names this one in full, so that nobody else of the name can be meant.
    """

    id: str
    certainty: Certainty
    is_sure: bool


class _Resolved(NamedTuple):
    """Whom a mention means, before it is a speaker of the draft: `key` is the same for the same one."""

    key: str
    names: tuple[str, ...]
    kind: SpeakerKind
    certainty: Certainty
    is_sure: bool
    needs_review: bool


class Speakers:
    """The speakers of a draft, each added when the first mention of it is read."""

    def __init__(self, text: str, people: People) -> None:
        self.text = text
        self.grammar = people.grammar
        self.people = people
        self._by_key: dict[str, DraftSpeaker] = {}
        self._ids: set[str] = set()
        self._resolved: dict[Span, _Resolved | None] = {}

    def list_all(self) -> tuple[DraftSpeaker, ...]:
        """Return the speakers in the order of their first mentions."""
        return tuple(self._by_key.values())

    def find(self, mention: Span) -> Meant | None:
        """Return whom a mention means, or None if no rule is sure enough to name anybody."""
        resolved = self._resolve(mention)
        if resolved is None:
            return None
        return Meant(self._add(resolved).id, resolved.certainty, resolved.is_sure)

    def is_same(self, one: Span, other: Span) -> bool:
        """Tell whether two mentions mean the same speaker, or nobody that is known and are the same words."""
        first, second = self._resolve(one), self._resolve(other)
        if first is None or second is None:
            return first is second and self._read(one) == self._read(other)
        return first.key == second.key

    def _read(self, mention: Span) -> str:
        return self.text[slice(*mention)]

    def _resolve(self, mention: Span) -> _Resolved | None:
        """Return whom a mention means; read once, as several quotations may have it."""
        if mention not in self._resolved:
            self._resolved[mention] = self._look_up(mention)
        return self._resolved[mention]

    def _look_up(self, mention: Span) -> _Resolved | None:
        words = self._read(mention)
        if len(words) > NAME_MAX:
            return None
        gender = self.grammar.pronouns.get(words.lower())
        if gender is not None:
            full = self.people.find_before(mention.start, gender)
            return None if full is None else self._know(full, Certainty.ANAPHORA)
        if words[0] in _MARKS:
            return self._name_in_marks(words.strip(_MARKS))
        named = read_mention(self.grammar, read_words(self.text, *mention))
        return None if named is None else self._name(named)

    def _know(self, folded: str, certainty: Certainty) -> _Resolved:
        """Return a person whom the text names in full; what it is called is read the first time."""
        names = () if folded in self._by_key else self.people.list_names(folded)
        return _Resolved(
            folded,
            names,
            SpeakerKind.PERSON,
            certainty,
            is_sure=True,
            needs_review=self.people.may_be_place(folded),
        )

    def _name(self, named: Named) -> _Resolved | None:
        folded = fold(named.name)
        if not folded:
            return None
        if named.kind is SpeakerKind.PERSON:
            full = self.people.find_full(folded)
            if full is not None:
                return self._know(full, Certainty.STATED)
            if self.people.is_shared(folded) or self.people.is_common(folded):
                return None
        # A name by which nobody is called in full: it may be any Müller's.
        needs_review = not named.is_sure
        return _Resolved(
            folded, (named.name,), named.kind, Certainty.STATED, named.is_sure, needs_review=needs_review
        )

    def _name_in_marks(self, name: str) -> _Resolved | None:
        """Return a newspaper or the like; or somebody only called so, never the person of this name."""
        found = self._name(Named(name, SpeakerKind.ORGANIZATION))
        if found is None or self.people.find_full(found.key) is None:
            return found
        return found._replace(key=f"„{found.key}“", certainty=Certainty.INFERRED)

    def _add(self, resolved: _Resolved) -> DraftSpeaker:
        if resolved.key not in self._by_key:
            name = resolved.names[0]
            slug = make_free_slug(name, "speaker", self._ids)
            self._ids.add(slug)
            self._by_key[resolved.key] = DraftSpeaker(
                slug, name, resolved.kind, resolved.names, resolved.needs_review
            )
        return self._by_key[resolved.key]
