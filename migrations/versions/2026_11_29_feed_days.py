"""When each article was stored, and the order of feeds. Of articles stored before, this is the time."""

import datetime

import sqlalchemy as sa
from alembic import op

revision = "2026_11_29_feed_days"
down_revision = "2026_11_29_index_folder"
branch_labels = None
depends_on = None

ARTICLE = sa.table("article", sa.column("published_on", sa.Date()), sa.column("feed_day", sa.Integer()))


def upgrade() -> None:
    now = datetime.datetime.now(datetime.UTC)
    add_number("stored_at", sa.BigInteger(), int(now.timestamp()))
    add_number("feed_day", sa.Integer(), now.date().toordinal())
    connection = op.get_bind()
    published_on = ARTICLE.c.published_on
    for day in connection.execute(
        sa.select(published_on).where(published_on.is_not(None)).distinct()
    ).scalars():
        changed = sa.update(ARTICLE).where(published_on == day).values(feed_day=day.toordinal())
        connection.execute(changed)
    op.create_index("ix_article_feed_day_id", "article", ["feed_day", "id"], unique=True)


def add_number(name: str, kind: sa.types.TypeEngine[int], value: int) -> None:
    """Add a column with a value for the rows so far; SQLite cannot take that default away again."""
    op.add_column("article", sa.Column(name, kind, nullable=False, server_default=str(value)))
    if op.get_bind().dialect.name == "postgresql":
        op.alter_column("article", name, server_default=None)


def downgrade() -> None:
    op.drop_index("ix_article_feed_day_id", "article")
    for name in ("feed_day", "stored_at"):
        op.drop_column("article", name)
