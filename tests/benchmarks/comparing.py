"""Wortlaut beside the bare server, the tutorial's program and Datasette: processor time and rates."""

import json
import statistics
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import make_url

from tests.benchmarks import bare, processes
from tests.benchmarks.asking import Answer, Client, ask_hard, ask_once
from tests.benchmarks.bench import Bench
from tests.benchmarks.cases import Case, find_subjects, make_cases
from tests.benchmarks.filled import find_postmaster
from tests.benchmarks.processes import CLIENT_CORE, Server, read_cpu, wait_until_idle
from tests.benchmarks.searches import to_target
from tests.benchmarks.tables import Cell, Json, Table
from tests.databases import find_free_port

NAMES = ("bare", "cached", "uncached", "tutorial", "datasette")
RATIOS = (("cached", "bare"), ("uncached", "tutorial"), ("uncached", "datasette"))
ANSWERS_MIN = 64
"""Answers that a rate is made of; who needs longer for them is asked for longer, up to half a minute."""
SECONDS_MAX = 30

Medians = dict[tuple[str, str], "Run"]


class Run(NamedTuple):
    """What one run measured: µs of processor a request, of the server and of PostgreSQL, and requests/s."""

    server: float
    database: float
    rate: float
    failed: int


def compare(bench: Bench) -> list[Table]:
    """Ask everybody every question, in turn in each round, and return the medians over the rounds."""
    postmaster = find_postmaster(bench.filled.wortlaut)
    with ExitStack() as stack:
        servers = {name: stack.enter_context(_serve(bench, name)) for name in _find_wortlauts(bench)}
        client = Client(servers["uncached"].url)
        stack.callback(client.close)
        subjects = find_subjects(client, bench.filled.articles)
        chosen = [found[0] for found in bench.searches.values()] if bench.abilities.has_search else []
        cases = make_cases(bench.filled, subjects, chosen)
        answers = {case: _fetch(client, case) for case in cases}
        servers |= {name: stack.enter_context(_serve(bench, name)) for name in _find_rivals(cases)}
        prepared = _prepare(bench.folder, cases, answers)
        port = find_free_port()
        module = [sys.executable, "-m", "tests.benchmarks.bare", str(prepared), str(port)]
        servers["bare"] = stack.enter_context(processes.run(module, port, cases[0].wortlaut))
        hits = [f"{one.q} finds {_count(client, one.q):,}" for one in chosen]
        sizes = _check(cases, servers, answers)
        medians = _measure(bench, cases, servers, answers, postmaster)
    notes = [] if bench.abilities.has_cache else ["This version has no cache."]
    notes += hits or ["This version has no search."]
    failures = {f"{case}, {name}: {run.failed} failed" for (case, name), run in medians.items() if run.failed}
    return [
        _tabulate("Requests per second", {key: run.rate for key, run in medians.items()}, cases, notes),
        _tabulate(
            "µs of the server's processor a request",
            {key: run.server for key, run in medians.items()},
            cases,
            sorted(failures),
        ),
        *(
            [
                _tabulate(
                    "µs of PostgreSQL's processor a request",
                    {key: run.database for key, run in medians.items()},
                    cases,
                    [],
                )
            ]
            if postmaster
            else []
        ),
        _tabulate("Bytes of the answer's body", sizes, cases, [], has_ratios=False),
    ]


def _find_wortlauts(bench: Bench) -> list[str]:
    return ["cached", "uncached"] if bench.abilities.has_cache else ["uncached"]


def _find_rivals(cases: list[Case]) -> list[str]:
    return ["tutorial", *(["datasette"] if cases[0].datasette else [])]


@contextmanager
def _serve(bench: Bench, name: str) -> Iterator[Server]:
    if name in ("cached", "uncached"):
        with bench.serve(name) as (server, _):
            yield server
        return
    port = find_free_port()
    module = [sys.executable, "-m", f"tests.benchmarks.{name}{'_side' if name == 'datasette' else ''}"]
    settings, given, ready = {"TUTORIAL_DATABASE_URL": bench.filled.tutorial}, [str(port)], "/openapi.json"
    if name == "datasette":
        settings, ready = {}, "/-/versions.json"
        given = [str(make_url(bench.filled.wortlaut).database), str(port)]
    with processes.run([*module, *given], port, ready, **settings) as server:
        yield server


def _fetch(client: Client, case: Case) -> Answer:
    """Return what Wortlaut answers; for a conditional question, with the ETag that it gave before."""
    answer = client.get(case.wortlaut)
    if case.is_conditional:
        answer = client.get(case.wortlaut, {"If-None-Match": str(answer.find("etag"))})
    assert answer.status == (304 if case.is_conditional else 200), f"{case.wortlaut}: {answer.status}"
    return answer


def _prepare(folder: Path, cases: list[Case], answers: Mapping[Case, Answer]) -> Path:
    """Write down what the bare server sends."""
    packed: dict[str, dict[str, Json]] = defaultdict(dict)
    for case in cases:
        packed[case.wortlaut]["known" if case.is_conditional else "whole"] = bare.pack(answers[case])
    file = folder / "bare.json"
    file.write_text(json.dumps(packed))
    return file


def _find_target(case: Case, name: str) -> str | None:
    if name == "tutorial":
        return case.tutorial
    return case.datasette if name == "datasette" else case.wortlaut


def _find_headers(case: Case, answers: Mapping[Case, Answer]) -> dict[str, str]:
    return {"If-None-Match": str(answers[case].find("etag"))} if case.is_conditional else {}


def _check(
    cases: list[Case], servers: Mapping[str, Server], answers: Mapping[Case, Answer]
) -> dict[tuple[str, str], float]:
    """Return how many bytes each sends; all have to answer, and the bare server with the same bytes."""
    sizes: dict[tuple[str, str], float] = {}
    for case in cases:
        for name, server in servers.items():
            target = _find_target(case, name)
            if target is None:
                continue
            answer = ask_once(server.url, target, _find_headers(case, answers))
            assert answer.status == answers[case].status, f"{name}, {target}: {answer.status}"
            if name in ("bare", "cached"):
                assert answer.body == answers[case].body, f"{name} answers {target} in other words"
            sizes[case.name, name] = len(answer.body)
    return sizes


def _count(client: Client, q: str) -> int:
    answer = client.get(to_target(q, total="true", limit="1"))
    return int(json.loads(answer.body)["total"])


def _measure(
    bench: Bench,
    cases: list[Case],
    servers: Mapping[str, Server],
    answers: Mapping[Case, Answer],
    postmaster: int | None,
) -> Medians:
    runs: dict[tuple[str, str], list[Run]] = defaultdict(list)
    for turn in range(bench.rounds + 1):  # The first, short one warms up and is not counted.
        for case in cases:
            for name in NAMES:
                target = _find_target(case, name) if name in servers else None
                if target is None:
                    continue
                headers = _find_headers(case, answers)
                seconds = bench.seconds if turn else 1
                run = _ask(servers[name], target, headers, seconds, postmaster, ANSWERS_MIN if turn else 0)
                if turn:
                    runs[case.name, name].append(run)
        print(f"  round {turn} of {bench.rounds} done", flush=True)
    return {key: _take_median(found) for key, found in runs.items()}


def _ask(
    server: Server, target: str, headers: dict[str, str], seconds: float, postmaster: int | None, least: int
) -> Run:
    """Ask one question for a while, and for longer where that gives too few answers."""
    watched = [server.pid, *([postmaster] if postmaster else [])]
    while True:
        wait_until_idle(*watched)
        before = [read_cpu(pid) for pid in watched]
        load = ask_hard(server.url + target, seconds=seconds, core=CLIENT_CORE, headers=headers)
        spent = [(read_cpu(pid) - then) * 1e6 for pid, then in zip(watched, before, strict=True)]
        if load.answered >= least or seconds >= SECONDS_MAX:
            each = [one / max(1, load.answered) for one in spent]
            return Run(each[0], each[1] if postmaster else 0.0, load.rate, load.failed)
        seconds = min(SECONDS_MAX, seconds * 4)


def _take_median(runs: list[Run]) -> Run:
    return Run(
        statistics.median(run.server for run in runs),
        statistics.median(run.database for run in runs),
        statistics.median(run.rate for run in runs),
        sum(run.failed for run in runs),
    )


def _tabulate(
    title: str,
    values: Mapping[tuple[str, str], float],
    cases: list[Case],
    notes: list[str],
    *,
    has_ratios: bool = True,
) -> Table:
    ratios = RATIOS if has_ratios else ()
    rows: list[list[Cell]] = []
    for case in cases:
        own = {name: values.get((case.name, name)) for name in NAMES}
        row: list[Cell] = [case.name, *own.values()]
        for one, other in ratios:
            above, below = own[one], own[other]
            row.append(f"{above / below:.2f}" if above is not None and below else None)
        rows.append(row)
    return Table(title, ["", *NAMES, *(f"{one} / {other}" for one, other in ratios)], rows, notes)
