"""The tree of expected failures; each has a stable code, a status and a title.

WortlautError
├── InvalidRequest          422  a parameter or body is not understood
│   ├── UnknownSpeaker      422  no speaker has that id or name
│   ├── AmbiguousSpeaker    422  several speakers have that name
│   ├── UnknownReference    422  a parameter names an article or statement that does not exist
│   ├── InvalidCursor       422  the cursor is not from this list
│   ├── InvalidSpan         422  an offset beyond the text, or a reversed span
│   ├── NothingToDraw       422  no quote passes the filters of a random quote
│   └── RefusedDocument     422  an article document has an error
│       └── Unreviewed      422  a person has still to decide about parts of it
├── MalformedRequest        400  not HTTP, or a body that is not JSON
├── Unauthorized            401  a write needs a token
├── WritesDisabled          403  no token is configured
├── ForeignOrigin           403  a page of another origin calls the tools
├── NotFound                404  nothing has this path
├── MethodNotAllowed        405  nothing at this path takes this method
├── NotAcceptable           406  a resource has none of the formats that the request accepts
├── RequestTimeout          408  the client took too long
├── PreconditionFailed      412  the article is not the one that If-Match or If-None-Match names
├── ContentTooLarge         413  the body is too large
├── UnsupportedMediaType    415  the body is not JSON
├── PreconditionRequired    428  an article is not replaced without If-Match
├── HeadTooLarge            431  too many or too long header fields
├── InternalError           500  a bug in this program
│   └── DamagedText         500  a stored text does not have its digest
├── NotInstalled            501  a format needs an extra that this installation does not have
├── Unavailable             503  the database cannot be used right now
│   ├── Busy                503  too many requests wait
│   ├── ReadOnly            503  the database takes no writes
│   ├── IndexOutdated       503  the full-text index is not up to date
│   └── OutOfTime           503  checking a claim took too long
├── StorageFull             507  the disk is full
└── CannotStart                  the program ends with one line (never on the wire)
    ├── Misuse                   the options of a command contradict each other
    └── CannotWrite              this process may not write to the database
"""

from collections.abc import Sequence
from typing import ClassVar, NamedTuple


class Candidate(NamedTuple):
    """A speaker the client may have meant."""

    id: str
    name: str


class Nearest(NamedTuple):
    """The passage of an article that is most similar to words that do not occur in it."""

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


def strip_pydantic_prefix(message: str) -> str:
    """Return an error message of Pydantic without what it puts before the message of a ValueError."""
    return message.removeprefix("Value error, ")


class WortlautError(Exception):
    """An expected failure. `detail` says what failed and what to do."""

    code: ClassVar[str]
    status: ClassVar[int]
    title: ClassVar[str]
    retry_after: ClassVar[int | None] = None
    challenge: ClassVar[str | None] = None
    """How a client authenticates: the WWW-Authenticate header (RFC 9110, 11.6.1)."""

    def __init__(self, detail: str, faults: Sequence[Fault] = ()) -> None:
        super().__init__(detail)
        self.detail = detail
        self.faults = tuple(faults)


class InvalidRequest(WortlautError):
    """A parameter or body is not understood. It is refused rather than ignored."""

    code, status, title = "invalid-request", 422, "The request is not understood"


class UnknownSpeaker(InvalidRequest):
    """No speaker has this id, name or identifier; the candidates have similar names."""

    code, title = "unknown-speaker", "No speaker goes by that name"


class AmbiguousSpeaker(InvalidRequest):
    """Several speakers have this name; name one of the candidates by id."""

    code, title = "ambiguous-speaker", "Several speakers go by that name"


class UnknownReference(InvalidRequest):
    """A parameter names an article or a statement that does not exist."""

    code, title = "unknown-reference", "A parameter names something that is not here"


class InvalidCursor(InvalidRequest):
    """The cursor is not from this list; start again without it."""

    code, title = "invalid-cursor", "The cursor is not one of this list"


class InvalidSpan(InvalidRequest):
    """The span is reversed or reaches beyond the text. Offsets are Unicode code points."""

    code, title = "invalid-span", "The span does not lie within the text"


class NothingToDraw(InvalidRequest):
    """No quote passes the filters, so there is no random one."""

    code, title = "nothing-to-draw", "No quote passes the filters"


class RefusedDocument(InvalidRequest):
    """The article document has errors; nothing of it was stored."""

    code, title = "refused-document", "The article document does not hold"


class Unreviewed(RefusedDocument):
    """The article document is a draft: a person has still to decide about parts of it."""

    code, title = "unreviewed", "The article document is not reviewed"


class MalformedRequest(WortlautError):
    """The request cannot be read as HTTP with a JSON body."""

    code, status, title = "malformed-request", 400, "The request cannot be read"


class Unauthorized(WortlautError):
    """A write needs a token that the server knows: Authorization: Bearer TOKEN (RFC 6750)."""

    code, status, title = "unauthorized", 401, "A token is needed"
    challenge = 'Bearer realm="Wortlaut"'


class WritesDisabled(WortlautError):
    """No token is configured, so writing is off. The server's operator makes one with `wortlaut token`."""

    code, status, title = "writes-disabled", 403, "Writing is disabled"


class ForeignOrigin(WortlautError):
    """The request comes from a web page of an origin that may not call the tools for language models."""

    code, status, title = "foreign-origin", 403, "Pages of this origin may not call the tools"


class NotFound(WortlautError):
    """Nothing has this path."""

    code, status, title = "not-found", 404, "Nothing is here"


class MethodNotAllowed(WortlautError):
    """The path exists, but does not take this method; the Allow header names those it takes."""

    code, status, title = "method-not-allowed", 405, "The method is not allowed here"


class NotAcceptable(WortlautError):
    """None of the formats that the request accepts is one that this resource has."""

    code, status, title = "not-acceptable", 406, "There is no such format here"


class RequestTimeout(WortlautError):
    """The request was not complete in time; the connection is closed."""

    code, status, title = "request-timeout", 408, "The request took too long"


class PreconditionFailed(WortlautError):
    """The article is not the one that If-Match or If-None-Match names; nothing was changed."""

    code, status, title = "precondition-failed", 412, "The article is another one by now"


class ContentTooLarge(WortlautError):
    """The body is larger than this operation takes."""

    code, status, title = "content-too-large", 413, "The body is too large"


class UnsupportedMediaType(WortlautError):
    """The body is not declared to be JSON."""

    code, status, title = "unsupported-media-type", 415, "The body must be JSON"


class PreconditionRequired(WortlautError):
    """The article exists already; to replace it, send If-Match with its ETag."""

    code, status, title = "precondition-required", 428, "An article is not replaced unseen"


class HeadTooLarge(WortlautError):
    """The request has too many or too long header fields; the connection is closed."""

    code, status, title = "head-too-large", 431, "The head of the request is too large"


class InternalError(WortlautError):
    """A bug in this program. The log has the details under the request id."""

    code, status, title = "internal-error", 500, "This is our fault"


class DamagedText(InternalError):
    """A stored text does not have the digest it had when it was imported, so none of it is served."""

    code, title = "damaged-text", "The stored text is damaged"


class NotInstalled(WortlautError):
    """A format needs an extra that the server's operator has not installed; the detail names it."""

    code, status, title = "not-installed", 501, "This needs something that is not installed"


class Unavailable(WortlautError):
    """The database cannot be used right now, so there is no answer. Try again."""

    code, status, title = "unavailable", 503, "The database cannot be asked right now"
    retry_after = 5


class Busy(Unavailable):
    """Too many requests wait to be served soon. Try again."""

    code, title = "busy", "Too many requests wait"
    retry_after = 1


class ReadOnly(Unavailable):
    """The database can be read, but not written. The server's operator must look into it."""

    code, title = "read-only", "Nothing can be written"
    retry_after = 60


class IndexOutdated(Unavailable):
    """The full-text index must be made anew before anything is searched, names included."""

    code, title = "index-outdated", "The full-text index is outdated"
    retry_after = 60


class OutOfTime(Unavailable):
    """Checking the claim took longer than the limit, so there is no verdict."""

    code, title = "out-of-time", "The claim could not be checked in time"


class StorageFull(WortlautError):
    """The disk is full and nothing was stored. Reading still works."""

    code, status, title = "storage-full", 507, "The storage is full"
    retry_after = 60


class CannotStart(Exception):
    """The program cannot start or run a command; the message is the one line it prints."""


class Misuse(CannotStart):
    """The options of a command contradict each other or have invalid values."""


class CannotWrite(CannotStart):
    """This process may not write to the database."""


def walk_errors(root: type[WortlautError] = WortlautError) -> list[type[WortlautError]]:
    """Return every failure that a response can have, in the order of the tree."""
    here = [root] if hasattr(root, "code") else []
    return here + [error for child in root.__subclasses__() for error in walk_errors(child)]
