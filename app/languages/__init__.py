"""All that is known about languages, a file each: to add Dutch, write `nl.py` and add its row to LANGUAGES.

This package is data alone and imports nothing else of Wortlaut. Stemming asks for one language, that of an
article. Everything else applies in all of them at once: an article may quote another language, and a
claim states none.
"""

from app.languages import de, en, no, ru
from app.languages.language import Language, LemmaRules, SpeechRules

LANGUAGES: dict[str, Language] = {
    "de": de.LANGUAGE,
    "en": en.LANGUAGE,
    "nb": no.LANGUAGE,
    "nn": no.LANGUAGE,
    "no": no.LANGUAGE,
    "ru": ru.LANGUAGE,
}
"""Languages by the first subtag of their tags (BCP 47), in lower case."""


def get_language(tag: str | None) -> Language:
    """Return the record of the language of a tag (BCP 47).

    A language without a file is stemmed by the Snowball algorithm of its code, where there is one.
    """
    subtag = (tag or "").replace("_", "-").split("-")[0].casefold()
    # Snowball also goes by names, like porter; only a code of two or three letters is a language's.
    is_code = subtag.isascii() and subtag.isalpha() and len(subtag) in (2, 3)
    return LANGUAGES.get(subtag) or Language(stemmer=subtag if is_code else None)


def list_words(field: str) -> list[str]:
    """Return the words that any language has in a field of `Language`, in a fixed order."""
    return sorted({word for language in LANGUAGES.values() for word in getattr(language, field)})


def list_pairs(field: str) -> dict[str, str]:
    """Return the pairs that any language has in a field of `Language`, in a fixed order."""
    return dict(sorted({pair for language in LANGUAGES.values() for pair in getattr(language, field)}))


__all__ = ["LANGUAGES", "Language", "LemmaRules", "SpeechRules", "get_language", "list_pairs", "list_words"]
