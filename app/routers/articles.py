"""Articles over HTTP."""

import base64
import functools
import hashlib
from typing import Annotated

import orjson
from fastapi import Depends, Path, Query
from starlette.requests import Request
from starlette.responses import Response

from app.openapi.operations import DELETE, DOCUMENT_BODY, ITEM, LIST, PUT, TEXT
from app.presenters import registry
from app.presenters.json import present_article
from app.routers.requests import OpenDatabase, read_bytes
from app.routers.responses import describe_formats, respond_with_item, respond_with_page
from app.routers.route import make_router
from app.routers.writes import WritePrecondition, require_token, respond_to_write
from app.schemas.document import DOCUMENT_BYTES_MAX, ArticleDocument
from app.schemas.fields import Id
from app.schemas.queries import ArticleQuery, PositionQuery, SliceQuery
from app.schemas.resources import Article, ArticlePage
from app.services.catalog import articles
from app.services.ingest import exporter, importer
from app.values import ArticleValue

router = make_router("Articles", "/v1/articles")
_LIST = describe_formats(LIST, registry.FOUND_ARTICLES)
_ITEM = describe_formats(ITEM, registry.ARTICLES)

ArticleId = Annotated[
    Id, Path(description="The article's id, a readable slug.", examples=["kim-putin-briefwechsel-2023"])
]


@router.get("", summary="List articles", response_model=ArticlePage, responses=_LIST)
async def list_articles(
    query: Annotated[ArticleQuery, Query()], database: OpenDatabase, request: Request
) -> Response:
    """Articles, without their texts, in order of their id. Unknown fields are null."""
    return await respond_with_page(request, registry.FOUND_ARTICLES, database, articles.find, query)


@router.get("/{article_id}", summary="Get an article", response_model=Article, responses=_ITEM)
async def get_article(
    article_id: ArticleId, query: Annotated[PositionQuery, Query()], database: OpenDatabase, request: Request
) -> Response:
    """The whole article: the blocks of its text, the statements it quotes, their speakers, all quotes."""
    unit = functools.partial(articles.get, article_id=article_id, offsets=query.offsets)
    return await respond_with_item(request, registry.ARTICLES, query, database.read_one, unit)


@router.get(
    "/{article_id}/text",
    summary="Get the exact text",
    responses=TEXT,
    response_class=Response,
)
async def get_article_text(
    article_id: ArticleId, query: Annotated[SliceQuery, Query()], database: OpenDatabase
) -> Response:
    """The text exactly as received, or a slice of it; offsets count Unicode code points.

    `Repr-Digest` is the SHA-256 of the body; for the whole text it is the article's `sha256`.
    """
    text = await database.read_one(articles.get_text, article_id, query.start, query.end)
    body = text.encode()
    digest = base64.b64encode(hashlib.sha256(body).digest()).decode()
    # If a proxy encoded the text in another way, the digest would be wrong.
    headers = {"Repr-Digest": f"sha-256=:{digest}:", "Cache-Control": "no-cache, no-transform"}
    return Response(body, headers=headers, media_type="text/plain; charset=utf-8")


@router.get(
    "/{article_id}/document",
    summary="Get the article's document",
    response_model=ArticleDocument,
    responses=ITEM,
)
async def get_article_document(article_id: ArticleId, database: OpenDatabase) -> Response:
    """The article in the document format, which another installation can import unchanged."""
    document = await database.read(exporter.export_article, article_id)
    return Response(exporter.to_json(document), media_type="application/json")


@router.put(
    "/{article_id}",
    summary="Create or replace an article",
    response_model=Article,
    responses=PUT,
    openapi_extra=DOCUMENT_BODY,
    dependencies=[Depends(require_token)],
    max_body_size=DOCUMENT_BYTES_MAX,
)
async def put_article(
    article_id: ArticleId,
    database: OpenDatabase,
    body: Annotated[bytes, Depends(read_bytes)],
    precondition: WritePrecondition,
) -> Response:
    """Stores a document, whole or not at all, and returns the article.

    A document with a quote that is not in its text, word for word, is refused, and every such quote is named.
    `If-None-Match: *` only creates. An article with other content is only replaced with `If-Match`: its ETag,
    or `*` for any. The same content again changes nothing.
    """
    # Validated on a worker thread: a document of 8 MiB would block the event loop for too long.
    validate = functools.partial(importer.validate_document, body, article_id)
    written = await database.prepare_and_write(validate, importer.put_article, precondition, _render)
    return respond_to_write(written, f"{router.prefix}/{article_id}")


@router.delete(
    "/{article_id}",
    summary="Delete an article",
    status_code=204,
    responses=DELETE,
    dependencies=[Depends(require_token)],
)
async def delete_article(
    article_id: ArticleId, database: OpenDatabase, precondition: WritePrecondition
) -> Response:
    """Deletes an article, its quotes, and the speakers and statements that no other article names.

    With `If-Match` and its ETag, only if it has not changed.
    """
    await database.write(importer.delete_article, article_id, precondition, _render)
    return Response(status_code=204)


def _render(article: ArticleValue) -> bytes:
    return orjson.dumps(present_article(article))
