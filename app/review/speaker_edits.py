"""Apply a decision about a speaker to a document, pure: each returns another document.

A speaker's id, names and identifiers say who somebody is. Where a decision makes another person of a
speaker, those of the earlier one go, so that nobody is found by the name of another; and the quotes and
statements wait for a decision again.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

import regex

from app import names
from app.review.decisions import ChangeSpeaker
from app.review.placed_document import DecisionRefused, Note, change
from app.schemas.document import ArticleDocument, SpeakerDocument
from app.slugs import make_free_slug
from app.verbatim.characters import WORD
from app.vocabulary import SpeakerKind

ROLES = ("speakers", "addressees", "via")
CERTAINTIES = {"speakers": "speaker", "addressees": "addressee"}
"""The certainty of each list that has one."""


class SpeakerEdit(NamedTuple):
    """A document with another speaker, that speaker's id, and what a person must know of it."""

    document: ArticleDocument
    speaker_id: str
    notes: tuple[Note, ...] = ()


def find_or_add(
    document: ArticleDocument, given: Sequence[str], kind: SpeakerKind | None
) -> tuple[ArticleDocument, list[str]]:
    """Return the ids of the speakers with these names; add those that are new.

    A name is a speaker's if typography alone is different. Raises `DecisionRefused` if several speakers have
    it, or none and it is not said what kind they are.
    """
    ids: list[str] = []
    for name in given:
        found = find_speakers(document, name)
        if len(found) > 1:
            raise DecisionRefused("refused_ambiguous", name=name, others=", ".join(found))
        if not found:
            document, speaker_id = _add_speaker(document, name, kind)
            found = [speaker_id]
        ids += [found[0]] if found[0] not in ids else []
    return document, ids


def find_speakers(document: ArticleDocument, name: str) -> list[str]:
    """Return the ids of the speakers who have a name, or have it as their id."""
    exact = [one.id for one in document.speakers if name == one.id]
    folded = names.fold_name(name)
    return exact or [
        one.id
        for one in document.speakers
        if folded in {names.fold_name(own) for own in (one.id, one.name, *one.names)}
    ]


def _add_speaker(
    document: ArticleDocument, name: str, kind: SpeakerKind | None
) -> tuple[ArticleDocument, str]:
    if kind is None:
        raise DecisionRefused("refused_unknown_speaker", name=name)
    speaker_id = make_free_slug(name, "speaker", {one.id for one in document.speakers})
    used = [name] if uses_name(document.text, name) else []
    speaker = SpeakerDocument(id=speaker_id, name=name, kind=kind, names=used, same_as=[])
    return change(document, speakers=[*document.speakers, speaker]), speaker_id


def uses_name(text: str, name: str) -> bool:
    """Tell whether a text has a name in whole words: *Ann* is not in *Anna*."""
    return regex.search(rf"(?<![{WORD}]){regex.escape(name)}(?![{WORD}])", text) is not None


def reject_speaker(document: ArticleDocument, index: int) -> ArticleDocument:
    """Take a speaker out of the document, and out of all quotes and statements, which are marked."""
    gone = document.speakers[index].id
    speakers = [one for one in document.speakers if one.id != gone]
    quotes = [_drop_speaker(one, gone) for one in document.quotes]
    statements = [_drop_speaker(one, gone) for one in document.statements]
    return change(document, speakers=speakers, quotes=quotes, statements=statements)


def _drop_speaker(part: Any, gone: str) -> Any:  # noqa: ANN401 - a quote or a statement, as it was given
    values: dict[str, object] = {}
    certainty = part.certainty
    for role in ROLES:
        ids = getattr(part, role)
        if gone in ids:
            values[role] = [one for one in ids if one != gone]
            if not values[role] and role in CERTAINTIES:
                certainty = certainty.model_copy(update={CERTAINTIES[role]: None})
    return part.model_copy(update={**values, "certainty": certainty, "review": True}) if values else part


def change_speaker(document: ArticleDocument, index: int, decision: ChangeSpeaker) -> SpeakerEdit:
    """Give a speaker another name, kind or names in the text, or make this and another speaker one.

    Raises `DecisionRefused` if the text does not have a new name in the text, or the other speaker is not
    one of the document.
    """
    speaker = document.speakers[index]
    if decision.same:
        return _merge(document, speaker, _find_other(document, speaker, decision.same))
    is_other = not (decision.is_spelling or names.is_alike(speaker.name, decision.name))
    used = _list_used(document.text, speaker, decision, is_other=is_other)
    changed = speaker.model_copy(update={"name": decision.name, "kind": decision.kind, "names": used})
    namesakes = [one for one in find_speakers(document, decision.name) if one != speaker.id]
    told = (Note("note_namesakes", {"others": ", ".join(namesakes)}),) if namesakes else ()
    if is_other:
        edit = _make_other(document, speaker, changed)
        return edit._replace(notes=(*edit.notes, *told))
    return SpeakerEdit(_replace(document, speaker.id, changed), speaker.id, told)


def _list_used(text: str, speaker: SpeakerDocument, decision: ChangeSpeaker, *, is_other: bool) -> list[str]:
    """Return the names that the text uses for a speaker: as a person gave them, with a new one.

    Of those that it used for the speaker before, another person keeps the ones that are alike: *Trump* may
    be *Donald Trump*, and then not *Ivanka Trump*.
    """
    given = speaker.names if decision.names is None else decision.names
    for one in given:
        if one not in speaker.names and not uses_name(text, one):
            raise DecisionRefused("refused_not_in_text", name=one)
    if decision.name == speaker.name:
        return given
    kept = [
        one for one in given if not is_other or one not in speaker.names or names.is_alike(one, decision.name)
    ]
    if decision.name not in kept and uses_name(text, decision.name):
        kept.append(decision.name)
    return kept


def _make_other(document: ArticleDocument, speaker: SpeakerDocument, changed: SpeakerDocument) -> SpeakerEdit:
    """Make another person of a speaker: with an id of its own, and without what says who the earlier was."""
    taken = {one.id for one in document.speakers}
    new_id = make_free_slug(changed.name, "speaker", taken)
    other = changed.model_copy(update={"id": new_id, "same_as": [], "description": None})
    moved = _rename(_replace(document, speaker.id, other), speaker.id, new_id, must_review=True)
    count = sum(_names_speaker(one, speaker.id) for one in (*document.quotes, *document.statements))
    notes = [Note("note_other_person", {"id": new_id, "count": count})]
    gone = [one for one in speaker.names if one not in changed.names]
    if gone:
        notes.append(Note("note_names_gone", {"names": " · ".join(gone)}))
    if speaker.description:
        notes.append(Note("note_description_gone", {"description": speaker.description}))
    if speaker.same_as:
        notes.append(_tell_same_as(speaker))
    return SpeakerEdit(moved, new_id, tuple(notes))


def _tell_same_as(speaker: SpeakerDocument) -> Note:
    return Note("note_same_as_gone", {"addresses": " · ".join(speaker.same_as)})


def _replace(document: ArticleDocument, speaker_id: str, changed: SpeakerDocument) -> ArticleDocument:
    return change(document, speakers=[changed if one.id == speaker_id else one for one in document.speakers])


def _find_other(document: ArticleDocument, speaker: SpeakerDocument, name: str) -> SpeakerDocument:
    """Return the one other speaker who has a name."""
    found = [one for one in find_speakers(document, name) if one != speaker.id]
    if len(found) != 1:
        reason = "refused_ambiguous" if found else "refused_unknown_speaker"
        raise DecisionRefused(reason, name=name, others=", ".join(found))
    return next(one for one in document.speakers if one.id == found[0])


def _merge(document: ArticleDocument, speaker: SpeakerDocument, other: SpeakerDocument) -> SpeakerEdit:
    """Make a speaker the other one, with the names that the text uses and the identifiers of both."""
    own = [speaker.name] if uses_name(document.text, speaker.name) else []
    used = list(dict.fromkeys([*other.names, *speaker.names, *own]))
    same_as = list(dict.fromkeys([*other.same_as, *speaker.same_as]))
    description = other.description or speaker.description
    merged = other.model_copy(update={"names": used, "same_as": same_as, "description": description})
    rest = change(document, speakers=[one for one in document.speakers if one.id != speaker.id])
    values: dict[str, object] = {"name": speaker.name, "other": other.name, "names": " · ".join(used) or "–"}
    notes = [Note("note_merged", values)]
    if speaker.same_as:
        notes.append(Note("note_same_as_both", {"addresses": " · ".join(same_as)}))
    if speaker.description not in (None, description):
        notes.append(Note("note_description_gone", {"description": speaker.description}))
    moved = _rename(_replace(rest, other.id, merged), speaker.id, other.id, must_review=False)
    return SpeakerEdit(moved, other.id, tuple(notes))


def _rename(document: ArticleDocument, old: str, new: str, *, must_review: bool) -> ArticleDocument:
    """Give a speaker another id in all quotes and statements; those where two become one are marked."""
    return change(
        document,
        quotes=[_rename_in(one, old, new, must_review=must_review) for one in document.quotes],
        statements=[_rename_in(one, old, new, must_review=must_review) for one in document.statements],
    )


def _names_speaker(part: Any, speaker_id: str) -> bool:  # noqa: ANN401 - a quote or a statement
    return any(speaker_id in getattr(part, role) for role in ROLES)


def _rename_in(part: Any, old: str, new: str, *, must_review: bool) -> Any:  # noqa: ANN401 - as it was given
    if not _names_speaker(part, old):
        return part
    values: dict[str, object] = {}
    for role in ROLES:
        ids = getattr(part, role)
        values[role] = list(dict.fromkeys(new if one == old else one for one in ids))
        must_review = must_review or values[role] != [new if one == old else one for one in ids]
    return part.model_copy(update={**values, "review": part.review or must_review})
