"""Pages for people over HTTP, in German or English: HTML without a script, under a strict policy."""

from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Query
from fastapi import Path as PathParameter
from fastapi.exceptions import RequestValidationError
from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import Response

from app import problem_details
from app.errors import NotFound, WortlautError
from app.pagination import Found
from app.presenters import registry
from app.presenters.page import Page
from app.presenters.page_language import PageLanguage, choose_language
from app.presenters.pages import articles as article_page
from app.presenters.pages import lists, verdicts
from app.routers.requests import OpenDatabase, get_database
from app.routers.responses import read_site, write_path
from app.routers.route import Route
from app.schemas.fields import Id, QuoteId
from app.schemas.forms import ArticleForm, ClaimForm, QuoteForm, SpeakerForm
from app.schemas.queries import ArticleQuery, QuoteQuery, SpeakerQuery
from app.schemas.verdicts import Claim
from app.services.catalog import articles, coverage, quotes, speakers
from app.services.verification import verify

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
PAGES = Path(__file__).parent.parent / "pages"
ASSETS = {"page.css": "text/css", "icon.svg": "image/svg+xml", "wordmark.svg": "image/svg+xml"}
LATEST = 10
"""Articles on the front page."""


class PageRoute(Route):
    """A route that answers a failure with a page, too."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Return the function that answers a request."""
        answer = super().get_route_handler()

        async def answer_with_page(request: Request) -> Response:
            try:
                return await answer(request)
            except (WortlautError, RequestValidationError) as failure:
                error = problem_details.read_error(failure)
                body = verdicts.present_problem(error, read_language(request), _link_again(request))
                return respond_with_html(body, error.status)

        return answer_with_page


router = APIRouter(include_in_schema=False, route_class=PageRoute)


def read_language(request: Request) -> PageLanguage:
    """Return the language in which a page is sent."""
    return choose_language(",".join(request.headers.getlist("accept-language")))


def respond_with_html(body: bytes, status: int = 200, vary: str = "Accept-Language") -> Response:
    """Return a response with a page."""
    headers = {"Content-Security-Policy": CONTENT_SECURITY_POLICY, "Vary": vary}
    if status != 200:
        headers["Cache-Control"] = "no-store"
    return Response(body, status, headers, media_type="text/html; charset=utf-8")


async def respond_with_front(request: Request) -> Response:
    """Return the front page, which has the address of the service document."""
    language = read_language(request)

    def read(session: Session) -> bytes:
        return lists.present_front(coverage.count(session), articles.find_latest(session, LATEST), language)

    return respond_with_html(await get_database(request).read(read), vary="Accept, Accept-Language")


@router.get("/articles")
async def show_articles(
    form: Annotated[ArticleForm, Query()], database: OpenDatabase, request: Request
) -> Response:
    """The list of articles."""
    language = read_language(request)
    query = ArticleQuery(q=form.q, speaker=_list(form.speaker), cursor=form.cursor)

    def read(session: Session) -> bytes:
        return lists.present_articles(_make_page(request, articles.find(session, query)), form.q, language)

    return respond_with_html(await (database.search if form.q else database.read)(read))


@router.get("/articles/{article_id}")
async def show_article(
    article_id: Annotated[Id, PathParameter()], database: OpenDatabase, request: Request
) -> Response:
    """An article to read."""
    language = read_language(request)
    return respond_with_html(
        await database.read_one(
            lambda session: article_page.present_article(articles.get(session, article_id), language)
        )
    )


@router.get("/quotes")
async def show_quotes(
    form: Annotated[QuoteForm, Query()], database: OpenDatabase, request: Request
) -> Response:
    """The list of quotes."""
    language = read_language(request)
    query = QuoteQuery(q=form.q, speaker=_list(form.speaker), article=_list(form.article), cursor=form.cursor)
    filters = [(name, value) for name in ("speaker", "article") if (value := getattr(form, name))]

    def read(session: Session) -> bytes:
        page = _make_page(request, quotes.find(session, query))
        return lists.present_quotes(page, form.q, filters, language)

    return respond_with_html(await (database.search if form.q else database.read)(read))


@router.get("/quotes/{quote_id}")
async def show_quote(
    quote_id: Annotated[QuoteId, PathParameter()], database: OpenDatabase, request: Request
) -> Response:
    """A quote, and how to cite it."""
    language, site = read_language(request), read_site(request)
    formats = [one.format for one in registry.QUOTES]

    def read(session: Session) -> bytes:
        return lists.present_quote(quotes.get(session, quote_id), formats, site, language)

    return respond_with_html(await database.read_one(read))


@router.get("/speakers")
async def show_speakers(
    form: Annotated[SpeakerForm, Query()], database: OpenDatabase, request: Request
) -> Response:
    """The list of speakers."""
    language = read_language(request)

    def read(session: Session) -> bytes:
        found = speakers.find(session, SpeakerQuery(q=form.q, cursor=form.cursor))
        return lists.present_speakers(_make_page(request, found), form.q, language)

    return respond_with_html(await database.read(read))


@router.get("/speakers/{speaker_id}")
async def show_speaker(
    speaker_id: Annotated[Id, PathParameter()], database: OpenDatabase, request: Request
) -> Response:
    """A speaker, with the first quotes."""
    language = read_language(request)

    def read(session: Session) -> bytes:
        speaker = speakers.get(session, speaker_id)
        first = quotes.find(session, QuoteQuery(speaker=[speaker_id]))
        return lists.present_speaker(speaker, first.items, language)

    return respond_with_html(await database.read(read))


@router.get("/verify")
async def show_verdict(
    form: Annotated[ClaimForm, Query()], database: OpenDatabase, request: Request
) -> Response:
    """The verdict over a claim, or the form for one."""
    language = read_language(request)
    if form.text is None:
        return respond_with_html(verdicts.present_form(form.speaker, language))
    claim = Claim(text=form.text, speaker=form.speaker)

    def read(session: Session) -> bytes:
        verdict = verify.verify(session, claim)
        languages = articles.find_languages(session, verdicts.list_articles(verdict))
        return verdicts.present_verdict(claim, verdict, languages, language)

    return respond_with_html(await database.verify(read))


@router.get("/pages/{name}")
async def get_asset(name: str) -> Response:
    """A file of the pages."""
    if name not in ASSETS:
        raise NotFound(f"The pages have no file “{name[:100]}”.")
    headers = {"Cache-Control": "public, max-age=3600"}
    return Response((PAGES / name).read_bytes(), headers=headers, media_type=ASSETS[name])


def _list(value: str | None) -> list[str]:
    return [] if value is None else [value]


def _make_page(request: Request, found: Found[Any]) -> Page:  # Any: the values of the list
    following = None if found.next_cursor is None else write_path(request, found.next_cursor)
    return Page(found.items, write_path(request), following, found.total, found.is_complete)


def _link_again(request: Request) -> Callable[[str], str]:
    """Return what makes the address of the same question about another speaker."""
    given = [(name, value) for name, value in request.state.parameters if name not in ("speaker", "cursor")]
    return lambda speaker: f"{request.scope['path']}?{urlencode([*given, ('speaker', speaker)])}"
