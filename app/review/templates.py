"""The templates of the review page, in the language that a browser prefers."""

import functools
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from app.presenters.page_language import PageLanguage
from app.presenters.pages.english import ENGLISH
from app.presenters.pages.german import GERMAN
from app.presenters.pages.words import Words
from app.review import words

# Types, forms and certainties have the words that they have on the pages for readers.
WORDS: dict[PageLanguage, Words] = {
    "en": Words({**ENGLISH, **words.ENGLISH}),
    "de": Words({**GERMAN, **words.GERMAN}),
}


@functools.cache
def _load() -> Environment:
    return Environment(
        loader=PackageLoader("app", "review/page"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )


def render(template: str, language: PageLanguage, **values: Any) -> str:  # noqa: ANN401 - what a template shows
    """Return a page, or a part of one; `w` is all words of the language."""
    return _load().get_template(template).render(w=WORDS[language], language=language, **values)
