"""Full-text indexes of what articles, quotes and statements are searched by.

They hold tokens that the program makes. It makes those of articles anew that have no passages, so all
passages are taken out here.
"""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_25_terms"
down_revision = "2026_11_25_spans"
branch_labels = None
depends_on = None

INDEXES = ("article_terms", "quote_terms", "statement_terms")
SQLITE = (
    "CREATE VIRTUAL TABLE {} USING fts5(tokens, content='', tokenize='ascii tokenchars ''@-''', "
    "columnsize=0{})"
)
# The first letters of words have entries of their own where there are most: they begin too many words.
BEGINNINGS = {"quote_terms": ", prefix='2 3'"}
POSTGRESQL = (
    "CREATE TABLE {0} (rowid bigint NOT NULL CONSTRAINT pk_{0} PRIMARY KEY, tokens tsvector NOT NULL)",
    "CREATE INDEX {0}_tokens ON {0} USING gin (tokens)",
)
LANGUAGE = (
    "UPDATE statement SET language = (SELECT a.language FROM article_statement s "
    "JOIN article a ON a.id = s.article_id WHERE s.statement_id = statement.id ORDER BY s.article_id LIMIT 1)"
)


def upgrade() -> None:
    is_postgresql = op.get_bind().dialect.name == "postgresql"
    op.add_column("statement", sa.Column("language", sa.Text(), nullable=True))
    op.execute(LANGUAGE)
    for name in INDEXES:
        for statement in POSTGRESQL if is_postgresql else (SQLITE,):
            op.execute(statement.format(name, BEGINNINGS.get(name, "")))
    if not is_postgresql:
        op.execute("INSERT INTO passage_words (passage_words) VALUES ('delete-all')")
    op.execute("DELETE FROM passage")
    op.execute("DELETE FROM word")


def downgrade() -> None:
    for name in INDEXES:
        op.drop_table(name)
    op.drop_column("statement", "language")
