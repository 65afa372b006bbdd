"""The language of a page: German or English, as a browser's settings say."""

from functools import lru_cache
from typing import Literal

from app.presenters.media_types import read_weights

PageLanguage = Literal["en", "de"]
PAGE_LANGUAGES: tuple[PageLanguage, ...] = ("en", "de")
"""Of two that a reader likes as well, the first is chosen."""


@lru_cache(maxsize=1_000)
def choose_language(accept_language: str) -> PageLanguage:
    """Return the language that a reader likes best (RFC 9110, 12.5.4); a region does not matter."""
    best: dict[str, float] = {}
    for tag, weight in read_weights(accept_language).items():
        language = tag.partition("-")[0]
        best[language] = max(weight, best.get(language, 0))
    others = best.get("*", 0.0)
    return max(PAGE_LANGUAGES, key=lambda language: best.get(language, others))
