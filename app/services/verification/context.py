"""What a claim is verified in: a session, the index, the articles, the claimed speaker, and a deadline."""

import time
from typing import NamedTuple

from sqlmodel import Session

from app.errors import OutOfTime
from app.fulltext.index import Snapshot
from app.services.verification.scope import Scope


class Deadline:
    """The end of the time for one claim.

    Every verdict rests on an exhaustive search. A search that is stopped half-way could only guess, so a
    claim that takes too long has no verdict at all.
    """

    def __init__(self, seconds: float) -> None:
        self._end = time.monotonic() + seconds

    def check(self) -> None:
        """Raise `OutOfTime` after the deadline."""
        if time.monotonic() > self._end:
            raise OutOfTime(
                "The claim could not be checked in time, because its words occur too often. Add words."
            )


class VerificationContext(NamedTuple):
    """What the verification of one claim needs everywhere."""

    session: Session
    snapshot: Snapshot
    scope: Scope
    speaker: str | None
    deadline: Deadline
