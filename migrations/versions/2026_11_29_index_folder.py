"""The full-text index leaves the database for a folder beside it, which follows the database by revisions.

The program makes the index when it starts. Words of names are folded anew, too.
"""

import secrets
from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "2026_11_29_index_folder"
down_revision = "2026_11_29_long_words"
branch_labels = None
depends_on = None

# As in the first tables.
ID = sa.Text().with_variant(postgresql.TEXT(collation="C"), "postgresql")
CLUSTERED: dict[str, Any] = {"sqlite_with_rowid": False}
SQLITE_INDEXES = {
    "passage_words": ("@", ""),
    "article_terms": ("@-", ""),
    "quote_terms": ("@-", ", prefix='2 3 4'"),
    "statement_terms": ("@-", ""),
}
SQLITE_INDEX = (
    "CREATE VIRTUAL TABLE {} USING fts5(tokens, content='', tokenize='ascii tokenchars ''{}''', "
    "columnsize=0{})"
)
POSTGRESQL_INDEXES = {
    "passage_words": (
        "integer",
        " CONSTRAINT fk_passage_words_rowid REFERENCES passage (number) ON DELETE CASCADE",
    ),
    **dict.fromkeys(("article_terms", "quote_terms", "statement_terms"), ("bigint", "")),
}
POSTGRESQL_INDEX = (
    "CREATE TABLE {0} (rowid {1} NOT NULL CONSTRAINT pk_{0} PRIMARY KEY{2}, tokens tsvector NOT NULL)"
)


def upgrade() -> None:
    for name in ("fulltext_index", *SQLITE_INDEXES, "passage", "word", "long_word"):
        op.drop_table(name)
    op.create_table(
        "change",
        sa.Column("revision", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("token", sa.BigInteger(), nullable=False),
        sa.Column("articles", sa.JSON(), nullable=False),
        sa.Column("statements", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("revision", name="pk_change"),
    )
    add_number("corpus", sa.Column("token", sa.BigInteger(), nullable=False, server_default="0"))
    op.add_column("corpus", sa.Column("names_version", sa.Text(), nullable=True))
    for name in ("article", "statement"):
        add_number(name, sa.Column("revision", sa.Integer(), nullable=False, server_default="0"))
        op.create_index(f"ix_{name}_revision", name, ["revision"])
    op.execute(f"UPDATE corpus SET token = {secrets.randbits(62)}")
    op.execute(
        "INSERT INTO change (revision, token, articles, statements) "
        "SELECT revision, token, '[]', '[]' FROM corpus"
    )


def add_number(table: str, number: sa.Column[Any]) -> None:
    """Add a column that has a value in each row; SQLite cannot take its default away again."""
    op.add_column(table, number)
    if op.get_bind().dialect.name == "postgresql":
        op.alter_column(table, number.name, server_default=None)


def downgrade() -> None:
    for name in ("article", "statement"):
        op.drop_index(f"ix_{name}_revision", name)
        op.drop_column(name, "revision")
    for name in ("token", "names_version"):
        op.drop_column("corpus", name)
    op.drop_table("change")
    create_passages()
    create_indexes()


def create_passages() -> None:
    op.create_table(
        "passage",
        sa.Column("number", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("article_id", ID, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.Column("chain_id", ID, nullable=True),
        sa.CheckConstraint('"start" >= 0 AND "end" > "start"', name=op.f("ck_passage_span")),
        sa.ForeignKeyConstraint(
            ["article_id"], ["article.id"], name="fk_passage_article_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("number", name="pk_passage"),
        sa.UniqueConstraint("article_id", "position", name="uq_passage_article_id_position"),
    )
    op.create_table(
        "word",
        sa.Column("token", ID, nullable=False),
        sa.Column("passages", sa.Integer(), nullable=False),
        sa.CheckConstraint("passages >= 0", name=op.f("ck_word_passages")),
        sa.PrimaryKeyConstraint("token", name="pk_word"),
        **CLUSTERED,
    )
    op.create_table(
        "long_word",
        sa.Column("stem", ID, nullable=False),
        sa.Column("backwards", ID, nullable=False),
        sa.PrimaryKeyConstraint("stem", name="pk_long_word"),
        **CLUSTERED,
    )
    op.create_index("ix_long_word_backwards", "long_word", ["backwards"], unique=False)


def create_indexes() -> None:
    """Create the indexes, empty: the program that is at that migration fills them."""
    op.create_table(
        "fulltext_index",
        sa.Column("name", ID, nullable=False),
        sa.Column("version", sa.Text(), nullable=True),
        sa.Column("entries", sa.Integer(), nullable=False),
        sa.CheckConstraint("entries >= 0", name=op.f("ck_fulltext_index_entries")),
        sa.PrimaryKeyConstraint("name", name="pk_fulltext_index"),
    )
    is_postgresql = op.get_bind().dialect.name == "postgresql"
    for name in SQLITE_INDEXES:
        if is_postgresql:
            op.execute(POSTGRESQL_INDEX.format(name, *POSTGRESQL_INDEXES[name]))
            op.execute(f"CREATE INDEX {name}_tokens ON {name} USING gin (tokens)")
        else:
            op.execute(SQLITE_INDEX.format(name, *SQLITE_INDEXES[name]))
        op.execute(f"INSERT INTO fulltext_index (name, entries) VALUES ('{name}', 0)")
