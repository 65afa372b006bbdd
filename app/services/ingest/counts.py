"""Update the stored counts: quotes, articles and statements of speakers, quotes of statements, tallies."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from sqlalchemy import Column, bindparam, delete, insert, select, update
from sqlmodel import Session

from app.models import Speaker, Statement, Tally, table
from app.services.ingest.validation import ArticleRows
from app.vocabulary import Role

SPEAKER, STATEMENT, TALLY = table(Speaker).c, table(Statement).c, table(Tally).c


class Changes(NamedTuple):
    """The difference to each stored count, by speaker, statement or language."""

    speaker_quotes: Counter[str]
    speaker_articles: Counter[str]
    statement_quotes: Counter[str | None]  # None: quotes without a statement
    articles: Counter[str]
    quotes: Counter[str]


def compute_changes(new: Iterable[ArticleRows], old: Iterable[ArticleRows]) -> Changes:
    """Count the new articles and what they contain, and subtract the old ones."""
    changes = Changes(Counter(), Counter(), Counter(), Counter(), Counter())
    for all_rows, sign in ((new, 1), (old, -1)):
        for rows in all_rows:
            speakers = [row["speaker_id"] for row in rows.parties if row["role"] == Role.SPEAKER]
            language = rows.article["language"] or ""
            for counter, keys in (
                (changes.speaker_quotes, speakers),
                (changes.speaker_articles, set(speakers)),
                (changes.statement_quotes, [row["statement_id"] for row in rows.quotes]),
                (changes.articles, [language]),
                (changes.quotes, [language] * len(rows.quotes)),
            ):
                for key in keys:
                    counter[key] += sign
    return changes


def update_counts(session: Session, changes: Changes, statement_counts: Mapping[str, int]) -> None:
    """Add the changes to the stored counts; `statement_counts` has those of speakers' statements."""
    quotes, articles = changes.speaker_quotes, changes.speaker_articles
    _add(session, SPEAKER.id, quotes=quotes, articles=articles, statements=statement_counts)
    _add(session, STATEMENT.id, quotes=changes.statement_quotes)
    known = set(session.execute(select(TALLY.language)).scalars())
    for language in changes.articles.keys() - known:
        session.execute(insert(table(Tally)), [{"language": language, "articles": 0, "quotes": 0}])
    _add(session, TALLY.language, articles=changes.articles, quotes=changes.quotes)
    session.execute(delete(table(Tally)).where(TALLY.articles == 0))


def _add(session: Session, key: Column[str], **more: Mapping[Any, int]) -> None:  # Any: str or None
    """Add to the columns of rows by their keys; None is the key of no row."""
    sums = {name: key.table.c[name] + bindparam(f"more_{name}") for name in more}
    keys = {one for changes in more.values() for one, number in changes.items() if number} - {None}
    changed = [
        {"key": one, **{f"more_{name}": changes.get(one, 0) for name, changes in more.items()}}
        for one in sorted(keys)
    ]
    if changed:
        add = update(key.table).where(key == bindparam("key")).values(sums)
        session.connection().execute(add, changed)
