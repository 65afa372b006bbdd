"""What this installation holds, in numbers."""

from sqlalchemy import Text, bindparam, func, or_, select
from sqlmodel import Session

from app.models import Article, Corpus, Quote, Statement, Tally, table
from app.schemas import resources
from app.schemas.verdicts import Searched
from app.services.retrieval import Scope

ARTICLE, QUOTE, TALLY = table(Article).c, table(Quote).c, table(Tally).c
REVISION = select(table(Corpus).c.revision).scalar_subquery()

DATE = table(Statement).c.date
NUMBERS = select(
    *table(Corpus).c,
    # Apart, so that each is read from the end of the index.
    select(func.min(DATE)).scalar_subquery().label("first"),
    select(func.max(DATE)).scalar_subquery().label("last"),
)


def count(session: Session) -> resources.Coverage:
    """Return how much there is of everything, in which languages and of which days."""
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


LANGUAGE = bindparam("language", type_=Text)
SEARCHED = select(func.sum(TALLY.articles), func.sum(TALLY.quotes), REVISION).where(
    or_(LANGUAGE.is_(None), TALLY.language == LANGUAGE)
)
SEARCHED_ARTICLE = (
    select(func.count(ARTICLE.id.distinct()), func.count(QUOTE.id), REVISION)
    .join_from(table(Article), table(Quote), QUOTE.article_id == ARTICLE.id, isouter=True)
    .where(ARTICLE.id == bindparam("article"), or_(LANGUAGE.is_(None), ARTICLE.language == LANGUAGE))
)


def count_searched(session: Session, scope: Scope, *, near_complete: bool) -> Searched:
    """Return how much a scope leaves to be searched."""
    query = SEARCHED_ARTICLE if scope.article is not None else SEARCHED
    articles, quotes, revision = session.execute(query, scope._asdict()).one()
    return Searched(
        articles=articles or 0, quotes=quotes or 0, revision=revision, near_complete=near_complete
    )


def has_history(session: Session) -> bool:
    """Tell whether anything was ever stored here."""
    return bool(session.execute(select(REVISION)).scalar_one())
