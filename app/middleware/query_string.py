"""The query parameters of a request, and those that an operation has."""

import re
from functools import cache
from typing import get_origin
from urllib.parse import parse_qsl

from pydantic import BaseModel

Parameters = list[tuple[str, str]]
"""Names and values, in the order in which they were given."""

PARAMETERS_MAX = 1_000
TRACKING = re.compile("utm_[a-z_]+|fbclid|gclid|dclid|gbraid|wbraid|msclkid|mc_cid|mc_eid|igshid|twclid")
"""Parameters that programs add to an address when it is shared: they are ignored, and in no response."""


def read_parameters(query: bytes) -> Parameters:
    """Return the parameters of a query, without those that track who shared it.

    Raises ValueError if they are not UTF-8, or very many.
    """
    if not query:
        return []
    parameters = parse_qsl(
        query.decode("latin-1"), keep_blank_values=True, errors="strict", max_num_fields=PARAMETERS_MAX
    )
    return [one for one in parameters if not TRACKING.fullmatch(one[0])]


@cache
def list_parameters(model: type[BaseModel]) -> dict[str, bool]:
    """Return the names of a model's query parameters, each with whether it may be repeated."""
    return {
        field.alias or name: get_origin(field.annotation) is list
        for name, field in model.model_fields.items()
    }
