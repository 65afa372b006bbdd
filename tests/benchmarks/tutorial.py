"""The same articles as the tutorials of FastAPI and SQLModel teach it; fast or slow, it is what people write.

    TUTORIAL_DATABASE_URL=sqlite:///tutorial.db python -m tests.benchmarks.tutorial PORT

Taken from them: `def` endpoints, a session by `Depends`, relationships, a link table, `response_model`,
pages by offset and limit in no stated order, `index=True` on foreign keys. Of what Wortlaut serves it
leaves out offsets, certainty, names, ETags and links.
"""

import os
import sys
from collections.abc import Iterator, Sequence
from typing import Annotated

from fastapi import Depends, FastAPI, HTTPException, Query
from sqlmodel import Field, Relationship, Session, SQLModel, col, create_engine, select

from tests.benchmarks.serving import serve


class QuoteSpeakerLink(SQLModel, table=True):
    quote_id: str = Field(foreign_key="quote.id", primary_key=True)
    speaker_id: str = Field(foreign_key="speaker.id", primary_key=True, index=True)


class SpeakerBase(SQLModel):
    id: str = Field(primary_key=True)
    name: str = Field(index=True)
    kind: str


class Speaker(SpeakerBase, table=True):
    quotes: list["Quote"] = Relationship(back_populates="speakers", link_model=QuoteSpeakerLink)
    statements: list["Statement"] = Relationship(back_populates="speaker")


class StatementBase(SQLModel):
    id: str = Field(primary_key=True)
    form: str
    date: str
    article_id: str = Field(foreign_key="article.id", index=True)
    speaker_id: str = Field(foreign_key="speaker.id", index=True)


class Statement(StatementBase, table=True):
    article: "Article" = Relationship(back_populates="statements")
    speaker: Speaker = Relationship(back_populates="statements")


class QuoteBase(SQLModel):
    id: str = Field(primary_key=True)
    position: int
    type: str
    exact: str
    article_id: str = Field(foreign_key="article.id", index=True)
    statement_id: str | None = Field(default=None, foreign_key="statement.id", index=True)


class Quote(QuoteBase, table=True):
    article: "Article" = Relationship(back_populates="quotes")
    statement: Statement | None = Relationship()
    speakers: list[Speaker] = Relationship(back_populates="quotes", link_model=QuoteSpeakerLink)


class ArticleHead(SQLModel):
    id: str = Field(primary_key=True)
    headline: str


class ArticleBase(ArticleHead):
    publisher: str = Field(index=True)
    published_on: str = Field(index=True)
    language: str
    text: str


class Article(ArticleBase, table=True):
    statements: list[Statement] = Relationship(back_populates="article")
    quotes: list[Quote] = Relationship(back_populates="article")


class StatementPublic(StatementBase):
    speaker: SpeakerBase


class QuotePublic(QuoteBase):
    speakers: list[SpeakerBase]
    statement: StatementBase | None
    article: ArticleHead


class ArticlePublic(ArticleBase):
    statements: list[StatementPublic]
    quotes: list[QuotePublic]


url = os.environ.get("TUTORIAL_DATABASE_URL", "sqlite:///tutorial.db")
engine = create_engine(url, connect_args={"check_same_thread": False} if url.startswith("sqlite") else {})


def get_session() -> Iterator[Session]:
    with Session(engine) as session:
        yield session


SessionDep = Annotated[Session, Depends(get_session)]
Limit = Annotated[int, Query(le=200)]
app = FastAPI()


@app.get("/articles/{article_id}", response_model=ArticlePublic)
def read_article(article_id: str, session: SessionDep) -> Article:
    article = session.get(Article, article_id)
    if not article:
        raise HTTPException(status_code=404, detail="Article not found")
    return article


@app.get("/quotes/", response_model=list[QuotePublic])
def read_quotes(
    session: SessionDep, q: Annotated[list[str], Query()], offset: int = 0, limit: Limit = 20
) -> Sequence[Quote]:
    found = select(Quote).where(*(col(Quote.exact).ilike(f"%{words}%") for words in q))
    return session.exec(found.offset(offset).limit(limit)).all()


@app.get("/quotes/{quote_id}", response_model=QuotePublic)
def read_quote(quote_id: str, session: SessionDep) -> Quote:
    quote = session.get(Quote, quote_id)
    if not quote:
        raise HTTPException(status_code=404, detail="Quote not found")
    return quote


@app.get("/speakers/{speaker_id}/quotes", response_model=list[QuotePublic])
def read_quotes_of_speaker(
    speaker_id: str, session: SessionDep, offset: int = 0, limit: Limit = 20
) -> Sequence[Quote]:
    found = select(Quote).join(QuoteSpeakerLink).where(QuoteSpeakerLink.speaker_id == speaker_id)
    return session.exec(found.offset(offset).limit(limit)).all()


if __name__ == "__main__":
    serve(app, int(sys.argv[1]))
