"""The version of the full-text index: of the program, the stemmers and the Unicode tables that made it.

The index contains tokens that this program makes of texts. Another version of the program, of its stemmers
or of Unicode makes other tokens of some texts. In an index of another version words are missed, so a claim
would seem absent. So each search and verdict first compares the version that is stored with the index. The
names of speakers, which are folded in the database, have the same version.
"""

import unicodedata
from importlib import metadata

import regex
import Stemmer  # type: ignore[import-not-found]  # PyStemmer is compiled and has no types.
from sqlalchemy import select
from sqlmodel import Session

from app.database.compiled import fetch_first
from app.errors import IndexOutdated
from app.models import Corpus, table

INDEX_VERSION = 5
"""Raise it when this program makes other tokens of the same text, other passages or other keys of names: the
next start then rebuilds the indexes. A test knows the entries of some texts and the data of all languages,
and fails if this was forgotten."""

VERSION = (
    f"{INDEX_VERSION}, PyStemmer {Stemmer.version()}, simplemma {metadata.version('simplemma')}, "
    f"regex {regex.__version__}, Unicode {unicodedata.unidata_version}"
)
NAMES = select(table(Corpus).c.names_version)


def are_names_current(session: Session) -> bool:
    """Tell whether the names of speakers are folded as this program folds them."""
    return bool(fetch_first(session, NAMES, {}).names_version == VERSION)


def require_names(session: Session) -> None:
    """Raise `IndexOutdated` unless the names of speakers are folded as this program folds them."""
    if not are_names_current(session):
        raise IndexOutdated("No speaker can be found by name: the names are to be folded anew at a start.")
