"""The first tables: articles, blocks, quotes, and the speakers and statements they share."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "2026_11_24_first_tables"
down_revision = None
branch_labels = None
depends_on = None

# Ids sort by code point on both databases.
ID = sa.Text().with_variant(postgresql.TEXT(collation="C"), "postgresql")


def upgrade() -> None:
    op.create_table(
        "article",
        sa.Column("id", ID, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
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
        sa.CheckConstraint(
            "language_certainty IN ('stated', 'anaphora', 'inferred', 'ambiguous')",
            name="ck_article_language_certainty",
        ),
        sa.CheckConstraint(
            "published_on_certainty IN ('stated', 'anaphora', 'inferred', 'ambiguous')",
            name="ck_article_published_on_certainty",
        ),
        sa.CheckConstraint(
            "translated_certainty IN ('stated', 'anaphora', 'inferred', 'ambiguous')",
            name="ck_article_translated_certainty",
        ),
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
        sa.PrimaryKeyConstraint("id", name="pk_article"),
    )
    op.create_index("ix_article_language", "article", ["language"], unique=False)
    op.create_index("ix_article_published_on", "article", ["published_on"], unique=False)
    op.create_index("ix_article_publisher", "article", ["publisher"], unique=False)
    op.create_table(
        "corpus",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.CheckConstraint("id = 1", name="ck_corpus_one_row"),
        sa.CheckConstraint("revision >= 0", name="ck_corpus_revision"),
        sa.PrimaryKeyConstraint("id", name="pk_corpus"),
    )
    op.create_table(
        "speaker",
        sa.Column("id", ID, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column("same_as", sa.JSON(), nullable=False),
        sa.CheckConstraint("kind IN ('person', 'organization')", name="ck_speaker_kind"),
        sa.PrimaryKeyConstraint("id", name="pk_speaker"),
    )
    op.create_table(
        "statement",
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
        sa.CheckConstraint(
            "addressee_certainty IN ('stated', 'anaphora', 'inferred', 'ambiguous')",
            name="ck_statement_addressee_certainty",
        ),
        sa.CheckConstraint(
            "date_certainty IN ('stated', 'anaphora', 'inferred', 'ambiguous')",
            name="ck_statement_date_certainty",
        ),
        sa.CheckConstraint(
            "form IN ('letter', 'speech', 'interview', 'report', 'pledge', 'press_release', "
            "'press_conference', 'conversation', 'post', 'book', 'document', 'other')",
            name="ck_statement_form",
        ),
        sa.CheckConstraint(
            "original_language_certainty IN ('stated', 'anaphora', 'inferred', 'ambiguous')",
            name="ck_statement_original_language_certainty",
        ),
        sa.CheckConstraint(
            "speaker_certainty IN ('stated', 'anaphora', 'inferred', 'ambiguous')",
            name="ck_statement_speaker_certainty",
        ),
        sa.CheckConstraint("(date IS NULL) = (date_certainty IS NULL)", name="ck_statement_date_is_certain"),
        sa.CheckConstraint(
            "(original_language IS NULL) = (original_language_certainty IS NULL)",
            name="ck_statement_original_language_is_certain",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_statement"),
    )
    op.create_index("ix_statement_date", "statement", ["date"], unique=False)
    op.create_index("ix_statement_form", "statement", ["form"], unique=False)
    op.create_table(
        "article_speaker",
        sa.Column("article_id", ID, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("speaker_id", ID, nullable=False),
        sa.Column("stated", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["article_id"], ["article.id"], name="fk_article_speaker_article_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["speaker_id"],
            ["speaker.id"],
            name="fk_article_speaker_speaker_id",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("article_id", "position", name="pk_article_speaker"),
    )
    op.create_index(
        "ix_article_speaker_speaker_id_article_id",
        "article_speaker",
        ["speaker_id", "article_id"],
        unique=False,
    )
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
    )
    op.create_index(
        "ix_article_statement_statement_id_article_id",
        "article_statement",
        ["statement_id", "article_id"],
        unique=False,
    )
    op.create_table(
        "block",
        sa.Column("article_id", ID, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('headline', 'subheading', 'byline', 'caption', 'paragraph', 'related', 'boilerplate')",
            name="ck_block_kind",
        ),
        sa.CheckConstraint('"start" >= 0 AND "end" > "start"', name="ck_block_span"),
        sa.CheckConstraint("position >= 0", name="ck_block_position"),
        sa.ForeignKeyConstraint(
            ["article_id"], ["article.id"], name="fk_block_article_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("article_id", "position", name="pk_block"),
        sa.UniqueConstraint("article_id", "start", name="uq_block_article_id_start"),
    )
    op.create_table(
        "quote",
        sa.Column("id", ID, nullable=False),
        sa.Column("article_id", ID, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("exact", sa.Text(), nullable=False),
        sa.Column("prefix", sa.Text(), nullable=False),
        sa.Column("suffix", sa.Text(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.Column("occurrence", sa.Integer(), nullable=False),
        sa.Column("cue", sa.Text(), nullable=True),
        sa.Column("cue_start", sa.Integer(), nullable=True),
        sa.Column("cue_end", sa.Integer(), nullable=True),
        sa.Column("mention", sa.Text(), nullable=True),
        sa.Column("mention_start", sa.Integer(), nullable=True),
        sa.Column("mention_end", sa.Integer(), nullable=True),
        sa.Column("statement_id", ID, nullable=True),
        sa.Column("within_id", ID, nullable=True),
        sa.Column("continues_id", ID, nullable=True),
        sa.Column("speaker_certainty", sa.Text(), nullable=True),
        sa.Column("addressee_certainty", sa.Text(), nullable=True),
        sa.Column("statement_certainty", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "addressee_certainty IN ('stated', 'anaphora', 'inferred', 'ambiguous')",
            name="ck_quote_addressee_certainty",
        ),
        sa.CheckConstraint(
            "speaker_certainty IN ('stated', 'anaphora', 'inferred', 'ambiguous')",
            name="ck_quote_speaker_certainty",
        ),
        sa.CheckConstraint(
            "statement_certainty IN ('stated', 'anaphora', 'inferred', 'ambiguous')",
            name="ck_quote_statement_certainty",
        ),
        sa.CheckConstraint(
            "type <> 'term' OR (statement_id IS NULL AND speaker_certainty IS NULL)",
            name="ck_quote_term_is_nobodys",
        ),
        sa.CheckConstraint(
            "type IN ('direct', 'mixed', 'term', 'indirect', 'reported')", name="ck_quote_type"
        ),
        sa.CheckConstraint(
            '"start" >= 0 AND "end" > "start" AND length(exact) = "end" - "start"', name="ck_quote_span"
        ),
        sa.CheckConstraint("(cue IS NULL) = (cue_start IS NULL)", name="ck_quote_cue_has_a_place"),
        sa.CheckConstraint(
            "(mention IS NULL) = (mention_start IS NULL)", name="ck_quote_mention_has_a_place"
        ),
        sa.CheckConstraint(
            "(statement_id IS NULL) = (statement_certainty IS NULL)", name="ck_quote_statement_is_certain"
        ),
        sa.CheckConstraint("cue_start >= 0 AND cue_end > cue_start", name="ck_quote_cue"),
        sa.CheckConstraint("length(cue) = cue_end - cue_start", name="ck_quote_cue_span"),
        sa.CheckConstraint("length(mention) = mention_end - mention_start", name="ck_quote_mention_span"),
        sa.CheckConstraint("mention_start >= 0 AND mention_end > mention_start", name="ck_quote_mention"),
        sa.CheckConstraint("occurrence >= 1", name="ck_quote_occurrence"),
        sa.ForeignKeyConstraint(
            ["article_id"], ["article.id"], name="fk_quote_article_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["continues_id"], ["quote.id"], name="fk_quote_continues_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["statement_id"],
            ["statement.id"],
            name="fk_quote_statement_id",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(["within_id"], ["quote.id"], name="fk_quote_within_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_quote"),
        sa.UniqueConstraint("article_id", "position", name="uq_quote_article_id_position"),
        sa.UniqueConstraint("article_id", "start", "end", name="uq_quote_article_id_start_end"),
        sa.UniqueConstraint("continues_id", name="uq_quote_continues_id"),
    )
    op.create_index(
        "ix_quote_statement_id_article_id_position",
        "quote",
        ["statement_id", "article_id", "position"],
        unique=False,
    )
    op.create_index(
        "ix_quote_type_article_id_position", "quote", ["type", "article_id", "position"], unique=False
    )
    op.create_index("ix_quote_within_id", "quote", ["within_id"], unique=False)
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
        "statement_party",
        sa.Column("statement_id", ID, nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("speaker_id", ID, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.CheckConstraint("role IN ('speaker', 'addressee', 'via')", name="ck_statement_party_role"),
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
    )
    op.create_index(
        "ix_statement_party_speaker_id_role_statement_id",
        "statement_party",
        ["speaker_id", "role", "statement_id"],
        unique=False,
    )
    op.create_table(
        "quote_party",
        sa.Column("quote_id", ID, nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("speaker_id", ID, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.CheckConstraint("role IN ('speaker', 'addressee', 'via')", name="ck_quote_party_role"),
        sa.ForeignKeyConstraint(
            ["quote_id"], ["quote.id"], name="fk_quote_party_quote_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["speaker_id"],
            ["speaker.id"],
            name="fk_quote_party_speaker_id",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("quote_id", "role", "speaker_id", name="pk_quote_party"),
    )
    op.create_index(
        "ix_quote_party_speaker_id_role_quote_id",
        "quote_party",
        ["speaker_id", "role", "quote_id"],
        unique=False,
    )
    op.execute("INSERT INTO corpus (id, revision) VALUES (1, 0)")


def downgrade() -> None:
    op.drop_index("ix_quote_party_speaker_id_role_quote_id", table_name="quote_party")
    op.drop_table("quote_party")
    op.drop_index("ix_statement_party_speaker_id_role_statement_id", table_name="statement_party")
    op.drop_table("statement_party")
    op.drop_index("ix_speaker_name_folded", table_name="speaker_name")
    op.drop_table("speaker_name")
    op.drop_index("ix_quote_within_id", table_name="quote")
    op.drop_index("ix_quote_type_article_id_position", table_name="quote")
    op.drop_index("ix_quote_statement_id_article_id_position", table_name="quote")
    op.drop_table("quote")
    op.drop_table("block")
    op.drop_index("ix_article_statement_statement_id_article_id", table_name="article_statement")
    op.drop_table("article_statement")
    op.drop_index("ix_article_speaker_speaker_id_article_id", table_name="article_speaker")
    op.drop_table("article_speaker")
    op.drop_index("ix_statement_form", table_name="statement")
    op.drop_index("ix_statement_date", table_name="statement")
    op.drop_table("statement")
    op.drop_table("speaker")
    op.drop_table("corpus")
    op.drop_index("ix_article_publisher", table_name="article")
    op.drop_index("ix_article_published_on", table_name="article")
    op.drop_index("ix_article_language", table_name="article")
    op.drop_table("article")
