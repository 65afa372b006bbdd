"""The formats of responses: one row a format. The response cache keeps them apart."""

from functools import lru_cache
from typing import NamedTuple


class Format(NamedTuple):
    """A format: its name in `?format=`, and its media type in Accept and Content-Type."""

    name: str
    media_type: str


JSON = Format("json", "application/json")
HTML = Format("html", "text/html")
JSON_LD = Format("jsonld", "application/ld+json")
ATOM = Format("atom", "application/atom+xml")
CSL = Format("csl", "application/vnd.citationstyles.csl+json")
BIBTEX = Format("bibtex", "application/x-bibtex")
RIS = Format("ris", "application/x-research-info-systems")
CITATION_EN = Format("citation-en", "text/plain")
CITATION_DE = Format("citation-de", "text/plain")
CSV = Format("csv", "text/csv")
JSON_LINES = Format("jsonl", "application/jsonl")
PARQUET = Format("parquet", "application/vnd.apache.parquet")

FORMATS = (
    JSON,
    HTML,
    JSON_LD,
    ATOM,
    CSL,
    BIBTEX,
    RIS,
    CITATION_EN,
    CITATION_DE,
    CSV,
    JSON_LINES,
    PARQUET,
)
"""Of several that a request accepts as gladly, the one that it names most exactly is sent; among these, the
first one of these rows that a resource has."""


@lru_cache(maxsize=1_000)
def rank_formats(accept: str) -> tuple[Format, ...]:
    """Return the formats that a request accepts, the best first (RFC 9110, 12.5.1)."""
    weights = read_weights(accept) or {"*/*": 1.0}
    ranked = []
    for place, one in enumerate(FORMATS):
        kind = one.media_type.partition("/")[0]
        ranges = (one.media_type, f"{kind}/*", "*/*")
        specificity = next((at for at, name in enumerate(ranges) if name in weights), None)
        if specificity is not None and weights[ranges[specificity]] > 0:
            ranked.append((-weights[ranges[specificity]], specificity, place, one))
    return tuple(one for *_, one in sorted(ranked))


def read_weights(accept: str) -> dict[str, float]:
    """Return the weight of each range of Accept or Accept-Language, without other parameters.

    A bad weight is 1.
    """
    weights = {}
    for offer in "".join(accept.lower().split()).split(","):
        name, *parameters = offer.split(";")
        weight = next((one[2:] for one in parameters if one.startswith("q=")), "1")
        if name:
            weights[name] = float(weight) if weight.replace(".", "", 1).isdecimal() else 1.0
    return weights
