"""Rounds of runs: each server is asked each question in turn, so that a bad minute hurts all alike."""

import statistics
from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

from tests.benchmarks.asking import ask_hard
from tests.benchmarks.processes import CLIENT_CORE, Server, read_cpu, wait_until_idle

ANSWERS_MIN = 64
"""Answers that a rate is made of; who needs longer for them is asked for longer, up to half a minute."""
SECONDS_MAX = 30


class Question(NamedTuple):
    """A server, what it is asked, and under which names of case and server that is counted."""

    case: str
    name: str
    server: Server
    target: str
    headers: dict[str, str]


class Run(NamedTuple):
    """What runs measured: µs of processor a request, of the server and of PostgreSQL, and requests/s."""

    server: float
    database: float
    rate: float
    failed: int


def ask_in_rounds(
    questions: Sequence[Question], rounds: int, seconds: float, postmaster: int | None
) -> dict[tuple[str, str], Run]:
    """Return the medians over the rounds, by case and server."""
    runs: dict[tuple[str, str], list[Run]] = defaultdict(list)
    # All of them: what one gave up answering would otherwise take the next one's time.
    everybody = sorted({one.server.pid for one in questions} | ({postmaster} if postmaster else set()))
    for question in questions:
        _ask(question, 1, postmaster, everybody, least=0)  # Warms up, and is not counted.
    for turn in range(rounds):
        for question in questions:
            found = _ask(question, seconds, postmaster, everybody, least=ANSWERS_MIN)
            runs[question.case, question.name].append(found)
        print(f"  round {turn + 1} of {rounds} done", flush=True)
    return {key: _take_median(found) for key, found in runs.items()}


def _ask(
    question: Question, seconds: float, postmaster: int | None, everybody: Sequence[int], *, least: int
) -> Run:
    """Ask for a while, and for longer where that gives too few answers."""
    watched = [question.server.pid, *([postmaster] if postmaster else [])]
    address = question.server.url + question.target
    while True:
        wait_until_idle(*everybody)
        before = [read_cpu(pid) for pid in watched]
        load = ask_hard(address, seconds=seconds, core=CLIENT_CORE, headers=question.headers)
        spent = [(read_cpu(pid) - then) * 1e6 for pid, then in zip(watched, before, strict=True)]
        if load.answered >= least or seconds >= SECONDS_MAX:
            each = [one / max(1, load.answered) for one in spent]
            return Run(each[0], sum(each[1:]), load.rate, load.failed)
        seconds = min(SECONDS_MAX, seconds * 4)


def _take_median(runs: list[Run]) -> Run:
    return Run(
        statistics.median(run.server for run in runs),
        statistics.median(run.database for run in runs),
        statistics.median(run.rate for run in runs),
        sum(run.failed for run in runs),
    )
