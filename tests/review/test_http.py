"""What the review page shows over HTTP."""

import os
import subprocess
import sys
from http.client import HTTPConnection
from pathlib import Path

import httpx2
import pytest

from app.presenters.pages.words import Words
from app.review import words
from tests.builders import make_json, make_quote, make_speaker
from tests.databases import ROOT
from tests.review.conftest import run_review
from tests.review.drafts import make_draft_json, make_huge
from tests.review.requests import decide, find_key, find_quote, get_version, read, write


def test_a_patch_makes_the_page_that_a_reload_shows(client: httpx2.Client, file: Path) -> None:
    key = find_key(read(file), "Wir kommen zum 2.")
    answer = decide(client, key, "move", end="end", step="word", direction="back").json()
    page = client.get(f"/drafts/draft.json?part={answer['part']}").text
    [[_, line]] = answer["lines"]
    assert line in page
    [[put, item, _]] = answer["put"]
    assert (put, answer["remove"]) == (answer["part"], [key])
    assert item in page
    assert answer["panel"].strip() in page


def test_carriage_returns_and_markup_reach_the_browser_as_text(tmp_path: Path) -> None:
    text = "\r\n\r\n<b>Anna</b> & sie: „Guten\u0085 Tag“."
    draft = make_json(text, quotes=[make_quote("Guten\u0085 Tag")], speakers=[make_speaker(name="<i>x</i>")])
    speaker = {**draft["speakers"][0], "id": "anna"}
    file = write(tmp_path / "draft.json", {**draft, "speakers": [speaker]})
    with run_review(file) as reviewing, reviewing.open_client() as client:
        page = client.get("/drafts/draft.json").text
    assert "&#13;\n&#13;\n&lt;b&gt;Anna&lt;/b&gt; &amp; sie" in page
    assert "<i>" not in page


def test_a_quote_that_begins_with_much_white_space_is_shown(tmp_path: Path) -> None:
    quote = " " * 400 + "Tag"
    file = write(tmp_path / "draft.json", make_json(f"Anna: „{quote}“.", quotes=[make_quote(quote)]))
    with run_review(file) as reviewing, reviewing.open_client() as client:
        page = client.get("/drafts/draft.json?part=quote-7-410")
    assert page.status_code == 200
    assert "<blockquote" in page.text


def test_control_characters_of_direction_have_a_sign_in_every_text(tmp_path: Path) -> None:
    words, name = "Guten \u202eTag\u202c", "An\u2067na\u2069 <b>"
    draft = make_json(
        f"Anna sagte: „{words}“.", quotes=[make_quote(words)], speakers=[make_speaker(name=name)]
    )
    file = write(tmp_path / "draft.json", {**draft, "headline": "\u202dAlles"})
    with run_review(file) as reviewing, reviewing.open_client() as client:
        page = client.get(f"/drafts/draft.json?part={find_key(draft, words)}").text
    turned = '<span class="turn" data-sign="U+202E">\u202e</span>Tag<span class="turn" data-sign="U+202C">'
    assert page.count(f"Guten {turned}") == 3  # the line, the list, the panel
    assert 'An<span class="turn" data-sign="U+2067">\u2067</span>na' in page
    assert 'aria-label="An&#8295;na&#8297; &lt;b&gt;, decided"' in page
    assert '<span class="turn" data-sign="U+202D">\u202d</span>Alles' in page


def test_a_folder_lists_what_is_left_the_most_first(tmp_path: Path) -> None:
    write(tmp_path / "few.json", make_draft_json(1))
    write(tmp_path / "sub.json", make_draft_json(9))
    below = tmp_path / "b e&low"
    below.mkdir()
    write(below / "dönë.json", make_json())
    (tmp_path / "notes.json").write_text('{"a": 1}')
    (tmp_path / "broken.json").write_text("{")
    (tmp_path / "text.txt").write_text("no document")
    with run_review(tmp_path) as reviewing, reviewing.open_client() as client:
        page = client.get("/").text
        names = ["sub.json", "few.json", "b e&amp;low/dönë.json", "broken.json", "notes.json"]
        places = [page.index(f"{name}<") for name in names]
        assert places == sorted(places)
        assert "text.txt" not in page
        assert client.get("/drafts/b%20e%26low/d%C3%B6n%C3%AB.json").status_code == 200
        problem = client.get("/drafts/notes.json")
        assert problem.status_code == 422
        assert "This file cannot be reviewed." in problem.text
        assert "/text: Field required" in problem.text
        (tmp_path / "few.json").unlink()
        assert "few.json" not in client.get("/").text


def test_files_whose_names_are_no_addresses_are_listed_with_the_reason(tmp_path: Path) -> None:
    good = write(tmp_path / "good.json", make_draft_json(1))
    for name in (b"lat\xe4n.json", b"a\nb.json"):
        Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + name)).write_bytes(good.read_bytes())
    with run_review(tmp_path) as reviewing, reviewing.open_client() as client:
        page = client.get("/").text
        for shown in ("lat\\xe4n.json", "a\\x0ab.json"):
            assert f'<th scope="row">{shown}</th>' in page
        assert page.count("rename it") == 2
        assert page.count("/drafts/") == 1
        assert client.get("/drafts/good.json").status_code == 200
        assert client.get("/drafts/a%0Ab.json").status_code == 404


def test_a_name_longer_than_any_file_has_is_not_found(client: httpx2.Client, tmp_path: Path) -> None:
    write(tmp_path / "draft.json", make_draft_json(1))
    with run_review(tmp_path) as reviewing, reviewing.open_client() as of_folder:
        assert of_folder.get("/drafts/" + "a" * 5_000 + ".json").status_code == 404
    assert client.get("/drafts/" + "a" * 5_000 + ".json").status_code == 404


@pytest.mark.parametrize(
    "name", ["../secret.json", "%2e%2e/secret.json", "..%2fsecret.json", "/etc/passwd", "text.txt"]
)
def test_no_name_leads_out_of_the_folder(tmp_path: Path, name: str) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    write(tmp_path / "secret.json", make_json())
    write(folder / "text.txt", make_json())
    write(folder / "draft.json", make_json())
    with run_review(folder) as reviewing, reviewing.open_client() as client:
        # It sends a path as it is given.
        connection = HTTPConnection(reviewing.url.removeprefix("http://"))
        cookie = "; ".join(f"{key}={value}" for key, value in client.cookies.items())
        own = client.base_url.path.rstrip("/")
        connection.request("GET", f"{own}/drafts/{name}", headers={"Cookie": cookie})
        status = connection.getresponse().status
        connection.close()
    assert status == 404


def test_pages_are_in_german_or_english(client: httpx2.Client) -> None:
    for language, word in (("de", "Annehmen"), ("en", "Accept"), ("fr", "Accept")):
        page = client.get("/drafts/draft.json", headers={"Accept-Language": language}).text
        assert word in page
    refused = {"version": get_version(client), "part": "article", "action": "reject"}
    answer = client.post("/decisions/draft.json", json=refused, headers={"Accept-Language": "de-AT"})
    assert answer.json()["details"] == [words.GERMAN["refused_article"]]


def test_both_languages_have_the_same_words_with_the_same_values() -> None:
    assert words.ENGLISH.keys() == words.GERMAN.keys()
    assert all(Words(words.GERMAN)[key] for key in words.ENGLISH)
    for key, english in words.ENGLISH.items():
        assert english.count("%") == words.GERMAN[key].count("%"), key


@pytest.mark.parametrize(
    ("given", "message"),
    [("missing", "no such file"), ("lines.jsonl", "many documents"), ("lat\udce4n.json", "rename it")],
)
def test_refuses_to_start_with_nothing_to_review(tmp_path: Path, given: str, message: str) -> None:
    (tmp_path / "lines.jsonl").write_text("{}\n")
    (tmp_path / "lat\udce4n.json").write_text("{}\n")
    command = [sys.executable, "-m", "app", "review", str(tmp_path / given)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert message in done.stderr


@pytest.mark.slow
def test_a_draft_as_large_as_may_be_is_decided(tmp_path: Path) -> None:
    file = write(tmp_path / "draft.json", make_huge())
    with run_review(file) as reviewing, reviewing.open_client() as client:
        key = find_key(read(file), "Wir kommen zum 2500.")
        answer = decide(client, key, "accept")
        assert answer.json()["left"] == 5_001
        assert [len(answer.json()[name]) for name in ("lines", "put", "remove")] == [1, 1, 0]
    assert "review" not in find_quote(read(file), "Wir kommen zum 2500.")
