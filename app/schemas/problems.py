"""Problems: what the API answers with when a request fails (RFC 9457)."""

from typing import Annotated

from pydantic import Field

from app.schemas.fields import Id, Line, Link, Model, Name, Status, is_none
from app.schemas.resources import TextSpan

FAULTS_MAX = 20_000
"""All that can be wrong with the quotes of one document, and more; of what is beyond that, enough is said."""
POINTER_MAX, DETAIL_MAX = 2_000, 4_000


class ProblemCandidate(Model):
    """A speaker who may be meant."""

    id: Id
    """The speaker's id."""
    name: Name
    """The name the speaker is shown by."""


class ProblemFault(Model):
    """One thing that is wrong with the request."""

    location: Annotated[str, Field(pattern="^(query|path|header|body)$", max_length=6)]
    """Where to look: `query`, `path`, `header` or `body`."""
    pointer: Annotated[str, Field(max_length=POINTER_MAX)]
    """What is wrong there, as a JSON Pointer (RFC 6901): `/limit`, `/quotes/3/exact`."""
    detail: Annotated[str, Field(max_length=DETAIL_MAX)]
    """Why."""
    candidates: Annotated[list[ProblemCandidate] | None, Field(max_length=20, exclude_if=is_none)] = None
    """Speakers who may be meant."""
    nearest: Annotated[TextSpan | None, Field(exclude_if=is_none)] = None
    """The passage of the article that comes nearest."""


class Problem(Model):
    """Why a request failed (RFC 9457)."""

    type: Link
    """Which kind of problem it is, as a link to its description."""
    title: Line
    """The kind of problem in words."""
    status: Status
    """The HTTP status."""
    detail: Annotated[str, Field(max_length=DETAIL_MAX)]
    """What failed here, and what to do."""
    instance: Annotated[str, Field(pattern="^urn:uuid:[0-9a-f-]{36}$", max_length=45)]
    """This one request; the logs know it by this id."""
    errors: Annotated[list[ProblemFault] | None, Field(max_length=FAULTS_MAX, exclude_if=is_none)] = None
    """What is wrong, one by one."""


class ProblemType(Model):
    """A kind of problem."""

    type: Link
    """Its address, as problems name it."""
    title: Line
    """What it is called."""
    status: Status
    """The HTTP status it comes with."""
    description: Line
    """What it means and what to do."""
