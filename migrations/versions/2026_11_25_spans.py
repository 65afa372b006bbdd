"""Quotes are spans and repeat no words; numbers for the full-text indexes; what many articles say alike once.

A quote's words, and those around it, are cut from its article's text. What articles say of a speaker is
kept once for all that say the same. Speakers and statements keep the numbers of their quotes. The
full-text index of passages holds its words alone; the program fills it after this migration, and the
words of names with it.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "2026_11_25_spans"
down_revision = "2026_11_25_marks_and_tallies"
branch_labels = None
depends_on = None

ID = sa.Text().with_variant(postgresql.TEXT(collation="C"), "postgresql")

# Children first: a table goes when nothing refers to it any more.
OLD = (
    "passage",
    "quote_party",
    "quote",
    "article_statement",
    "article_speaker",
    "statement_party",
    "statement",
    "speaker_name",
    "speaker",
    "block",
    "article",
    "corpus",
    "word",
)
NEW = (*OLD[:4], "article_speaker", "speaker_variant", *OLD[5:8], "name_word", *OLD[8:])
MADE = ("passage", "word", "name_word")
"""Tables that the program fills from the others."""
CERTAINTIES = "stated anaphora inferred ambiguous"
ROLES = "speaker addressee via"
ARTICLE = (
    "id, sha256, headline, publisher, author, source_url, published_on, rights, language, translated, "
    "language_certainty, translated_certainty, published_on_certainty, text"
)
STATEMENT = (
    "id, form, title, date, occasion, original_language, speaker_certainty, addressee_certainty, "
    "date_certainty, original_language_certainty"
)
QUOTE = (
    'id, article_id, position, type, "start", "end", occurrence, cue_start, cue_end, mention_start, '
    "mention_end, statement_id, speaker_certainty, addressee_certainty, statement_certainty"
)


def of(alias: str, columns: str) -> str:
    return ", ".join(f"{alias}.{column}" for column in columns.split(", "))


UPGRADE = (
    "INSERT INTO corpus (id, revision, statements, speakers) SELECT id, revision, "
    "(SELECT count(*) FROM kept_statement), (SELECT count(*) FROM kept_speaker) FROM kept_corpus",
    f"INSERT INTO article (number, {ARTICLE}) "
    f"SELECT row_number() OVER (ORDER BY id), {ARTICLE} FROM kept_article",
    'INSERT INTO block (article_id, "start", kind) SELECT article_id, "start", kind FROM kept_block',
    "INSERT INTO speaker (id, name, kind, description, same_as, quotes, statements, articles) "
    "SELECT id, name, kind, description, same_as, 0, 0, 0 FROM kept_speaker",
    "INSERT INTO speaker_name (speaker_id, position, name, folded) "
    "SELECT speaker_id, position, name, folded FROM kept_speaker_name",
    f"INSERT INTO statement (number, {STATEMENT}, quotes) "
    f"SELECT row_number() OVER (ORDER BY s.id), {of('s', STATEMENT)}, count(q.id) "
    "FROM kept_statement s LEFT JOIN kept_quote q ON q.statement_id = s.id "
    f"GROUP BY {of('s', STATEMENT)}",
    "INSERT INTO statement_party (statement_id, role, speaker_id, position) "
    "SELECT statement_id, role, speaker_id, position FROM kept_statement_party",
    "CREATE TABLE kept_variant AS SELECT speaker_id, CAST(stated AS TEXT) AS stated, "
    "row_number() OVER (PARTITION BY speaker_id ORDER BY min(article_id)) AS variant "
    "FROM kept_article_speaker GROUP BY speaker_id, CAST(stated AS TEXT)",
    "INSERT INTO speaker_variant (speaker_id, variant, stated) "
    "SELECT speaker_id, variant, {json} FROM kept_variant",
    "INSERT INTO article_speaker (article_id, position, speaker_id, variant) "
    "SELECT s.article_id, s.position, s.speaker_id, v.variant FROM kept_article_speaker s "
    "JOIN kept_variant v ON v.speaker_id = s.speaker_id AND v.stated = CAST(s.stated AS TEXT)",
    "DROP TABLE kept_variant",
    "INSERT INTO article_statement (article_id, position, statement_id, stated) "
    "SELECT article_id, position, statement_id, stated FROM kept_article_statement",
    f"INSERT INTO quote (number, {QUOTE}, within, continues) "
    f"SELECT row_number() OVER (ORDER BY q.article_id, q.position), {of('q', QUOTE)}, w.position, c.position "
    "FROM kept_quote q LEFT JOIN kept_quote w ON w.id = q.within_id "
    "LEFT JOIN kept_quote c ON c.id = q.continues_id",
    "INSERT INTO quote_party (quote_number, role, position, speaker_id, article_id, quote_position) "
    "SELECT q.number, p.role, p.position, p.speaker_id, q.article_id, q.position "
    "FROM kept_quote_party p JOIN quote q ON q.id = p.quote_id",
    "UPDATE speaker SET "
    "quotes = (SELECT count(*) FROM quote_party p WHERE p.speaker_id = speaker.id AND p.role = 'speaker'), "
    "articles = (SELECT count(DISTINCT p.article_id) FROM quote_party p "
    "WHERE p.speaker_id = speaker.id AND p.role = 'speaker'), "
    "statements = (SELECT count(*) FROM statement_party p "
    "WHERE p.speaker_id = speaker.id AND p.role = 'speaker')",
)

DOWNGRADE = (
    f"INSERT INTO article ({ARTICLE}) SELECT {ARTICLE} FROM kept_article",
    'INSERT INTO block (article_id, position, kind, "start", "end") '
    'SELECT b.article_id, row_number() OVER (PARTITION BY b.article_id ORDER BY b."start") - 1, b.kind, '
    'b."start", lead(b."start", 1, length(a.text)) OVER (PARTITION BY b.article_id ORDER BY b."start") '
    "FROM kept_block b JOIN kept_article a ON a.id = b.article_id",
    "INSERT INTO speaker (id, name, kind, description, same_as) "
    "SELECT id, name, kind, description, same_as FROM kept_speaker",
    "INSERT INTO speaker_name (speaker_id, position, name, folded) "
    "SELECT speaker_id, position, name, folded FROM kept_speaker_name",
    f"INSERT INTO statement ({STATEMENT}) SELECT {STATEMENT} FROM kept_statement",
    "INSERT INTO statement_party (statement_id, role, speaker_id, position) "
    "SELECT statement_id, role, speaker_id, position FROM kept_statement_party",
    "INSERT INTO article_speaker (article_id, position, speaker_id, stated) "
    "SELECT s.article_id, s.position, s.speaker_id, v.stated FROM kept_article_speaker s "
    "JOIN kept_speaker_variant v ON v.speaker_id = s.speaker_id AND v.variant = s.variant",
    "INSERT INTO article_statement (article_id, position, statement_id, stated) "
    "SELECT article_id, position, statement_id, stated FROM kept_article_statement",
    f"INSERT INTO quote ({QUOTE}, within_id, continues_id, exact, prefix, suffix, cue, mention) "
    f'SELECT {of("q", QUOTE)}, w.id, c.id, substr(a.text, q."start" + 1, q."end" - q."start"), '
    'CASE WHEN q."start" > 32 THEN substr(a.text, q."start" - 31, 32) '
    'ELSE substr(a.text, 1, q."start") END, substr(a.text, q."end" + 1, 32), '
    "substr(a.text, q.cue_start + 1, q.cue_end - q.cue_start), "
    "substr(a.text, q.mention_start + 1, q.mention_end - q.mention_start) "
    "FROM kept_quote q JOIN kept_article a ON a.id = q.article_id "
    "LEFT JOIN kept_quote w ON w.article_id = q.article_id AND w.position = q.within "
    "LEFT JOIN kept_quote c ON c.article_id = q.article_id AND c.position = q.continues "
    "ORDER BY q.article_id, q.position",
    "INSERT INTO quote_party (quote_id, role, speaker_id, position) "
    "SELECT q.id, p.role, p.speaker_id, p.position "
    "FROM kept_quote_party p JOIN kept_quote q ON q.number = p.quote_number",
)

SQLITE_INDEX = (
    "CREATE VIRTUAL TABLE passage_words USING fts5(tokens, content='', tokenize='ascii tokenchars ''@''', "
    "columnsize=0)"
)
POSTGRESQL_INDEX = (
    # A part of the text is read without the rest, and lists read parts alone.
    "ALTER TABLE article ALTER COLUMN text SET STORAGE EXTERNAL",
    "CREATE TABLE passage_words (rowid integer NOT NULL CONSTRAINT pk_passage_words PRIMARY KEY "
    "CONSTRAINT fk_passage_words_rowid REFERENCES passage (number) ON DELETE CASCADE, "
    "tokens tsvector NOT NULL)",
    "CREATE INDEX passage_words_tokens ON passage_words USING gin (tokens)",
)


def one_of(table: str, column: str, words: str) -> sa.CheckConstraint:
    """Return the constraint that a column holds one of the words.

    Not by IN, for which SQLite makes a table of the words anew for each row.
    """
    any_word = " OR ".join(f"{column} = '{word}'" for word in words.split())
    return sa.CheckConstraint(any_word, name=f"ck_{table}_{column}")


def is_postgresql() -> bool:
    return op.get_bind().dialect.name == "postgresql"


def put_aside(tables: tuple[str, ...]) -> None:
    for name in tables:
        if name not in MADE:
            op.execute(f"CREATE TABLE kept_{name} AS SELECT * FROM {name}")
    for name in tables:
        op.drop_table(name)


def throw_away(tables: tuple[str, ...]) -> None:
    if is_postgresql():  # Else it would not touch these tables again before the commit.
        op.execute("SET CONSTRAINTS ALL IMMEDIATE")
    for name in tables:
        if name not in MADE:
            op.drop_table(f"kept_{name}")


def upgrade() -> None:
    op.execute("DROP INDEX passage_words" if is_postgresql() else "DROP TABLE passage_words")
    put_aside(OLD)
    create_tables()
    for statement in UPGRADE:
        op.execute(statement.format(json="CAST(stated AS JSON)" if is_postgresql() else "stated"))
    for statement in POSTGRESQL_INDEX if is_postgresql() else (SQLITE_INDEX,):
        op.execute(statement)
    throw_away(OLD)


def downgrade() -> None:
    """Go back to tables without passages: the program that needs them makes them when it migrates."""
    op.drop_table("passage_words")
    put_aside(NEW)
    op.execute("CREATE TABLE kept_tally AS SELECT * FROM tally")
    op.drop_table("tally")
    before = op.get_context().opts["script"]
    for name in ("2026_11_24_first_tables", "2026_11_24_passages", "2026_11_25_marks_and_tallies"):
        before.get_revision(name).module.upgrade()
    op.execute("INSERT INTO tally SELECT * FROM kept_tally")
    op.execute("UPDATE corpus SET revision = (SELECT revision FROM kept_corpus)")
    for statement in DOWNGRADE:
        op.execute(statement)
    throw_away((*NEW, "tally"))


def create_tables() -> None:
    op.create_table(
        "word",
        sa.Column("token", ID, nullable=False),
        sa.Column("passages", sa.Integer(), nullable=False),
        sa.CheckConstraint("passages >= 0", name="ck_word_passages"),
        sa.PrimaryKeyConstraint("token", name="pk_word"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "corpus",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("statements", sa.Integer(), nullable=False),
        sa.Column("speakers", sa.Integer(), nullable=False),
        sa.CheckConstraint("id = 1", name="ck_corpus_one_row"),
        sa.CheckConstraint("revision >= 0", name="ck_corpus_revision"),
        sa.CheckConstraint("statements >= 0 AND speakers >= 0", name="ck_corpus_numbers"),
        sa.PrimaryKeyConstraint("id", name="pk_corpus"),
    )
    op.create_table(
        "article",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", ID, nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("headline", sa.Text(), nullable=True),
        sa.Column("publisher", sa.Text(), nullable=True),
        sa.Column("author", sa.Text(), nullable=True),
        sa.Column("source_url", sa.Text(), nullable=True),
        sa.Column("published_on", sa.Date(), nullable=True),
        sa.Column("rights", sa.Text(), nullable=True),
        sa.Column("language", sa.Text(), nullable=True),
        sa.Column("translated", sa.Boolean(), nullable=True),
        sa.Column("language_certainty", sa.Text(), nullable=True),
        sa.Column("translated_certainty", sa.Text(), nullable=True),
        sa.Column("published_on_certainty", sa.Text(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        one_of("article", "language_certainty", CERTAINTIES),
        one_of("article", "published_on_certainty", CERTAINTIES),
        one_of("article", "translated_certainty", CERTAINTIES),
        sa.CheckConstraint(
            "(language IS NULL) = (language_certainty IS NULL)", name="ck_article_language_is_certain"
        ),
        sa.CheckConstraint(
            "(published_on IS NULL) = (published_on_certainty IS NULL)",
            name="ck_article_published_on_is_certain",
        ),
        sa.CheckConstraint(
            "(translated IS NULL) = (translated_certainty IS NULL)", name="ck_article_translated_is_certain"
        ),
        sa.CheckConstraint("length(sha256) = 64", name="ck_article_sha256"),
        sa.CheckConstraint("length(text) BETWEEN 1 AND 1000000", name="ck_article_text"),
        sa.PrimaryKeyConstraint("number", name="pk_article"),
        sa.UniqueConstraint("id", name="uq_article_id"),
    )
    op.create_index("ix_article_language_id", "article", ["language", "id"], unique=False)
    op.create_index("ix_article_published_on_id", "article", ["published_on", "id"], unique=False)
    op.create_index("ix_article_publisher_id", "article", ["publisher", "id"], unique=False)
    op.create_table(
        "speaker",
        sa.Column("id", ID, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column("same_as", sa.JSON(), nullable=False),
        sa.Column("quotes", sa.Integer(), nullable=False),
        sa.Column("statements", sa.Integer(), nullable=False),
        sa.Column("articles", sa.Integer(), nullable=False),
        one_of("speaker", "kind", "person organization"),
        sa.CheckConstraint("quotes >= 0 AND statements >= 0 AND articles >= 0", name="ck_speaker_numbers"),
        sa.PrimaryKeyConstraint("id", name="pk_speaker"),
    )
    op.create_table(
        "statement",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", ID, nullable=False),
        sa.Column("form", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column("date", sa.Date(), nullable=True),
        sa.Column("occasion", sa.Text(), nullable=True),
        sa.Column("original_language", sa.Text(), nullable=True),
        sa.Column("speaker_certainty", sa.Text(), nullable=True),
        sa.Column("addressee_certainty", sa.Text(), nullable=True),
        sa.Column("date_certainty", sa.Text(), nullable=True),
        sa.Column("original_language_certainty", sa.Text(), nullable=True),
        sa.Column("quotes", sa.Integer(), nullable=False),
        one_of("statement", "addressee_certainty", CERTAINTIES),
        one_of("statement", "date_certainty", CERTAINTIES),
        one_of(
            "statement",
            "form",
            "letter speech interview report pledge press_release press_conference conversation post book "
            "document other",
        ),
        one_of("statement", "original_language_certainty", CERTAINTIES),
        one_of("statement", "speaker_certainty", CERTAINTIES),
        sa.CheckConstraint("(date IS NULL) = (date_certainty IS NULL)", name="ck_statement_date_is_certain"),
        sa.CheckConstraint(
            "(original_language IS NULL) = (original_language_certainty IS NULL)",
            name="ck_statement_original_language_is_certain",
        ),
        sa.CheckConstraint("quotes >= 0", name="ck_statement_quotes"),
        sa.PrimaryKeyConstraint("number", name="pk_statement"),
        sa.UniqueConstraint("id", name="uq_statement_id"),
    )
    op.create_index("ix_statement_date_id", "statement", ["date", "id"], unique=False)
    op.create_index("ix_statement_form_id", "statement", ["form", "id"], unique=False)
    op.create_table(
        "article_statement",
        sa.Column("article_id", ID, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("statement_id", ID, nullable=False),
        sa.Column("stated", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["article_id"], ["article.id"], name="fk_article_statement_article_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["statement_id"],
            ["statement.id"],
            name="fk_article_statement_statement_id",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("article_id", "position", name="pk_article_statement"),
        sa.UniqueConstraint(
            "statement_id", "article_id", name="uq_article_statement_statement_id_article_id"
        ),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "block",
        sa.Column("article_id", ID, nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        one_of("block", "kind", "headline subheading byline caption paragraph related boilerplate"),
        sa.CheckConstraint('"start" >= 0', name="ck_block_start"),
        sa.ForeignKeyConstraint(
            ["article_id"], ["article.id"], name="fk_block_article_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("article_id", "start", name="pk_block"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "name_word",
        sa.Column("word", ID, nullable=False),
        sa.Column("speaker_id", ID, nullable=False),
        sa.ForeignKeyConstraint(
            ["speaker_id"], ["speaker.id"], name="fk_name_word_speaker_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("word", "speaker_id", name="pk_name_word"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_name_word_speaker_id", "name_word", ["speaker_id"], unique=False)
    op.create_table(
        "passage",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("article_id", ID, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.Column("chain_id", ID, nullable=True),
        sa.CheckConstraint('"start" >= 0 AND "end" > "start"', name="ck_passage_span"),
        sa.ForeignKeyConstraint(
            ["article_id"], ["article.id"], name="fk_passage_article_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("number", name="pk_passage"),
        sa.UniqueConstraint("article_id", "position", name="uq_passage_article_id_position"),
    )
    op.create_table(
        "quote",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", ID, nullable=False),
        sa.Column("article_id", ID, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.Column("occurrence", sa.Integer(), nullable=False),
        sa.Column("cue_start", sa.Integer(), nullable=True),
        sa.Column("cue_end", sa.Integer(), nullable=True),
        sa.Column("mention_start", sa.Integer(), nullable=True),
        sa.Column("mention_end", sa.Integer(), nullable=True),
        sa.Column("statement_id", ID, nullable=True),
        sa.Column("within", sa.Integer(), nullable=True),
        sa.Column("continues", sa.Integer(), nullable=True),
        sa.Column("speaker_certainty", sa.Text(), nullable=True),
        sa.Column("addressee_certainty", sa.Text(), nullable=True),
        sa.Column("statement_certainty", sa.Text(), nullable=True),
        one_of("quote", "addressee_certainty", CERTAINTIES),
        one_of("quote", "speaker_certainty", CERTAINTIES),
        one_of("quote", "statement_certainty", CERTAINTIES),
        sa.CheckConstraint(
            "type <> 'term' OR (statement_id IS NULL AND speaker_certainty IS NULL)",
            name="ck_quote_term_is_nobodys",
        ),
        one_of("quote", "type", "direct mixed term indirect reported"),
        sa.CheckConstraint('"start" >= 0 AND "end" > "start"', name="ck_quote_span"),
        sa.CheckConstraint("(cue_start IS NULL) = (cue_end IS NULL)", name="ck_quote_cue_span"),
        sa.CheckConstraint("(mention_start IS NULL) = (mention_end IS NULL)", name="ck_quote_mention_span"),
        sa.CheckConstraint(
            "(statement_id IS NULL) = (statement_certainty IS NULL)", name="ck_quote_statement_is_certain"
        ),
        sa.CheckConstraint("cue_start >= 0 AND cue_end > cue_start", name="ck_quote_cue"),
        sa.CheckConstraint("mention_start >= 0 AND mention_end > mention_start", name="ck_quote_mention"),
        sa.CheckConstraint("occurrence >= 1", name="ck_quote_occurrence"),
        sa.CheckConstraint("within < position AND continues < position", name="ck_quote_refers_back"),
        sa.ForeignKeyConstraint(
            ["article_id"], ["article.id"], name="fk_quote_article_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["article_id", "statement_id"],
            ["article_statement.article_id", "article_statement.statement_id"],
            name="fk_quote_article_id_statement_id",
        ),
        sa.PrimaryKeyConstraint("number", name="pk_quote"),
        sa.UniqueConstraint("article_id", "position", name="uq_quote_article_id_position"),
        sa.UniqueConstraint("id", name="uq_quote_id"),
    )
    op.create_index(
        "ix_quote_article_id_continues",
        "quote",
        ["article_id", "continues"],
        unique=True,
        sqlite_where=sa.text("continues IS NOT NULL"),
        postgresql_where=sa.text("continues IS NOT NULL"),
    )
    op.create_index(
        "ix_quote_type_article_id_position", "quote", ["type", "article_id", "position"], unique=False
    )
    op.create_table(
        "speaker_name",
        sa.Column("speaker_id", ID, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("folded", ID, nullable=False),
        sa.ForeignKeyConstraint(
            ["speaker_id"], ["speaker.id"], name="fk_speaker_name_speaker_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("speaker_id", "position", name="pk_speaker_name"),
        sa.UniqueConstraint("speaker_id", "name", name="uq_speaker_name_speaker_id_name"),
    )
    op.create_index("ix_speaker_name_folded", "speaker_name", ["folded"], unique=False)
    op.create_table(
        "speaker_variant",
        sa.Column("speaker_id", ID, nullable=False),
        sa.Column("variant", sa.Integer(), nullable=False),
        sa.Column("stated", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["speaker_id"],
            ["speaker.id"],
            name="fk_speaker_variant_speaker_id",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("speaker_id", "variant", name="pk_speaker_variant"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "statement_party",
        sa.Column("statement_id", ID, nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("speaker_id", ID, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        one_of("statement_party", "role", ROLES),
        sa.ForeignKeyConstraint(
            ["speaker_id"],
            ["speaker.id"],
            name="fk_statement_party_speaker_id",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["statement_id"], ["statement.id"], name="fk_statement_party_statement_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("statement_id", "role", "speaker_id", name="pk_statement_party"),
        sqlite_with_rowid=False,
    )
    op.create_index(
        "ix_statement_party_speaker_id_role_statement_id",
        "statement_party",
        ["speaker_id", "role", "statement_id"],
        unique=False,
    )
    op.create_table(
        "article_speaker",
        sa.Column("article_id", ID, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("speaker_id", ID, nullable=False),
        sa.Column("variant", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["article_id"], ["article.id"], name="fk_article_speaker_article_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["speaker_id", "variant"],
            ["speaker_variant.speaker_id", "speaker_variant.variant"],
            name="fk_article_speaker_speaker_id_variant",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("article_id", "position", name="pk_article_speaker"),
        sqlite_with_rowid=False,
    )
    op.create_index(
        "ix_article_speaker_speaker_id_variant_article_id",
        "article_speaker",
        ["speaker_id", "variant", "article_id"],
        unique=False,
    )
    op.create_table(
        "quote_party",
        sa.Column("quote_number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("speaker_id", ID, nullable=False),
        sa.Column("article_id", ID, nullable=False),
        sa.Column("quote_position", sa.Integer(), nullable=False),
        one_of("quote_party", "role", ROLES),
        sa.ForeignKeyConstraint(
            ["quote_number"], ["quote.number"], name="fk_quote_party_quote_number", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["speaker_id"],
            ["speaker.id"],
            name="fk_quote_party_speaker_id",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("quote_number", "role", "position", name="pk_quote_party"),
        sqlite_with_rowid=False,
    )
    op.create_index(
        "ix_quote_party_speaker_id_role_article_id_quote_position",
        "quote_party",
        ["speaker_id", "role", "article_id", "quote_position"],
        unique=False,
    )
