"""Files that are damaged by chance: each is converted to a document that can be imported, or refused."""

import contextlib
import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.cli.conversion import check
from app.converting import Refused
from tests.converting.builders import FILES, SAMPLES, convert, read

SIGNS = st.sampled_from([*"0123456789\t\n<>\"'&;|_[]{}#\\ x:,-", "😀", "\x00", "\u0301"])
VALUES: list[Any] = [None, True, -1, 10**9, 1.5, "x", "", "#x", [], [1], [[]], {}, {"a": 1}]
NAMES = [*FILES, "tei-inline.xml", "label-studio-min.json"]


def convert_if_possible(name: str, content: str) -> None:
    form = {**FILES, "tei-inline.xml": "tei", "label-studio-min.json": "label-studio"}[name]
    beside = {f"{(SAMPLES / name).stem}-typesystem.xml": read("uima-typesystem.xml")}
    with contextlib.suppress(Refused):
        for one in convert(form, content, stem=(SAMPLES / name).stem, beside=beside):
            check(one)


@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(data=st.data())
def test_signs_that_are_changed_lost_or_repeated(name: str, data: st.DataObject) -> None:
    content = read(name)
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, len(content) - 1))
        lost = data.draw(st.integers(0, 8))
        added = data.draw(SIGNS) if data.draw(st.booleans()) else content[at : at + 20]
        content = content[:at] + added + content[at + lost :]
    convert_if_possible(name, content)


@pytest.mark.parametrize("name", [one for one in NAMES if "json" in one])
@settings(max_examples=80, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(data=st.data())
def test_values_that_are_others_or_missing(name: str, data: st.DataObject) -> None:
    content = json.loads(read(name))
    holders = list(list_holders(content))
    for _ in range(data.draw(st.integers(1, 2))):
        holder, key = data.draw(st.sampled_from(holders))
        with contextlib.suppress(KeyError, IndexError):  # The change before took it away.
            if data.draw(st.booleans()):
                del holder[key]
            else:
                holder[key] = data.draw(st.sampled_from(VALUES))
    convert_if_possible(name, json.dumps(content))


def list_holders(value: Any) -> list[tuple[Any, Any]]:  # noqa: ANN401 - JSON
    """Return every place of a JSON value: what holds it, and its key or index."""
    if not isinstance(value, dict | list):
        return []
    keys = list(value) if isinstance(value, dict) else range(len(value))
    return [place for key in keys for place in ((value, key), *list_holders(value[key]))]
