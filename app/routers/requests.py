"""What every layer needs of a request: an id that no other has, and its parameters."""

import itertools
import uuid
from urllib.parse import parse_qsl

Parameters = list[tuple[str, str]]
"""The query parameters of a request: names and values in the order in which they were given."""

PARAMETERS_MAX = 1_000

REQUEST_ID = b"x-request-id"

_PATTERN = f"{str(uuid.uuid4())[:24]}%012x".encode()
"""The part of a random UUID that is this process's; the last 48 bits count requests."""
_NUMBERS = itertools.count()


def make_request_id() -> bytes:
    """Return the id of a request: a UUID that costs a twentieth of a random one."""
    return _PATTERN % next(_NUMBERS)


def read_parameters(query: bytes) -> Parameters:
    """Return the parameters of a query; raise ValueError if they are not UTF-8, or very many."""
    if not query:
        return []
    return parse_qsl(
        query.decode("latin-1"), keep_blank_values=True, errors="strict", max_num_fields=PARAMETERS_MAX
    )
