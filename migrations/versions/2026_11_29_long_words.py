"""The words that may be compounds. The program fills the table when it rebuilds the full-text indexes."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "2026_11_29_long_words"
down_revision = "2026_11_29_first_tables"
branch_labels = None
depends_on = None

# As in the first tables.
ID = sa.Text().with_variant(postgresql.TEXT(collation="C"), "postgresql")


def upgrade() -> None:
    op.create_table(
        "long_word",
        sa.Column("stem", ID, nullable=False),
        sa.Column("backwards", ID, nullable=False),
        sa.PrimaryKeyConstraint("stem", name="pk_long_word"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_long_word_backwards", "long_word", ["backwards"], unique=False)


def downgrade() -> None:
    op.drop_table("long_word")
