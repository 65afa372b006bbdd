"""A list in JSON is taken apart without being read: every item is as it was, and nothing else is lost."""

import json
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.converting import RefusedFile, split_list
from app.converting.readers.json_files import parse

VALUES = st.recursive(
    st.none() | st.integers(-(2**63), 2**64 - 1) | st.text(st.sampled_from('"\\{}[],:ä😀 \n'), max_size=6),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=12,
)


@given(st.lists(st.dictionaries(st.text(max_size=3), VALUES, max_size=3), max_size=4), st.booleans())
def test_the_items_are_those_of_the_list(items: list[dict[str, object]], is_spread: bool) -> None:
    raw = json.dumps(items, indent=1 if is_spread else None, ensure_ascii=is_spread).encode()
    assert [parse(one) for one in split_list(raw)] == items
    assert [parse(one) for one in split_list(b"\xef\xbb\xbf\n" + raw + b"\n")] == items


@pytest.mark.parametrize("raw", [b"", b"{}", b'{"a": [{}]}', b"[]", b" [ ] ", b"null", b'"[{}]"'])
def test_what_is_no_list_has_no_items(raw: bytes) -> None:
    assert list(split_list(raw)) == []


@pytest.mark.parametrize(
    "raw",
    [
        *(b'[{"a": 1}, 5]', b"[{} {}]", b"[{},,{}]", b"[,{}]", b'["a"]', b"[[{}]]", b"[{}", b"[{}]x"),
        *(b'[{"a": "b}]', b"[{}]{}", b'[{"a": [}]', b"[{}}]", b"[{}], 1", b'[{"a": NaN}]', b"[{},]", b"["),
    ],
)
def test_a_list_of_something_else_ends_with_what_is_refused(raw: bytes) -> None:
    def read_all() -> None:
        for one in split_list(raw):
            if not isinstance(parse(one), dict):
                raise RefusedFile([])

    with pytest.raises(RefusedFile):
        read_all()


def test_a_string_that_nothing_closes_takes_no_time() -> None:
    started = time.perf_counter()
    list(split_list(b"[{" + b'"' + b'\\"' * 1_000_000))
    list(split_list(b"[{" + b'"' + b'\\"' * 1_000_000 + b"\\"))
    list(split_list(b"[" + b" " * 3_000_000 + b"x"))
    assert time.perf_counter() - started < 5
