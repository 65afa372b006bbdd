"""Apply a decision about a speaker, a statement or the article itself, pure: each returns another document.

What is taken away from a quote or a statement by a decision about something else is marked there: a person
looks at it again.
"""

from typing import Any

from app import names
from app.review.decisions import ChangeArticle, ChangeSpeaker, ChangeStatement
from app.review.placed_document import DecisionRefused, change
from app.schemas.document import (
    QUOTES_MAX,
    ArticleDocument,
    QuoteDocument,
    SpeakerDocument,
    StatementCertainty,
    StatementDocument,
)
from app.slugs import SLUG_MAX, make_free_slug
from app.vocabulary import Certainty, SpeakerKind, StatementForm

SPEAKERS_MAX = 1_000

ROLES = ("speakers", "addressees", "via")
CERTAINTIES = {"speakers": "speaker", "addressees": "addressee"}
"""The certainty of each list that has one."""


def find_or_add(
    document: ArticleDocument, given: str, kind: SpeakerKind | None
) -> tuple[ArticleDocument, list[str]]:
    """Return the ids of the speakers with these names, separated by semicolons; add those that are new.

    A name is a speaker's if typography alone is different. Raises `DecisionRefused` if several speakers have
    it, or none and it is not said what kind they are.
    """
    ids: list[str] = []
    for name in filter(None, (one.strip() for one in given.split(";"))):
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
    if len(document.speakers) >= SPEAKERS_MAX or len(name) > 200:
        raise DecisionRefused("refused_full")
    speaker_id = make_free_slug(name, "speaker", {one.id for one in document.speakers})
    used = [name] if name in document.text else []
    speaker = SpeakerDocument(id=speaker_id, name=name, kind=kind, names=used, same_as=[])
    return change(document, speakers=[*document.speakers, speaker]), speaker_id


def add_statement(
    document: ArticleDocument, quote: QuoteDocument, form: StatementForm, title: str | None
) -> tuple[ArticleDocument, str]:
    """Add a statement with the speakers and addressees of a quote; return its id, which has the article's."""
    if len(document.statements) >= QUOTES_MAX:
        raise DecisionRefused("refused_full")
    taken = {one.id for one in document.statements}
    numbered = (
        f"{document.id[: SLUG_MAX - 25]}-{form}-{at}".replace("_", "-") for at in range(1, QUOTES_MAX + 2)
    )
    statement = StatementDocument(
        id=next(one for one in numbered if one not in taken),
        form=form,
        title=title,
        speakers=quote.speakers,
        addressees=quote.addressees,
        via=[],
        certainty=StatementCertainty(speaker=quote.certainty.speaker, addressee=quote.certainty.addressee),
    )
    return change(document, statements=[*document.statements, statement]), statement.id


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


def change_speaker(document: ArticleDocument, index: int, decision: ChangeSpeaker) -> ArticleDocument:
    """Give a speaker another name or kind, or make this and another speaker one, with the names of both."""
    speaker = document.speakers[index]
    if not decision.same.strip():
        speakers = [*document.speakers]
        speakers[index] = speaker.model_copy(update={"name": decision.name, "kind": decision.kind})
        return change(document, speakers=speakers)
    found = [one for one in find_speakers(document, decision.same.strip()) if one != speaker.id]
    if len(found) != 1:
        reason = "refused_ambiguous" if found else "refused_unknown_speaker"
        raise DecisionRefused(reason, name=decision.same, others=", ".join(found))
    return _merge(document, speaker, found[0])


def _merge(document: ArticleDocument, speaker: SpeakerDocument, other_id: str) -> ArticleDocument:
    speakers = []
    for one in document.speakers:
        if one.id == other_id:
            variants = list(dict.fromkeys([*one.names, *(speaker.names or [speaker.name])]))[:100]
            speakers.append(one.model_copy(update={"names": variants}))
        elif one.id != speaker.id:
            speakers.append(one)
    return change(
        document,
        speakers=speakers,
        quotes=[_rename(one, speaker.id, other_id) for one in document.quotes],
        statements=[_rename(one, speaker.id, other_id) for one in document.statements],
    )


def _rename(part: Any, old: str, new: str) -> Any:  # noqa: ANN401 - a quote or a statement, as it was given
    values = {
        role: list(dict.fromkeys(new if one == old else one for one in getattr(part, role)))
        for role in ROLES
        if old in getattr(part, role)
    }
    return part.model_copy(update=values) if values else part


def reject_statement(document: ArticleDocument, index: int) -> ArticleDocument:
    """Take a statement out of the document; its quotes stay, render none, and are marked."""
    gone = document.statements[index].id
    quotes = [
        one
        if one.statement != gone
        else one.model_copy(
            update={
                "statement": None,
                "certainty": one.certainty.model_copy(update={"statement": None}),
                "review": True,
            }
        )
        for one in document.quotes
    ]
    return change(
        document, statements=[*document.statements[:index], *document.statements[index + 1 :]], quotes=quotes
    )


def change_statement(document: ArticleDocument, index: int, decision: ChangeStatement) -> ArticleDocument:
    """Give a statement another form or title."""
    statements = [*document.statements]
    values = {"form": decision.form, "title": decision.title}
    statements[index] = statements[index].model_copy(update=values)
    return change(document, statements=statements)


def change_article(document: ArticleDocument, decision: ChangeArticle) -> ArticleDocument:
    """Give the article other metadata; what is unknown has no certainty."""
    certainties: dict[str, Certainty | None] = {
        "published_on": None if decision.published_on is None else decision.published_on_certainty,
        "language": None if decision.language is None else decision.language_certainty,
    }
    fields = ("headline", "publisher", "author", "source_url", "published_on", "language")
    values = {name: getattr(decision, name) for name in fields}
    return change(document, **values, certainty=document.certainty.model_copy(update=certainties))
