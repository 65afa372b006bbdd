"""Find out who the mentions of a text are: by the file, the map, their names, and chains of mentions."""

import itertools
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from app.converting.annotations import Annotated, Loss, Person, Problem, RefusedFile
from app.converting.labels import LabelMap
from app.converting.linking import Linked, Mention, group_chains
from app.converting.mentions import gather, index_mentions, is_pronoun, list_added, list_namesakes, read_name
from app.names import fold_name
from app.slugs import make_free_slug, make_slug
from app.verbatim import Span
from app.vocabulary import Certainty, SpeakerKind

Json = dict[str, Any]  # Any: JSON


class Naming(NamedTuple):
    """Who the mentions of a text are: a speaker's id by words or place, and the speakers by id."""

    by_words: dict[str, str]
    by_span: dict[Span | None, str]
    speakers: dict[str, Json]
    inferred: frozenset[str]
    """Mentions that are a part of a name, so that whose they are is inferred."""

    def resolve(self, mention: Mention) -> tuple[str, Certainty] | None:
        """Return the speaker of a mention and how sure that is, or None."""
        key = self.by_words.get(mention.words)
        if key is not None:
            if is_pronoun(mention.words):
                return key, Certainty.ANAPHORA
            is_stated = mention.span is not None and mention.words not in self.inferred
            return key, Certainty.STATED if is_stated else Certainty.INFERRED
        if mention.span in self.by_span:
            return self.by_span[mention.span], Certainty.ANAPHORA
        return None


def name_speakers(annotated: Annotated, linked: Linked, label_map: LabelMap) -> Naming:
    """Return who the mentions of a text are; raises `RefusedFile` for people of the file with one id."""
    said = {one.words for one in _list_mentions(linked)}
    words = {one.words for one in _list_mentions(linked) if not one.is_identifier}
    known = index_mentions((one.id, one.mentions) for one in label_map.speakers)
    speakers: dict[str, Json] = {
        one.id: {"id": one.id, "name": one.name, "kind": str(one.kind), "names": []}
        for one in label_map.speakers
    }
    described = _describe_all(annotated.people, known, speakers)
    by_words = {f"#{id_}": key for id_, key in described.items()}
    by_words |= {one: known[fold_name(one)] for one in said if fold_name(one) in known}
    names = _drop_ambiguous(gather(sorted(words)), annotated.text, by_words, linked.losses)
    by_name = _index_names(speakers)
    for mention, name in names.items():
        if mention not in by_words:
            key = known.get(fold_name(name)) or _find_or_propose(name, by_name, speakers, linked.losses)
            if key is not None:
                by_words[mention] = key
    for mention in sorted(by_words.keys() & said):
        variant, speaker = read_name(mention), speakers[by_words[mention]]
        if variant and variant.words not in (speaker["name"], *speaker["names"]):
            speaker["names"].append(variant.words)
    inferred = frozenset(mention for mention, name in names.items() if name not in mention)
    return Naming(by_words, _resolve_chains(linked, by_words), speakers, inferred)


def _drop_ambiguous(
    names: dict[str, str], text: str, by_words: dict[str, str], losses: list[Loss]
) -> dict[str, str]:
    """Return the names without those that the text, or the other names, leave open.

    They do so for a surname alone that is somebody else's, too, and for a word behind a name that is the
    surname of somebody: *Anna Berg, Stein*.
    """
    kept = {}
    named = ".\n".join([text, *dict.fromkeys(names.values())])
    for mention, name in names.items():
        is_full = fold_name(name) == fold_name(getattr(read_name(mention), "words", ""))
        surnames = list_added(mention) if is_full else [name]
        others = [other for one in surnames for other in list_namesakes(named, one) if other != name]
        if others and mention not in by_words:
            detail = f"it may be {' or '.join([name, *others])}"
            losses.append(Loss("name of several people in the text", mention[:100], detail[:200]))
        else:
            kept[mention] = name
    return kept


def _list_mentions(linked: Linked) -> Iterable[Mention]:
    """Return the mentions of speakers and addressees, and those in chains."""
    parts = (one.parts[part] for one in linked.attributions.values() for part in ("speaker", "addressee"))
    return itertools.chain(itertools.chain.from_iterable(parts), *linked.chains)


def _describe_all(
    people: Sequence[Person], known: dict[str, str], speakers: dict[str, Json]
) -> dict[str, str]:
    """Add the people that a file describes to the speakers, and return their ids here by those there.

    Whom the map has, by id or name, is taken from there. Two people with one id here are refused: numbers
    would tell them apart, but not in the same way in another file.
    """
    of_map = frozenset(speakers)
    slugs: dict[str, str] = {}
    keys: dict[str, str] = {}
    for person in people:
        mapped = person.id if person.id in of_map else known.get(fold_name(person.name))
        if mapped is not None:
            speakers[mapped].update({"same_as": list(person.same_as)} if person.same_as else {})
            keys[person.id] = mapped
            continue
        slug = make_slug(person.id)
        other = slugs.setdefault(slug, person.id) if slug else person.id
        if other != person.id:
            detail = f"both would have the id “{slug}” here; rename one of them"
            raise RefusedFile([Problem(f"{other} and {person.id}", detail)])
        keys[person.id] = _add_described(person, speakers)
    return keys


def _add_described(person: Person, speakers: dict[str, Json]) -> str:
    key = make_free_slug(person.id if make_slug(person.id) else person.name, "speaker", speakers)
    described = {"id": key, "name": person.name, "kind": str(person.kind), "names": list(person.names)}
    speakers[key] = {**described, **({"same_as": list(person.same_as)} if person.same_as else {})}
    return key


def _index_names(speakers: dict[str, Json]) -> dict[str, dict[str, None]]:
    """Return the ids of the speakers with each name, folded."""
    by_name: dict[str, dict[str, None]] = defaultdict(dict)
    for key, one in speakers.items():
        for name in (one["name"], *one["names"]):
            by_name[fold_name(name)][key] = None
    return by_name


def _find_or_propose(
    name: str, by_name: dict[str, dict[str, None]], speakers: dict[str, Json], losses: list[Loss]
) -> str | None:
    """Return the id of the speaker with this name; None if several have it.

    A speaker who is added is known by a name alone: a person has to look at it, and at its kind.
    """
    same = list(by_name[fold_name(name)])
    if len(same) > 1:
        losses.append(Loss("name of several speakers", name[:100], f"it may be {' or '.join(same)}"[:200]))
        return None
    if same:
        return same[0]
    key = make_free_slug(name, "speaker", speakers)
    kind = str(SpeakerKind.PERSON)
    speakers[key] = {"id": key, "name": name, "kind": kind, "names": [], "review": True}
    by_name[fold_name(name)][key] = None
    return key


def _resolve_chains(linked: Linked, by_words: dict[str, str]) -> dict[Span | None, str]:
    """Return the speaker of each place in a chain of mentions that names one speaker alone."""
    resolved: dict[Span | None, str] = {}
    for group in group_chains(linked.chains):
        named = {by_words[one.words] for one in group if one.words in by_words}
        if len(named) == 1:
            resolved.update(dict.fromkeys((one.span for one in group), *named))
    return resolved
