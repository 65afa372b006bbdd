"""Check stored texts: nothing is served of a text that is not, by its digest, the imported one."""

from sqlalchemy import bindparam, select
from sqlmodel import Session

from app.database.compiled import fetch_first
from app.errors import DamagedText, NotFound
from app.models import Article, table
from app.verbatim.identity import hash_text, make_quote_id

ARTICLE = table(Article).c
TEXT = select(ARTICLE.text, ARTICLE.sha256).where(ARTICLE.id == bindparam("article"))


def get_checked_text(session: Session, article_id: str) -> str:
    """Return an article's text, or raise `NotFound` or `DamagedText`."""
    row = fetch_first(session, TEXT, {"article": article_id})
    if row is None:
        raise NotFound(f"There is no article “{article_id}”.")
    require_text(article_id, row.text, row.sha256)
    return str(row.text)


def require_text(article_id: str, text: str, sha256: str) -> None:
    """Raise `DamagedText` unless a text has its digest."""
    if hash_text(text) != sha256:
        raise DamagedText(f"The stored text of “{article_id}” differs from the one that was imported.")


def require_quote(quote_id: str, article_id: str, quote_type: str, exact: str, occurrence: int) -> None:
    """Raise `DamagedText` unless a quote's id is the hash of its words."""
    if make_quote_id(article_id, quote_type, exact, occurrence) != quote_id:
        raise DamagedText(f"The stored words of “{quote_id}” differ from those that were imported.")
