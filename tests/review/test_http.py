"""The review page over HTTP: who may see it, what is written, and what never is."""

import hashlib
import json
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path

import httpx2
import pytest

from app.presenters.pages.words import Words
from app.review import words
from app.schemas.document import ArticleDocument
from app.services.ingest import importer
from tests.builders import Json, make_json, make_quote, make_speaker
from tests.databases import ROOT
from tests.review.conftest import Reviewing, find_quote, run_review
from tests.review.drafts import make_draft_json, make_huge


def write(path: Path, document: Json) -> Path:
    path.write_text(json.dumps(document, ensure_ascii=False), newline="")
    return path


def read(path: Path) -> Json:
    document: Json = json.loads(path.read_text())
    return document


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return write(tmp_path / "draft.json", make_draft_json(4))


@pytest.fixture
def reviewing(file: Path) -> Iterator[Reviewing]:
    with run_review(file) as started:
        yield started


@pytest.fixture
def client(reviewing: Reviewing) -> Iterator[httpx2.Client]:
    with reviewing.open_client() as opened:
        yield opened


def get_version(client: httpx2.Client, name: str = "draft.json") -> str:
    page = client.get(f"/drafts/{name}").raise_for_status().text
    return page.partition('data-version="')[2].partition('"')[0]


def find_key(document: Json, words: str) -> str:
    quote = find_quote(document, words)
    start = document["text"].index(quote["exact"])
    return f"quote-{start}-{start + len(quote['exact'])}"


def decide(client: httpx2.Client, part: str, action: str, **values: object) -> httpx2.Response:
    version = values.pop("version", None) or get_version(client)
    body = {"version": version, "part": part, "action": action, **values}
    return client.post("/decisions/draft.json", json=body)


# Who may see it


def test_the_token_gives_a_cookie_once(reviewing: Reviewing) -> None:
    with httpx2.Client(base_url=reviewing.url) as first, httpx2.Client(base_url=reviewing.url) as second:
        assert first.get("/").status_code == 403
        answer = first.get(reviewing.token_url)
        assert answer.status_code == 200
        folder = answer.text.partition('href="')[2].partition('"')[0]
        attributes = answer.headers["set-cookie"].split("; ")
        assert {"HttpOnly", "SameSite=Strict", f"Path={folder}"} <= set(attributes)
        assert first.get(f"{folder}drafts/draft.json").status_code == 200
        assert second.get(reviewing.token_url).status_code == 403
        assert second.get(f"{folder}drafts/draft.json").status_code == 403


def send(
    reviewing: Reviewing, method: str, path: str, headers: dict[str, str], body: bytes = b""
) -> tuple[int, bytes]:
    """Send a request as it is given, over a socket; return the status, and the body of the answer."""
    host = reviewing.url.removeprefix("http://")
    connection = HTTPConnection(host, timeout=20)
    connection.request(method, path, body, headers)
    answer = connection.getresponse()
    status, content = answer.status, answer.read()
    connection.close()
    return status, content


@pytest.mark.parametrize("has_cookie", [True, False])
@pytest.mark.parametrize("has_folder", [True, False])
def test_with_one_of_the_two_secrets_nothing_is_read_and_nothing_is_written(
    reviewing: Reviewing, client: httpx2.Client, file: Path, has_cookie: bool, has_folder: bool
) -> None:
    before, version = file.read_bytes(), get_version(client)
    [(name, value)] = client.cookies.items()
    headers = {"Cookie": f"{name}={value}"} if has_cookie else {}
    folder = client.base_url.path.rstrip("/") if has_folder else "/" + "x" * 43
    is_both = has_cookie and has_folder
    part = f"/parts/draft.json?part=article&version={version}"
    for path in ("/drafts/draft.json", "/assets/review.js", part):
        status, content = send(reviewing, "GET", folder + path, headers)
        assert status == (200 if is_both else 403), path
        assert (b"panel" in content) is is_both, path
    body = json.dumps({"version": version, "part": "article", "action": "accept"}).encode()
    headers |= {"Origin": reviewing.url, "Content-Type": "application/json"}
    status, content = send(reviewing, "POST", f"{folder}/decisions/draft.json", headers, body)
    assert status == (200 if is_both else 403)
    assert (file.read_bytes() != before) is is_both
    if not is_both:
        assert json.loads(content)["title"] == "Forbidden"


@pytest.mark.parametrize(
    ("site", "is_answered"),
    [("same-origin", True), ("none", True), ("same-site", False), ("cross-site", False)],
)
def test_pages_of_other_ports_and_sites_are_refused(
    client: httpx2.Client, site: str, is_answered: bool
) -> None:
    answer = client.get("/drafts/draft.json", headers={"Sec-Fetch-Site": site})
    assert answer.status_code == (200 if is_answered else 403)
    client.headers["Sec-Fetch-Site"] = site
    body = {"version": "0" * 64, "part": "article", "action": "accept"}
    assert client.post("/decisions/draft.json", json=body).status_code == (409 if is_answered else 403)


@pytest.mark.parametrize(
    "path", ["/", "/drafts/draft.json", "/assets/review.js", "/parts/draft.json", "/nothing"]
)
def test_nothing_is_answered_without_the_cookie(reviewing: Reviewing, path: str) -> None:
    answer = httpx2.get(reviewing.url + path)
    assert answer.status_code == 403
    assert "Anna" not in answer.text


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1", "127.0.0.1:1", "localhost.evil.example"])
def test_foreign_hosts_are_refused_even_with_the_token(reviewing: Reviewing, host: str) -> None:
    assert httpx2.get(reviewing.token_url, headers={"Host": host}).status_code == 403
    with reviewing.open_client() as client:
        assert client.get("/drafts/draft.json", headers={"Host": host}).status_code == 403


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "", "http://127.0.0.1:1"])
def test_decisions_of_foreign_origins_are_refused(client: httpx2.Client, file: Path, origin: str) -> None:
    before, version = file.read_bytes(), get_version(client)
    client.headers["Origin"] = origin
    assert decide(client, "article", "accept", version=version).status_code == 403
    del client.headers["Origin"]
    assert decide(client, "article", "accept", version=version).status_code == 403
    assert file.read_bytes() == before


def test_only_this_machine_reaches_the_port(reviewing: Reviewing) -> None:
    port = int(reviewing.url.rpartition(":")[2])
    addresses = {one[4][0] for one in socket.getaddrinfo(socket.gethostname(), None, socket.AF_INET)}
    for address in addresses - {"127.0.0.1", "127.0.1.1"}:
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection((str(address), port), timeout=5)
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.2", port), timeout=5)


def test_pages_run_nothing_but_their_own_files(client: httpx2.Client) -> None:
    answer = client.get("/drafts/draft.json")
    directives = dict(
        one.strip().split(" ", 1) for one in answer.headers["content-security-policy"].split(";")
    )
    assert directives["default-src"] == directives["form-action"] == directives["base-uri"] == "'none'"
    assert directives["script-src"] == directives["style-src"] == directives["connect-src"] == "'self'"
    assert "<script>" not in answer.text
    assert " style=" not in answer.text
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert answer.headers["cache-control"] == "no-store"


# What is written


def test_each_decision_is_in_the_file_at_once(client: httpx2.Client, file: Path) -> None:
    before = read(file)
    first, second = (find_key(before, f"Wir kommen zum {number}.") for number in (1, 2))
    assert decide(client, first, "accept").status_code == 200
    assert "review" not in find_quote(read(file), "Wir kommen zum 1.")
    assert decide(client, second, "reject").status_code == 200
    after = read(file)
    assert [one["exact"][:17] for one in after["quotes"]] == [
        f"Wir kommen zum {number}." for number in (1, 3, 4)
    ]
    assert after["text"] == before["text"]
    assert decide(client, "article", "undo").status_code == 200
    assert decide(client, "article", "undo").status_code == 200
    assert importer.read_document(file) == ArticleDocument.model_validate(before)
    assert decide(client, "article", "undo").json()["details"] == ["There is nothing to undo."]


def test_a_decision_about_another_version_changes_nothing(client: httpx2.Client, file: Path) -> None:
    version = get_version(client)
    other = {**read(file), "headline": "Anders"}
    write(file, other)
    answer = decide(client, "article", "accept", version=version)
    assert answer.status_code == 409
    assert read(file) == other
    assert decide(client, "article", "accept").status_code == 200
    assert read(file)["headline"] == "Anders"


def test_of_decisions_at_the_same_time_one_is_made_and_the_others_hear_of_it(
    client: httpx2.Client, reviewing: Reviewing, file: Path
) -> None:
    version, statuses = get_version(client), []
    keys = [find_key(read(file), f"Wir kommen zum {number}.") for number in (1, 2, 3, 4)]

    def accept(key: str) -> None:
        with httpx2.Client(base_url=client.base_url, headers=client.headers, cookies=client.cookies) as own:
            statuses.append(decide(own, key, "accept", version=version).status_code)

    threads = [threading.Thread(target=accept, args=(key,)) for key in keys]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(statuses) == [200, 409, 409, 409]
    assert sum("review" not in quote for quote in read(file)["quotes"]) == 1


def test_a_file_that_cannot_be_written_stays_what_it_was(client: httpx2.Client, file: Path) -> None:
    before = file.read_bytes()
    file.with_name(f".{file.name}.review").mkdir()  # Not even root can write a file there.
    answer = decide(client, "article", "accept")
    assert answer.status_code == 507
    assert "not saved" in answer.json()["message"]
    assert file.read_bytes() == before


@pytest.mark.parametrize("limit", [0, 8])
def test_a_full_disk_is_told_and_leaves_the_file_whole(file: Path, tmp_path: Path, limit: int) -> None:
    """The kernel lets the program write so many KiB of a file, as a disk with no more room would."""
    write(file, make_draft_json(40))
    before = file.read_bytes()
    command = f"ulimit -f {limit}; exec {sys.executable} -m app review {file}"
    with subprocess.Popen(["bash", "-c", command], cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        token_url = process.stdout.readline().split()[1]
        url = token_url.partition("/?")[0]
        with httpx2.Client(base_url=url, headers={"Origin": url}, timeout=60) as client:
            welcome = client.get(token_url).text
            client.base_url = url + welcome.partition('href="')[2].partition('"')[0]
            for _ in range(2):
                answer = decide(client, "article", "accept")
                assert answer.status_code == 507
                assert answer.json()["details"] == ["File too large"]
                assert "It is what it was" in answer.json()["message"]
                assert file.read_bytes() == before
                assert [one.name for one in tmp_path.iterdir()] == ["draft.json"]
        process.terminate()


def test_what_an_editor_wrote_meanwhile_is_never_overwritten(client: httpx2.Client, file: Path) -> None:
    """Editors write in place, or another file that they rename; one that deletes the file is told of."""
    for number in range(10):
        version = get_version(client)
        theirs = {**read(file), "headline": f"Anders {number}"}
        if number % 2:
            write(file, theirs)
        else:
            write(file.with_name("new"), theirs).replace(file)
        assert decide(client, "article", "accept", version=version).status_code == 409
        assert decide(client, "article", "undo", version=version).status_code == 409
        assert read(file) == theirs
    version = get_version(client)
    file.unlink()
    assert decide(client, "article", "accept", version=version).status_code == 404
    assert not file.exists()


def test_a_link_stays_a_link_and_modes_stay(tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    target = write(folder / "real.json", make_draft_json(1))
    target.chmod(0o640)
    (folder / "draft.json").symlink_to("real.json")
    with run_review(folder) as reviewing, reviewing.open_client() as client:
        assert decide(client, "article", "accept").status_code == 200
    assert (folder / "draft.json").is_symlink()
    assert "review" not in read(target)
    assert target.stat().st_mode & 0o777 == 0o640
    assert sorted(one.name for one in folder.iterdir()) == ["draft.json", "real.json"]


def test_no_link_leads_out_of_the_folder(tmp_path: Path) -> None:
    folder, outside = tmp_path / "folder", tmp_path / "outside"
    folder.mkdir()
    outside.mkdir()
    secret = write(outside / "secret.json", make_draft_json(1))
    (folder / "draft.json").symlink_to(secret)
    (folder / "below").symlink_to(outside)
    before = secret.read_bytes()
    with run_review(folder) as reviewing, reviewing.open_client() as client:
        page = client.get("/").text
        assert "draft.json</th>" in page
        assert "a link that leads out of the folder" in page
        assert "secret.json" not in page
        assert client.get("/drafts/draft.json").status_code == 404
        assert client.get("/drafts/below/secret.json").status_code == 404
        version = hashlib.sha256(before).hexdigest()
        assert decide(client, "article", "accept", version=version).status_code == 404
    assert secret.read_bytes() == before


def test_a_file_that_is_named_may_be_a_link(tmp_path: Path) -> None:
    target = write(tmp_path / "real.json", make_draft_json(1))
    (tmp_path / "draft.json").symlink_to(target)
    with run_review(tmp_path / "draft.json") as reviewing, reviewing.open_client() as client:
        assert decide(client, "article", "accept").status_code == 200
    assert (tmp_path / "draft.json").is_symlink()
    assert "review" not in read(target)


def test_a_faultless_review_can_be_imported(client: httpx2.Client, file: Path, tmp_path: Path) -> None:
    environment = {
        **os.environ,
        "WORTLAUT_DATABASE_URL": f"sqlite:///{tmp_path}/own.db",
        "WORTLAUT_INDEX": f"{tmp_path}/index",
        "WORTLAUT_SEED": "false",
    }

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "app", *arguments]
        return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)

    assert run("migrate").returncode == 0
    assert "wait for a review" in run("import", str(file)).stderr
    parts = ["article", "speaker-anna", *(find_key(read(file), f"Wir kommen zum {n}.") for n in (1, 2, 3, 4))]
    answers = [decide(client, part, "accept") for part in parts]
    assert answers[-1].json()["left"] == 0
    assert "wortlaut import draft.json" in answers[-1].json()["panel"]
    done = run("import", str(file))
    assert done.returncode == 0, done.stderr


def test_says_when_nothing_is_left_but_an_import_would_refuse(tmp_path: Path) -> None:
    quote = make_quote("Guten Tag", certainty={})
    file = write(tmp_path / "draft.json", make_json(quotes=[quote]))
    with run_review(file) as reviewing, reviewing.open_client() as client:
        page = client.get("/drafts/draft.json").text
    assert "an import would refuse it" in page
    assert "/quotes/0/certainty/speaker" in page


# What is shown


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
    ("given", "message"), [("missing", "no such file"), ("lines.jsonl", "many documents")]
)
def test_refuses_to_start_with_nothing_to_review(tmp_path: Path, given: str, message: str) -> None:
    (tmp_path / "lines.jsonl").write_text("{}\n")
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
