"""The words of pages in each language: the same keys in all, which a test compares."""

from app.presenters.page_language import PageLanguage
from app.presenters.pages.english import ENGLISH
from app.presenters.pages.german import GERMAN


class Words:
    """The words of one language, as attributes, or as items where the key is a value of the vocabulary.

    Templates look up hundreds of them for a page; attributes of an object are found in a fifth of the time.
    """

    def __init__(self, words: dict[str, str]) -> None:
        self.__dict__.update(words)

    def __getitem__(self, key: str) -> str:
        word: str = self.__dict__[key]
        return word

    def __getattr__(self, key: str) -> str:
        raise AttributeError(key)  # Types: all others are words.

    def __contains__(self, key: str) -> bool:
        return key in self.__dict__


WORDS: dict[PageLanguage, Words] = {"en": Words(ENGLISH), "de": Words(GERMAN)}
