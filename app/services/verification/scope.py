"""The articles that a verification searches: all, one, or those in one language; and their number."""

from typing import NamedTuple

from sqlalchemy import Text, bindparam, func, or_, select
from sqlmodel import Session

from app.models import Article, Quote, Tally, table
from app.schemas.verdicts import Searched
from app.services.catalog.coverage import REVISION

ARTICLE, QUOTE, TALLY = table(Article).c, table(Quote).c, table(Tally).c


class Scope(NamedTuple):
    """The articles searched: one or all, in one language or any."""

    article: str | None = None
    language: str | None = None


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
    """Return the number of articles and quotes in a scope, with the revision of the corpus.

    `near_complete` tells whether all passages that could come near a claim were compared with it.
    """
    query = SEARCHED_ARTICLE if scope.article is not None else SEARCHED
    articles, quotes, revision = session.execute(query, scope._asdict()).one()
    return Searched(
        articles=articles or 0, quotes=quotes or 0, revision=revision, near_complete=near_complete
    )
