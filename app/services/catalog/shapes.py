"""The resources as JSON values: what is sent, in the shapes that `schemas.resources` declares.

To make and check the models of a page costs five times what the database does; that these values are
of the declared shapes is what the tests prove, for every operation.
"""

from collections.abc import Sequence
from operator import itemgetter
from typing import Any, NamedTuple

from sqlalchemy import Row

Json = dict[str, Any]  # Any: JSON


class Parties(NamedTuple):
    """Those who have a part in a quote or statement, by their part, each in order."""

    speakers: list[Json]
    addressees: list[Json]
    via: list[Json]


def group_parties(rows: Sequence[Sequence[Any]]) -> Parties:
    """Return parties of rows of part, order, id and name."""
    parties = Parties([], [], [])
    for role, _, speaker_id, name in sorted(rows, key=itemgetter(1)) if len(rows) > 1 else rows:
        one = {"id": speaker_id, "name": name}
        if role == "speaker":
            parties.speakers.append(one)
        elif role == "addressee":
            parties.addressees.append(one)
        else:
            parties.via.append(one)
    return parties


def make_span(exact: str | None, start: int | None, end: int | None) -> Json | None:
    """Return words with their place, or None where there are none."""
    return None if start is None else {"exact": exact, "start": start, "end": end}


def make_quote(
    # What a row says of the quote, in the order of `quotes.SAID`.
    quote_id: str,
    quote_type: str,
    start: int,
    end: int,
    statement_id: str | None,
    form: str | None,
    speaker_certainty: str | None,
    addressee_certainty: str | None,
    statement_certainty: str | None,
    # What is cut from the text, and found elsewhere.
    *,
    exact: str,
    prefix: str,
    suffix: str,
    cue: Json | None,
    mention: Json | None,
    parties: Parties,
    article: Json,
    language: str | None,
    translated: bool | None,
    within: str | None,
    continues: str | None,
) -> Json:
    """Return a quote."""
    itself = f"/v1/articles/{article['id']}"
    return {
        "id": quote_id,
        "type": quote_type,
        "exact": exact,
        "prefix": prefix,
        "suffix": suffix,
        "start": start,
        "end": end,
        "speakers": parties.speakers,
        "addressees": parties.addressees,
        "speaker_mention": mention,
        "cue": cue,
        "statement": None if statement_id is None else {"id": statement_id, "form": form},
        "via": parties.via,
        "within": within,
        "continues": continues,
        "certainty": {
            "speaker": speaker_certainty,
            "addressee": addressee_certainty,
            "statement": statement_certainty,
        },
        "article": article,
        "language": language,
        "translated": translated,
        "links": {
            "self": f"/v1/quotes/{quote_id}",
            "article": itself,
            "text": f"{itself}/text?start={start}&end={end}",
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
