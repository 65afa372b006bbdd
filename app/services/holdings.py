"""What this installation holds, in numbers."""

from sqlalchemy import func, select
from sqlmodel import Session

from app.models import Article, Corpus, Quote, Speaker, Statement, table
from app.schemas import resources


def count(session: Session) -> resources.Coverage:
    """Return how much there is of everything, in which languages and of which days."""
    totals = {
        name: session.execute(select(func.count()).select_from(table(model))).scalar_one()
        for name, model in (
            ("articles", Article),
            ("statements", Statement),
            ("quotes", Quote),
            ("speakers", Speaker),
        )
    }
    language, date = table(Article).c.language, table(Statement).c.date
    languages = session.execute(select(language).where(language.is_not(None)).distinct()).scalars()
    first, last = session.execute(select(func.min(date), func.max(date))).one()
    return resources.Coverage(
        **totals,
        languages=sorted(languages),
        dates=resources.Dates(first=first, last=last) if first else None,
        revision=session.execute(select(table(Corpus).c.revision)).scalar_one(),
    )


def has_history(session: Session) -> bool:
    """Tell whether anything was ever stored here."""
    return bool(session.execute(select(table(Corpus).c.revision)).scalar_one())
