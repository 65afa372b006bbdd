"""Texts of all scripts and signs: each comes back as it was put, or is refused, alike on both databases."""

import itertools
import json
import os
from collections import Counter
from collections.abc import Iterator

import httpx2
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app import verbatim
from app.write_tokens import hash_token
from tests.builders import Json, make_json, make_quote
from tests.conftest import KINDS, DatabaseMaker
from tests.servers import run_server

EXAMPLES = int(os.environ.get("TEXTS", "60"))
"""How many texts are tried; 1,000 take some minutes."""
TOKEN = "wortlaut_test"
Clients = list[httpx2.Client]

PIECES = (
    "Wort",
    " ",
    "\n",
    "\r\n",
    "\t",
    "„",
    "“",
    "…",
    "-",
    "𝕎𝕠𝕣𝕥",  # beyond 16 bits
    "👩‍👩‍👧",  # joined by ZWJ
    "🇩🇪",
    "e\u0301",  # combining
    "é",
    "שלום",
    "\u202eمرحبا\u202c",  # right to left, and told so
    "ﬁ",
    "ß",
    "\u00ad",
    "\u200b",
    "\ufeff",
    "\u00a0",
    "\u2028",
    "\u0085",
    "\x84",
    "\x93",
    "\x9b",
    "𠮷",
    "नि",
    "한글",
)
REFUSED = ("\x00", "\x07", "\x1b", "\ud800", "\udfff\ud800", "\ufffe", "\U0010ffff", "\r", "\x7f")
texts = st.lists(
    st.sampled_from(PIECES) | st.text(st.characters(exclude_categories=("Cc", "Cn", "Cs")), max_size=5),
    min_size=1,
    max_size=25,
).map("".join)
doubtful = st.tuples(texts, st.sampled_from(REFUSED), texts).map("".join)


@pytest.fixture(scope="module")
def clients(make_databases: DatabaseMaker) -> Iterator[Clients]:
    """A client of a server on each kind of database."""
    tokens = {"WORTLAUT_WRITE_TOKENS": hash_token(TOKEN)}
    headers = {"Authorization": f"Bearer {TOKEN}", "Content-Type": "application/json"}
    sqlite, postgresql = (make_databases(kind).make(seed=True) for kind in KINDS)
    with (
        run_server(sqlite, "--quiet", **tokens) as one,
        run_server(postgresql, "--quiet", **tokens) as other,
        httpx2.Client(base_url=one, headers=headers, timeout=30) as first,
        httpx2.Client(base_url=other, headers=headers, timeout=30) as second,
    ):
        yield [first, second]


def hide_request(answer: httpx2.Response) -> Json | bytes:
    """Return the body, without what names the request."""
    if answer.is_error:
        return {name: value for name, value in answer.json().items() if name != "instance"}
    return answer.content


def ask_both(clients: Clients, path: str, **parameters: str | int) -> httpx2.Response:
    """Return the answer, which is the same on both databases."""
    first, second = (client.get(path, params=parameters) for client in clients)
    assert (first.status_code, hide_request(first)) == (second.status_code, hide_request(second))
    return first


def make(article_id: str, text: str, begin: int, end: int) -> Json:
    """Return a document with one quote, of any words."""
    occurrence = verbatim.count_occurrence(text, verbatim.Span(begin, end))
    quote = make_quote(text[begin:end], occurrence=occurrence)
    return make_json(
        text, id=article_id, blocks=["paragraph"] * len(verbatim.split_blocks(text)), quotes=[quote]
    )


def require_as_put(clients: Clients, path: str, text: str) -> None:
    """Require that the text is there, and that all offsets cut the words that they are said to."""
    assert ask_both(clients, f"{path}/text").content == text.encode()
    middle = len(text) // 2
    assert ask_both(clients, f"{path}/text", start=middle, end=len(text)).content == text[middle:].encode()
    article = ask_both(clients, path).json()
    assert "".join(block["text"] for block in article["blocks"]) == text
    [quote] = article["quotes"]
    assert text[quote["start"] : quote["end"]] == quote["exact"]
    assert ask_both(clients, f"/v1/quotes/{quote['id']}").json()["exact"] == quote["exact"]
    if quote["exact"].isprintable() and len(quote["exact"]) <= 1_000:
        verdict = ask_both(clients, "/v1/verify", text=quote["exact"], article=article["id"])
        for match in verdict.json().get("matches", ()):
            assert text[match["start"] : match["end"]] == match["exact"]


def test_a_text_comes_back_as_it_was_put_or_is_refused(clients: Clients) -> None:
    outcomes: Counter[int] = Counter()
    numbers = itertools.count()

    @settings(deadline=None, max_examples=EXAMPLES, suppress_health_check=list(HealthCheck))
    @given(text=texts | texts | doubtful, data=st.data())
    def try_text(text: str, data: st.DataObject) -> None:
        begin = data.draw(st.integers(0, max(0, len(text) - 1)))
        end = data.draw(st.integers(begin + 1, min(len(text), begin + 30) or 1))
        article_id = f"text-{next(numbers)}"
        path = f"/v1/articles/{article_id}"
        body = json.dumps(make(article_id, text, begin, end))
        first, second = (client.put(path, content=body) for client in clients)
        assert (first.status_code, hide_request(first)) == (second.status_code, hide_request(second))
        outcomes[first.status_code] += 1
        if first.status_code == 201:
            require_as_put(clients, path, text)
        else:
            assert first.status_code in (400, 422)
            assert first.json()["detail"]
            assert ask_both(clients, path).status_code == 404

    try_text()
    assert outcomes[201] >= EXAMPLES // 20, (
        outcomes
    )  # the rest was refused: many texts hold a refused character
    assert outcomes[422] + outcomes[400] > EXAMPLES // 50
