"""Tools for language models over HTTP (MCP, streamable HTTP), where the extra `mcp` is installed."""

import re
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import Response

from app.errors import ForeignOrigin
from app.mcp.endpoint import Endpoint
from app.routers.requests import read_bytes
from app.routers.responses import read_site
from app.routers.route import make_router

router = make_router("Tools")

_LOOPBACK = re.compile(r"https?://(localhost|127\.0\.0\.1|\[::1\])(:\d{1,5})?")


@router.post("/mcp", include_in_schema=False)
async def call_tools(request: Request) -> Response:
    """Answer a message of the protocol, which describes its tools itself."""
    _require_known_origin(request)
    body = await read_bytes(request)
    request.state.site = read_site(request)
    endpoint: Endpoint = request.app.state.tools
    reply = await endpoint.answer(request, body)
    request.state.is_json_rpc = True  # Clients expect its errors, not problems.
    return Response(reply.body, reply.status, {"Cache-Control": "no-store"}, reply.media_type)


def _require_known_origin(request: Request) -> None:
    """Refuse the pages of unknown origins, as the protocol demands (2025-11-25, transports, security).

    A page whose name is made to point at this machine (DNS rebinding) could call the tools of a service
    that it cannot reach otherwise. Browsers send the page's origin with every POST, and programs send none.
    """
    public = urlsplit(request.app.state.settings.public_url)
    known = f"{public.scheme}://{public.netloc}" if public.netloc else None
    for origin in request.headers.getlist("origin"):
        if origin != known and not _LOOPBACK.fullmatch(origin):
            raise ForeignOrigin(
                "Web pages may call the tools from this machine and from WORTLAUT_PUBLIC_URL alone."
            )
