"""Writes: the token, the precondition and the response."""

from typing import Annotated, Any

from fastapi import Depends, Header
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from starlette.requests import Request
from starlette.responses import Response

from app.errors import Fault, InvalidRequest, Unauthorized, WritesDisabled, to_pointer
from app.etags import TAGS_MAX, Precondition, is_etag_list, make_etag
from app.services.ingest.importer import Outcome, Written
from app.write_tokens import is_known

_bearer = HTTPBearer(
    scheme_name="writeToken",
    description="A token from `wortlaut token`, with its digest in WORTLAUT_WRITE_TOKENS.",
    auto_error=False,
)


async def require_token(
    request: Request, given: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)]
) -> None:
    """Raise `WritesDisabled` or `Unauthorized` unless the request has a token that may write.

    This comes before the body is read.
    """
    digests = request.app.state.settings.write_tokens
    if not digests:
        raise WritesDisabled(
            "No token is configured, so writing is disabled. The operator of this server makes a token with "
            "“wortlaut token” and sets WORTLAUT_WRITE_TOKENS to its digest."
        )
    if given is None or len(request.headers.getlist("authorization")) != 1:
        raise Unauthorized("Send a token: “Authorization: Bearer TOKEN”.")
    if not is_known(given.credentials, digests):
        raise Unauthorized("This token is not valid here.")


def _describe_tags(schema: dict[str, Any]) -> None:  # Any: JSON
    schema.pop("anyOf")
    schema.update(type="string", maxLength=TAGS_MAX)


IfMatch = Annotated[
    str | None,
    Header(
        alias="If-Match",
        description=(
            "The ETag of the article as you read it: nothing is replaced or deleted if it has changed."
        ),
        json_schema_extra=_describe_tags,
    ),
]
IfNoneMatch = Annotated[
    str | None,
    Header(
        alias="If-None-Match",
        description="`*`: write only if there is no such article.",
        json_schema_extra=_describe_tags,
    ),
]


def read_precondition(if_match: IfMatch = None, if_none_match: IfNoneMatch = None) -> Precondition:
    """Return the precondition of a write; raise `InvalidRequest` where a header is no list of ETags."""
    for name, header in (("If-Match", if_match), ("If-None-Match", if_none_match)):
        if header is not None and not is_etag_list(header):
            detail = f"{name} is an asterisk or a list of ETags, each in its quotation marks."
            raise InvalidRequest(detail, [Fault("header", to_pointer((name,)), detail)])
    return Precondition(if_match or "", if_none_match or "")


WritePrecondition = Annotated[Precondition, Depends(read_precondition)]


def respond_to_write(written: Written, address: str) -> Response:
    """Return the response to a write: the same as to a GET after it, with its ETag."""
    headers = {"ETag": make_etag(written.body), "Content-Location": address}
    if written.outcome is Outcome.CREATED:
        headers["Location"] = address
    status = 201 if written.outcome is Outcome.CREATED else 200
    return Response(written.body, status, headers, "application/json")
