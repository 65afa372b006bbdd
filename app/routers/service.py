"""The service itself over HTTP: service document, health checks, kinds of problems, schemas."""

from typing import Annotated

import orjson
from fastapi import Path
from starlette.requests import Request
from starlette.responses import Response

from app import VERSION, problem_details
from app.database.database import ping
from app.errors import NotFound, walk_errors
from app.openapi.operations import LIST, NO_DATABASE, PROBLEM_TYPE, READINESS, SCHEMA
from app.presenters.media_types import HTML, JSON, rank_formats
from app.routers.pages import respond_with_front
from app.routers.requests import OpenDatabase
from app.routers.responses import read_site, respond_with_model
from app.routers.route import make_router
from app.schemas.document import make_json_schema
from app.schemas.problems import ProblemType
from app.schemas.resources import Health, Service, ServiceLinks
from app.services.catalog import coverage

router = make_router("Service")

API_CATALOG = "/.well-known/api-catalog"
LINK_SET = 'application/linkset+json; profile="https://www.rfc-editor.org/info/rfc9727"'
DESCRIPTIONS = (
    f'</openapi.json>; rel="service-desc", </docs>; rel="service-doc", <{API_CATALOG}>; rel="api-catalog"'
)
ROBOTS = "User-agent: *\nDisallow: /v1/verify\nDisallow: /v1/quotes/random\n"

ProblemCode = Annotated[
    str,
    Path(
        pattern="^[a-z]+(-[a-z]+)*$",
        max_length=50,
        description="The last part of a problem's `type`.",
        examples=["unknown-speaker"],
    ),
]


@router.get("/", summary="Get the service document", response_model=Service, responses=LIST)
async def get_service(request: Request, database: OpenDatabase) -> Response:
    """What this service is, what it contains and where to begin. A browser is shown the front page."""
    accepted = rank_formats(",".join(request.headers.getlist("accept")))
    if next((one for one in accepted if one in (JSON, HTML)), JSON) == HTML:
        return await respond_with_front(request)
    service = Service(
        name="Wortlaut",
        version=VERSION,
        description="News articles and the statements quoted in them, word for word, with their place.",
        coverage=await database.read(coverage.count),
        links=ServiceLinks(
            articles="/v1/articles",
            statements="/v1/statements",
            quotes="/v1/quotes",
            speakers="/v1/speakers",
            docs="/docs",
            openapi="/openapi.json",
            article_document_schema="/v1/schemas/article-document.json",
            health="/health/ready",
        ),
    )
    return respond_with_model(service, {"Vary": "Accept", "Link": DESCRIPTIONS})


@router.get(API_CATALOG, include_in_schema=False)
async def get_api_catalog(request: Request) -> Response:
    """The descriptions of this API for programs that look for one (RFC 9727), as a link set (RFC 9264)."""
    site = read_site(request)
    links = {
        "anchor": site.locate("/"),
        "service-desc": [{"href": site.locate("/openapi.json"), "type": "application/json"}],
        "service-doc": [{"href": site.locate("/docs"), "type": "text/html"}],
        "status": [{"href": site.locate("/health/ready"), "type": "application/json"}],
    }
    headers = {"Link": f'<{site.locate(API_CATALOG)}>; rel="api-catalog"'}
    return Response(orjson.dumps({"linkset": [links]}), headers=headers, media_type=LINK_SET)


@router.get("/robots.txt", include_in_schema=False)
async def get_robots() -> Response:
    """What crawlers may read (RFC 9309): all that is stored, not verdicts and random quotes."""
    return Response(ROBOTS, media_type="text/plain; charset=utf-8")


@router.get(
    "/v1/schemas/article-document.json",
    summary="Get the schema of the document format",
    responses=SCHEMA,
    response_class=Response,
)
async def get_article_document_schema() -> Response:
    """The JSON Schema (2020-12) of documents that are imported and exported, for editors and validators."""
    return Response(make_json_schema(), media_type="application/schema+json")


@router.get(
    "/problems/{code}", summary="Get a kind of problem", response_model=ProblemType, responses=PROBLEM_TYPE
)
async def get_problem_type(code: ProblemCode) -> Response:
    """The meaning of a kind of problem: the page at the `type` of a problem."""
    for error in walk_errors():
        if error.code == code:
            return respond_with_model(problem_details.describe(error))
    raise NotFound(f"There is no kind of problem “{code}”.")


@router.get(
    "/health/live", summary="Check that the process is alive", response_model=Health, responses=NO_DATABASE
)
async def get_liveness() -> Response:
    """Always answers, without a query to the database."""
    return respond_with_model(Health(status="ok"), {"Cache-Control": "no-store"})


@router.get(
    "/health/ready", summary="Check that the service can answer", response_model=Health, responses=READINESS
)
async def get_readiness(database: OpenDatabase) -> Response:
    """Answers after a query to the database; if that fails, a problem says why."""
    await database.read(ping)
    health = Health(status="ok", replica=database.find_replica_state())
    return respond_with_model(health, {"Cache-Control": "no-store"})
