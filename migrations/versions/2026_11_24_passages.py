"""Passages and words: what quotations are looked up in, with a full-text index of each database's own."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "2026_11_24_passages"
down_revision = "2026_11_24_first_tables"
branch_labels = None
depends_on = None

ID = sa.Text().with_variant(postgresql.TEXT(collation="C"), "postgresql")
TOKENS = sa.Text().with_variant(postgresql.TSVECTOR(), "postgresql")

# The index reads the tokens from the table and follows it by triggers. Python has split them, so
# nothing is left to split but ASCII spaces.
SQLITE = (
    "CREATE VIRTUAL TABLE passage_words USING fts5(tokens, content='passage', content_rowid='id', "
    "tokenize='ascii', columnsize=0)",
    "CREATE TRIGGER passage_words_insert AFTER INSERT ON passage BEGIN "
    "INSERT INTO passage_words (rowid, tokens) VALUES (new.id, new.tokens); END",
    "CREATE TRIGGER passage_words_delete AFTER DELETE ON passage BEGIN "
    "INSERT INTO passage_words (passage_words, rowid, tokens) VALUES ('delete', old.id, old.tokens); END",
)


def upgrade() -> None:
    op.create_table(
        "passage",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("article_id", ID, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.Column("chain_id", ID, nullable=True),
        sa.Column("tokens", TOKENS, nullable=False),
        sa.CheckConstraint('"start" >= 0 AND "end" > "start"', name="ck_passage_span"),
        sa.ForeignKeyConstraint(
            ["article_id"], ["article.id"], name="fk_passage_article_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["chain_id"], ["quote.id"], name="fk_passage_chain_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_passage"),
        sa.UniqueConstraint("article_id", "position", name="uq_passage_article_id_position"),
    )
    op.create_index("ix_passage_chain_id", "passage", ["chain_id"], unique=False)
    op.create_table(
        "word",
        sa.Column("token", ID, nullable=False),
        sa.Column("passages", sa.Integer(), nullable=False),
        sa.CheckConstraint("passages >= 0", name="ck_word_passages"),
        sa.PrimaryKeyConstraint("token", name="pk_word"),
    )
    if op.get_bind().dialect.name == "postgresql":
        op.execute("CREATE INDEX passage_words ON passage USING gin (tokens)")
    else:
        for statement in SQLITE:
            op.execute(statement)


def downgrade() -> None:
    if op.get_bind().dialect.name != "postgresql":
        op.execute("DROP TABLE passage_words")
    op.drop_table("word")
    op.drop_index("ix_passage_chain_id", table_name="passage")
    op.drop_table("passage")
