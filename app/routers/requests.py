"""Read requests: path and query parameters, headers, bodies, and the database that they are for."""

from collections.abc import Callable
from typing import Annotated, Any, TypeVar

from fastapi import Depends
from fastapi._compat import ModelField  # FastAPI has no public name for an argument that it has analysed.
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ValidationError
from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request

from app.database.database import Database
from app.errors import Fault, InvalidRequest, MalformedRequest, Unavailable, UnsupportedMediaType
from app.middleware.query_string import list_parameters
from app.openapi.operations import get_model
from app.schemas.queries import WordsQuery
from app.schemas.reading import DuplicateKey, read_json

Read = TypeVar("Read", bound=BaseModel)
Query = TypeVar("Query", bound=WordsQuery)
Result = TypeVar("Result")
Value = TypeVar("Value")
Reader = Callable[[Request], Any]  # Any: the value of an argument, or a coroutine that returns it


def get_database(request: Request) -> Database:
    """Return the application's database; raise `Unavailable` until it was reached once."""
    return get_open_database(request.app)


def get_open_database(app: Starlette) -> Database:
    """Return the database of an application; raise `Unavailable` until it was reached once."""
    database: Database | None = getattr(app.state, "database", None)
    if database is None:
        raise Unavailable("The database is not there yet. Try again in a moment.")
    return database


OpenDatabase = Annotated[Database, Depends(get_database)]


async def read_bytes(request: Request) -> bytes:
    """Return the body of a request whose media type is JSON.

    Raises `UnsupportedMediaType`, and `MalformedRequest` if it ends early.
    """
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media_type != "application/json" or "content-encoding" in request.headers:
        raise UnsupportedMediaType("Send the body as it is, with “Content-Type: application/json”.")
    try:
        return await request.body()
    except ClientDisconnect:
        raise MalformedRequest("The body ended before it was complete.") from None


async def read_body(model: type[Read], request: Request) -> Read:
    """Return a JSON body as a model; raise an error that names everything that does not fit."""
    raw = await read_bytes(request)
    try:
        return read_json(model, raw)
    except DuplicateKey as error:
        raise InvalidRequest(str(error), [Fault("body", "", str(error))]) from None
    except ValidationError as error:
        raise _convert(error, "body") from None


def make_path_reader(field: ModelField) -> Reader:
    """Return a function that reads a path parameter."""
    name = field.alias
    return lambda request: _validate(field, request.path_params[name], "path")


def make_query_reader(field: ModelField) -> Reader:
    """Return a function that reads the model of all query parameters.

    The middleware has refused unknown ones, and second values of those that have one.
    """
    model = get_model(field)
    repeatable = list_parameters(model)

    def read(request: Request) -> object:
        given: dict[str, Any] = {}  # Any: a value, or the list of all values
        for name, value in request.scope["state"]["parameters"]:
            if repeatable[name]:
                given.setdefault(name, []).append(value)
            else:
                given[name] = value
        try:
            return model.model_validate(given)
        except ValidationError as error:
            raise _convert(error, "query") from None

    return read


def make_header_reader(field: ModelField) -> Reader:
    """Return a function that reads a header, or None; several lines of it are one (RFC 9110, 5.3)."""
    name = field.alias

    def read(request: Request) -> object:
        lines = request.headers.getlist(name)
        return _validate(field, ", ".join(lines) if lines else None, "header")

    return read


def make_body_reader(field: ModelField) -> Reader:
    """Return a function that reads the model of a JSON body."""
    model = get_model(field)
    return lambda request: read_body(model, request)


def _validate(field: ModelField, value: object, location: str) -> object:
    found, errors = field.validate(value, loc=(location, field.alias))
    if errors:
        raise RequestValidationError(errors)
    return found


def _convert(error: ValidationError, location: str) -> RequestValidationError:
    faults = error.errors(include_url=False)
    return RequestValidationError([{**fault, "loc": (location, *fault["loc"])} for fault in faults])
