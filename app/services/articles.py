"""Articles: list them by filters, get one whole, or its exact text."""

from typing import Any

from sqlalchemy import ColumnElement, Row, Select, select
from sqlmodel import Session

from app.errors import Fault, InvalidSpan, NotFound
from app.models import Article, Block, Quote, QuoteParty, table
from app.pagination import Found
from app.schemas import resources
from app.schemas.document import ArticleCertainty
from app.schemas.queries import ArticleQuery
from app.services import names, quotes, speakers, statements
from app.services.paging import fetch_page
from app.vocabulary import Role

ARTICLE, BLOCK, QUOTE, PARTY = table(Article).c, table(Block).c, table(Quote).c, table(QuoteParty).c


def find(session: Session, wanted: ArticleQuery) -> Found[resources.ArticleHead]:
    """Return a page of articles, without their texts, in order of their id."""
    query = _select_heads().where(*_conditions(session, wanted))
    rows = fetch_page(session, query, (ARTICLE.id,), wanted, list_name="articles")
    heads = [resources.ArticleHead(**_head_fields(row)) for row in rows.items]
    return Found(heads, rows.next_cursor, rows.total)


def get(session: Session, article_id: str) -> resources.Article:
    """Return a whole article, or raise `NotFound`."""
    row = session.execute(_select_heads().add_columns(ARTICLE.text).where(ARTICLE.id == article_id)).first()
    if row is None:
        raise _not_found(article_id)
    blocks = session.execute(
        select(BLOCK.position, BLOCK.kind, BLOCK.start, BLOCK.end)
        .where(BLOCK.article_id == article_id)
        .order_by(BLOCK.position)
    )
    quoted = quotes.select_quotes().where(QUOTE.article_id == article_id).order_by(*quotes.READING_ORDER)
    return resources.Article(
        **_head_fields(row),
        blocks=[
            resources.Block(
                position=block.position,
                kind=block.kind,
                start=block.start,
                end=block.end,
                text=row.text[block.start : block.end],
            )
            for block in blocks
        ],
        statements=statements.find_heads(session, article_id),
        speakers=speakers.find_heads(session, article_id),
        quotes=quotes.assemble(session, session.execute(quoted)),
    )


def get_text(session: Session, article_id: str, start: int | None, end: int | None) -> str:
    """Return an article's exact text, or the slice `[start, end)` of its code points.

    Raises `NotFound`, and `InvalidSpan` for a slice that is reversed or reaches beyond the text.
    """
    text: str | None = session.execute(select(ARTICLE.text).where(ARTICLE.id == article_id)).scalar()
    if text is None:
        raise _not_found(article_id)
    start = 0 if start is None else start
    end = len(text) if end is None else end
    if start > end:
        detail = f"start {start} lies behind end {end}."
        raise InvalidSpan(f"The span is reversed: {detail}", [Fault("query", "/start", detail)])
    if end > len(text) or start > len(text):
        name, value = ("end", end) if end > len(text) else ("start", start)
        detail = f"The text has {len(text)} code points; {name} is {value}."
        raise InvalidSpan(detail, [Fault("query", f"/{name}", detail)])
    return text[start:end]


def _not_found(article_id: str) -> NotFound:
    return NotFound(f"There is no article “{article_id}”.")


def _select_heads() -> Select[*tuple[Any, ...]]:  # Any: the columns are the resource's
    return select(*(column for column in ARTICLE if column.key != "text"))


def _head_fields(row: Row[*tuple[Any, ...]]) -> dict[str, Any]:  # Any: keyword arguments
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
        "certainty": ArticleCertainty(
            language=row.language_certainty,
            translated=row.translated_certainty,
            published_on=row.published_on_certainty,
        ),
        "links": resources.ArticleLinks(
            self=itself,
            text=f"{itself}/text",
            document=f"{itself}/document",
            quotes=f"/v1/quotes?article={row.id}",
            statements=f"/v1/statements?article={row.id}",
        ),
    }


def _conditions(session: Session, wanted: ArticleQuery) -> list[ColumnElement[bool]]:
    """Return what an article must fulfil, or raise if a filter names an unknown speaker."""
    conditions: list[ColumnElement[bool]] = []
    if wanted.speaker:
        ids = names.resolve_speakers(session, wanted.speaker, parameter="speaker")
        quoting = (
            select(QUOTE.article_id)
            .join_from(table(Quote), table(QuoteParty), PARTY.quote_id == QUOTE.id)
            .where(PARTY.role == Role.SPEAKER, PARTY.speaker_id.in_(ids))
        )
        conditions.append(ARTICLE.id.in_(quoting))
    if wanted.language:
        conditions.append(ARTICLE.language.in_(wanted.language))
    if wanted.publisher:
        conditions.append(ARTICLE.publisher.in_(wanted.publisher))
    if wanted.from_:
        conditions.append(ARTICLE.published_on >= wanted.from_)
    if wanted.to:
        conditions.append(ARTICLE.published_on <= wanted.to)
    return conditions
