"""What leads a browser to the words of a quote. It is computed here for the quotes that are stored."""

import sqlalchemy as sa
from alembic import op

from app.verbatim.fragments import fold_for_browsers, make_text_directive
from app.verbatim.spans import Span

revision = "2026_11_29_text_directives"
down_revision = "2026_11_29_feed_days"
branch_labels = None
depends_on = None

ARTICLES = sa.text("SELECT id, text FROM article ORDER BY id")
QUOTES = sa.text('SELECT number, "start", "end" FROM quote WHERE article_id = :article')
UPDATE = sa.text("UPDATE quote SET directive = :directive WHERE number = :number")


def upgrade() -> None:
    op.add_column("quote", sa.Column("directive", sa.Text()))
    connection = op.get_bind()
    for article, text in connection.execute(ARTICLES, execution_options={"yield_per": 100}):
        folded = fold_for_browsers(text)
        directives = [
            {"number": number, "directive": make_text_directive(folded, Span(start, end))}
            for number, start, end in connection.execute(QUOTES, {"article": article}).all()
        ]
        if directives:
            connection.execute(UPDATE, directives)


def downgrade() -> None:
    op.drop_column("quote", "directive")
