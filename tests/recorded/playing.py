"""Play the session against a server, and write and read the answers."""

import gzip
import hashlib
import json
from pathlib import Path
from typing import NamedTuple

import httpx2

from tests.recorded.articles import make_documents
from tests.recorded.session import SESSION, TOKEN, Asked

ANSWERS = Path(__file__).parent / "answers.json.gz"
DIGEST = hashlib.sha256(TOKEN.encode()).hexdigest()
"""What WORTLAUT_WRITE_TOKENS must be for the session."""
NOT_RECORDED = ("date", "server", "x-request-id")
"""Headers that differ from one run to the next."""
REQUEST_ID = "REQUEST-ID"
"""Stands in bodies for the id of the request, which differs, too."""


class Answer(NamedTuple):
    """What the API answered to a request: the body as text, whatever its content coding was."""

    request: str
    status: int
    headers: dict[str, str]
    body: str


def store_articles(client: httpx2.Client) -> None:
    """Store the articles that the session asks about."""
    for document in make_documents():
        headers = {"Authorization": f"Bearer {TOKEN}"}
        answer = client.put(f"/v1/articles/{document['id']}", json=document, headers=headers)
        assert answer.status_code == 201, answer.text


def play(url: str) -> list[Answer]:
    """Return the answers of the server at this address, which has the seed and nothing else."""
    with httpx2.Client(base_url=url, timeout=30) as client:
        store_articles(client)
        return [ask(client, asked) for asked in SESSION]


def ask(client: httpx2.Client, asked: Asked) -> Answer:
    """Return what the server answers to one request."""
    request = httpx2.Request(
        asked.method,
        f"{client.base_url}".rstrip("/") + asked.target,
        headers={"Accept-Encoding": "identity", "Accept": "*/*", **asked.headers},
        content=asked.body,
    )
    answer = client.send(request, stream=True)
    raw = b"".join(answer.iter_raw())
    answer.close()
    headers = {name: value for name, value in answer.headers.items() if name not in NOT_RECORDED}
    if raw:
        assert headers.get("content-length") == str(len(raw)), asked
    if headers.get("content-encoding") == "gzip":
        del headers["content-length"]  # Another zlib may need another number of bytes.
        raw = gzip.decompress(raw) if raw else raw
    body = raw.decode().replace(f"urn:uuid:{answer.headers['x-request-id']}", f"urn:uuid:{REQUEST_ID}")
    if asked.target == "/docs":
        headers, body = {}, ""  # The page for people is not part of the API.
    return Answer(asked.name, answer.status_code, headers, body)


def write_answers(answers: list[Answer]) -> None:
    """Write answers into the file, the same bytes each time."""
    lines = ",\n".join(json.dumps(answer, ensure_ascii=False) for answer in answers)
    ANSWERS.write_bytes(gzip.compress(f"[{lines}]\n".encode(), mtime=0))


def read_answers() -> list[Answer]:
    """Return the answers of the file."""
    return [Answer(*values) for values in json.loads(gzip.decompress(ANSWERS.read_bytes()))]
