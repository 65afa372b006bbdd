"""The templates of the review page, in the language that a browser prefers."""

import functools
from html import escape
from typing import Any

import regex
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from app.presenters.page_language import PageLanguage
from app.presenters.pages.english import ENGLISH
from app.presenters.pages.german import GERMAN
from app.presenters.pages.words import Words
from app.review import words
from app.verbatim.characters import DIRECTION_CONTROLS

# Types, forms and certainties have the words that they have on the pages for readers.
WORDS: dict[PageLanguage, Words] = {
    "en": Words({**ENGLISH, **words.ENGLISH}),
    "de": Words({**GERMAN, **words.GERMAN}),
}


_DIRECTION_CONTROL = regex.compile(f"[{DIRECTION_CONTROLS}]")


def show_controls(html: str) -> str:
    """Return HTML in whose text control characters of direction have a sign, and turn nothing.

    Else words could be read in an order that is not the article's. Each character stays where it is, so that
    a selection has the same offsets: the style sheet makes a box of its element, which it cannot act out of.
    """
    return _DIRECTION_CONTROL.sub(
        lambda found: f'<span class="turn" data-sign="U+{ord(found[0]):04X}">{found[0]}</span>', html
    )


def show_text(text: str) -> Markup:
    """Return a text as HTML, as `show_controls` does."""
    return Markup(show_controls(escape(text)))  # noqa: S704 - it is escaped


@functools.cache
def _load() -> Environment:
    environment = Environment(
        loader=PackageLoader("app", "review/page"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.filters["shown"] = show_text
    return environment


def render(template: str, language: PageLanguage, **values: Any) -> str:  # noqa: ANN401 - what a template shows
    """Return a page, or a part of one; `w` is all words of the language."""
    return _load().get_template(template).render(w=WORDS[language], language=language, **values)
