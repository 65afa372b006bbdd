"""The documentation page: Swagger UI from this server alone, under a strict Content-Security-Policy."""

import functools
import gzip
import hashlib
from importlib import resources as package_files
from pathlib import Path
from typing import NamedTuple

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from app.errors import NotFound
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


class Asset(NamedTuple):
    """A file of the page, ready to be sent."""

    plain: bytes
    gzipped: bytes
    etag: str
    media_type: str


@functools.cache
def load_asset(name: str) -> Asset:
    """Read a file of the page once; compressing the bundle takes 50 ms."""
    folder, media_type = ASSETS[name]
    plain = (folder / name).read_bytes()
    return Asset(plain, gzip.compress(plain, mtime=0), hashlib.sha256(plain).hexdigest()[:32], media_type)


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
    asset = load_asset(name)
    headers = {"Vary": "Accept-Encoding", "Cache-Control": "public, max-age=3600"}
    if accepts_gzip(request.headers.get("accept-encoding", "")):
        headers |= {"Content-Encoding": "gzip", "ETag": f'"{asset.etag}-gzip"'}
        return Response(asset.gzipped, headers=headers, media_type=asset.media_type)
    return Response(asset.plain, headers=headers | {"ETag": f'"{asset.etag}"'}, media_type=asset.media_type)


@router.get("/openapi.json")
async def get_openapi_document(request: Request) -> Response:
    """The OpenAPI document."""
    return JSONResponse(request.app.openapi())
