"""What the operations that write share: who may, what must hold before, and the answer."""

from typing import Annotated

from fastapi import Depends
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from starlette.requests import Request
from starlette.responses import Response

from app.errors import (
    Fault,
    InvalidRequest,
    Unauthorized,
    WritesDisabled,
    to_pointer,
)
from app.etags import Precondition, are_tags, make_etag
from app.services.ingest.importer import Outcome, Written
from app.tokens import is_known

_bearer = HTTPBearer(
    scheme_name="writeToken",
    description="A token that `wortlaut token` made, and whose digest is in WORTLAUT_WRITE_TOKENS.",
    auto_error=False,
)


async def require_token(
    request: Request, given: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)]
) -> None:
    """Raise `WritesDisabled` or `Unauthorized` unless the request has a token that may write.

    Nothing of the body has been read then.
    """
    digests = request.app.state.settings.write_tokens
    if not digests:
        raise WritesDisabled(
            "No token is configured, so nobody may write. Whoever runs this server makes one with "
            "“wortlaut token” and sets WORTLAUT_WRITE_TOKENS to its digest."
        )
    if given is None or len(request.headers.getlist("authorization")) != 1:
        raise Unauthorized("Send a token: “Authorization: Bearer TOKEN”.")
    if not is_known(given.credentials, digests):
        raise Unauthorized("This token may not write here.")


def read_precondition(request: Request) -> Precondition:
    """Return what a request makes its write conditional on; raise `InvalidRequest` if that is not clear."""
    return Precondition(_read_tags(request, "If-Match"), _read_tags(request, "If-None-Match"))


def _read_tags(request: Request, name: str) -> str:
    lines = request.headers.getlist(name)
    header = ", ".join(lines)
    if lines and not are_tags(header):
        detail = f"{name} is an asterisk or a list of ETags, each in its quotation marks."
        raise InvalidRequest(detail, [Fault("header", to_pointer((name,)), detail)])
    return header


def send_written(written: Written, address: str) -> Response:
    """Return the answer to a write: what GET would answer now, with its ETag."""
    headers = {"ETag": make_etag(written.body), "Content-Location": address}
    if written.outcome is Outcome.CREATED:
        headers["Location"] = address
    status = 201 if written.outcome is Outcome.CREATED else 200
    return Response(written.body, status, headers, "application/json")
