"""Cached answers with a line in the log for each, beside the bare server with uvicorn's own access log.

    python -m tests.benchmarks.logs --rounds 5 --seconds 3

It serves the seed. All servers write their log into a file; each has the server's core in turn.
"""

import argparse
import json
import sys
import tempfile
from contextlib import AbstractContextManager, ExitStack
from pathlib import Path

from tests.benchmarks import bare, processes
from tests.benchmarks.asking import ask_once
from tests.benchmarks.processes import Server
from tests.benchmarks.rounds import Question, ask_in_rounds
from tests.benchmarks.tables import Cell, Table, to_text
from tests.benchmarks.wortlaut import make_serve_command
from tests.databases import find_free_port

TARGETS = {
    "quote": "/v1/quotes/q-21ea97e3a089f4d02987",
    "article": "/v1/articles/kim-putin-briefwechsel-2023",
    "quotes of a speaker": "/v1/quotes?speaker=Kim",
}
NAMES = ("bare", "text", "json", "quiet")


def main() -> None:
    """Measure, and print the requests a second and the ratios to the bare server."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=3)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        servers = {name: stack.enter_context(_serve(Path(folder), name)) for name in NAMES[1:]}
        file, port = Path(folder) / "bare.json", find_free_port()
        answers = {target: ask_once(servers["quiet"].url, target) for target in TARGETS.values()}
        file.write_text(json.dumps({target: {"whole": bare.pack(one)} for target, one in answers.items()}))
        command = [sys.executable, "-m", "tests.benchmarks.bare", str(file), str(port), "--log"]
        servers["bare"] = stack.enter_context(processes.run(command, port, TARGETS["quote"]))
        questions = [
            Question(case, name, servers[name], target, {})
            for case, target in TARGETS.items()
            for name in NAMES
        ]
        medians = ask_in_rounds(questions, options.rounds, options.seconds, None)
    rows: list[list[Cell]] = []
    for case in TARGETS:
        rates = [medians[case, name].rate for name in NAMES]
        spent = [medians[case, name].server for name in NAMES]
        rows.append([case, *rates, *(f"{rate / rates[0]:.2f}" for rate in rates[1:]), *spent])
    ratios = [f"{name} / bare" for name in NAMES[1:]]
    columns = ["requests/s", *NAMES, *ratios, *(f"µs {name}" for name in NAMES)]
    failed = sum(run.failed for run in medians.values())
    notes = [f"µs of the server's processor a request. {failed} requests failed."]
    print(to_text(Table("Cached answers, with the log on", columns, rows, notes)))


def _serve(folder: Path, name: str) -> AbstractContextManager[Server]:
    """Serve the seed, with a log of this kind."""
    port = find_free_port()
    command = [part for part in make_serve_command(port) if part != "--quiet" or name == "quiet"]
    return processes.run(
        command,
        port,
        TARGETS["quote"],
        WORTLAUT_DATABASE_URL=f"sqlite:///{folder / name}.db",
        WORTLAUT_LOG="json" if name == "json" else "text",
    )


if __name__ == "__main__":
    main()
