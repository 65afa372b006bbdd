"""The tables: articles, their blocks and quotes, and the speakers and statements they share.

Keys are the public ids, which come from content; so rows are the same on every installation.
`article_speaker` and `article_statement` keep what each article's document says; `speaker`,
`speaker_name`, `statement` and `statement_party` are computed from all of them by the importer.
"""

import datetime
import re
from collections import defaultdict
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKeyConstraint, Index, Table, Text, UniqueConstraint
from sqlalchemy.dialects import postgresql
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator, TypeEngine
from sqlmodel import Field, SQLModel

from app.vocabulary import BlockKind, Certainty, QuoteType, Role, SpeakerKind, StatementForm

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}
SQLModel.metadata.naming_convention = NAMING

# Ids are sorted by code point, so that pages come in the same order from both databases:
# SQLite does so by itself, PostgreSQL would follow the locale of the server.
ID = Text().with_variant(postgresql.TEXT(collation="C"), "postgresql")

ARTICLE_TEXT_MAX = 1_000_000


def one_of(column: str, words: type[StrEnum]) -> CheckConstraint:
    """Return the constraint that a column holds one of the words (or nothing, where it may)."""
    return CheckConstraint(f"{column} IN ({', '.join(repr(word.value) for word in words)})", column)


def to_shared(name: str) -> ForeignKeyConstraint:
    """Return the reference to a speaker or statement.

    It is checked at the commit: within a transaction the importer removes what articles share and
    puts it back as they now give it.
    """
    return ForeignKeyConstraint([f"{name}_id"], [f"{name}.id"], deferrable=True, initially="DEFERRED")


class Tokens(TypeDecorator[list[str]]):
    """Words to look a passage up by, in order, as each database's full-text index takes them.

    Both index exactly these tokens: SQLite's FTS5 splits them at the spaces between them, and
    PostgreSQL gets them with their positions instead of parsing them by its own idea of German.
    """

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:  # Any: the database's own
        """Return the column's type in this database."""
        if dialect.name == "postgresql":
            return dialect.type_descriptor(postgresql.TSVECTOR())
        return dialect.type_descriptor(Text())

    def process_bind_param(self, value: list[str] | None, dialect: Dialect) -> str | None:
        """Return what is stored of the tokens."""
        if value is None or dialect.name != "postgresql":
            return None if value is None else " ".join(value)
        positions = defaultdict(list)
        for position, token in enumerate(value, start=1):
            positions[token].append(str(position))
        return " ".join(f"'{token}':{','.join(places)}" for token, places in positions.items())

    def process_result_value(self, value: str | None, dialect: Dialect) -> list[str] | None:
        """Return the tokens of what is stored."""
        if value is None or dialect.name != "postgresql":
            return None if value is None else value.split()
        placed = [
            (int(position), token)
            for token, positions in re.findall(r"'([^']*)':([0-9,]+)", value)
            for position in positions.split(",")
        ]
        return [token for _, token in sorted(placed)]


class Corpus(SQLModel, table=True):
    """One row: how often what is stored has changed. Revision 0 has never held an article."""

    __table_args__ = (CheckConstraint("id = 1", "one_row"), CheckConstraint("revision >= 0", "revision"))

    id: int = Field(default=1, primary_key=True, sa_column_kwargs={"autoincrement": False})
    revision: int


class Article(SQLModel, table=True):
    """One text, exactly as received, and what is known about it."""

    __table_args__ = (
        CheckConstraint("length(sha256) = 64", "sha256"),
        CheckConstraint(f"length(text) BETWEEN 1 AND {ARTICLE_TEXT_MAX}", "text"),
        one_of("language_certainty", Certainty),
        one_of("translated_certainty", Certainty),
        one_of("published_on_certainty", Certainty),
        CheckConstraint("(language IS NULL) = (language_certainty IS NULL)", "language_is_certain"),
        CheckConstraint("(translated IS NULL) = (translated_certainty IS NULL)", "translated_is_certain"),
        CheckConstraint(
            "(published_on IS NULL) = (published_on_certainty IS NULL)", "published_on_is_certain"
        ),
    )

    id: str = Field(primary_key=True, sa_type=ID)
    text: str = Field(sa_type=Text)
    sha256: str = Field(sa_type=Text)
    headline: str | None = Field(sa_type=Text)
    publisher: str | None = Field(sa_type=Text, index=True)
    author: str | None = Field(sa_type=Text)
    source_url: str | None = Field(sa_type=Text)
    published_on: datetime.date | None = Field(index=True)
    rights: str | None = Field(sa_type=Text)
    language: str | None = Field(sa_type=Text, index=True)
    translated: bool | None
    language_certainty: str | None = Field(sa_type=Text)
    translated_certainty: str | None = Field(sa_type=Text)
    published_on_certainty: str | None = Field(sa_type=Text)


class Block(SQLModel, table=True):
    """A line of an article's text; the blocks of an article tile it."""

    __table_args__ = (
        ForeignKeyConstraint(["article_id"], ["article.id"], ondelete="CASCADE"),
        CheckConstraint("position >= 0", "position"),
        CheckConstraint('"start" >= 0 AND "end" > "start"', "span"),
        UniqueConstraint("article_id", "start"),
        one_of("kind", BlockKind),
    )

    article_id: str = Field(primary_key=True, sa_type=ID)
    position: int = Field(primary_key=True)
    kind: str = Field(sa_type=Text)
    start: int
    end: int


class Speaker(SQLModel, table=True):
    """A person or organisation that utters or is addressed, as all articles together give it."""

    __table_args__ = (one_of("kind", SpeakerKind),)

    id: str = Field(primary_key=True, sa_type=ID)
    name: str = Field(sa_type=Text)
    kind: str = Field(sa_type=Text)
    description: str | None = Field(sa_type=Text)
    same_as: list[str] = Field(sa_type=JSON)


class SpeakerName(SQLModel, table=True):
    """A name that an article uses for a speaker. `folded` is what names are looked up by."""

    __tablename__ = "speaker_name"
    __table_args__ = (
        ForeignKeyConstraint(["speaker_id"], ["speaker.id"], ondelete="CASCADE"),
        UniqueConstraint("speaker_id", "name"),
    )

    speaker_id: str = Field(primary_key=True, sa_type=ID)
    position: int = Field(primary_key=True)
    name: str = Field(sa_type=Text)
    folded: str = Field(sa_type=ID, index=True)


class Statement(SQLModel, table=True):
    """What was uttered: a letter, a report; as all articles together give it."""

    __table_args__ = (
        one_of("form", StatementForm),
        one_of("speaker_certainty", Certainty),
        one_of("addressee_certainty", Certainty),
        one_of("date_certainty", Certainty),
        one_of("original_language_certainty", Certainty),
        CheckConstraint("(date IS NULL) = (date_certainty IS NULL)", "date_is_certain"),
        CheckConstraint(
            "(original_language IS NULL) = (original_language_certainty IS NULL)",
            "original_language_is_certain",
        ),
    )

    id: str = Field(primary_key=True, sa_type=ID)
    form: str = Field(sa_type=Text, index=True)
    title: str | None = Field(sa_type=Text)
    date: datetime.date | None = Field(index=True)
    occasion: str | None = Field(sa_type=Text)
    original_language: str | None = Field(sa_type=Text)
    speaker_certainty: str | None = Field(sa_type=Text)
    addressee_certainty: str | None = Field(sa_type=Text)
    date_certainty: str | None = Field(sa_type=Text)
    original_language_certainty: str | None = Field(sa_type=Text)


class StatementParty(SQLModel, table=True):
    """A speaker's part in a statement."""

    __tablename__ = "statement_party"
    __table_args__ = (
        ForeignKeyConstraint(["statement_id"], ["statement.id"], ondelete="CASCADE"),
        to_shared("speaker"),
        Index(None, "speaker_id", "role", "statement_id"),
        one_of("role", Role),
    )

    statement_id: str = Field(primary_key=True, sa_type=ID)
    role: str = Field(primary_key=True, sa_type=Text)
    speaker_id: str = Field(primary_key=True, sa_type=ID)
    position: int


class ArticleSpeaker(SQLModel, table=True):
    """What one article's document says of a speaker, in the document format."""

    __tablename__ = "article_speaker"
    __table_args__ = (
        ForeignKeyConstraint(["article_id"], ["article.id"], ondelete="CASCADE"),
        to_shared("speaker"),
        Index(None, "speaker_id", "article_id"),
    )

    article_id: str = Field(primary_key=True, sa_type=ID)
    position: int = Field(primary_key=True)
    speaker_id: str = Field(sa_type=ID)
    stated: dict[str, Any] = Field(sa_type=JSON)  # Any: JSON; read back through SpeakerDocument


class ArticleStatement(SQLModel, table=True):
    """What one article's document says of a statement, in the document format."""

    __tablename__ = "article_statement"
    __table_args__ = (
        ForeignKeyConstraint(["article_id"], ["article.id"], ondelete="CASCADE"),
        to_shared("statement"),
        Index(None, "statement_id", "article_id"),
    )

    article_id: str = Field(primary_key=True, sa_type=ID)
    position: int = Field(primary_key=True)
    statement_id: str = Field(sa_type=ID)
    stated: dict[str, Any] = Field(sa_type=JSON)  # Any: JSON; read back through StatementDocument


class Quote(SQLModel, table=True):
    """A span of an article's text that renders (part of) a statement.

    `exact` repeats the article's text between `start` and `end`, with its surroundings, so that a
    list never loads a whole text; `wortlaut check` proves that they agree. `position` counts the
    quotes of an article in reading order, enclosing ones first.
    """

    __table_args__ = (
        ForeignKeyConstraint(["article_id"], ["article.id"], ondelete="CASCADE"),
        to_shared("statement"),
        ForeignKeyConstraint(["within_id"], ["quote.id"], ondelete="CASCADE"),
        ForeignKeyConstraint(["continues_id"], ["quote.id"], ondelete="CASCADE"),
        UniqueConstraint("article_id", "position"),
        UniqueConstraint("article_id", "start", "end"),
        UniqueConstraint("continues_id"),
        Index(None, "statement_id", "article_id", "position"),
        Index(None, "type", "article_id", "position"),
        Index(None, "within_id"),
        CheckConstraint('"start" >= 0 AND "end" > "start" AND length(exact) = "end" - "start"', "span"),
        CheckConstraint("occurrence >= 1", "occurrence"),
        CheckConstraint("cue_start >= 0 AND cue_end > cue_start", "cue"),
        CheckConstraint("mention_start >= 0 AND mention_end > mention_start", "mention"),
        CheckConstraint("(cue IS NULL) = (cue_start IS NULL)", "cue_has_a_place"),
        CheckConstraint("(mention IS NULL) = (mention_start IS NULL)", "mention_has_a_place"),
        CheckConstraint("length(cue) = cue_end - cue_start", "cue_span"),
        CheckConstraint("length(mention) = mention_end - mention_start", "mention_span"),
        CheckConstraint(
            "type <> 'term' OR (statement_id IS NULL AND speaker_certainty IS NULL)", "term_is_nobodys"
        ),
        CheckConstraint("(statement_id IS NULL) = (statement_certainty IS NULL)", "statement_is_certain"),
        one_of("type", QuoteType),
        one_of("speaker_certainty", Certainty),
        one_of("addressee_certainty", Certainty),
        one_of("statement_certainty", Certainty),
    )

    id: str = Field(primary_key=True, sa_type=ID)
    article_id: str = Field(sa_type=ID)
    position: int
    type: str = Field(sa_type=Text)
    exact: str = Field(sa_type=Text)
    prefix: str = Field(sa_type=Text)
    suffix: str = Field(sa_type=Text)
    start: int
    end: int
    occurrence: int
    cue: str | None = Field(sa_type=Text)
    cue_start: int | None
    cue_end: int | None
    mention: str | None = Field(sa_type=Text)
    mention_start: int | None
    mention_end: int | None
    statement_id: str | None = Field(sa_type=ID)
    within_id: str | None = Field(sa_type=ID)
    continues_id: str | None = Field(sa_type=ID)
    speaker_certainty: str | None = Field(sa_type=Text)
    addressee_certainty: str | None = Field(sa_type=Text)
    statement_certainty: str | None = Field(sa_type=Text)


class QuoteParty(SQLModel, table=True):
    """A speaker's part in a quote."""

    __tablename__ = "quote_party"
    __table_args__ = (
        ForeignKeyConstraint(["quote_id"], ["quote.id"], ondelete="CASCADE"),
        to_shared("speaker"),
        Index(None, "speaker_id", "role", "quote_id"),
        one_of("role", Role),
    )

    quote_id: str = Field(primary_key=True, sa_type=ID)
    role: str = Field(primary_key=True, sa_type=Text)
    speaker_id: str = Field(primary_key=True, sa_type=ID)
    position: int


class Passage(SQLModel, table=True):
    """A piece of an article that words are looked up in: a line, a part of a long one, or a chain of quotes.

    `tokens` begin with the piece's own and go on with the next few of the text, so that words that
    stand across the end of a piece are found in it, too. The tokens of a chain are those of its
    quotes joined, without what the reporter says between them. Last come marks that begin with `@`:
    whether a quotation reaches into the passage, and whose.
    """

    __table_args__ = (
        ForeignKeyConstraint(["article_id"], ["article.id"], ondelete="CASCADE"),
        ForeignKeyConstraint(["chain_id"], ["quote.id"], ondelete="CASCADE"),
        UniqueConstraint("article_id", "position"),
        Index(None, "chain_id"),
        CheckConstraint('"start" >= 0 AND "end" > "start"', "span"),
    )

    id: int | None = Field(default=None, primary_key=True)
    article_id: str = Field(sa_type=ID)
    position: int
    start: int
    end: int
    chain_id: str | None = Field(sa_type=ID)
    tokens: list[str] = Field(sa_type=Tokens)


class Word(SQLModel, table=True):
    """In how many passages a token stands: the rarest ones find a passage soonest."""

    __table_args__ = (CheckConstraint("passages >= 0", "passages"),)

    token: str = Field(primary_key=True, sa_type=ID)
    passages: int


class Tally(SQLModel, table=True):
    """How many articles and quotes there are in a language; counting them takes 20 ms for a million."""

    __table_args__ = (CheckConstraint("articles >= 0 AND quotes >= 0", "numbers"),)

    language: str = Field(primary_key=True, sa_type=ID)  # empty where it is unknown
    articles: int
    quotes: int


def table(model: type[SQLModel]) -> Table:
    """Return the table behind a model: lists read plain columns, not objects."""
    return SQLModel.metadata.tables[str(model.__tablename__)]
