"""Marks of quotations among the words of passages, and kept numbers of articles and quotes.

Passages are removed here and made anew by the program, whose tokens they hold.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "2026_11_25_marks_and_tallies"
down_revision = "2026_11_24_passages"
branch_labels = None
depends_on = None

ID = sa.Text().with_variant(postgresql.TEXT(collation="C"), "postgresql")

COUNT = (
    "INSERT INTO tally (language, articles, quotes) "
    "SELECT coalesce(article.language, ''), count(DISTINCT article.id), count(quote.id) "
    "FROM article LEFT JOIN quote ON quote.article_id = article.id GROUP BY coalesce(article.language, '')"
)


SQLITE_INDEX = (
    "CREATE VIRTUAL TABLE passage_words USING fts5(tokens, content='passage', content_rowid='id', "
    "tokenize='{}', columnsize=0)"
)
SQLITE_REBUILD = "INSERT INTO passage_words (passage_words) VALUES ('rebuild')"
SQLITE_REMOVE_MARKS = "UPDATE passage SET tokens = substr(tokens, 1, instr(tokens || ' @', ' @') - 1)"
POSTGRESQL_REMOVE_MARKS = (
    "UPDATE passage SET tokens = ts_delete(tokens, ARRAY(SELECT lexeme FROM unnest(tokens) "
    "WHERE starts_with(lexeme, '@')))"
)


def upgrade() -> None:
    op.create_table(
        "tally",
        sa.Column("language", ID, nullable=False),
        sa.Column("articles", sa.Integer(), nullable=False),
        sa.Column("quotes", sa.Integer(), nullable=False),
        sa.CheckConstraint("articles >= 0 AND quotes >= 0", name="ck_tally_numbers"),
        sa.PrimaryKeyConstraint("language", name="pk_tally"),
    )
    op.execute(COUNT)
    op.execute("DELETE FROM passage")
    op.execute("DELETE FROM word")
    if op.get_bind().dialect.name != "postgresql":
        op.execute("DROP TABLE passage_words")
        op.execute(SQLITE_INDEX.format("ascii tokenchars ''@''"))


def downgrade() -> None:
    op.drop_table("tally")
    if op.get_bind().dialect.name == "postgresql":
        op.execute(POSTGRESQL_REMOVE_MARKS)
    else:
        op.execute("DROP TABLE passage_words")
        op.execute(SQLITE_INDEX.format("ascii"))
        op.execute(SQLITE_REMOVE_MARKS)
        op.execute(SQLITE_REBUILD)
