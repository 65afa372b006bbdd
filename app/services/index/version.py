"""The version of the full-text indexes: which program, stemmer and Unicode made what they hold.

An index holds tokens that this program makes of texts. Another version of the program, of its stemmer or of
Unicode makes other tokens of some texts. An index of theirs would hide words that are there: a claim would
seem absent. Nor could an article be taken out of it: SQLite's indexes must be told the tokens that they hold.
So a search, and whatever is stored, first compares the version that is stored with the indexes.
"""

import unicodedata

import regex
import Stemmer  # type: ignore[import-not-found]  # PyStemmer is compiled and has no types.
from sqlmodel import Session

from app.database import index_state
from app.errors import IndexOutdated

INDEX_VERSION = 1
"""To be raised whenever other tokens are made of the same text, or passages are cut elsewhere: every index is
then rebuilt at the next start. A test knows the entries of some texts and fails where this was forgotten."""

VERSION = (
    f"{INDEX_VERSION}, PyStemmer {Stemmer.version()}, regex {regex.__version__}, "
    f"Unicode {unicodedata.unidata_version}"
)

ADVICE = "Whatever searches no words can be read; the operator must run: wortlaut reindex"


def find_fault(session: Session) -> str | None:
    """Return why the indexes must be rebuilt before they are searched, or None if they need not be."""
    for name, state in index_state.read_states(session).items():
        if state.version is None:
            return f"the index {name} was never filled, or filling it was interrupted"
        if state.version != VERSION:
            return f"the index {name} is of version {state.version}; this program's is {VERSION}"
        if not state.is_whole:
            return f"the index {name} lacks entries"
    return None


def require_current(session: Session) -> None:
    """Raise `IndexOutdated` unless the indexes are whole, and of this program's version."""
    fault = find_fault(session)
    if fault is not None:
        raise IndexOutdated(f"Nothing can be searched or stored: {fault}. {ADVICE}")
