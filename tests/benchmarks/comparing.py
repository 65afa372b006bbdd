"""Wortlaut beside the bare server, the tutorial's program and Datasette: processor time and rates."""

import json
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path

from sqlalchemy import make_url

from tests.benchmarks import bare, processes
from tests.benchmarks.asking import Answer, Client, ask_once
from tests.benchmarks.bench import Bench
from tests.benchmarks.cases import Case, find_subjects, get_json, make_cases
from tests.benchmarks.filled import find_postmaster
from tests.benchmarks.processes import Server
from tests.benchmarks.rounds import Question, ask_in_rounds
from tests.benchmarks.searches import Search, to_target
from tests.benchmarks.tables import Cell, Json, Table
from tests.databases import find_free_port

NAMES = ("bare", "cached", "uncached", "tutorial", "datasette")
RATIOS = (("cached", "bare"), ("uncached", "tutorial"), ("uncached", "datasette"))

Values = Mapping[tuple[str, str], float]


def compare(bench: Bench) -> list[Table]:
    """Ask everybody every question, in turn in each round, and return the medians over the rounds."""
    notes = [] if bench.abilities.has_cache else ["This version has no cache."]
    postmaster = find_postmaster(bench.filled.wortlaut)
    with ExitStack() as stack:
        names = ["cached", "uncached"] if bench.abilities.has_cache else ["uncached"]
        servers = {name: stack.enter_context(_serve(bench, name)) for name in names}
        client = Client(servers["uncached"].url)
        stack.callback(client.close)
        searches = [found[0] for found in bench.searches.values()] if bench.abilities.has_search else []
        cases = make_cases(bench.filled, find_subjects(client, bench.filled.articles), searches)
        answers = {case: _fetch(client, case) for case in cases}
        if bench.filled.kind == "sqlite" and not cases[0].datasette:
            notes.append("Datasette is not installed.")
        rivals = ["tutorial", *(["datasette"] if cases[0].datasette else [])]
        servers |= {name: stack.enter_context(_serve(bench, name)) for name in rivals}
        servers["bare"] = stack.enter_context(_serve_bare(bench.folder, cases, answers))
        notes += _describe_searches(client, searches)
        questions, sizes, refusals = _ask_once_each(cases, servers, answers)
        medians = ask_in_rounds(questions, bench.rounds, bench.seconds, postmaster)
    failures = [
        f"{case}, {name}: {run.failed} failed." for (case, name), run in medians.items() if run.failed
    ]
    busy = min(run.server * run.rate for (_, name), run in medians.items() if name == "bare") / 1e6
    notes.append(
        f"The bare server had at least {busy:.0%} of its core; far below 100 %, others used the cores."
    )
    found = [
        _tabulate("Requests per second", {key: run.rate for key, run in medians.items()}, notes),
        _tabulate(
            "µs of the server's processor a request",
            {key: run.server for key, run in medians.items()},
            failures,
        ),
    ]
    if postmaster:
        shares = {key: run.database for key, run in medians.items() if key[1] != "bare"}
        found.append(_tabulate("µs of PostgreSQL's processor a request", shares, []))
    return [*found, _tabulate("Bytes of the answer's body", sizes, refusals, ratios=())]


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


@contextmanager
def _serve_bare(folder: Path, cases: list[Case], answers: Mapping[Case, Answer]) -> Iterator[Server]:
    """Serve what Wortlaut answered."""
    packed: dict[str, dict[str, Json]] = defaultdict(dict)
    for case in cases:
        packed[case.wortlaut]["known" if case.is_conditional else "whole"] = bare.pack(answers[case])
    file, port = folder / "bare.json", find_free_port()
    file.write_text(json.dumps(packed))
    module = [sys.executable, "-m", "tests.benchmarks.bare", str(file), str(port)]
    with processes.run(module, port, cases[0].wortlaut) as server:
        yield server


def _fetch(client: Client, case: Case) -> Answer:
    """Return what Wortlaut answers; for a conditional question, with the ETag that it gave before."""
    answer = client.get(case.wortlaut)
    if case.is_conditional:
        answer = client.get(case.wortlaut, {"If-None-Match": str(answer.find("etag"))})
    assert answer.status == (304 if case.is_conditional else 200), f"{case.wortlaut}: {answer.status}"
    return answer


def _describe_searches(client: Client, searches: list[Search]) -> list[str]:
    """Say what is searched for and how much there is of it."""
    if not searches:
        return ["This version has no search."]
    totals = [get_json(client, to_target(one.q, total="true", limit="1"))["total"] for one in searches]
    return [
        f"The {one.kind}: {one.q} (found: {total:,})." for one, total in zip(searches, totals, strict=True)
    ]


def _ask_once_each(
    cases: list[Case], servers: Mapping[str, Server], answers: Mapping[Case, Answer]
) -> tuple[list[Question], dict[tuple[str, str], float], list[str]]:
    """Return the questions that are answered, how many bytes each answer has, and who refused what.

    The bare server and the cached one have to answer as the uncached one does, byte for byte.
    """
    questions: list[Question] = []
    sizes: dict[tuple[str, str], float] = {}
    refusals: list[str] = []
    for case in cases:
        targets = {"tutorial": case.tutorial, "datasette": case.datasette}
        headers = {"If-None-Match": str(answers[case].find("etag"))} if case.is_conditional else {}
        for name in NAMES:
            target = targets.get(name, case.wortlaut)
            if name not in servers or target is None:
                continue
            answer = ask_once(servers[name].url, target, headers)
            if name in targets and answer.status != 200:
                refusals.append(f"{name} refuses {case.name}: {answer.body[:200].decode()}")
                continue
            assert answer.status == answers[case].status, f"{name}, {target}: {answer.status}"
            assert name in targets or answer.body == answers[case].body, f"{name}: other words for {target}"
            questions.append(Question(case.name, name, servers[name], target, headers))
            sizes[case.name, name] = len(answer.body)
    return questions, sizes, refusals


def _tabulate(
    title: str, values: Values, notes: list[str], ratios: tuple[tuple[str, str], ...] = RATIOS
) -> Table:
    rows: list[list[Cell]] = []
    for case in dict.fromkeys(case for case, _ in values):
        own = {name: values.get((case, name)) for name in NAMES}
        row: list[Cell] = [case, *own.values()]
        for one, other in ratios:
            above, below = own[one], own[other]
            row.append(f"{above / below:.2f}" if above is not None and below else None)
        rows.append(row)
    return Table(title, ["", *NAMES, *(f"{one} / {other}" for one, other in ratios)], rows, notes)
