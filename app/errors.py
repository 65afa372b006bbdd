"""The tree of expected failures; each has a stable code, a status and a title.

WortlautError
├── InvalidRequest          422  a parameter or body is not understood
│   ├── UnknownSpeaker      422  nobody goes by that name
│   ├── AmbiguousSpeaker    422  several speakers go by that name
│   ├── UnknownReference    422  a parameter names an article or statement that is not there
│   ├── InvalidCursor       422
│   ├── InvalidSpan         422  an offset beyond the text, or a reversed span
│   ├── NothingToDraw       422  no quote is left to draw one from
│   └── RefusedDocument     422  an article document does not hold
├── MalformedRequest        400
├── Unauthorized            401  a write needs a token
├── WritesDisabled          403  no token is configured, so nobody may write
├── NotFound                404  paths alone
├── MethodNotAllowed        405
├── RequestTimeout          408  the client took too long
├── PreconditionFailed      412  the article is not as If-Match or If-None-Match wants it
├── ContentTooLarge         413
├── UnsupportedMediaType    415  a document comes as JSON
├── PreconditionRequired    428  an article is not replaced unseen
├── HeadTooLarge            431
├── InternalError           500
│   └── DamagedText         500  a stored text is not what it was when it was proved
├── Unavailable             503  the database cannot be asked right now
│   ├── Busy                503  more requests wait than can be served soon
│   ├── ReadOnly            503  the database takes no writes
│   └── OutOfTime           503  a claim could not be checked in its time
├── StorageFull             507  there is no room for what is to be stored
└── CannotStart                  the program ends with one line (never on the wire)
"""

from collections.abc import Sequence
from typing import ClassVar, NamedTuple


class Candidate(NamedTuple):
    """A speaker who may be meant."""

    id: str
    name: str


class Nearest(NamedTuple):
    """The passage of an article that comes nearest to words that are not in it."""

    exact: str
    start: int
    end: int


class Fault(NamedTuple):
    """One thing that is wrong: where (JSON Pointer, RFC 6901, into `location`) and why."""

    location: str
    pointer: str
    detail: str
    candidates: tuple[Candidate, ...] = ()
    nearest: Nearest | None = None


def to_pointer(path: tuple[int | str, ...]) -> str:
    """Return the JSON Pointer (RFC 6901) of a path of keys and indexes."""
    return "".join("/" + str(step).replace("~", "~0").replace("/", "~1") for step in path)


def say(message: str) -> str:
    """Return what Pydantic found wrong, without the name of our exception before our words."""
    return message.removeprefix("Value error, ")


class WortlautError(Exception):
    """An expected failure. `detail` says what failed and what to do."""

    code: ClassVar[str]
    status: ClassVar[int]
    title: ClassVar[str]
    retry_after: ClassVar[int | None] = None
    challenge: ClassVar[str | None] = None
    """How to show who one is: the WWW-Authenticate header (RFC 9110, 11.6.1)."""

    def __init__(self, detail: str, faults: Sequence[Fault] = ()) -> None:
        super().__init__(detail)
        self.detail = detail
        self.faults = tuple(faults)


class InvalidRequest(WortlautError):
    """A parameter or body is not understood. It is refused rather than ignored."""

    code, status, title = "invalid-request", 422, "The request is not understood"


class UnknownSpeaker(InvalidRequest):
    """No speaker has this id or name; the candidates come nearest."""

    code, title = "unknown-speaker", "No speaker goes by that name"


class AmbiguousSpeaker(InvalidRequest):
    """Several speakers go by this name; name one of the candidates by id."""

    code, title = "ambiguous-speaker", "Several speakers go by that name"


class UnknownReference(InvalidRequest):
    """A parameter names an article or a statement that is not here."""

    code, title = "unknown-reference", "A parameter names something that is not here"


class InvalidCursor(InvalidRequest):
    """The cursor is not one that this list gave out; begin again without it."""

    code, title = "invalid-cursor", "The cursor is not one of this list"


class InvalidSpan(InvalidRequest):
    """The span is reversed or reaches beyond the text. Offsets are Unicode code points."""

    code, title = "invalid-span", "The span does not lie within the text"


class NothingToDraw(InvalidRequest):
    """No quote passes the filters, so none can be drawn."""

    code, title = "nothing-to-draw", "No quote passes the filters"


class RefusedDocument(InvalidRequest):
    """The article document does not hold; nothing of it was kept."""

    code, title = "refused-document", "The article document does not hold"


class MalformedRequest(WortlautError):
    """The request cannot be read as HTTP with a JSON body."""

    code, status, title = "malformed-request", 400, "The request cannot be read"


class Unauthorized(WortlautError):
    """A write needs a token that is known here: Authorization: Bearer TOKEN (RFC 6750)."""

    code, status, title = "unauthorized", 401, "A token is needed"
    challenge = 'Bearer realm="Wortlaut"'


class WritesDisabled(WortlautError):
    """No token is configured, so nobody may write. Whoever runs the server makes one: wortlaut token."""

    code, status, title = "writes-disabled", 403, "Nobody may write here"


class NotFound(WortlautError):
    """Nothing has this path."""

    code, status, title = "not-found", 404, "Nothing is here"


class MethodNotAllowed(WortlautError):
    """The path is there, but not for this method; the Allow header names those it takes."""

    code, status, title = "method-not-allowed", 405, "The method is not allowed here"


class RequestTimeout(WortlautError):
    """The request did not come to its end in time; the connection is closed."""

    code, status, title = "request-timeout", 408, "The request took too long"


class PreconditionFailed(WortlautError):
    """The article is not as If-Match or If-None-Match wants it; nothing was changed."""

    code, status, title = "precondition-failed", 412, "The article is another one by now"


class ContentTooLarge(WortlautError):
    """The body is larger than this operation takes."""

    code, status, title = "content-too-large", 413, "The body is too large"


class UnsupportedMediaType(WortlautError):
    """The body is not declared to be JSON."""

    code, status, title = "unsupported-media-type", 415, "The body must be JSON"


class PreconditionRequired(WortlautError):
    """There is an article already; to replace it, say which one with If-Match and its ETag."""

    code, status, title = "precondition-required", 428, "An article is not replaced unseen"


class HeadTooLarge(WortlautError):
    """The request has more header fields, or longer ones, than are read; the connection is closed."""

    code, status, title = "head-too-large", 431, "The head of the request is too large"


class InternalError(WortlautError):
    """A fault of this program. The request id leads to the log entry that tells more."""

    code, status, title = "internal-error", 500, "This is our fault"


class DamagedText(InternalError):
    """A stored text is not the one that was proved, so nothing of it is served as verbatim."""

    code, title = "damaged-text", "The stored text is damaged"


class Unavailable(WortlautError):
    """The database cannot be asked right now, so nothing can be said. Try again."""

    code, status, title = "unavailable", 503, "The database cannot be asked right now"
    retry_after = 5


class Busy(Unavailable):
    """More requests wait than can be served soon. Try again."""

    code, title = "busy", "Too many requests wait"
    retry_after = 1


class ReadOnly(Unavailable):
    """The database can be read, but takes no writes. Whoever runs the server must look."""

    code, title = "read-only", "Nothing can be written"
    retry_after = 60


class OutOfTime(Unavailable):
    """The claim could not be checked in the time that a claim has, so nothing is said of it."""

    code, title = "out-of-time", "The claim could not be checked in time"


class StorageFull(WortlautError):
    """There is no room for what is to be stored; nothing of it was. Reading goes on."""

    code, status, title = "storage-full", 507, "The storage is full"
    retry_after = 60


class CannotStart(Exception):
    """The program cannot start or carry out a command; its message is the one line shown."""


class Misuse(CannotStart):
    """A command is given options that do not go together, or values that mean nothing."""


class CannotWrite(CannotStart):
    """The database is not one that this process may write to."""


def walk_errors(root: type[WortlautError] = WortlautError) -> list[type[WortlautError]]:
    """Return every kind of failure that can go over the wire, in the order of the tree."""
    here = [root] if hasattr(root, "code") else []
    return here + [error for child in root.__subclasses__() for error in walk_errors(child)]
