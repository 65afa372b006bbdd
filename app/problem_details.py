"""Errors as RFC 9457 problem+json: expected failures, the framework's own errors, and validation."""

from collections.abc import Sequence

from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from app.errors import (
    ContentTooLarge,
    Fault,
    InternalError,
    InvalidRequest,
    MalformedRequest,
    MethodNotAllowed,
    NotFound,
    WortlautError,
    strip_pydantic_prefix,
    to_pointer,
)
from app.schemas import problems as schemas
from app.schemas.resources import TextSpan

MEDIA_TYPE = "application/problem+json"

_BY_STATUS: dict[int, WortlautError] = {
    400: MalformedRequest("The body is not JSON in UTF-8."),
    404: NotFound("There is nothing at this path. /docs lists all operations."),
    405: MethodNotAllowed("This path does not accept this method; Allow names the methods that it accepts."),
    413: ContentTooLarge("The body is larger than this operation accepts."),
}


def get_path(error: type[WortlautError]) -> str:
    """Return the address of a kind of problem."""
    return f"/problems/{error.code}"


def describe(error: type[WortlautError]) -> schemas.ProblemType:
    """Return the description of a kind of problem."""
    meaning = " ".join((error.__doc__ or "").split())
    return schemas.ProblemType(
        type=get_path(error), title=error.title, status=error.status, description=meaning
    )


def to_resource(error: WortlautError, request_id: str) -> schemas.Problem:
    """Return the problem that describes a failure."""
    return schemas.Problem(
        type=get_path(type(error)),
        title=error.title,
        status=error.status,
        detail=error.detail[: schemas.DETAIL_MAX],
        instance=f"urn:uuid:{request_id}",
        errors=[_to_fault(fault) for fault in error.faults[: schemas.FAULTS_MAX]] or None,
    )


def to_response(error: WortlautError, request_id: str) -> Response:
    """Return the response to a request that failed."""
    headers = {"Cache-Control": "no-store"}
    if error.retry_after is not None:
        headers["Retry-After"] = str(error.retry_after)
    if error.challenge is not None:
        headers["WWW-Authenticate"] = error.challenge
    return Response(to_resource(error, request_id).model_dump_json(), error.status, headers, MEDIA_TYPE)


def _to_fault(fault: Fault) -> schemas.ProblemFault:
    return schemas.ProblemFault(
        location=fault.location,
        pointer=fault.pointer[: schemas.POINTER_MAX],
        detail=fault.detail[: schemas.DETAIL_MAX],
        candidates=[schemas.ProblemCandidate(**one._asdict()) for one in fault.candidates] or None,
        nearest=TextSpan(**fault.nearest._asdict()) if fault.nearest else None,
    )


def from_status(status: int) -> WortlautError:
    """Return the error of this program for a status that the framework itself answers with."""
    return _BY_STATUS.get(status) or InternalError(
        "Something went wrong here; the request id leads to the log."
    )


async def handle(request: Request, error: Exception) -> Response:
    """Return the response to an expected failure, or to an exception of the framework."""
    return to_response(read_error(error), request.state.request_id)


def read_error(error: Exception) -> WortlautError:
    """Return the error of this program for an expected failure; raise any other exception again."""
    if isinstance(error, RequestValidationError):
        return _from_validation(error)
    if isinstance(error, HTTPException):
        return from_status(error.status_code)
    if not isinstance(error, WortlautError):
        raise error
    return error


def _from_validation(error: RequestValidationError) -> WortlautError:
    """Return an error that names the values that do not fit, but not the values: JSON cannot encode all.

    Where the path alone does not fit, it is not the path of anything: 404.
    """
    found = error.errors()
    if all(one["loc"][0] == "path" for one in found):
        return from_status(404)
    if any(one["type"] == "json_invalid" for one in found):
        return from_status(400)
    faults = [
        Fault(str(one["loc"][0]), to_pointer(one["loc"][1:]), strip_pydantic_prefix(one["msg"]))
        for one in found
    ]
    return from_faults(faults)


def from_faults(faults: Sequence[Fault]) -> InvalidRequest:
    """Return the error that names all values that do not fit."""
    what = "1 value does" if len(faults) == 1 else f"{len(faults)} values do"
    return InvalidRequest(f"{what} not fit: {faults[0].pointer}: {faults[0].detail}", faults)
