"""Russian."""

from app.languages.language import Language

LANGUAGE = Language(stemmer="ru", negations=frozenset("не нет ни никогда никто ничего".split()))
