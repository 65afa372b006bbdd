"""Full-text indexes made anew: 12- und 13-Jährige are read as such where the line ends after 12-.

The program makes the tokens of articles anew that have no passages, so all passages are taken out here.
"""

from alembic import op

revision = "2026_11_25_words_at_line_ends"
down_revision = "2026_11_25_words"
branch_labels = None
depends_on = None

INDEXES = ("passage_words", "article_terms", "quote_terms", "statement_terms")
MADE = ("passage", "word")


def upgrade() -> None:
    empty()


def downgrade() -> None:
    empty()


def empty() -> None:
    for name in INDEXES:
        if op.get_bind().dialect.name == "postgresql":
            op.execute(f"DELETE FROM {name}")
        else:
            op.execute(f"INSERT INTO {name} ({name}) VALUES ('delete-all')")
    for name in MADE:
        op.execute(f"DELETE FROM {name}")
