"""The tables: articles, their blocks and quotes, and the speakers and statements they share.

Rows refer to each other by the public ids, which come from content and are the same on every
installation. A `number` counts what was stored here, in order: the full-text indexes need one.
`article_speaker`, `speaker_variant` and `article_statement` keep what each article's document says;
`speaker`, `speaker_name`, `statement` and `statement_party` are computed from all of them by the importer.
"""

import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    JSON,
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

# Ids are sorted by code point, so that pages come in the same order from both databases:
# SQLite does so by itself, PostgreSQL would follow the locale of the server.
ID = Text().with_variant(Text(collation="C"), "postgresql")

ARTICLE_TEXT_MAX = 1_000_000

# The importer gives numbers; without this PostgreSQL would make a sequence for each.
GIVEN = {"autoincrement": False}
# On SQLite such a table is its own index, in order of its key; else each row would have a number besides.
CLUSTERED = {"sqlite_with_rowid": False}


def one_of(column: str, words: type[StrEnum]) -> CheckConstraint:
    """Return the constraint that a column holds one of the words (or nothing, where it may).

    Not by IN, for which SQLite makes a table of the words anew for each row: half the time of an insert.
    """
    return CheckConstraint(" OR ".join(f"{column} = {word.value!r}" for word in words), column)


def to_shared(name: str) -> ForeignKeyConstraint:
    """Return the reference to a speaker or statement.

    It is checked at the commit: within a transaction the importer removes what articles share and
    puts it back as they now give it.
    """
    return ForeignKeyConstraint([f"{name}_id"], [f"{name}.id"], deferrable=True, initially="DEFERRED")


class Corpus(SQLModel, table=True):
    """One row: how often what is stored has changed, and kept numbers. Revision 0 never held an article."""

    __table_args__ = (
        CheckConstraint("id = 1", "one_row"),
        CheckConstraint("revision >= 0", "revision"),
        CheckConstraint("statements >= 0 AND speakers >= 0", "numbers"),
    )

    id: int = Field(default=1, primary_key=True, sa_column_kwargs=GIVEN)
    revision: int
    statements: int
    speakers: int


class Article(SQLModel, table=True):
    """One text, exactly as received, and what is known about it."""

    __table_args__ = (
        UniqueConstraint("id"),
        # Each filter's articles in the order of lists.
        Index(None, "publisher", "id"),
        Index(None, "published_on", "id"),
        Index(None, "language", "id"),
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

    number: int = Field(primary_key=True, sa_column_kwargs=GIVEN)
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
    text: str = Field(sa_type=Text)  # last: what stands before it is read without it


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
    """A person or organisation that utters or is addressed, as all articles together give it.

    `quotes`, `statements` and `articles` are kept numbers: those that the speaker utters, and the
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


class NameWord(SQLModel, table=True):
    """A word of a folded name: names are found by the beginnings of their words."""

    __tablename__ = "name_word"
    __table_args__ = (
        ForeignKeyConstraint(["speaker_id"], ["speaker.id"], ondelete="CASCADE"),
        Index(None, "speaker_id"),
        CLUSTERED,
    )

    word: str = Field(primary_key=True, sa_type=ID)
    speaker_id: str = Field(primary_key=True, sa_type=ID)


class Statement(SQLModel, table=True):
    """What was uttered: a letter, a report; as all articles together give it.

    `quotes` is a kept number: those that render it.
    """

    __table_args__ = (
        UniqueConstraint("id"),
        Index(None, "form", "id"),
        Index(None, "date", "id"),
        CheckConstraint("quotes >= 0", "quotes"),
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

    number: int = Field(primary_key=True, sa_column_kwargs=GIVEN)
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
    language: str | None = Field(sa_type=Text)  # of the first article with it: title and occasion are in it
    quotes: int = 0


class StatementParty(SQLModel, table=True):
    """A speaker's part in a statement."""

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
    """What an article's document says of a speaker, in the document format; many articles say the same."""

    __tablename__ = "speaker_variant"
    __table_args__ = (to_shared("speaker"), CLUSTERED)

    speaker_id: str = Field(primary_key=True, sa_type=ID)
    variant: int = Field(primary_key=True)
    stated: dict[str, Any] = Field(sa_type=JSON)  # Any: JSON; read back through SpeakerDocument


class ArticleSpeaker(SQLModel, table=True):
    """Which speakers an article's document has, and what it says of each."""

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
    """What one article's document says of a statement, in the document format."""

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

    Its words are not kept a second time: they are the article's text from `start` to `end`, and so
    are those of its cue and of the speaker's mention. `position` counts the quotes of an article in
    reading order, enclosing ones first; `within` and `continues` are positions of others.
    """

    __table_args__ = (
        ForeignKeyConstraint(["article_id"], ["article.id"], ondelete="CASCADE"),
        ForeignKeyConstraint(
            ["article_id", "statement_id"], ["article_statement.article_id", "article_statement.statement_id"]
        ),
        UniqueConstraint("id"),
        UniqueConstraint("article_id", "position"),
        Index(None, "type", "article_id", "position"),
        Index(
            None,
            "article_id",
            "continues",
            unique=True,
            # On PostgreSQL, too: the migration says so. To say it here would load its dialect, in 25 ms.
            sqlite_where=text("continues IS NOT NULL"),
        ),
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

    number: int = Field(primary_key=True, sa_column_kwargs=GIVEN)
    id: str = Field(sa_type=ID)
    article_id: str = Field(sa_type=ID)
    position: int
    type: str = Field(sa_type=Text)
    start: int
    end: int
    occurrence: int
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
    """A speaker's part in a quote.

    `article_id` and `quote_position` repeat where the quote stands, so that a speaker's quotes lie in
    reading order in one index, however many there are.
    """

    __tablename__ = "quote_party"
    __table_args__ = (
        ForeignKeyConstraint(["quote_number"], ["quote.number"], ondelete="CASCADE"),
        to_shared("speaker"),
        Index(None, "speaker_id", "role", "article_id", "quote_position"),
        one_of("role", Role),
        CLUSTERED,
    )

    quote_number: int = Field(primary_key=True, sa_column_kwargs=GIVEN)
    role: str = Field(primary_key=True, sa_type=Text)
    position: int = Field(primary_key=True)
    speaker_id: str = Field(sa_type=ID)
    article_id: str = Field(sa_type=ID)
    quote_position: int


class Passage(SQLModel, table=True):
    """A piece of an article that words are looked up in: a line, a part of a long one, or a chain of quotes.

    Its words are in the full-text index `passage_words` alone. `chain_id` is the first quote's of a chain.
    """

    __table_args__ = (
        ForeignKeyConstraint(["article_id"], ["article.id"], ondelete="CASCADE"),
        UniqueConstraint("article_id", "position"),
        CheckConstraint('"start" >= 0 AND "end" > "start"', "span"),
    )

    number: int = Field(primary_key=True, sa_column_kwargs=GIVEN)
    article_id: str = Field(sa_type=ID)
    position: int
    start: int
    end: int
    chain_id: str | None = Field(sa_type=ID)


class Word(SQLModel, table=True):
    """In how many passages a token stands: the rarest ones find a passage soonest."""

    __table_args__ = (CheckConstraint("passages >= 0", "passages"), CLUSTERED)

    token: str = Field(primary_key=True, sa_type=ID)
    passages: int


class Tally(SQLModel, table=True):
    """How many articles and quotes there are in a language; counting them takes 20 ms for a million."""

    __table_args__ = (CheckConstraint("articles >= 0 AND quotes >= 0", "numbers"),)

    language: str = Field(primary_key=True, sa_type=ID)  # empty where it is unknown
    articles: int
    quotes: int


class FulltextIndex(SQLModel, table=True):
    """What a full-text index should be: the version that its entries were made by, and how many there are.

    Without a version it is not to be searched: it was never filled, or filling it was interrupted.
    """

    __tablename__ = "fulltext_index"
    __table_args__ = (CheckConstraint("entries >= 0", "entries"),)

    name: str = Field(primary_key=True, sa_type=ID)
    version: str | None = Field(sa_type=Text)
    entries: int


def table(model: type[SQLModel]) -> Table:
    """Return the table behind a model: lists read plain columns, not objects."""
    return SQLModel.metadata.tables[str(model.__tablename__)]
