"""Problems: the responses to requests that fail (RFC 9457)."""

from typing import Annotated

from pydantic import Field

from app.schemas.fields import Id, Line, Link, Model, Name, Status, is_none
from app.schemas.resources import TextSpan

FAULTS_MAX = 20_000
"""Faults that one problem lists: more than the quotes of one document can have."""
POINTER_MAX, DETAIL_MAX = 2_000, 4_000


class ProblemCandidate(Model):
    """A speaker that the request may mean."""

    id: Id
    """The speaker's id."""
    name: Name
    """The speaker's name."""


class ProblemFault(Model):
    """One thing that is wrong with the request."""

    location: Annotated[str, Field(pattern="^(query|path|header|body)$", max_length=6)]
    """Where to look: `query`, `path`, `header` or `body`."""
    pointer: Annotated[str, Field(max_length=POINTER_MAX)]
    """The value that is wrong there, as a JSON Pointer (RFC 6901): `/limit`, `/quotes/3/exact`."""
    detail: Annotated[str, Field(max_length=DETAIL_MAX)]
    """What is wrong with it."""
    candidates: Annotated[list[ProblemCandidate] | None, Field(max_length=20, exclude_if=is_none)] = None
    """Speakers that the request may mean."""
    nearest: Annotated[TextSpan | None, Field(exclude_if=is_none)] = None
    """The most similar passage of the article."""


class Problem(Model):
    """Why a request failed (RFC 9457)."""

    type: Link
    """The kind of problem, as a link to its description."""
    title: Line
    """The kind of problem in words."""
    status: Status
    """The HTTP status."""
    detail: Annotated[str, Field(max_length=DETAIL_MAX)]
    """What failed, and what to do."""
    instance: Annotated[str, Field(pattern="^urn:uuid:[0-9a-f-]{36}$", max_length=45)]
    """This one request: its id is also in the logs."""
    errors: Annotated[list[ProblemFault] | None, Field(max_length=FAULTS_MAX, exclude_if=is_none)] = None
    """All values that are wrong."""


class ProblemType(Model):
    """A kind of problem."""

    type: Link
    """The address of the kind of problem, as in the `type` of a problem."""
    title: Line
    """The kind of problem in words."""
    status: Status
    """The HTTP status of the response."""
    description: Line
    """What the problem means, and what to do."""
