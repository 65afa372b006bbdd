"""Measure Wortlaut beside others: `python -m tests.benchmarks --articles 1000`.

Databases are filled once and kept in a folder. Tables are printed while it runs and saved there as
JSON; `python -m tests.benchmarks report RESULT.json` puts them into README.md, with a picture.
"""

import argparse
import datetime
import json
import os
import platform
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
import traceback
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

from app import VERSION
from tests.benchmarks import (
    comparing,
    crowding,
    filled,
    moving,
    paging,
    reporting,
    searching,
    staleness,
    starting,
    tables,
)
from tests.benchmarks.bench import Bench
from tests.benchmarks.corpus import QUOTES, Corpus
from tests.benchmarks.processes import CLIENT_CORE
from tests.benchmarks.searches import make_searches
from tests.benchmarks.tables import Json, Table
from tests.benchmarks.wortlaut import find_abilities

MEASURES: dict[str, Callable[[Bench], list[Table]]] = {
    "compare": comparing.compare,
    "pages": paging.compare_pages,
    "searches": searching.time_searches,
    "beside": searching.read_beside_searches,
    "start": starting.time_starts,
    "memory": starting.weigh,
    "crowds": crowding.ask_as_crowd,
    "moving": moving.move,
    "stale": staleness.seek_stale,
}
KINDS = ("sqlite", "postgresql")
FOLDER = Path(tempfile.gettempdir()) / "wortlaut-benchmarks"


def make_parser() -> argparse.ArgumentParser:
    """Return the parser of the command line."""
    parser = argparse.ArgumentParser("python -m tests.benchmarks", description=__doc__)
    parser.add_argument("--articles", type=int, default=1_000, help="made articles (%(default)s)")
    parser.add_argument("--databases", nargs="+", choices=KINDS, default=KINDS, help="(both)")
    parser.add_argument("--only", nargs="+", choices=MEASURES, default=list(MEASURES), help="(all)")
    parser.add_argument("--rounds", type=int, default=3, help="medians are over so many (%(default)s)")
    parser.add_argument("--seconds", type=float, default=3, help="how long each asks (%(default)s)")
    parser.add_argument("--folder", type=Path, default=FOLDER, help="where databases are kept (%(default)s)")
    return parser


def describe_machine(articles: int) -> Json:
    """Return what the figures depend on."""
    return {
        "articles": articles,
        "quotes": articles * QUOTES,
        "version": VERSION,
        "cores": os.cpu_count(),
        "busy": os.getloadavg()[0],
        "python": platform.python_version(),
        "sqlite": sqlite3.sqlite_version,
        "at": datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
    }


def measure(options: argparse.Namespace, file: Path) -> None:
    """Fill what is not filled, measure everything, and save after each measure."""
    result: Json = {"machine": describe_machine(options.articles), "databases": {}}
    failed: list[str] = []
    with ExitStack() as stack:
        server = None
        if "postgresql" in options.databases:
            server = stack.enter_context(filled.run_kept_postgresql(options.folder))
        found = [
            filled.find_or_fill(kind, options.folder, server, options.articles) for kind in options.databases
        ]
        searches = make_searches(Corpus(), options.articles)
        os.sched_setaffinity(0, {CLIENT_CORE})  # Servers and commands are put on cores of their own.
        abilities = find_abilities(found[0].wortlaut)
        for one in found:
            bench = Bench(one, options.folder, abilities, searches, options.rounds, options.seconds)
            stored = result["databases"].setdefault(one.kind, {})
            for name in options.only:
                began = time.monotonic()
                print(f"\n== {name}, {one.kind}, {one.articles:,} articles", flush=True)
                try:
                    measured = MEASURES[name](bench)
                except (AssertionError, subprocess.CalledProcessError):
                    # What was measured before and what comes after are worth having all the same.
                    traceback.print_exc()
                    failed.append(f"{name}, {one.kind}")
                    continue
                print("\n".join(map(tables.to_text, measured)))
                print(f"  ({time.monotonic() - began:.0f} s)", flush=True)
                stored[name] = [tables.to_json(table) for table in measured]
                file.write_text(json.dumps(result, indent=1, ensure_ascii=False))
    print(f"\nsaved as {file}")
    if failed:
        sys.exit(f"failed: {'; '.join(failed)}")


def main(arguments: list[str]) -> None:
    """Measure, or report what was measured."""
    if arguments[:1] == ["report"]:
        reporting.main(arguments[1:])
        return
    options = make_parser().parse_args(arguments)
    for needed in ("wrk", "taskset"):
        if shutil.which(needed) is None:
            sys.exit(f"This needs {needed} (Debian has it in wrk and util-linux).")
    options.folder.mkdir(parents=True, exist_ok=True)
    options.folder = options.folder.resolve()
    name = datetime.datetime.now(datetime.UTC).strftime("%Y%m%d-%H%M%S")
    measure(options, options.folder / f"result-{name}.json")


if __name__ == "__main__":
    main(sys.argv[1:])
