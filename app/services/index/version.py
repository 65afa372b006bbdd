"""The version of the full-text indexes: of the program, the stemmers and the Unicode tables that made them.

The indexes contain tokens that this program makes of texts. Another version of the program, of its stemmers
or of Unicode makes other tokens of some texts. In an index of another version words are missed, so a claim
would seem absent. Nor can an article be removed from it: SQLite needs the tokens that were added. So each
search, verdict and write first compares the version that is stored with the indexes.
"""

import unicodedata
from importlib import metadata

import regex
import Stemmer  # type: ignore[import-not-found]  # PyStemmer is compiled and has no types.
from sqlmodel import Session

from app.database import index_state
from app.errors import IndexOutdated

INDEX_VERSION = 3
"""Raise it when this program makes other tokens of the same text, other passages or other keys of names: the
next start then rebuilds the indexes. A test knows the entries of some texts and the data of all languages,
and fails if this was forgotten."""

VERSION = (
    f"{INDEX_VERSION}, PyStemmer {Stemmer.version()}, simplemma {metadata.version('simplemma')}, "
    f"regex {regex.__version__}, Unicode {unicodedata.unidata_version}"
)

ADVICE = "All other requests are answered. To rebuild the indexes, run: wortlaut reindex"


def find_fault(session: Session) -> str | None:
    """Return why the indexes must be rebuilt before they are used, or None if they need not be."""
    for name, state in index_state.read_states(session).items():
        if state.version is None:
            return f"the index {name} was never filled"
        if state.version != VERSION:
            return f"the index {name} is of version {state.version}; this program's is {VERSION}"
        if not state.is_complete:
            return f"the index {name} is incomplete"
    return None


def require_current(session: Session) -> None:
    """Raise `IndexOutdated` unless the indexes are complete and of this program's version."""
    fault = find_fault(session)
    if fault is not None:
        raise IndexOutdated(f"Nothing can be searched or stored: {fault}. {ADVICE}")
