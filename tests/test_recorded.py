"""The recorded session: what the API answered before, it answers now, on both databases."""

from tests.databases import Databases
from tests.recorded.comparing import compare
from tests.recorded.playing import DIGEST, Answer, play, read_answers
from tests.recorded.session import SESSION
from tests.servers import run_server

SHOWN_MAX = 10
"""Requests that a failure names."""


def test_the_session_has_200_requests_and_an_answer_to_each() -> None:
    assert len(SESSION) == 200
    assert [answer.request for answer in read_answers()] == [asked.name for asked in SESSION]


def test_answers_as_recorded(databases: Databases) -> None:
    with run_server(databases.make(seed=True), "--quiet", WORTLAUT_WRITE_TOKENS=DIGEST) as url:
        answers = play(url)
    found = [compare(before, now) for before, now in zip(read_answers(), answers, strict=True)]
    differences = [one for one in found if one]
    assert not differences, "\n".join([f"{len(differences)} answers differ:", *differences[:SHOWN_MAX]])


def test_prose_may_be_worded_otherwise_and_nothing_else() -> None:
    def make(body: str) -> Answer:
        headers = {"content-type": "application/problem+json", "content-length": str(len(body))}
        return Answer("GET /x", 422, headers, body)

    problem = make('{"title":"No","detail":"So it is.","errors":[{"pointer":"/q","detail":"Why."}]}')
    assert compare(problem, make(problem.body.replace("So it is.", "It is so, then."))) is None
    for before, now in (
        ("So it is.", ""),
        ('"detail":"Why."', '"why":"Why."'),
        ("/q", "/p"),
        ("No", "Now"),
        (',"errors":[{"pointer":"/q","detail":"Why."}]', ""),
    ):
        difference = compare(problem, make(problem.body.replace(before, now)))
        assert difference is not None
        assert difference.startswith("GET /x: body: at ")
    difference = compare(problem, problem._replace(status=500))
    assert difference == "GET /x: status: at 0, recorded …'422'…, now …'500'…"
