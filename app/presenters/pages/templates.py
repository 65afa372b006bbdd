"""The templates of pages, and what all pages have."""

import functools
from typing import TYPE_CHECKING, Any

from app.presenters.page_language import PageLanguage
from app.presenters.pages.words import WORDS

if TYPE_CHECKING:
    from jinja2 import Environment


@functools.cache
def _load_templates() -> "Environment":
    # Imported with the first page: it takes as long as a tenth of the whole start.
    from jinja2 import Environment, PackageLoader, StrictUndefined

    return Environment(
        loader=PackageLoader("app", "pages"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )


def render(template: str, language: PageLanguage, **values: Any) -> bytes:  # noqa: ANN401  # what a template shows
    """Return a page in a language of pages; `w` is all its words."""
    page = _load_templates().get_template(template)
    return page.render(w=WORDS[language], language=language, **values).encode()
