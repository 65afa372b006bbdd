"""The convert command: annotations of other tools to documents, with a bar and a report.

Only this command loads this module: rich, multiprocessing and lxml take a tenth of a second to load.
"""

import argparse
import functools
import json
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import orjson
from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn

from app.cli.conversion import Converted, Outcome, Source, Task, find_files, map_sources, read_sources
from app.cli.refusals import escape_line
from app.cli.verdict_text import escape_controls
from app.converting import FORMATS, LabelMap, Problem, Refused, Unit, is_installed
from app.converting.labels import read_map, write_template
from app.errors import CannotStart, Misuse

LISTED_MAX = 100
"""Losses, or problems, of one text that the report lists; it counts them all."""


@dataclass
class Summary:
    """What became of all files."""

    documents: int = 0
    quotes: int = 0
    refused: int = 0
    seconds: float = 0.0
    losses: Counter[str] = field(default_factory=Counter)
    labels: Counter[str] = field(default_factory=Counter)
    unnamed: Counter[str] = field(default_factory=Counter)
    rows: list[dict[str, Any]] = field(default_factory=list)  # Any: JSON


def convert_all(
    sources: Iterable[Source],
    task: Task,
    *,
    write: Callable[[Converted], None],
    tell: Callable[[str], None],
    total: int = 0,
    keep_going: bool = False,
) -> Summary:
    """Convert sources of `total` bytes: `write` each document, `tell` why a file is refused.

    The first refusal ends the conversion, unless it keeps going without these files. A text whose id another
    text has is refused, too: one would replace the other.
    """
    started = time.perf_counter()
    summary = Summary()
    ids: dict[str, str] = {}
    with closing(map_sources(sources, task)) as outcomes, _open_bar(total) as bar:
        for outcome in outcomes:
            outcome = _refuse_known(outcome, ids)
            _count(summary, outcome)
            bar.update(bar.task_ids[0], advance=outcome.size, documents=summary.documents)
            for one in outcome.converted:
                write(one)
            if outcome.refusal is not None:
                tell(f"{outcome.source}: {outcome.refusal}")
                if not keep_going:
                    break
    summary.seconds = time.perf_counter() - started
    return summary


def _refuse_known(outcome: Outcome, ids: dict[str, str]) -> Outcome:
    """Refuse a file with a text whose id another one has."""
    for one in outcome.converted:
        other = ids.setdefault(one.id, outcome.source)
        if other is not outcome.source or sum(each.id == one.id for each in outcome.converted) > 1:
            problem = Problem(one.id, f"this id is that of a text of {other}; rename the file or the text")
            return outcome._replace(
                converted=(), problems=(problem,), refusal=f"{problem.place}: {problem.detail}"
            )
    return outcome


def _count(summary: Summary, outcome: Outcome) -> None:
    summary.labels.update(outcome.labels)
    summary.unnamed.update(outcome.unnamed)
    summary.documents += len(outcome.converted)
    summary.quotes += sum(len(one.document["quotes"]) for one in outcome.converted)
    for one in outcome.converted:
        summary.losses.update(kind for kind, _, _ in one.losses)
        summary.rows.append(_make_row(outcome.source, one))
    if outcome.refusal is not None:
        summary.refused += 1
        problems = [one._asdict() for one in outcome.problems[:LISTED_MAX]]
        row = {"source": outcome.source, "refused": outcome.refusal, "places": len(outcome.problems)}
        summary.rows.append({**row, "problems": problems})


def _make_row(source: str, one: Converted) -> dict[str, Any]:  # Any: JSON
    document = one.document
    review = sum(bool(part.get("review")) for part in (*document["speakers"], *document["quotes"]))
    return {
        "source": source,
        "document": one.id,
        "unit": one.unit,
        "quotes": len(document["quotes"]),
        "without_speaker": sum(not quote["speakers"] for quote in document["quotes"]),
        "to_review": review,
        "lost": len(one.losses),
        "losses": [
            dict(zip(("kind", "place", "detail"), loss, strict=True)) for loss in one.losses[:LISTED_MAX]
        ],
    }


def write_report(summary: Summary, file: Path) -> None:
    """Write what needs a person, a text a line, the worst first: refused ones, then by what is lost."""

    def weigh(row: dict[str, Any]) -> tuple[bool, int, str]:  # Any: JSON
        return "refused" not in row, -(row.get("lost", 0) + row.get("to_review", 0)), row["source"]

    with file.open("w", encoding="utf-8") as opened:
        opened.writelines(
            json.dumps(row, ensure_ascii=False) + "\n" for row in sorted(summary.rows, key=weigh)
        )


def _open_bar(total: int) -> Progress:
    bar = Progress(
        TextColumn("{task.percentage:>3.0f}%" if total else "converting"),
        BarColumn(),
        DownloadColumn(),
        TextColumn("{task.fields[documents]:,} articles"),
        TimeRemainingColumn(),
        console=Console(stderr=True),
        disable=not sys.stderr.isatty(),
    )
    bar.add_task("", total=total or None, documents=0)
    return bar


# --- The command ---

UNITS = {"codepoints": Unit.CODE_POINTS, "utf16": Unit.UTF16, "graphemes": Unit.GRAPHEMES}


def run(options: argparse.Namespace) -> int:
    """Convert the files that the options name; return 1 if one is refused."""
    reader = FORMATS[options.format]
    if not is_installed(reader):
        needed = f"this format needs the extra {reader.extra}"
        raise CannotStart(f"{needed}; run: pip install -c constraints.txt '.[{reader.extra}]'")
    files = list(find_files(options.paths, reader.suffixes))
    if not files:
        raise CannotStart(f"these folders contain no file with the ending {' or '.join(reader.suffixes)}")
    if options.text is not None and not options.text.exists():
        raise Misuse(f"there is no {options.text}")
    _require_apart(options, files)
    task = Task(options.format, _read_map(options.map), UNITS.get(options.unit), options.text)
    if options.target is not None:
        options.target.mkdir(parents=True, exist_ok=True)
    is_template = options.map_template is not None
    summary = convert_all(
        read_sources(files, has_lines=reader.has_lines),
        task,
        write=_ignore if is_template else functools.partial(_write, folder=options.target),
        tell=_ignore if is_template else _tell,
        total=sum(file.stat().st_size for file in files if file.is_file()),
        keep_going=options.keep_going or is_template,
    )
    if options.report is not None:
        write_report(summary, options.report)
    if is_template:
        template = write_template(summary.labels, summary.unnamed, task.label_map)
        options.map_template.write_text(template, encoding="utf-8")
        _tell(
            f"{options.map_template} has the labels of {len(files):,} files: edit it, then use it as --map."
        )
        return 0
    for line in describe(summary, keep_going=options.keep_going):
        _tell(line)
    return 1 if summary.refused else 0


def _require_apart(options: argparse.Namespace, files: Sequence[Path]) -> None:
    """Raise `Misuse` if the command would overwrite what it reads."""
    outputs = [one.resolve() for one in (options.report, options.map_template) if one is not None]
    inputs = {file.resolve() for file in (*files, *filter(None, (options.map, options.text)))}
    folders = {path.resolve() for path in options.paths if path.is_dir()} | {file.parent for file in inputs}
    if inputs & set(outputs):
        raise Misuse("the report or the template would overwrite a file that is read")
    if options.target is not None and options.target.resolve() in folders:
        raise Misuse("name another folder with --to: documents beside annotations would be taken for some")


def _read_map(file: Path | None) -> LabelMap:
    if file is None:
        return LabelMap()
    try:
        return read_map(file.read_bytes())
    except Refused as refused:
        raise Misuse(f"{file}: {refused}") from None


def _write(one: Converted, folder: Path | None) -> None:
    if folder is None:
        line = orjson.dumps(one.document).decode() + "\n"
        sys.stdout.buffer.write((escape_controls(line) if sys.stdout.isatty() else line).encode())
    else:
        (folder / f"{one.id}.json").write_bytes(
            orjson.dumps(one.document, option=orjson.OPT_INDENT_2) + b"\n"
        )


def _ignore(_one: object) -> None:
    """Write and tell nothing."""


def _tell(line: str) -> None:
    print(escape_line(line), file=sys.stderr)


def describe(summary: Summary, *, keep_going: bool) -> Iterator[str]:
    """Yield the lines that say what became of all files, and what is lost, the most frequent first."""
    rate = summary.documents / summary.seconds if summary.seconds else 0
    yield (
        f"{summary.documents:,} documents, {summary.refused:,} files refused; {summary.quotes:,} quotes; "
        f"{summary.seconds:.1f} s, {rate:,.0f} documents a second"
    )
    for kind, count in summary.losses.most_common():
        yield f"  {count:,} times: {kind}"
    if summary.refused and not keep_going:
        yield "The conversion stopped at a refused file; --keep-going skips it."
