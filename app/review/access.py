"""Who may see and decide: the browser that opened the address with the one-time token, and nobody else.

Other programs and other people's sessions of this machine reach the port, too, and pages of other origins
can send requests to it; a name of theirs may resolve to this machine (DNS rebinding). So the token gives two
secrets, and every request must have both: a folder, with which all addresses begin, and a cookie. A cookie
is sent to all ports of a host (RFC 6265, 8.5), but only with addresses in its folder: another server of this
machine is never sent it, and if it had it, it would not know the folder. With one of the two, nothing is
read and nothing is written. No program has either in its arguments or its environment, and no other site
hears of the folder (Referrer-Policy).

Not protected: from programs of the same user and from root, who read the files themselves, and from
extensions of the browser. After the program has ended, its port may be another's, and a tab that is still
open would ask it: it would hear the two secrets, which are worth nothing then.
"""

import hmac
import secrets
from urllib.parse import parse_qs

from starlette.datastructures import Headers
from starlette.requests import cookie_parser
from starlette.responses import JSONResponse, Response
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
COOKIE = "wortlaut-review"

_PAGE = '<!doctype html><html lang="{}"><meta charset="utf-8"><title>Wortlaut</title>{}</html>'
# The page goes on by itself, and is no redirect: where another site leads here, a cookie that is SameSite is
# not sent with a redirect.
_WELCOME = _PAGE.format(
    "en", '<meta http-equiv="refresh" content="0; url={0}"><p><a href="{0}">Wortlaut</a></p>'
)
_FORBIDDEN_WRITE = {
    "type": "about:blank",
    "title": "Forbidden",
    "status": 403,
    "detail": "Only the page that this program serves, in the browser that opened its address, can decide.",
}
_FORBIDDEN = _PAGE.format(
    "en",
    "<h1>Wortlaut</h1><p>This page is for the browser that opened the address which <code>wortlaut review"
    "</code> printed; it works once. Start the program again for another one.</p>"
    '<p lang="de">Diese Seite ist für den Browser, in dem die Adresse geöffnet wurde, die <code>wortlaut '
    "review</code> ausgegeben hat; sie gilt einmal. Starten Sie das Programm für eine neue noch einmal.</p>",
)


class Access:
    """Lets requests through that have the folder and the cookie; the token gives them, once.

    The application is served in the folder: it is its `root_path`.
    """

    def __init__(self, app: ASGIApp, token: str, port: int) -> None:
        self._app = app
        self._token: str | None = token
        self._key, self._folder = secrets.token_urlsafe(32), f"/{secrets.token_urlsafe(32)}"
        self._hosts = {f"{name}:{port}" for name in ("127.0.0.1", "localhost")}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or pass it on."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        is_ours = headers.get("host", "") in self._hosts
        if is_ours and not _is_foreign(scope["method"], headers) and self._has_secrets(scope, headers):
            await self._app({**scope, "root_path": self._folder}, receive, _add_headers(send))
        elif is_ours and scope["method"] == "GET" and self._spend(scope):
            cookie = f"{COOKIE}={self._key}; Path={self._folder}/; HttpOnly; SameSite=Strict"
            page = _WELCOME.format(f"{self._folder}/")
            await _respond(200, page, {"Set-Cookie": cookie})(scope, receive, send)
        elif scope["method"] in READING:
            await _respond(403, _FORBIDDEN, {})(scope, receive, send)
        else:
            problem = JSONResponse(_FORBIDDEN_WRITE, 403, HEADERS, "application/problem+json")
            await problem(scope, receive, send)

    def _has_secrets(self, scope: Scope, headers: Headers) -> bool:
        key = cookie_parser(headers.get("cookie", "")).get(COOKIE, "")
        folder, _, _ = scope["path"].removeprefix("/").partition("/")
        has_key = hmac.compare_digest(key.encode(), self._key.encode())
        return hmac.compare_digest(f"/{folder}".encode(), self._folder.encode()) and has_key

    def _spend(self, scope: Scope) -> bool:
        """Tell whether a request has the token, which then is worth nothing."""
        given = parse_qs(scope["query_string"].decode("latin-1")).get("token", [""])[0]
        if self._token is None or not hmac.compare_digest(given.encode(), self._token.encode()):
            return False
        self._token = None
        return True


def _is_foreign(method: str, headers: Headers) -> bool:
    """Tell whether a request comes from another origin: a page of another port is one, too.

    Browsers say so of a write by Origin, and of any request by Sec-Fetch-Site, `none` for an address that
    was typed; old ones do not send the latter.
    """
    if headers.get("sec-fetch-site", "none") not in ("same-origin", "none"):
        return True
    return method not in READING and headers.get("origin") != f"http://{headers.get('host', '')}"


def _respond(status: int, page: str, headers: dict[str, str]) -> Response:
    return Response(page, status, {**HEADERS, **headers}, media_type="text/html; charset=utf-8")


def _add_headers(send: Send) -> Send:
    added = [(name.lower().encode(), value.encode()) for name, value in HEADERS.items()]

    async def send_with_headers(message: Message) -> None:
        if message["type"] == "http.response.start":
            message["headers"] = [*message["headers"], *added]
        await send(message)

    return send_with_headers
