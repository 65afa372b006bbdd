"""Citations as BibTeX (Oren Patashnik, “BibTeXing”, 1988), also for biblatex."""

import re

from app.presenters.citations.citation import Citation, make_citation
from app.presenters.media_types import BIBTEX
from app.presenters.presenter import Presenter

ESCAPES = {
    **{sign: f"\\{sign}" for sign in "$&%#_"},
    # BibTeX counts braces even behind a backslash: one alone would end the field, or never.
    "{": "{\\textbraceleft}",
    "}": "{\\textbraceright}",
    "\\": "{\\textbackslash}",
    "~": "{\\textasciitilde}",
    "^": "{\\textasciicircum}",
}
_SPECIAL = re.compile(f"[{re.escape(''.join(ESCAPES))}]")


def to_entry(citation: Citation) -> str:
    """Return an entry, one line a field.

    It is a @misc: BibTeX knows no letters, and readers lose the recipient in a field of its own, so that
    `howpublished` names it. Braces keep names from being divided, and the title's capitals.
    """
    published = ". ".join(one for one in (citation.description, citation.source) if one)
    fields = {
        "author": " and ".join(f"{{{_escape(name)}}}" for name in citation.authors),
        "title": f"{{{_escape(citation.title)}}}",
        "howpublished": _escape(published),
        "year": (citation.published_on or "")[:4],
        "date": citation.published_on or "",
        "url": citation.url,
        "language": citation.language or "",
        "abstract": _escape(citation.words),
        "note": _escape(citation.provenance),
    }
    lines = [f"  {name} = {{{value}}}," for name, value in fields.items() if value]
    return "\n".join([f"@misc{{{citation.id},", *lines, "}", ""])


def _escape(text: str) -> str:
    return _SPECIAL.sub(lambda found: ESCAPES[found[0]], text)


BIBTEX_ENTRIES = Presenter(
    BIBTEX,
    lambda quote, site: to_entry(make_citation(quote, site)).encode(),
    lambda page, site: "\n".join(to_entry(make_citation(quote, site)) for quote in page.items).encode(),
)
