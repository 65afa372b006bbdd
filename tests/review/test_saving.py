"""What the review page writes over HTTP, and what it never does."""

import hashlib
import json
import os
import subprocess
import sys
import threading
from pathlib import Path

import httpx2
import pytest

from app.schemas.document import ArticleDocument
from app.services.ingest import importer
from tests.builders import Json, make_json, make_quote, make_speaker, make_statement
from tests.databases import ROOT
from tests.review.conftest import Reviewing, run_review
from tests.review.drafts import make_draft_json
from tests.review.requests import decide, find_key, find_quote, get_version, read, write

JSON = {"Content-Type": "application/json"}


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


ODD = [
    "",
    " ",
    "\0",
    "A\x07B",
    "\ufffe",
    "\ud800",
    "\u202e",
    "\x85",
    ";;",
    "\n",
    "x" * 201,
    "x" * 2_001,
    "👩‍👧",
]
ODD_LISTS = ["; ".join(f"N{number}" for number in range(count)) for count in (50, 51, 1_001)]
FIELDS: list[tuple[str, str, Json]] = [
    ("speakers", "names", {"kind": "person", "certainty": "stated"}),
    ("addressees", "names", {"kind": "organization", "certainty": "stated"}),
    ("statement", "statement", {"certainty": "stated"}),
    ("statement", "title", {"form": "speech", "certainty": "stated"}),
    ("change-speaker", "name", {"kind": "person"}),
    ("change-speaker", "names", {"name": "Anna", "kind": "person"}),
    ("change-speaker", "same", {"name": "Anna", "kind": "person"}),
    ("change-statement", "title", {"form": "letter"}),
    *(
        ("change-article", name, {"published_on_certainty": "stated", "language_certainty": "stated"})
        for name in ("headline", "publisher", "author", "source_url", "published_on", "language")
    ),
    ("type", "type", {}),
    ("span", "start", {"end": 5}),
    ("add", "end", {"start": 0}),
    ("move", "end", {"step": "word", "direction": "back"}),
    *((action, "part", {}) for action in ("accept", "reject", "undo", "add")),
]


@pytest.mark.parametrize(("action", "field", "others"), FIELDS)
def test_no_value_of_a_decision_makes_a_file_that_cannot_be_read(
    client: httpx2.Client, file: Path, action: str, field: str, others: Json
) -> None:
    draft = {**read(file), "statements": [make_statement(review=True)]}
    parts = {"change-speaker": "speaker-anna", "change-statement": "statement-speech"}
    values: tuple[object, ...] = (*ODD, *ODD_LISTS, 0, -1, 10**30, 1.5, None, [], {}, True)
    for value in values:
        write(file, draft)
        key = "article" if action == "change-article" else find_key(draft, "Wir kommen zum 1.")
        body = {"version": get_version(client), "part": parts.get(action, key), "action": action, **others}
        content = json.dumps({**body, field: value})
        answer = client.post("/decisions/draft.json", content=content, headers=JSON)
        assert answer.status_code in (200, 422), (value, answer.text)
        if answer.status_code == 422:
            assert all(answer.json()["details"]), value
        importer.read_document(file)


@pytest.mark.parametrize("names", ["A\0B", "\x07", "\ufffe", "x" * 201, ";".join(map(str, range(51)))])
def test_a_refused_name_is_told_with_the_reason(client: httpx2.Client, file: Path, names: str) -> None:
    before = file.read_bytes()
    key = find_key(read(file), "Wir kommen zum 1.")
    answer = decide(client, key, "speakers", names=names, kind="person", certainty="stated")
    assert answer.status_code == 422
    assert answer.json()["details"][0].startswith("names")
    assert file.read_bytes() == before


def test_a_document_that_is_full_takes_no_more(client: httpx2.Client, file: Path) -> None:
    speakers = [make_speaker(), *(make_speaker(f"n-{number}") for number in range(999))]
    draft = {**read(file), "speakers": speakers}
    before = write(file, draft).read_bytes()
    key = find_key(draft, "Wir kommen zum 1.")
    answer = decide(client, key, "speakers", names="Otto", kind="person", certainty="stated")
    assert answer.status_code == 422
    assert "cannot hold that: /speakers: List should have at most 1000 items" in answer.json()["details"][0]
    assert file.read_bytes() == before
    assert decide(client, key, "speakers", names="N-1; N-2", certainty="stated").status_code == 200


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
