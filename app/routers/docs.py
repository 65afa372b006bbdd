"""The documentation page: Swagger UI from this server alone, under a strict Content-Security-Policy."""

import functools
import gzip
from importlib import resources as package_files
from pathlib import Path

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from app.errors import NotFound
from app.etags import make_etag
from app.middleware.representation import accepts_gzip

router = APIRouter(include_in_schema=False)

PAGE = Path(__file__).parent.parent / "docs_page"
SWAGGER_UI = Path(str(package_files.files("fastapi_swagger") / "resources"))

# No request leaves this server; Swagger UI has its icons in data: URLs.
CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)

ASSETS = {
    "page.css": (PAGE, "text/css"),
    "page.js": (PAGE, "text/javascript"),
    "icon.svg": (PAGE, "image/svg+xml"),
    "swagger-ui.css": (SWAGGER_UI, "text/css"),
    "swagger-ui-bundle.js": (SWAGGER_UI, "text/javascript"),
}


@functools.cache
def load_asset(name: str, coding: str) -> Response:
    """Make the response with a file of the page once; compressing the bundle takes 50 ms."""
    folder, media_type = ASSETS[name]
    body = (folder / name).read_bytes()
    headers = {"Vary": "Accept-Encoding", "Cache-Control": "public, max-age=3600"}
    headers["ETag"] = make_etag(body, coding)
    if coding:
        headers["Content-Encoding"] = coding
        body = gzip.compress(body, mtime=0)
    return Response(body, headers=headers, media_type=media_type)


@router.get("/docs")
async def get_docs() -> Response:
    """The page."""
    page = (PAGE / "index.html").read_bytes()
    headers = {"Content-Security-Policy": CONTENT_SECURITY_POLICY}
    return Response(page, headers=headers, media_type="text/html; charset=utf-8")


@router.get("/docs/{name}")
async def get_docs_asset(name: str, request: Request) -> Response:
    """A file of the page, compressed if the client accepts that."""
    if name not in ASSETS:
        raise NotFound(f"The documentation page has no file “{name[:100]}”.")
    return load_asset(name, "gzip" if accepts_gzip(request.headers.get("accept-encoding", "")) else "")


@router.get("/openapi.json")
async def get_openapi_document(request: Request) -> Response:
    """The OpenAPI document."""
    return JSONResponse(request.app.openapi())
