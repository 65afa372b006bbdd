"""The first tables: articles, the speakers and statements they share, quotes, and the full-text indexes."""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "2026_11_29_first_tables"
down_revision = None
branch_labels = None
depends_on = None

# Ids sort by code point on both databases.
ID = sa.Text().with_variant(postgresql.TEXT(collation="C"), "postgresql")
CERTAINTIES = "stated anaphora inferred ambiguous"
ROLES = "speaker addressee via"
FORMS = (
    "letter speech interview report pledge press_release press_conference conversation post book document "
    "other"
)
# On SQLite such a table is its own index, in order of its key.
CLUSTERED: dict[str, Any] = {"sqlite_with_rowid": False}

# The program makes the tokens and puts one space between two, so SQLite has nothing else to split. Without
# content and columnsize it stores neither a copy of the tokens nor how many an entry has.
SQLITE_INDEX = (
    "CREATE VIRTUAL TABLE {} USING fts5(tokens, content='', tokenize='ascii tokenchars ''{}''', "
    "columnsize=0{})"
)
# The first letters of a quote's words have entries of their own: they begin too many words.
QUOTE_PREFIXES = ", prefix='2 3 4'"
POSTGRESQL_INDEX = (
    "CREATE TABLE {0} (rowid {1} NOT NULL CONSTRAINT pk_{0} PRIMARY KEY{2}, tokens tsvector NOT NULL)"
)
POSTGRESQL_TOKENS = "CREATE INDEX {0}_tokens ON {0} USING gin (tokens)"
OF_PASSAGE = " CONSTRAINT fk_passage_words_rowid REFERENCES passage (number) ON DELETE CASCADE"
# A part of a text is read without the rest.
POSTGRESQL_TEXT = "ALTER TABLE article ALTER COLUMN text SET STORAGE EXTERNAL"

INDEXES = ("passage_words", "article_terms", "quote_terms", "statement_terms")
TABLES = (  # Each before those that it refers to.
    "fulltext_index",
    *INDEXES,
    "passage",
    "word",
    "quote_party",
    "quote",
    "article_statement",
    "article_speaker",
    "speaker_variant",
    "statement_party",
    "statement",
    "name_word",
    "speaker_name",
    "speaker",
    "block",
    "article",
    "tally",
    "corpus",
)


def upgrade() -> None:
    create_corpus()
    create_articles()
    create_speakers()
    create_statements()
    create_what_articles_state()
    create_quotes()
    create_passages()
    create_index_states()
    if op.get_bind().dialect.name == "postgresql":
        create_postgresql_indexes()
    else:
        create_sqlite_indexes()


def downgrade() -> None:
    for name in TABLES:
        op.drop_table(name)


def column(name: str, kind: sa.types.TypeEngine[Any] | type[sa.types.TypeEngine[Any]]) -> sa.Column[Any]:
    """Return a column that has a value in each row; the program gives those of keys, too."""
    return sa.Column(name, kind, nullable=False, autoincrement=False)


def optional(name: str, kind: sa.types.TypeEngine[Any] | type[sa.types.TypeEngine[Any]]) -> sa.Column[Any]:
    return sa.Column(name, kind, nullable=True)


def check(table: str, name: str, condition: str) -> sa.CheckConstraint:
    # As it is: the naming convention of the models would put ck_{table}_ before it once more.
    return sa.CheckConstraint(condition, name=op.f(f"ck_{table}_{name}"))


def one_of(table: str, name: str, words: str) -> sa.CheckConstraint:
    """Return the constraint that a column holds one of the words.

    Not by IN, for which SQLite makes a table of the words anew for each row.
    """
    return check(table, name, " OR ".join(f"{name} = '{word}'" for word in words.split()))


def both_or_none(table: str, name: str, one: str, other: str) -> sa.CheckConstraint:
    return check(table, name, f"({one} IS NULL) = ({other} IS NULL)")


def key(table: str, *columns: str) -> sa.PrimaryKeyConstraint:
    return sa.PrimaryKeyConstraint(*columns, name=f"pk_{table}")


def unique(table: str, *columns: str) -> sa.UniqueConstraint:
    return sa.UniqueConstraint(*columns, name=f"uq_{table}_{'_'.join(columns)}")


def part_of(table: str, name: str, owner: str) -> sa.ForeignKeyConstraint:
    """Return the reference to what a row goes with."""
    return sa.ForeignKeyConstraint([name], [owner], name=f"fk_{table}_{name}", ondelete="CASCADE")


def shares(table: str, *columns: str, of: str) -> sa.ForeignKeyConstraint:
    """Return the reference to what articles share.

    It is checked at the commit: within a transaction the importer removes what articles share and puts it
    back as they now give it.
    """
    name = f"fk_{table}_{'_'.join(columns)}"
    theirs = [f"{of}.{one}" if len(columns) > 1 else f"{of}.id" for one in columns]
    return sa.ForeignKeyConstraint(list(columns), theirs, name=name, initially="DEFERRED", deferrable=True)


def index(table: str, *columns: str) -> None:
    op.create_index(f"ix_{table}_{'_'.join(columns)}", table, list(columns), unique=False)


def create_corpus() -> None:
    op.create_table(
        "corpus",
        column("id", sa.Integer()),
        column("revision", sa.Integer()),
        column("statements", sa.Integer()),
        column("speakers", sa.Integer()),
        check("corpus", "one_row", "id = 1"),
        check("corpus", "revision", "revision >= 0"),
        check("corpus", "numbers", "statements >= 0 AND speakers >= 0"),
        key("corpus", "id"),
    )
    op.execute("INSERT INTO corpus (id, revision, statements, speakers) VALUES (1, 0, 0, 0)")
    op.create_table(
        "tally",
        column("language", ID),
        column("articles", sa.Integer()),
        column("quotes", sa.Integer()),
        check("tally", "numbers", "articles >= 0 AND quotes >= 0"),
        key("tally", "language"),
    )


def create_articles() -> None:
    op.create_table(
        "article",
        column("number", sa.Integer()),
        column("id", ID),
        column("sha256", sa.Text()),
        optional("headline", sa.Text()),
        optional("publisher", sa.Text()),
        optional("author", sa.Text()),
        optional("source_url", sa.Text()),
        optional("published_on", sa.Date()),
        optional("rights", sa.Text()),
        optional("language", sa.Text()),
        optional("translated", sa.Boolean()),
        optional("language_certainty", sa.Text()),
        optional("translated_certainty", sa.Text()),
        optional("published_on_certainty", sa.Text()),
        column("text", sa.Text()),
        one_of("article", "language_certainty", CERTAINTIES),
        one_of("article", "published_on_certainty", CERTAINTIES),
        one_of("article", "translated_certainty", CERTAINTIES),
        both_or_none("article", "language_is_certain", "language", "language_certainty"),
        both_or_none("article", "published_on_is_certain", "published_on", "published_on_certainty"),
        both_or_none("article", "translated_is_certain", "translated", "translated_certainty"),
        check("article", "sha256", "length(sha256) = 64"),
        check("article", "text", "length(text) BETWEEN 1 AND 1000000"),
        key("article", "number"),
        unique("article", "id"),
    )
    for name in ("language", "published_on", "publisher"):
        index("article", name, "id")
    op.create_table(
        "block",
        column("article_id", ID),
        column("start", sa.Integer()),
        column("kind", sa.Text()),
        one_of("block", "kind", "headline subheading byline caption paragraph related boilerplate"),
        check("block", "start", '"start" >= 0'),
        part_of("block", "article_id", "article.id"),
        key("block", "article_id", "start"),
        **CLUSTERED,
    )


def create_speakers() -> None:
    op.create_table(
        "speaker",
        column("id", ID),
        column("name", sa.Text()),
        column("kind", sa.Text()),
        optional("description", sa.Text()),
        column("same_as", sa.JSON()),
        column("quotes", sa.Integer()),
        column("statements", sa.Integer()),
        column("articles", sa.Integer()),
        one_of("speaker", "kind", "person organization"),
        check("speaker", "numbers", "quotes >= 0 AND statements >= 0 AND articles >= 0"),
        key("speaker", "id"),
    )
    op.create_table(
        "speaker_name",
        column("speaker_id", ID),
        column("position", sa.Integer()),
        column("name", sa.Text()),
        column("folded", ID),
        part_of("speaker_name", "speaker_id", "speaker.id"),
        key("speaker_name", "speaker_id", "position"),
        unique("speaker_name", "speaker_id", "name"),
    )
    index("speaker_name", "folded")
    op.create_table(
        "name_word",
        column("word", ID),
        column("speaker_id", ID),
        part_of("name_word", "speaker_id", "speaker.id"),
        key("name_word", "word", "speaker_id"),
        **CLUSTERED,
    )
    index("name_word", "speaker_id")


def create_statements() -> None:
    op.create_table(
        "statement",
        column("number", sa.Integer()),
        column("id", ID),
        column("form", sa.Text()),
        optional("title", sa.Text()),
        optional("date", sa.Date()),
        optional("occasion", sa.Text()),
        optional("original_language", sa.Text()),
        optional("speaker_certainty", sa.Text()),
        optional("addressee_certainty", sa.Text()),
        optional("date_certainty", sa.Text()),
        optional("original_language_certainty", sa.Text()),
        column("quotes", sa.Integer()),
        optional("language", sa.Text()),
        one_of("statement", "form", FORMS),
        one_of("statement", "speaker_certainty", CERTAINTIES),
        one_of("statement", "addressee_certainty", CERTAINTIES),
        one_of("statement", "date_certainty", CERTAINTIES),
        one_of("statement", "original_language_certainty", CERTAINTIES),
        both_or_none("statement", "date_is_certain", "date", "date_certainty"),
        both_or_none(
            "statement",
            "original_language_is_certain",
            "original_language",
            "original_language_certainty",
        ),
        check("statement", "quotes", "quotes >= 0"),
        key("statement", "number"),
        unique("statement", "id"),
    )
    for name in ("date", "form"):
        index("statement", name, "id")
    op.create_table(
        "statement_party",
        column("statement_id", ID),
        column("role", sa.Text()),
        column("speaker_id", ID),
        column("position", sa.Integer()),
        one_of("statement_party", "role", ROLES),
        shares("statement_party", "speaker_id", of="speaker"),
        part_of("statement_party", "statement_id", "statement.id"),
        key("statement_party", "statement_id", "role", "speaker_id"),
        **CLUSTERED,
    )
    index("statement_party", "speaker_id", "role", "statement_id")


def create_what_articles_state() -> None:
    op.create_table(
        "speaker_variant",
        column("speaker_id", ID),
        column("variant", sa.Integer()),
        column("stated", sa.JSON()),
        shares("speaker_variant", "speaker_id", of="speaker"),
        key("speaker_variant", "speaker_id", "variant"),
        **CLUSTERED,
    )
    op.create_table(
        "article_speaker",
        column("article_id", ID),
        column("position", sa.Integer()),
        column("speaker_id", ID),
        column("variant", sa.Integer()),
        part_of("article_speaker", "article_id", "article.id"),
        shares("article_speaker", "speaker_id", "variant", of="speaker_variant"),
        key("article_speaker", "article_id", "position"),
        **CLUSTERED,
    )
    index("article_speaker", "speaker_id", "variant", "article_id")
    op.create_table(
        "article_statement",
        column("article_id", ID),
        column("position", sa.Integer()),
        column("statement_id", ID),
        column("stated", sa.JSON()),
        part_of("article_statement", "article_id", "article.id"),
        shares("article_statement", "statement_id", of="statement"),
        key("article_statement", "article_id", "position"),
        unique("article_statement", "statement_id", "article_id"),
        **CLUSTERED,
    )


def create_quotes() -> None:
    op.create_table(
        "quote",
        column("number", sa.Integer()),
        column("id", ID),
        column("article_id", ID),
        column("position", sa.Integer()),
        column("type", sa.Text()),
        column("start", sa.Integer()),
        column("end", sa.Integer()),
        column("occurrence", sa.Integer()),
        optional("cue_start", sa.Integer()),
        optional("cue_end", sa.Integer()),
        optional("mention_start", sa.Integer()),
        optional("mention_end", sa.Integer()),
        optional("statement_id", ID),
        optional("within", sa.Integer()),
        optional("continues", sa.Integer()),
        optional("speaker_certainty", sa.Text()),
        optional("addressee_certainty", sa.Text()),
        optional("statement_certainty", sa.Text()),
        one_of("quote", "type", "direct mixed term indirect reported"),
        one_of("quote", "speaker_certainty", CERTAINTIES),
        one_of("quote", "addressee_certainty", CERTAINTIES),
        one_of("quote", "statement_certainty", CERTAINTIES),
        check("quote", "span", '"start" >= 0 AND "end" > "start"'),
        check("quote", "occurrence", "occurrence >= 1"),
        check("quote", "refers_back", "within < position AND continues < position"),
        check("quote", "cue", "cue_start >= 0 AND cue_end > cue_start"),
        check("quote", "mention", "mention_start >= 0 AND mention_end > mention_start"),
        both_or_none("quote", "cue_span", "cue_start", "cue_end"),
        both_or_none("quote", "mention_span", "mention_start", "mention_end"),
        both_or_none("quote", "statement_is_certain", "statement_id", "statement_certainty"),
        check(
            "quote",
            "term_is_nobodys",
            "type <> 'term' OR (statement_id IS NULL AND speaker_certainty IS NULL)",
        ),
        part_of("quote", "article_id", "article.id"),
        sa.ForeignKeyConstraint(
            ["article_id", "statement_id"],
            ["article_statement.article_id", "article_statement.statement_id"],
            name="fk_quote_article_id_statement_id",
        ),
        key("quote", "number"),
        unique("quote", "id"),
        unique("quote", "article_id", "position"),
    )
    index("quote", "type", "article_id", "position")
    continued = sa.text("continues IS NOT NULL")
    op.create_index(
        "ix_quote_article_id_continues",
        "quote",
        ["article_id", "continues"],
        unique=True,
        sqlite_where=continued,
        postgresql_where=continued,
    )
    op.create_table(
        "quote_party",
        column("quote_number", sa.Integer()),
        column("role", sa.Text()),
        column("position", sa.Integer()),
        column("speaker_id", ID),
        column("article_id", ID),
        column("quote_position", sa.Integer()),
        one_of("quote_party", "role", ROLES),
        part_of("quote_party", "quote_number", "quote.number"),
        shares("quote_party", "speaker_id", of="speaker"),
        key("quote_party", "quote_number", "role", "position"),
        **CLUSTERED,
    )
    index("quote_party", "speaker_id", "role", "article_id", "quote_position")


def create_passages() -> None:
    op.create_table(
        "passage",
        column("number", sa.Integer()),
        column("article_id", ID),
        column("position", sa.Integer()),
        column("start", sa.Integer()),
        column("end", sa.Integer()),
        optional("chain_id", ID),
        check("passage", "span", '"start" >= 0 AND "end" > "start"'),
        part_of("passage", "article_id", "article.id"),
        key("passage", "number"),
        unique("passage", "article_id", "position"),
    )
    op.create_table(
        "word",
        column("token", ID),
        column("passages", sa.Integer()),
        check("word", "passages", "passages >= 0"),
        key("word", "token"),
        **CLUSTERED,
    )


def create_index_states() -> None:
    op.create_table(
        "fulltext_index",
        column("name", ID),
        optional("version", sa.Text()),
        column("entries", sa.Integer()),
        check("fulltext_index", "entries", "entries >= 0"),
        key("fulltext_index", "name"),
    )
    for name in INDEXES:
        # Without a version: the program has not filled it yet.
        op.execute(f"INSERT INTO fulltext_index (name, entries) VALUES ('{name}', 0)")


def create_sqlite_indexes() -> None:
    op.execute(SQLITE_INDEX.format("passage_words", "@", ""))
    op.execute(SQLITE_INDEX.format("article_terms", "@-", ""))
    op.execute(SQLITE_INDEX.format("quote_terms", "@-", QUOTE_PREFIXES))
    op.execute(SQLITE_INDEX.format("statement_terms", "@-", ""))


def create_postgresql_indexes() -> None:
    op.execute(POSTGRESQL_TEXT)
    op.execute(POSTGRESQL_INDEX.format("passage_words", "integer", OF_PASSAGE))
    for name in INDEXES[1:]:
        op.execute(POSTGRESQL_INDEX.format(name, "bigint", ""))
    for name in INDEXES:
        op.execute(POSTGRESQL_TOKENS.format(name))
