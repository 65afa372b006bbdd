"""Who may see and decide: the browser that opened the address with the one-time token, and nobody else.

Other programs and other people's sessions of this machine reach the port, too, and pages of other origins
can send requests to it; a name of theirs may resolve to this machine (DNS rebinding).
"""

import hmac
import secrets
from urllib.parse import parse_qs

from starlette.datastructures import Headers
from starlette.requests import cookie_parser
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
READING = ("GET", "HEAD")

_PAGE = '<!doctype html><html lang="{}"><meta charset="utf-8"><title>Wortlaut</title>{}</html>'
# The page goes on by itself, and is no redirect: where another site leads here, a cookie that is SameSite is
# not sent with a redirect.
_WELCOME = _PAGE.format("en", '<meta http-equiv="refresh" content="0; url=/"><p><a href="/">Wortlaut</a></p>')
_FORBIDDEN = _PAGE.format(
    "en",
    "<h1>Wortlaut</h1><p>This page is for the browser that opened the address which <code>wortlaut review"
    "</code> printed; it works once. Start the program again for another one.</p>"
    '<p lang="de">Diese Seite ist für den Browser, in dem die Adresse geöffnet wurde, die <code>wortlaut '
    "review</code> ausgegeben hat; sie gilt einmal. Starten Sie das Programm für eine neue noch einmal.</p>",
)


class Access:
    """Lets requests through that have the cookie; the token gives it, once."""

    def __init__(self, app: ASGIApp, token: str, port: int) -> None:
        self._app = app
        self._token: str | None = token
        self._key = secrets.token_urlsafe(32)
        # Browsers send a cookie to all ports of a host: the name keeps two of these programs apart.
        self._cookie = f"wortlaut-review-{port}"
        self._hosts = {f"{name}:{port}" for name in ("127.0.0.1", "localhost")}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or pass it on."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        host = headers.get("host", "")
        is_ours = host in self._hosts
        is_foreign = scope["method"] not in READING and headers.get("origin") != f"http://{host}"
        if is_ours and not is_foreign and self._has_key(headers):
            await self._app(scope, receive, _add_headers(send))
        elif is_ours and scope["method"] == "GET" and self._spend(scope):
            cookie = f"{self._cookie}={self._key}; Path=/; HttpOnly; SameSite=Strict"
            await _respond(200, _WELCOME, {"Set-Cookie": cookie})(scope, receive, send)
        else:
            await _respond(403, _FORBIDDEN, {})(scope, receive, send)

    def _has_key(self, headers: Headers) -> bool:
        given = cookie_parser(headers.get("cookie", "")).get(self._cookie, "")
        return hmac.compare_digest(given.encode(), self._key.encode())

    def _spend(self, scope: Scope) -> bool:
        """Tell whether a request has the token, which then is worth nothing."""
        given = parse_qs(scope["query_string"].decode("latin-1")).get("token", [""])[0]
        if self._token is None or not hmac.compare_digest(given.encode(), self._token.encode()):
            return False
        self._token = None
        return True


def _respond(status: int, page: str, headers: dict[str, str]) -> Response:
    return Response(page, status, {**HEADERS, **headers}, media_type="text/html; charset=utf-8")


def _add_headers(send: Send) -> Send:
    added = [(name.lower().encode(), value.encode()) for name, value in HEADERS.items()]

    async def send_with_headers(message: Message) -> None:
        if message["type"] == "http.response.start":
            message["headers"] = [*message["headers"], *added]
        await send(message)

    return send_with_headers
