"""The resources as JSON values: what is sent, in the shapes that `schemas.resources` declares.

To make and check the models of a page costs five times what the database does; that these values are
of the declared shapes is what the tests prove, for every operation.
"""

from collections.abc import Sequence
from operator import itemgetter
from typing import Any, NamedTuple

from sqlalchemy import Row

from app.verbatim import CONTEXT

Json = dict[str, Any]  # Any: JSON


class Parties(NamedTuple):
    """Those who have a part in a quote or statement, by their part, each in order."""

    speakers: list[Json]
    addressees: list[Json]
    via: list[Json]


class Attribution(NamedTuple):
    """What a quote's row says of where it belongs, in the order in which queries select it."""

    id: str
    type: str
    start: int
    end: int
    statement_id: str | None
    form: str | None
    speaker_certainty: str | None
    addressee_certainty: str | None
    statement_certainty: str | None


class Words(NamedTuple):
    """What is cut from an article's text for a quote; cue and mention with their places, or null."""

    exact: str
    prefix: str
    suffix: str
    cue: Json | None
    mention: Json | None


def group_parties(rows: Sequence[Sequence[Any]]) -> Parties:
    """Return parties of rows of part, order, id and name."""
    by_role: dict[str, list[Json]] = {"speaker": [], "addressee": [], "via": []}
    for role, _, speaker_id, name in sorted(rows, key=itemgetter(1)) if len(rows) > 1 else rows:
        by_role[role].append({"id": speaker_id, "name": name})
    return Parties(by_role["speaker"], by_role["addressee"], by_role["via"])


def cut_words(text: str, start: int, end: int, cue: Json | None, mention: Json | None) -> Words:
    """Cut a quote and its surroundings from a text."""
    return Words(
        text[start:end], text[max(0, start - CONTEXT) : start], text[end : end + CONTEXT], cue, mention
    )


def make_span(exact: str | None, start: int | None, end: int | None) -> Json | None:
    """Return words with their place, or None where there are none."""
    return None if start is None else {"exact": exact, "start": start, "end": end}


def make_quote(
    quote: Attribution,
    words: Words,
    parties: Parties,
    article: Json,
    *,
    language: str | None,
    translated: bool | None,
    within: str | None,
    continues: str | None,
) -> Json:
    """Return a quote."""
    itself = f"/v1/articles/{article['id']}"
    return {
        "id": quote.id,
        "type": quote.type,
        "exact": words.exact,
        "prefix": words.prefix,
        "suffix": words.suffix,
        "start": quote.start,
        "end": quote.end,
        "speakers": parties.speakers,
        "addressees": parties.addressees,
        "speaker_mention": words.mention,
        "cue": words.cue,
        "statement": None if quote.statement_id is None else {"id": quote.statement_id, "form": quote.form},
        "via": parties.via,
        "within": within,
        "continues": continues,
        "certainty": {
            "speaker": quote.speaker_certainty,
            "addressee": quote.addressee_certainty,
            "statement": quote.statement_certainty,
        },
        "article": article,
        "language": language,
        "translated": translated,
        "links": {
            "self": f"/v1/quotes/{quote.id}",
            "article": itself,
            "text": f"{itself}/text?start={quote.start}&end={quote.end}",
        },
    }


def make_article_head(row: Row[*tuple[Any, ...]]) -> Json:  # Any: the columns of an article
    """Return what is known about an article."""
    itself = f"/v1/articles/{row.id}"
    return {
        "id": row.id,
        "headline": row.headline,
        "publisher": row.publisher,
        "author": row.author,
        "source_url": row.source_url,
        "published_on": row.published_on,
        "rights": row.rights,
        "language": row.language,
        "translated": row.translated,
        "sha256": row.sha256,
        "certainty": {
            "language": row.language_certainty,
            "translated": row.translated_certainty,
            "published_on": row.published_on_certainty,
        },
        "links": {
            "self": itself,
            "text": f"{itself}/text",
            "document": f"{itself}/document",
            "quotes": f"/v1/quotes?article={row.id}",
            "statements": f"/v1/statements?article={row.id}",
        },
    }


class StatementRow(NamedTuple):
    """A statement, in the order in which queries select it."""

    id: str
    form: str
    title: str | None
    date: str | None
    occasion: str | None
    original_language: str | None
    speaker_certainty: str | None
    addressee_certainty: str | None
    date_certainty: str | None
    original_language_certainty: str | None


def make_statement_head(statement: StatementRow, parties: Parties) -> Json:
    """Return what was uttered, without quotes."""
    return {
        "id": statement.id,
        "form": statement.form,
        "title": statement.title,
        "speakers": parties.speakers,
        "addressees": parties.addressees,
        "via": parties.via,
        "date": statement.date,
        "occasion": statement.occasion,
        "original_language": statement.original_language,
        "certainty": {
            "speaker": statement.speaker_certainty,
            "addressee": statement.addressee_certainty,
            "date": statement.date_certainty,
            "original_language": statement.original_language_certainty,
        },
        "links": {
            "self": f"/v1/statements/{statement.id}",
            "quotes": f"/v1/quotes?statement={statement.id}",
        },
    }


class SpeakerRow(NamedTuple):
    """A speaker, in the order in which queries select it; `same_as` is JSON."""

    id: str
    name: str
    kind: str
    description: str | None
    same_as: list[str]


def make_speaker_head(speaker: SpeakerRow, names: Sequence[Sequence[Any]]) -> Json:
    """Return a speaker with the name variants, which come as rows of position and name."""
    return {
        "id": speaker.id,
        "name": speaker.name,
        "kind": speaker.kind,
        "names": [name for _, name in sorted(names, key=itemgetter(0))],
        "description": speaker.description,
        "same_as": speaker.same_as,
        "links": {
            "self": f"/v1/speakers/{speaker.id}",
            "quotes": f"/v1/quotes?speaker={speaker.id}",
            "statements": f"/v1/statements?speaker={speaker.id}",
            "articles": f"/v1/articles?speaker={speaker.id}",
        },
    }


def add_highlights(resource: Json, places: list[Json]) -> Json:
    """Add the places that a search hit, if there are any."""
    if places:
        resource["highlights"] = places
    return resource
