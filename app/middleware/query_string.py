"""The query parameters of a request."""

from urllib.parse import parse_qsl

Parameters = list[tuple[str, str]]
"""Names and values, in the order in which they were given."""

PARAMETERS_MAX = 1_000


def read_parameters(query: bytes) -> Parameters:
    """Return the parameters of a query; raise ValueError if they are not UTF-8, or very many."""
    if not query:
        return []
    return parse_qsl(
        query.decode("latin-1"), keep_blank_values=True, errors="strict", max_num_fields=PARAMETERS_MAX
    )
