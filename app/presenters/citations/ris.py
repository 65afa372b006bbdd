"""Citations as RIS, the tagged lines of reference managers (Research Information Systems)."""

from collections.abc import Iterator

from app.presenters.citations.citation import Citation, make_citation
from app.presenters.media_types import RIS
from app.presenters.presenter import Presenter


def to_record(citation: Citation) -> str:
    """Return a record: one line a value, which readers end at any line break. The recipient is A2."""
    lines = "".join(f"{tag}  - {value}\r\n" for tag, value in _list_values(citation) if value)
    return f"{lines}ER  - \r\n"


def _list_values(citation: Citation) -> Iterator[tuple[str, str | None]]:
    yield "TY", "PCOMM" if citation.form == "letter" else "GEN"
    yield "ID", citation.id
    yield from (("AU", name) for name in citation.authors)
    yield from (("A2", name) for name in citation.recipients)
    yield "TI", citation.title
    yield "T2", citation.container
    yield "M3", citation.genre
    yield "PB", citation.publisher
    if citation.published_on is not None:
        yield "PY", citation.published_on[:4]
        yield "DA", citation.published_on.replace("-", "/")
    yield "UR", citation.url
    yield "LA", citation.language
    yield "AB", citation.words
    yield "N1", f"{citation.source} ({citation.provenance}). {citation.address}"


RIS_RECORDS = Presenter(
    RIS,
    lambda quote, site: to_record(make_citation(quote, site)).encode(),
    lambda page, site: "\r\n".join(to_record(make_citation(quote, site)) for quote in page.items).encode(),
)
