"""Update the stored counts: quotes, articles and statements of speakers, quotes of statements, tallies."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from sqlalchemy import Update, bindparam, delete, insert, select, update
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
    _update_speakers(session, changes, statement_counts)
    _update_statements(session, changes.statement_quotes)
    for language in changes.articles:
        if not session.execute(select(TALLY.language).where(TALLY.language == language)).first():
            session.execute(insert(table(Tally)), [{"language": language, "articles": 0, "quotes": 0}])
        sums = {
            "articles": TALLY.articles + changes.articles[language],
            "quotes": TALLY.quotes + changes.quotes[language],
        }
        session.execute(update(table(Tally)).where(TALLY.language == language).values(sums))
    session.execute(delete(table(Tally)).where(TALLY.articles == 0))


def _update_speakers(session: Session, changes: Changes, statement_counts: Mapping[str, int]) -> None:
    add = (
        update(table(Speaker))
        .where(SPEAKER.id == bindparam("speaker"))
        .values(
            quotes=SPEAKER.quotes + bindparam("more_quotes"),
            articles=SPEAKER.articles + bindparam("more_articles"),
            statements=SPEAKER.statements + bindparam("more_statements"),
        )
    )
    changed = [
        {
            "speaker": speaker,
            "more_quotes": changes.speaker_quotes[speaker],
            "more_articles": changes.speaker_articles[speaker],
            "more_statements": statement_counts.get(speaker, 0),
        }
        for speaker in sorted({*changes.speaker_quotes, *statement_counts})
    ]
    numbers = ("more_quotes", "more_articles", "more_statements")
    _execute_many(session, add, [one for one in changed if any(one[name] for name in numbers)])


def _update_statements(session: Session, quotes: Mapping[str | None, int]) -> None:
    add = (
        update(table(Statement))
        .where(STATEMENT.id == bindparam("statement"))
        .values(quotes=STATEMENT.quotes + bindparam("more"))
    )
    changed = [
        {"statement": statement, "more": more}
        for statement, more in sorted(quotes.items(), key=str)
        if statement is not None and more
    ]
    _execute_many(session, add, changed)


def _execute_many(session: Session, statement: Update, values: Sequence[Mapping[str, object]]) -> None:
    if values:
        session.connection().execute(statement, values)
