"""The tables: articles, their blocks and quotes, and the speakers and statements they share.

Rows refer to each other by public ids, which are derived from content and the same on every installation.
A `number` is local, in order of insertion: the full-text index has it. `article_speaker`,
`speaker_variant` and `article_statement` hold the source values, as documents give them (`stated`);
`speaker`, `speaker_name`, `statement` and `statement_party` are aggregates, computed by the importer.
"""

import datetime
from collections.abc import Iterator
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    CheckConstraint,
    ForeignKeyConstraint,
    Index,
    Table,
    Text,
    UniqueConstraint,
    text,
)
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

# Ids are sorted by code point, so that both databases return pages in the same order: SQLite does so by
# default, PostgreSQL would use the server's locale.
ID = Text().with_variant(Text(collation="C"), "postgresql")

ARTICLE_TEXT_MAX = 1_000_000

# The importer assigns numbers; without this, PostgreSQL would create a sequence for each.
ASSIGNED = {"autoincrement": False}
# On SQLite, such a table is stored as its primary key's index, without a row number and a second index.
CLUSTERED = {"sqlite_with_rowid": False}


def one_of(column: str, words: type[StrEnum]) -> CheckConstraint:
    """Return the constraint that a column holds one of the words, or NULL where that is allowed.

    Not by IN: SQLite would build a table of the words for each row, which is half the time of an insert.
    """
    return CheckConstraint(" OR ".join(f"{column} = {word.value!r}" for word in words), column)


def certain(*columns: str) -> Iterator[CheckConstraint]:
    """Yield the constraints that each of these columns has a certainty, if it has a value."""
    for name in columns:
        yield one_of(f"{name}_certainty", Certainty)
        yield CheckConstraint(f"({name} IS NULL) = ({name}_certainty IS NULL)", f"{name}_is_certain")


def to_shared(name: str) -> ForeignKeyConstraint:
    """Return the reference to an aggregate, checked at the commit: the importer deletes and inserts those."""
    return ForeignKeyConstraint([f"{name}_id"], [f"{name}.id"], deferrable=True, initially="DEFERRED")


class Corpus(SQLModel, table=True):
    """One row: the revision, which counts changes and is 0 until the first, and stored counts.

    `token` is drawn at random with each revision: no other database has the same one, nor has a copy of this
    one that was changed otherwise. `names_version` is the version of the program that folded the names of
    speakers; None if they are to be folded anew.
    """

    __table_args__ = (
        CheckConstraint("id = 1", "one_row"),
        CheckConstraint("revision >= 0", "revision"),
        CheckConstraint("statements >= 0 AND speakers >= 0", "numbers"),
    )

    id: int = Field(default=1, primary_key=True, sa_column_kwargs=ASSIGNED)
    revision: int
    statements: int
    speakers: int
    token: int = Field(sa_type=BigInteger)
    names_version: str | None = Field(sa_type=Text)


class Change(SQLModel, table=True):
    """A change: the revision after it, its token, and the numbers of articles and statements it deleted.

    The full-text index follows the database by these. They are kept for a while: an index that is further
    behind is made anew.
    """

    revision: int = Field(primary_key=True, sa_column_kwargs=ASSIGNED)
    token: int = Field(sa_type=BigInteger)
    articles: list[int] = Field(sa_type=JSON)
    statements: list[int] = Field(sa_type=JSON)


class Article(SQLModel, table=True):
    """One text, exactly as received, and its metadata.

    `revision` is that of the last change to what the full-text index has of the article and its quotes.
    `stored_at` is when it was stored here as it is, in seconds since 1970 (UTC), and `feed_day` the day by
    which feeds are ordered, as a number (`date.toordinal`): that of its publication, else of `stored_at`.
    These are local: the same document has others on other installations.
    """

    __table_args__ = (
        UniqueConstraint("id"),
        # The order of feeds. SQLite need not sort, because it is unique.
        Index(None, "feed_day", "id", unique=True),
        # One index for each filter, in the order of lists.
        Index(None, "publisher", "id"),
        Index(None, "published_on", "id"),
        Index(None, "language", "id"),
        Index(None, "revision"),
        CheckConstraint("length(sha256) = 64", "sha256"),
        CheckConstraint(f"length(text) BETWEEN 1 AND {ARTICLE_TEXT_MAX}", "text"),
        *certain("language", "translated", "published_on"),
    )

    number: int = Field(primary_key=True, sa_column_kwargs=ASSIGNED)
    revision: int
    stored_at: int = Field(sa_type=BigInteger)
    feed_day: int
    id: str = Field(sa_type=ID)
    sha256: str = Field(sa_type=Text)
    headline: str | None = Field(sa_type=Text)
    publisher: str | None = Field(sa_type=Text)
    author: str | None = Field(sa_type=Text)
    source_url: str | None = Field(sa_type=Text)
    published_on: datetime.date | None
    rights: str | None = Field(sa_type=Text)
    language: str | None = Field(sa_type=Text)
    translated: bool | None
    language_certainty: str | None = Field(sa_type=Text)
    translated_certainty: str | None = Field(sa_type=Text)
    published_on_certainty: str | None = Field(sa_type=Text)
    text: str = Field(sa_type=Text)  # Last, so that the other columns are read without it.


class Block(SQLModel, table=True):
    """A line of an article's text: where it begins, and its kind. It ends where the next one begins."""

    __table_args__ = (
        ForeignKeyConstraint(["article_id"], ["article.id"], ondelete="CASCADE"),
        CheckConstraint('"start" >= 0', "start"),
        one_of("kind", BlockKind),
        CLUSTERED,
    )

    article_id: str = Field(primary_key=True, sa_type=ID)
    start: int = Field(primary_key=True)
    kind: str = Field(sa_type=Text)


class Speaker(SQLModel, table=True):
    """A person or organization that speaks or is addressed.

    `quotes`, `statements` and `articles` are stored counts: quotes and statements by the speaker, and
    articles with such a quote.
    """

    __table_args__ = (
        one_of("kind", SpeakerKind),
        CheckConstraint("quotes >= 0 AND statements >= 0 AND articles >= 0", "numbers"),
    )

    id: str = Field(primary_key=True, sa_type=ID)
    name: str = Field(sa_type=Text)
    kind: str = Field(sa_type=Text)
    description: str | None = Field(sa_type=Text)
    same_as: list[str] = Field(sa_type=JSON)
    quotes: int = 0
    statements: int = 0
    articles: int = 0


class SpeakerName(SQLModel, table=True):
    """A name that an article uses for a speaker, and what it has in common with names that are like it."""

    __tablename__ = "speaker_name"
    __table_args__ = (
        ForeignKeyConstraint(["speaker_id"], ["speaker.id"], ondelete="CASCADE"),
        UniqueConstraint("speaker_id", "name"),
    )

    speaker_id: str = Field(primary_key=True, sa_type=ID)
    position: int = Field(primary_key=True)
    name: str = Field(sa_type=Text)
    folded: str = Field(sa_type=ID, index=True)


class NameWord(SQLModel, table=True):
    """A word of a name or of an identifier, as it may be typed: speakers are found by beginnings of these."""

    __tablename__ = "name_word"
    __table_args__ = (
        ForeignKeyConstraint(["speaker_id"], ["speaker.id"], ondelete="CASCADE"),
        Index(None, "speaker_id"),
        CLUSTERED,
    )

    word: str = Field(primary_key=True, sa_type=ID)
    speaker_id: str = Field(primary_key=True, sa_type=ID)


class Statement(SQLModel, table=True):
    """A letter, a report or another utterance; `quotes` is the stored count of quotes that render it.

    `revision` is that of the last change to what the full-text index has of it.
    """

    __table_args__ = (
        UniqueConstraint("id"),
        Index(None, "form", "id"),
        Index(None, "date", "id"),
        Index(None, "revision"),
        CheckConstraint("quotes >= 0", "quotes"),
        one_of("form", StatementForm),
        one_of("speaker_certainty", Certainty),
        one_of("addressee_certainty", Certainty),
        *certain("date", "original_language"),
    )

    number: int = Field(primary_key=True, sa_column_kwargs=ASSIGNED)
    revision: int
    id: str = Field(sa_type=ID)
    form: str = Field(sa_type=Text)
    title: str | None = Field(sa_type=Text)
    date: datetime.date | None
    occasion: str | None = Field(sa_type=Text)
    original_language: str | None = Field(sa_type=Text)
    speaker_certainty: str | None = Field(sa_type=Text)
    addressee_certainty: str | None = Field(sa_type=Text)
    date_certainty: str | None = Field(sa_type=Text)
    original_language_certainty: str | None = Field(sa_type=Text)
    language: str | None = Field(sa_type=Text)  # the first article's: that of title and occasion
    quotes: int = 0


class StatementParty(SQLModel, table=True):
    """A speaker's role in a statement."""

    __tablename__ = "statement_party"
    __table_args__ = (
        ForeignKeyConstraint(["statement_id"], ["statement.id"], ondelete="CASCADE"),
        to_shared("speaker"),
        Index(None, "speaker_id", "role", "statement_id"),
        one_of("role", Role),
        CLUSTERED,
    )

    statement_id: str = Field(primary_key=True, sa_type=ID)
    role: str = Field(primary_key=True, sa_type=Text)
    speaker_id: str = Field(primary_key=True, sa_type=ID)
    position: int


class SpeakerVariant(SQLModel, table=True):
    """A source value of a speaker, in the document format; several articles may give the same one."""

    __tablename__ = "speaker_variant"
    __table_args__ = (to_shared("speaker"), CLUSTERED)

    speaker_id: str = Field(primary_key=True, sa_type=ID)
    variant: int = Field(primary_key=True)
    stated: dict[str, Any] = Field(sa_type=JSON)  # Any: JSON; read back through SpeakerDocument


class ArticleSpeaker(SQLModel, table=True):
    """A speaker of an article's document, and the variant that the document gives."""

    __tablename__ = "article_speaker"
    __table_args__ = (
        ForeignKeyConstraint(["article_id"], ["article.id"], ondelete="CASCADE"),
        ForeignKeyConstraint(
            ["speaker_id", "variant"],
            ["speaker_variant.speaker_id", "speaker_variant.variant"],
            deferrable=True,
            initially="DEFERRED",
        ),
        Index(None, "speaker_id", "variant", "article_id"),
        CLUSTERED,
    )

    article_id: str = Field(primary_key=True, sa_type=ID)
    position: int = Field(primary_key=True)
    speaker_id: str = Field(sa_type=ID)
    variant: int


class ArticleStatement(SQLModel, table=True):
    """A source value of a statement, in the document format."""

    __tablename__ = "article_statement"
    __table_args__ = (
        ForeignKeyConstraint(["article_id"], ["article.id"], ondelete="CASCADE"),
        to_shared("statement"),
        UniqueConstraint("statement_id", "article_id"),
        CLUSTERED,
    )

    article_id: str = Field(primary_key=True, sa_type=ID)
    position: int = Field(primary_key=True)
    statement_id: str = Field(sa_type=ID)
    stated: dict[str, Any] = Field(sa_type=JSON)  # Any: JSON; read back through StatementDocument


class Quote(SQLModel, table=True):
    """A span of an article's text that renders (part of) a statement.

    Its words are not stored again: they are the article's text from `start` to `end`. So are those of
    its cue and its mention of the speaker. `position` counts an article's quotes in reading order,
    enclosing ones first; `within` and `continues` are positions of other quotes.
    """

    __table_args__ = (
        ForeignKeyConstraint(["article_id"], ["article.id"], ondelete="CASCADE"),
        ForeignKeyConstraint(
            ["article_id", "statement_id"], ["article_statement.article_id", "article_statement.statement_id"]
        ),
        UniqueConstraint("id"),
        UniqueConstraint("article_id", "position"),
        Index(None, "type", "article_id", "position"),
        # The migration sets the condition on PostgreSQL, too; here it would load the dialect, in 25 ms.
        Index(None, "article_id", "continues", unique=True, sqlite_where=text("continues IS NOT NULL")),
        CheckConstraint('"start" >= 0 AND "end" > "start"', "span"),
        CheckConstraint("occurrence >= 1", "occurrence"),
        CheckConstraint("within < position AND continues < position", "refers_back"),
        CheckConstraint("cue_start >= 0 AND cue_end > cue_start", "cue"),
        CheckConstraint("mention_start >= 0 AND mention_end > mention_start", "mention"),
        CheckConstraint("(cue_start IS NULL) = (cue_end IS NULL)", "cue_span"),
        CheckConstraint("(mention_start IS NULL) = (mention_end IS NULL)", "mention_span"),
        CheckConstraint(
            "type <> 'term' OR (statement_id IS NULL AND speaker_certainty IS NULL)", "term_is_nobodys"
        ),
        CheckConstraint("(statement_id IS NULL) = (statement_certainty IS NULL)", "statement_is_certain"),
        one_of("type", QuoteType),
        one_of("speaker_certainty", Certainty),
        one_of("addressee_certainty", Certainty),
        one_of("statement_certainty", Certainty),
    )

    number: int = Field(primary_key=True, sa_column_kwargs=ASSIGNED)
    id: str = Field(sa_type=ID)
    article_id: str = Field(sa_type=ID)
    position: int
    type: str = Field(sa_type=Text)
    start: int
    end: int
    occurrence: int
    directive: str | None = Field(sa_type=Text)
    """The text directive that leads a browser to the words; null if the words alone do, empty if nothing
    does (see verbatim/fragments.py)."""
    cue_start: int | None
    cue_end: int | None
    mention_start: int | None
    mention_end: int | None
    statement_id: str | None = Field(sa_type=ID)
    within: int | None
    continues: int | None
    speaker_certainty: str | None = Field(sa_type=Text)
    addressee_certainty: str | None = Field(sa_type=Text)
    statement_certainty: str | None = Field(sa_type=Text)


class QuoteParty(SQLModel, table=True):
    """A speaker's role in a quote.

    `article_id` and `quote_position` are copies of the quote's, so that one index has a speaker's
    quotes in reading order.
    """

    __tablename__ = "quote_party"
    __table_args__ = (
        ForeignKeyConstraint(["quote_number"], ["quote.number"], ondelete="CASCADE"),
        to_shared("speaker"),
        Index(None, "speaker_id", "role", "article_id", "quote_position"),
        one_of("role", Role),
        CLUSTERED,
    )

    quote_number: int = Field(primary_key=True, sa_column_kwargs=ASSIGNED)
    role: str = Field(primary_key=True, sa_type=Text)
    position: int = Field(primary_key=True)
    speaker_id: str = Field(sa_type=ID)
    article_id: str = Field(sa_type=ID)
    quote_position: int


class Tally(SQLModel, table=True):
    """The stored counts of articles and quotes in a language; counting a million takes 20 ms."""

    __table_args__ = (CheckConstraint("articles >= 0 AND quotes >= 0", "numbers"),)

    language: str = Field(primary_key=True, sa_type=ID)  # empty if unknown
    articles: int
    quotes: int


def table(model: type[SQLModel]) -> Table:
    """Return a model's table: lists read columns, not objects."""
    return SQLModel.metadata.tables[str(model.__tablename__)]
