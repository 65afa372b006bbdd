"""Cursors survive the round trip, and nothing else passes for one."""

import base64
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app import pagination
from app.errors import InvalidCursor

IDS = st.from_regex(r"[a-z0-9]+(-[a-z0-9]+)*", fullmatch=True).filter(lambda one: len(one) <= 100)


@given(IDS, st.integers(0, 2**31 - 1))
def test_a_cursor_survives_the_round_trip(article: str, position: int) -> None:
    cursor = pagination.encode("quotes", [article, position])
    assert len(cursor) <= pagination.CURSOR_MAX
    assert pagination.decode("quotes", cursor, [str, int]) == [article, position]


@given(st.text(alphabet=st.characters(min_codepoint=33, max_codepoint=126), max_size=80))
def test_no_other_text_passes_for_a_cursor(text: str) -> None:
    with pytest.raises(InvalidCursor):
        pagination.decode("quotes", text, [str, int])


@pytest.mark.parametrize(
    "content",
    [
        ["speakers", "a", 1],
        ["quotes", "a"],
        ["quotes", "a", 1, 2],
        ["quotes", 1, "a"],
        ["quotes", "a", -1],
        ["quotes", "a", 2**31],
        ["quotes", "a", True],
        ["quotes", "a", 1.0],
        ["quotes", "a\x00", 1],
        ["quotes", "ä", 1],
        ["quotes", None, 1],
        {"quotes": 1},
        "quotes",
        7,
        [],
        [[[[]]]],
    ],
)
def test_refuses_a_cursor_of_another_list_or_with_other_values(content: object) -> None:
    raw = json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()
    cursor = base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
    with pytest.raises(InvalidCursor):
        pagination.decode("quotes", cursor, [str, int])


def test_refuses_another_spelling_of_a_cursor() -> None:
    spaced = base64.urlsafe_b64encode(b'["quotes", "a", 1]').rstrip(b"=").decode()
    with pytest.raises(InvalidCursor):
        pagination.decode("quotes", spaced, [str, int])


def test_refuses_json_nested_beyond_reason() -> None:
    with pytest.raises(InvalidCursor):
        pagination.decode("quotes", base64.urlsafe_b64encode(b"[" * 100_000).decode(), [str, int])
