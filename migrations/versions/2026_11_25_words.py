"""Full-text indexes made anew: more beginnings of words, other sections of long texts, tokens at U+02BC.

The program makes the tokens of articles anew that have no passages, so all passages are taken out here.
"""

from alembic import op

revision = "2026_11_25_words"
down_revision = "2026_11_25_terms"
branch_labels = None
depends_on = None

INDEXES = ("passage_words", "article_terms", "quote_terms", "statement_terms")
MADE = ("passage", "word")
QUOTE_TERMS = (
    "CREATE VIRTUAL TABLE quote_terms USING fts5(tokens, content='', tokenize='ascii tokenchars ''@-''', "
    "columnsize=0, prefix='{}')"
)


def upgrade() -> None:
    empty("2 3 4")


def downgrade() -> None:
    empty("2 3")


def empty(beginnings: str) -> None:
    is_postgresql = op.get_bind().dialect.name == "postgresql"
    for name in INDEXES:
        if is_postgresql:
            op.execute(f"DELETE FROM {name}")
        else:
            op.execute(f"INSERT INTO {name} ({name}) VALUES ('delete-all')")
    if not is_postgresql:
        op.drop_table("quote_terms")
        op.execute(QUOTE_TERMS.format(beginnings))
    for name in MADE:
        op.execute(f"DELETE FROM {name}")
