"""Coverage: counts of everything stored, languages and days."""

from sqlalchemy import func, select
from sqlmodel import Session

from app.models import Corpus, Statement, Tally, table
from app.schemas import resources

TALLY = table(Tally).c
REVISION = select(table(Corpus).c.revision).scalar_subquery()

DATE = table(Statement).c.date
NUMBERS = select(
    *table(Corpus).c,
    # Apart, so that each is read from the end of the index.
    select(func.min(DATE)).scalar_subquery().label("first"),
    select(func.max(DATE)).scalar_subquery().label("last"),
)


def count(session: Session) -> resources.Coverage:
    """Return the counts of articles, statements, quotes and speakers, the languages and the days."""
    tallies = session.execute(select(*TALLY)).all()
    numbers = session.execute(NUMBERS).one()
    return resources.Coverage(
        articles=sum(row.articles for row in tallies),
        statements=numbers.statements,
        quotes=sum(row.quotes for row in tallies),
        speakers=numbers.speakers,
        languages=sorted(row.language for row in tallies if row.language),
        dates=resources.Dates(first=numbers.first, last=numbers.last) if numbers.first else None,
        revision=numbers.revision,
    )


def has_history(session: Session) -> bool:
    """Tell whether an article was ever stored, even if it was deleted since."""
    return bool(session.execute(select(REVISION)).scalar_one())
