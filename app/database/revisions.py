"""The migrations in their order, as their scripts state it.

The scripts are read as text: to load Alembic takes a quarter of a second, and a start whose database is up
to date does not need it.
"""

import functools
import re

from app.data_folders import MIGRATIONS
from app.errors import CannotStart

UNRELEASED = "2026_11_25_words_at_line_ends"
"""The last migration before the first release. All of them were merged into one, so a database at one of them
cannot be upgraded."""
_STATED = re.compile(r'^(revision|down_revision) = (?:"(\w+)"|None)$', re.MULTILINE)


@functools.cache
def list_revisions() -> tuple[str, ...]:
    """Return the migrations from the first to the newest: each names the one before it."""
    by_predecessor: dict[str | None, str] = {}
    for script in (MIGRATIONS / "versions").glob("*.py"):
        stated = {name: value or None for name, value in _STATED.findall(script.read_text("utf-8"))}
        by_predecessor[stated["down_revision"]] = str(stated["revision"])
    ordered: list[str] = []
    following = by_predecessor.get(None)
    while following is not None:
        ordered.append(following)
        following = by_predecessor.get(following)
    return tuple(ordered)


def is_older(revision: str | None) -> bool:
    """Tell whether a database at this migration, or at none, is brought up to date by migrating it."""
    return revision is None or revision in list_revisions()[:-1]


def require_known(revision: str | None) -> None:
    """Raise `CannotStart` if this program has no such migration."""
    if revision is None or revision in list_revisions():
        return
    if revision == UNRELEASED:
        raise CannotStart(
            f"the database is at {revision}, which was never released; export its articles with the "
            "program that made it, and import them into a new database"
        )
    raise CannotStart(f"the database is at {revision}, newer than this program; update the program")
