"""What a citation of a quote states, whatever its format."""

from typing import NamedTuple, TypeVar

from app.presenters.citations.provenance import describe_provenance, list_names, name_form, to_line
from app.presenters.citations.words import Words, choose_words
from app.presenters.links import locate_quote
from app.presenters.page import Site, encode_address
from app.values import QuoteValue
from app.vocabulary import QUOTATIONS, Certainty

Value = TypeVar("Value")

TITLE_MAX = 200
"""Code points of the words in a title; a mark says that more were left out."""


class Citation(NamedTuple):
    """A citation; each text is one line. A name is whole: an article does not say which part is the family's.

    What is ambiguous is in `provenance` alone, and None or empty here.
    """

    id: str
    form: str | None
    genre: str | None
    """The form as a word."""
    title: str
    words: str
    authors: tuple[str, ...]
    recipients: tuple[str, ...]
    description: str
    """The form, to whom and on which day: *letter to Anna, 2023-08-14*; empty if nothing of it is known.

    The day is the statement's: it is not known where it is ambiguous which statement the words render.
    """
    said_on: str | None
    container: str
    """The headline of the article, or its id."""
    container_author: str | None
    publisher: str | None
    published_on: str | None
    source: str
    """That it is quoted or reported, and where: author, headline, publisher and day."""
    url: str
    """The article's own address, else that of the quote."""
    address: str
    provenance: str
    language: str | None


def make_citation(quote: QuoteValue, site: Site, words: Words | None = None) -> Citation:
    """Return the citation of a quote, by default with words in the language of the article."""
    row, article = quote.row, quote.article
    words = choose_words(article.language) if words is None else words
    is_quotation = row.type in QUOTATIONS
    container = f"{words.article} {article.article_id}" if article.headline is None else article.headline
    published_on = _unless_ambiguous(article.published_on, article.published_on_certainty)
    known = (article.author, container, article.publisher, published_on)
    lead = words.quoted_in if is_quotation else words.reported_in
    address = site.locate(locate_quote(row.id))
    provenance = describe_provenance(quote, words)
    exact = to_line(quote.exact)
    opening, closing = (words.opening, words.closing) if is_quotation else ("", "")
    form = _unless_ambiguous(row.form, row.statement_certainty)
    genre = None if form is None else name_form(quote, words)
    recipients = _unless_ambiguous(list_names(quote, "addressee"), row.addressee_certainty) or ()
    to_whom = f"{words.to} {', '.join(recipients)}" if recipients else None
    said_on = None if form is None else _to_text(_unless_ambiguous(row.date, row.date_certainty))
    form_to_whom = " ".join(one for one in (genre, to_whom) if one is not None)
    return Citation(
        id=row.id,
        form=form,
        genre=genre,
        title=f"{opening}{_shorten(exact)}{closing} [{provenance}]",
        words=f"{opening}{exact}{closing}",
        authors=_unless_ambiguous(list_names(quote, "speaker"), row.speaker_certainty) or (),
        recipients=recipients,
        description=", ".join(one for one in (form_to_whom, said_on) if one),
        said_on=said_on,
        container=to_line(container),
        container_author=_to_text(article.author),
        publisher=_to_text(article.publisher),
        published_on=_to_text(published_on),
        source=to_line(f"{lead}: {', '.join(str(one) for one in known if one is not None)}"),
        url=address if article.source_url is None else encode_address(article.source_url),
        address=address,
        provenance=provenance,
        language=_unless_ambiguous(article.language, article.language_certainty),
    )


def _shorten(exact: str) -> str:
    """Return words, or their beginning with a mark that more were left out."""
    beginning = exact[:TITLE_MAX]
    # Some scripts have no spaces: then it ends anywhere.
    return exact if exact == beginning else f"{beginning.rpartition(' ')[0] or beginning} […]"


def _unless_ambiguous(value: Value, certainty: str | None) -> Value | None:
    return None if certainty == Certainty.AMBIGUOUS else value


def _to_text(value: object) -> str | None:
    return None if value is None else to_line(str(value))
