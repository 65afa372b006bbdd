"""Which format a request asks for."""

import httpx2
import pytest

from app.presenters.media_types import HTML, JSON, Format, rank_formats
from app.presenters.page import encode_address

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8"


@pytest.mark.parametrize(
    ("accept", "best"),
    [
        ("", JSON),
        ("*/*", JSON),
        (BROWSER, HTML),
        ("text/*", HTML),
        ("application/json", JSON),
        ("text/html, */*", HTML),
        ("text/html;q=0.5, application/json", JSON),
        ("text/html; q=0.1, */*; q=0.2", JSON),
        ("*/*, application/json;q=0", HTML),
        ("TEXT/HTML", HTML),
        ("text/html;level=1", HTML),
        ("text/html;q=much", HTML),
        ("application/json;\tq=0,\ttext/html", HTML),
        (",,", JSON),
        ("image/png", None),
        ("application/json;q=0", None),
    ],
)
def test_takes_the_best_that_is_accepted(accept: str, best: Format | None) -> None:
    assert next(iter(rank_formats(accept)), None) == best


@pytest.mark.parametrize("target", ["/v1/quotes", "/v1/articles/kim-putin-briefwechsel-2023"])
def test_names_the_formats_where_none_is_accepted(server_url: str, target: str) -> None:
    with httpx2.Client(base_url=server_url) as client:
        for answer in (
            client.get(target, headers={"Accept": "image/png"}),
            client.get(target, params={"format": "png"}),
        ):
            assert answer.status_code == 406
            assert answer.json()["type"].endswith("/problems/not-acceptable")
            assert "json (application/json)" in answer.json()["detail"]
        accepted = client.get(target, params={"format": "json"}, headers={"Accept": "image/png"})
        assert accepted.content == client.get(target).content


def test_refuses_a_host_that_is_no_address(server_url: str) -> None:
    answer = httpx2.get(f"{server_url}/v1/quotes", headers={"Host": 'a"><script>'})
    assert answer.status_code == 400


@pytest.mark.parametrize(
    ("address", "encoded"),
    [
        ("https://example.org/a b", "https://example.org/a%20b"),
        ('https://example.org/"x"?q=ü', "https://example.org/%22x%22?q=%C3%BC"),
        ("https://example.org/a%20b?c=d&e#f", "https://example.org/a%20b?c=d&e#f"),
        ("https://example.org/100%/<x>", "https://example.org/100%25/%3Cx%3E"),
    ],
)
def test_encodes_what_an_address_may_not_have(address: str, encoded: str) -> None:
    assert encode_address(address) == encoded
    assert encode_address(encoded) == encoded


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        ("application/atom+xml, text/html;q=0.9", "text/html"),
        ("application/atom+xml, application/json, text/html;q=0.9", "application/json"),
        ("image/png", "application/json"),
    ],
)
def test_the_first_page_is_the_better_of_the_two_that_it_has(
    server_url: str, accept: str, media_type: str
) -> None:
    answer = httpx2.get(server_url, headers={"Accept": accept})
    assert answer.headers["content-type"].partition(";")[0] == media_type
