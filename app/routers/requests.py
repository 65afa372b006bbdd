"""What operations share: the database, their parameters, and answers."""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ValidationError
from sqlmodel import Session
from starlette.requests import ClientDisconnect, Request

from app.database.database import Database
from app.errors import Fault, InvalidRequest, MalformedRequest, Unavailable, UnsupportedMediaType
from app.openapi.operations import find_repeatable
from app.pagination import Found
from app.schemas.queries import WordsQuery
from app.schemas.reading import KeyTwice, read_json

Json = dict[str, Any]  # Any: JSON
Wanted = TypeVar("Wanted", bound=BaseModel)
Words = TypeVar("Words", bound=WordsQuery)


def get_database(request: Request) -> Database:
    """Return the application's database; raise `Unavailable` as long as it was never reached."""
    database: Database | None = getattr(request.app.state, "database", None)
    if database is None:
        raise Unavailable("The database is not there yet. Try again in a moment.")
    return database


def read_query(model: type[Wanted], request: Request) -> Wanted:
    """Return what the query parameters of a request mean, or raise `RequestValidationError`.

    Which parameters there are, and which may be repeated, was checked before.
    """
    given: dict[str, str | list[str]] = {}
    repeatable = find_repeatable(model)
    for name, value in request.state.parameters:
        if repeatable[name]:
            given.setdefault(name, []).append(value)  # type: ignore[union-attr]  # it is a list
        else:
            given[name] = value
    return _read(model, given, "query")


def read_path(model: type[Wanted], request: Request) -> Wanted:
    """Return what the path of a request names, or raise `RequestValidationError`."""
    return _read(model, request.path_params, "path")


async def read_body(model: type[Wanted], request: Request) -> Wanted:
    """Return what the body of a request means, or raise `RequestValidationError` or another refusal."""
    raw = await read_bytes(request)
    try:
        return read_json(model, raw)
    except KeyTwice as error:
        raise InvalidRequest(str(error), [Fault("body", "", str(error))]) from None
    except ValidationError as error:
        raise _to_refusal(error, "body") from None


async def read_bytes(request: Request) -> bytes:
    """Return a body that is declared to be JSON.

    Raises `UnsupportedMediaType`, and `MalformedRequest` if it ends early.
    """
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media_type != "application/json" or "content-encoding" in request.headers:
        raise UnsupportedMediaType("Send the body as it is, with “Content-Type: application/json”.")
    try:
        return await request.body()
    except ClientDisconnect:
        raise MalformedRequest("The body ended before it was complete.") from None


def _read(model: type[Wanted], given: Mapping[str, object], location: str) -> Wanted:
    # Not left to FastAPI, which takes 25 µs to look at one parameter.
    try:
        return model.model_validate(given)
    except ValidationError as error:
        raise _to_refusal(error, location) from None


def _to_refusal(error: ValidationError, location: str) -> RequestValidationError:
    return RequestValidationError(
        [{**one, "loc": (location, *one["loc"])} for one in error.errors(include_url=False)]
    )


async def find(
    database: Database, unit: Callable[[Session, Words], Found[Json]], wanted: Words
) -> Found[Json]:
    """Read a page: where words are sought on the threads of searches, else on those of readers."""
    return await (database.read if wanted.q is None else database.search)(unit, wanted)
