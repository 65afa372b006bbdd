"""The resources as JSON values, in the forms that `schemas.resources` declares.

Making and checking pydantic models of a page would cost five times what the database does. The tests
prove that these values have the declared forms, for every operation.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import orjson

from app.presenters import links
from app.presenters.media_types import JSON
from app.presenters.page import Page
from app.presenters.presenter import Presenter
from app.values import (
    ArticleRow,
    ArticleValue,
    BlockValue,
    FoundArticle,
    Highlight,
    Party,
    QuoteValue,
    SpeakerRow,
    SpeakerValue,
    StatementRow,
    StatementValue,
)

Json = dict[str, Any]  # Any: JSON


def make_presenter(present: Callable[[Any], Json]) -> Presenter:  # Any: a value of the catalog
    """Return the presenter of the resources that a function makes."""
    return Presenter(
        JSON,
        lambda value, _: orjson.dumps(present(value)),
        lambda page, _: orjson.dumps(_present_page(page, present)),
    )


def _present_page(page: Page, present: Callable[[Any], Json]) -> Json:
    presented: Json = {"items": [present(item) for item in page.items], "next": page.next}
    if page.total is not None:
        presented["total"] = page.total
    if page.is_complete is not None:
        presented["complete"] = page.is_complete
    return presented


def present_found_article(found: FoundArticle) -> Json:
    """Return an article of a list."""
    return _add_highlights(_present_article_head(found.row), found.highlights)


def present_article(article: ArticleValue) -> Json:
    """Return a whole article."""
    return {
        **_present_article_head(article.row),
        "blocks": [_present_block(block) for block in article.blocks],
        "statements": [_present_statement_head(one.row, one.parties) for one in article.statements],
        "speakers": [_present_speaker_head(one.row, one.names) for one in article.speakers],
        "quotes": [present_quote(quote) for quote in article.quotes],
    }


def present_quote(quote: QuoteValue) -> Json:
    """Return a quote."""
    row, article = quote.row, quote.article
    speakers, addressees, via = _group_by_role(quote.parties)
    start, end = row.start, row.end
    article_link = f"/v1/articles/{article.article_id}"
    presented = {
        "id": row.id,
        "type": row.type,
        "exact": quote.exact,
        "prefix": quote.prefix,
        "suffix": quote.suffix,
        "start": start,
        "end": end,
        "speakers": speakers,
        "addressees": addressees,
        "speaker_mention": _present_span(quote.mention, row.mention_start, row.mention_end),
        "cue": _present_span(quote.cue, row.cue_start, row.cue_end),
        "statement": None if row.statement_id is None else {"id": row.statement_id, "form": row.form},
        "via": via,
        "within": quote.within_id,
        "continues": quote.continues_id,
        "certainty": {
            "speaker": row.speaker_certainty,
            "addressee": row.addressee_certainty,
            "statement": row.statement_certainty,
        },
        "article": {"id": article.article_id, "headline": article.headline, "sha256": article.sha256},
        "language": article.language,
        "translated": article.translated,
        "links": {
            "self": f"/v1/quotes/{row.id}",
            "article": article_link,
            "text": f"{article_link}/text?start={start}&end={end}",
            "text_fragment": links.locate_words(quote),
            "source": links.locate_in_source(quote),
        },
    }
    return _add_highlights(presented, quote.highlights)


def present_statement(statement: StatementValue) -> Json:
    """Return a statement with its quotes."""
    head = _present_statement_head(statement.row, statement.parties)
    return {
        **_add_highlights(head, statement.highlights),
        "quotes": [present_quote(quote) for quote in statement.quotes],
        "quotes_total": statement.quotes_total,
    }


def present_speaker(speaker: SpeakerValue) -> Json:
    """Return a speaker with counts."""
    counts = {"quotes": speaker.quotes, "statements": speaker.statements, "articles": speaker.articles}
    return {**_present_speaker_head(speaker.row, speaker.names), "counts": counts}


def _present_article_head(article: ArticleRow) -> Json:
    link = f"/v1/articles/{article.id}"
    return {
        "id": article.id,
        "headline": article.headline,
        "publisher": article.publisher,
        "author": article.author,
        "source_url": article.source_url,
        "published_on": article.published_on,
        "rights": article.rights,
        "language": article.language,
        "translated": article.translated,
        "sha256": article.sha256,
        "certainty": {
            "language": article.language_certainty,
            "translated": article.translated_certainty,
            "published_on": article.published_on_certainty,
        },
        "links": {
            "self": link,
            "text": f"{link}/text",
            "document": f"{link}/document",
            "quotes": f"/v1/quotes?article={article.id}",
            "statements": f"/v1/statements?article={article.id}",
        },
    }


def _present_block(block: BlockValue) -> Json:
    return {
        "position": block.position,
        "kind": block.kind,
        "start": block.start,
        "end": block.end,
        "text": block.text,
    }


def _present_statement_head(statement: StatementRow, parties: Iterable[Party]) -> Json:
    speakers, addressees, via = _group_by_role(parties)
    return {
        "id": statement.id,
        "form": statement.form,
        "title": statement.title,
        "speakers": speakers,
        "addressees": addressees,
        "via": via,
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


def _present_speaker_head(speaker: SpeakerRow, names: Sequence[str]) -> Json:
    return {
        "id": speaker.id,
        "name": speaker.name,
        "kind": speaker.kind,
        "names": names,
        "description": speaker.description,
        "same_as": speaker.same_as,
        "links": {
            "self": f"/v1/speakers/{speaker.id}",
            "quotes": f"/v1/quotes?speaker={speaker.id}",
            "statements": f"/v1/statements?speaker={speaker.id}",
            "articles": f"/v1/articles?speaker={speaker.id}",
        },
    }


def _group_by_role(parties: Iterable[Party]) -> tuple[list[Json], list[Json], list[Json]]:
    """Return the references to speakers, to addressees and to those who reported the words."""
    speakers: list[Json] = []
    addressees: list[Json] = []
    via: list[Json] = []
    for party in parties:
        reference = {"id": party.speaker_id, "name": party.name}
        if party.role == "speaker":
            speakers.append(reference)
        elif party.role == "addressee":
            addressees.append(reference)
        else:
            via.append(reference)
    return speakers, addressees, via


def _present_span(exact: str | None, start: int | None, end: int | None) -> Json | None:
    return None if start is None else {"exact": exact, "start": start, "end": end}


def _add_highlights(resource: Json, highlights: Iterable[Highlight]) -> Json:
    if highlights:
        resource["highlights"] = [
            {"field": one.field, "start": one.start, "end": one.end} for one in highlights
        ]
    return resource
