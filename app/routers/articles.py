"""Articles over HTTP."""

import base64
import hashlib

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from app.openapi.operations import DELETE, ITEM, LIST, PUT, TEXT, PlainRoute, describe, name_operation
from app.routers.requests import find, get_database, read_bytes, read_path, read_query
from app.routers.responses import send, send_page
from app.routers.writes import read_precondition, require_token, send_written
from app.schemas.document import DOCUMENT_BYTES_MAX, ArticleDocument
from app.schemas.queries import ArticlePath, ArticleQuery, ConditionHeaders, SliceQuery
from app.schemas.resources import Article, ArticlePage
from app.services.catalog import articles
from app.services.ingest import exporter, importer

router = APIRouter(
    prefix="/v1/articles",
    tags=["Articles"],
    route_class=PlainRoute,
    generate_unique_id_function=name_operation,
)


@router.get("", summary="List articles", responses=LIST)
@describe(ArticlePage, query=ArticleQuery)
async def list_articles(request: Request) -> Response:
    """Articles, without their texts, in order of their id. What is unknown about one is null."""
    wanted = read_query(ArticleQuery, request)
    return send_page(await find(get_database(request), articles.find, wanted), request)


@router.get("/{article_id}", summary="Get an article", responses=ITEM)
@describe(Article, path=ArticlePath)
async def get_article(request: Request) -> Response:
    """The whole article: blocks that tile its text, the statements it quotes, their speakers, all quotes."""
    wanted = read_path(ArticlePath, request)
    return send(await get_database(request).look_up(articles.get, wanted.article_id))


@router.get(
    "/{article_id}/text",
    summary="Get the exact text",
    responses=TEXT,
    response_class=Response,
)
@describe(path=ArticlePath, query=SliceQuery)
async def get_article_text(request: Request) -> Response:
    """The text exactly as received, or a slice of it; offsets count Unicode code points.

    `Repr-Digest` is the SHA-256 of what is sent; for the whole text it is the article's `sha256`.
    """
    wanted, part = read_path(ArticlePath, request), read_query(SliceQuery, request)
    text = await get_database(request).look_up(articles.get_text, wanted.article_id, part.start, part.end)
    body = text.encode()
    digest = base64.b64encode(hashlib.sha256(body).digest()).decode()
    # A proxy that recoded the text would make the digest wrong.
    headers = {"Repr-Digest": f"sha-256=:{digest}:", "Cache-Control": "no-cache, no-transform"}
    return Response(body, headers=headers, media_type="text/plain; charset=utf-8")


@router.get("/{article_id}/document", summary="Get the article's document", responses=ITEM)
@describe(ArticleDocument, path=ArticlePath)
async def get_article_document(request: Request) -> Response:
    """The article in the document format, which another installation imports as it is."""
    wanted = read_path(ArticlePath, request)
    document = await get_database(request).read(exporter.export_article, wanted.article_id)
    return Response(exporter.to_json(document), media_type="application/json")


@router.put(
    "/{article_id}",
    summary="Create or replace an article",
    responses=PUT,
    dependencies=[Depends(require_token)],
    max_body_size=DOCUMENT_BYTES_MAX,
)
@describe(Article, path=ArticlePath, headers=ConditionHeaders, body=ArticleDocument)
async def put_article(request: Request) -> Response:
    """Stores a document, whole or not at all, and answers with the article.

    What is not in its text, word for word, is refused, and every such place is named. `If-None-Match: *`
    only creates. An article with another content is replaced with `If-Match` alone: its ETag, or `*` for
    any. The same content again changes nothing.
    """
    article_id, database = read_path(ArticlePath, request).article_id, get_database(request)
    proved = await database.prepare(importer.prove_document, await read_bytes(request), article_id)
    written = await database.write(importer.put_article, proved, read_precondition(request))
    return send_written(written, f"{router.prefix}/{article_id}")


@router.delete(
    "/{article_id}",
    summary="Delete an article",
    status_code=204,
    responses=DELETE,
    dependencies=[Depends(require_token)],
)
@describe(path=ArticlePath, headers=ConditionHeaders)
async def delete_article(request: Request) -> Response:
    """Takes an article out, with its quotes and with the speakers and statements that no other one names.

    With `If-Match` and its ETag only if it is still the same.
    """
    wanted, precondition = read_path(ArticlePath, request), read_precondition(request)
    await get_database(request).write(importer.delete_article, wanted.article_id, precondition)
    return Response(status_code=204)
