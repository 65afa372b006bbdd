"""Norwegian: Bokmål (nb) and Nynorsk (nn), for which Snowball has one algorithm."""

from app.languages.language import Language

LANGUAGE = Language(stemmer="no")
