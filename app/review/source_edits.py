"""Apply a decision about a statement or the article itself to a document, pure: each returns another one.

What a rejected statement takes from a quote is marked there: a person looks at it again.
"""

from app.review.decisions import ChangeArticle, ChangeStatement
from app.review.placed_document import change
from app.schemas.document import ArticleDocument, QuoteDocument, StatementCertainty, StatementDocument
from app.slugs import make_free_slug
from app.vocabulary import Certainty, StatementForm


def add_statement(
    document: ArticleDocument, quote: QuoteDocument, form: StatementForm, title: str | None
) -> tuple[ArticleDocument, str]:
    """Add a statement with the speakers and addressees of a quote; return its id, which has the article's."""
    taken = {one.id for one in document.statements}
    name = f"{document.id}-{form}-{len(taken) + 1}"
    statement = StatementDocument(
        id=make_free_slug(name, "statement", taken),
        form=form,
        title=title,
        speakers=quote.speakers,
        addressees=quote.addressees,
        via=[],
        certainty=StatementCertainty(speaker=quote.certainty.speaker, addressee=quote.certainty.addressee),
    )
    return change(document, statements=[*document.statements, statement]), statement.id


def reject_statement(document: ArticleDocument, index: int) -> ArticleDocument:
    """Take a statement out of the document; its quotes stay, render none, and are marked."""
    gone = document.statements[index].id
    quotes = [
        one
        if one.statement != gone
        else one.model_copy(
            update={
                "statement": None,
                "certainty": one.certainty.model_copy(update={"statement": None}),
                "review": True,
            }
        )
        for one in document.quotes
    ]
    return change(
        document, statements=[*document.statements[:index], *document.statements[index + 1 :]], quotes=quotes
    )


def change_statement(document: ArticleDocument, index: int, decision: ChangeStatement) -> ArticleDocument:
    """Give a statement another form or title."""
    statements = [*document.statements]
    values = {"form": decision.form, "title": decision.title}
    statements[index] = statements[index].model_copy(update=values)
    return change(document, statements=statements)


def change_article(document: ArticleDocument, decision: ChangeArticle) -> ArticleDocument:
    """Give the article other metadata; what is unknown has no certainty."""
    certainties: dict[str, Certainty | None] = {
        "published_on": None if decision.published_on is None else decision.published_on_certainty,
        "language": None if decision.language is None else decision.language_certainty,
    }
    fields = ("headline", "publisher", "author", "source_url", "published_on", "language")
    values = {name: getattr(decision, name) for name in fields}
    return change(document, **values, certainty=document.certainty.model_copy(update=certainties))
