"""The convert command: annotations of other tools to documents, with a bar and a report.

Only this command loads this module: rich, multiprocessing and lxml take a tenth of a second to load.
"""

import argparse
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

import orjson
from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn

from app.cli.annotation_files import find_files
from app.cli.conversion import Converted, Job, RecordResult, Task, map_jobs, read_jobs
from app.cli.conversion_report import Report
from app.cli.output_files import write_new
from app.cli.refusals import escape_line
from app.cli.verdict_text import escape_controls
from app.converting import FORMATS, LabelMap, Problem, RefusedFile, Unit, is_installed
from app.converting.labels import read_map, write_template
from app.converting.mentions import is_same_person
from app.errors import CannotStart, Misuse, RefusedDocument

KINDS_MAX = 1_000
"""Different kinds, labels or mentions that are counted: beyond twice as many, the rarest are forgotten."""


class SeenSpeaker(NamedTuple):
    """The name of a speaker in the first file that has one with this id."""

    name: str
    source: str


@dataclass
class Totals:
    """What became of all files. `units` are those that nothing in the files tells, with their texts."""

    documents: int = 0
    quotes: int = 0
    refused: int = 0
    seconds: float = 0.0
    losses: Counter[str] = field(default_factory=Counter)
    labels: Counter[str] = field(default_factory=Counter)
    unnamed: Counter[str] = field(default_factory=Counter)
    units: Counter[str] = field(default_factory=Counter)


def convert_all(
    jobs: Iterable[Job],
    task: Task,
    *,
    write: Callable[[Converted], None],
    tell: Callable[[str], None],
    report: Report | None = None,
    total: int = 0,
    keep_going: bool = False,
) -> Totals:
    """Convert files of `total` bytes: `write` each document, `tell` why one is refused, `report` both.

    The first refusal ends the conversion, unless it keeps going without these files. A text whose id another
    text has is refused, too: one would replace the other. A unit that is taken on trust is told once.
    """
    started = time.perf_counter()
    totals = Totals()
    ids: dict[str, str] = {}
    people: dict[str, SeenSpeaker] = {}
    with closing(map_jobs(jobs, task)) as outcomes, _open_bar(total) as bar:
        for outcome in outcomes:
            outcome = _refuse_other_people(_refuse_known(outcome, ids), people)
            outcome = _write_all(outcome, write)
            for unit in _count(totals, outcome):
                tell(f"Nothing in these files tells what their offsets count. Taken: {unit}. See --unit.")
            if report is not None:
                report.add(outcome)
            bar.update(bar.task_ids[0], advance=outcome.size, documents=totals.documents)
            if outcome.refusal is not None:
                tell(f"{outcome.source}: {outcome.refusal}")
                if not keep_going:
                    break
    totals.seconds = time.perf_counter() - started
    return totals


def _refuse_other_people(outcome: RecordResult, people: dict[str, SeenSpeaker]) -> RecordResult:
    """Refuse a file in which an id means somebody else than in one before: they would become one speaker."""
    speakers = [speaker for one in outcome.converted for speaker in one.document["speakers"]]
    problems = [
        Problem(key, f"is “{speaker['name']}” here, and “{known.name}” in {known.source}; name both in a map")
        for speaker in speakers
        if (known := people.get(key := speaker["id"])) and not is_same_person(known.name, speaker["name"])
    ]
    if problems:
        refusal = str(RefusedFile(problems, "an id is that of two people"))
        return outcome._replace(converted=(), problems=tuple(problems), refusal=refusal)
    for speaker in speakers:
        people.setdefault(speaker["id"], SeenSpeaker(speaker["name"], outcome.source))
    return outcome


def _write_all(outcome: RecordResult, write: Callable[[Converted], None]) -> RecordResult:
    """Write the documents of a file; where one is refused, the file is."""
    try:
        for one in outcome.converted:
            write(one)
    except RefusedDocument as refused:
        problem = Problem("output", refused.detail)
        return outcome._replace(converted=(), problems=(problem,), refusal=refused.detail)
    return outcome


def _refuse_known(outcome: RecordResult, ids: dict[str, str]) -> RecordResult:
    """Refuse a file with a text whose id another one has."""
    for one in outcome.converted:
        other = ids.setdefault(one.id, outcome.source)
        if other is not outcome.source or sum(each.id == one.id for each in outcome.converted) > 1:
            problem = Problem(one.id, f"this id is that of a text of {other}; rename the file or the text")
            return outcome._replace(
                converted=(), problems=(problem,), refusal=f"{problem.place}: {problem.detail}"
            )
    return outcome


def _count(totals: Totals, outcome: RecordResult) -> Iterator[str]:
    """Count an outcome, and yield the units on trust that are new."""
    _add(totals.labels, outcome.labels)
    _add(totals.unnamed, outcome.unnamed)
    totals.documents += len(outcome.converted)
    totals.quotes += sum(len(one.document["quotes"]) for one in outcome.converted)
    totals.refused += outcome.refusal is not None
    for one in outcome.converted:
        _add(totals.losses, Counter(kind for kind, _, _ in one.losses))
        if one.on_trust:
            if one.unit not in totals.units:
                yield one.unit
            totals.units[one.unit] += 1


def _add(counter: Counter[str], counts: Counter[str]) -> None:
    """Add counts; of kinds without end, such as labels that are ids, the frequent ones stay."""
    counter.update(counts)
    if len(counter) > 2 * KINDS_MAX:
        frequent = dict(counter.most_common(KINDS_MAX))
        counter.clear()
        counter.update(frequent)


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
    label_map, unit = _read_map(options.map), UNITS.get(options.unit)
    task = Task(options.format, label_map, unit, options.text, leaves_out_orphans=options.keep_going)
    if options.target is not None:
        options.target.mkdir(parents=True, exist_ok=True)
    if options.map_template is not None:
        return _make_template(options, files, task)
    with ExitStack() as stack:
        report = None if options.report is None else stack.enter_context(Report(options.report))
        totals = convert_all(
            read_jobs(files, task),
            task,
            write=lambda one: _write(one, options.target),
            tell=_tell,
            report=report,
            total=_measure(files),
            keep_going=options.keep_going,
        )
    for line in describe(totals, keep_going=options.keep_going):
        _tell(line)
    return 1 if totals.refused else 0


def _measure(files: Sequence[Path]) -> int:
    return sum(file.stat().st_size for file in files if file.is_file())


def _make_template(options: argparse.Namespace, files: Sequence[Path], task: Task) -> int:
    """Write a map with the labels of files instead of documents, if it is a new one."""
    jobs, total = read_jobs(files, task), _measure(files)
    totals = convert_all(jobs, task, write=_ignore, tell=_ignore, total=total, keep_going=True)
    template = write_template(totals.labels, totals.unnamed, task.label_map)
    try:
        write_new(options.map_template, template.encode())
    except RefusedDocument as refused:
        raise Misuse(refused.detail) from None
    _tell(f"{options.map_template} has the labels of {len(files):,} files: edit it, then use it as --map.")
    return 0


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
    except RefusedFile as refused:
        raise Misuse(f"{file}: {refused}") from None


def _write(one: Converted, folder: Path | None) -> None:
    if folder is None:
        line = orjson.dumps(one.document).decode() + "\n"
        sys.stdout.buffer.write((escape_controls(line) if sys.stdout.isatty() else line).encode())
    else:
        content = orjson.dumps(one.document, option=orjson.OPT_INDENT_2) + b"\n"
        write_new(folder / f"{one.id}.json", content)


def _ignore(_one: object) -> None:
    """Write and tell nothing."""


def _tell(line: str) -> None:
    print(escape_line(line), file=sys.stderr)


def describe(totals: Totals, *, keep_going: bool) -> Iterator[str]:
    """Yield the lines that say what became of all files, and what is lost, the most frequent first."""
    rate = totals.documents / totals.seconds if totals.seconds else 0
    yield (
        f"{totals.documents:,} documents, {totals.refused:,} files refused; {totals.quotes:,} quotes; "
        f"{totals.seconds:.1f} s, {rate:,.0f} documents a second"
    )
    for unit, count in totals.units.most_common():
        yield f"  {count:,} texts in {unit}"
    for kind, count in totals.losses.most_common():
        yield f"  {count:,} times: {kind}"
    if totals.refused and not keep_going:
        yield "The conversion stopped at a refused file; --keep-going skips it."
