"""Make drafts of many texts and pages: on all cores, with a bar, and a report of what needs a review.

Only the draft command loads this module: rich and multiprocessing take a tenth of a second to load.
"""

import argparse
import contextlib
import json
import os
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

from app.cli import refusals
from app.cli.document_files import STDIN, Refusal
from app.cli.drafting import PAGES, TEXTS, WITHOUT_HTML, Drafted, Options, TextSource, make_id
from app.cli.options import read_model
from app.cli.output_files import write_new
from app.cli.parallel_drafting import Source, draft_all
from app.errors import CannotStart, MalformedRequest, Misuse, RefusedDocument
from app.schemas.document import DOCUMENT_BYTES_MAX
from app.schemas.fields import Language, Model

BAR = TaskID(0)


class _Values(Model):
    language: Language | None = None


@dataclass
class Summary:
    """What became of the sources; of each draft only what the report says."""

    drafts: int = 0
    quotes: int = 0
    to_review: int = 0
    refused: list[str] = field(default_factory=list)
    reviews: list[tuple[int, str]] = field(default_factory=list)


def draft(options: argparse.Namespace) -> int:
    """Write the drafts; print the sources that are refused, and return 1 if there are any."""
    language = read_model(_Values, {"language": options.language}).language
    skipped: Counter[str] = Counter()
    files = list(find_sources(options.paths, skipped))
    if not files:
        raise CannotStart(f"these folders contain no {', '.join(TEXTS + PAGES)} file")
    if find_spec("trafilatura") is None and any(path.suffix.lower() in PAGES for _, path in files):
        raise CannotStart(WITHOUT_HTML)
    if options.report is not None and options.report.resolve() in {path.resolve() for _, path in files}:
        raise Misuse("the report would overwrite a source")
    if options.target is not None:
        options.target.mkdir(parents=True, exist_ok=True)
    summary = Summary()
    how = Options(language, options.show, sys.stdout.isatty())
    with _open_bar(len(files)) as bar, contextlib.closing(draft_all(read_sources(files), how)) as drafted:
        for result, _ in drafted:
            _take(result, options, summary)
            bar.update(BAR, advance=1, refused=len(summary.refused), to_review=summary.to_review)
    if options.report is not None:
        options.report.write_text("".join(_report(summary)), encoding="utf-8")
    if skipped:
        kinds = ", ".join(f"{count:,} {kind}" for kind, count in sorted(skipped.items()))
        print(f"left out, as neither texts nor pages: {kinds}", file=sys.stderr)
    print(
        f"{summary.drafts:,} drafts, {len(summary.refused):,} refused; {summary.quotes:,} quotes, "
        f"{summary.to_review:,} places to review",
        file=sys.stderr,
    )
    return 1 if summary.refused else 0


def find_sources(paths: Iterable[Path], skipped: Counter[str]) -> Iterator[tuple[Path, Path]]:
    """Yield the texts and pages among paths and below folders, sorted; each behind what its id is made of.

    For a file of a folder that is its path below it: names such as index.html occur again and again. The
    other files of folders are counted by their kind in `skipped`.
    """
    for path in paths:
        if path.is_dir():
            below = sorted(Path(parent, name) for parent, _, names in os.walk(path) for name in names)
            for one in filter(Path.is_file, below):
                kind = one.suffix.lower()
                if kind in PAGES + TEXTS:
                    yield one.relative_to(path), one
                else:
                    skipped[refusals.escape_line(kind) or "without a suffix"] += 1
        else:
            yield Path("stdin" if path == STDIN else path.name), path


def read_sources(files: Iterable[tuple[Path, Path]]) -> Iterator[Source]:
    """Yield the sources; two that would get the same id are refused, but for the first."""
    ids: dict[str, Path] = {}
    for named, path in files:
        article_id = make_id(named)
        first = ids.setdefault(article_id, path)
        if first != path:
            detail = f"Its article would have the id “{article_id}”, as that of {first}."
            yield Refusal(str(path), RefusedDocument(detail))
            continue
        try:
            with open(0, "rb", closefd=False) if path == STDIN else path.open("rb") as opened:
                yield TextSource(str(path), article_id, opened.read(DOCUMENT_BYTES_MAX + 1))
        except OSError as error:
            yield Refusal(str(path), MalformedRequest(f"It cannot be read: {error.strerror}."))


def _take(result: Drafted | Refusal, options: argparse.Namespace, summary: Summary) -> None:
    """Write a draft, or say why there is none."""
    if isinstance(result, Drafted):
        result = _write(result, options)
    if isinstance(result, Refusal):
        print("\n".join(refusals.describe(result.name, result.error)), file=sys.stderr)
        summary.refused.append(refusals.to_report_line(result.name, result.error))
        return
    summary.drafts += 1
    summary.quotes += result.quotes
    summary.to_review += result.to_review
    if result.to_review:
        summary.reviews.append((result.to_review, _to_report_line(result)))


def _write(result: Drafted, options: argparse.Namespace) -> Drafted | Refusal:
    """Write a draft; a file with other content is not replaced: somebody may have reviewed it."""
    if options.show:
        sys.stdout.write(result.shown + "\n")
    if options.target is None:
        if not options.show:
            sys.stdout.buffer.write(result.raw + b"\n")
        return result
    file = options.target / f"{result.id}.json"
    content = json.dumps(json.loads(result.raw), ensure_ascii=False, indent=2).encode() + b"\n"
    try:
        write_new(file, content)
    except RefusedDocument as refused:
        return Refusal(result.name, refused)
    return result


def _to_report_line(result: Drafted) -> str:
    report = {
        "document": result.name,
        "id": result.id,
        "to_review": result.to_review,
        "quotes": result.quotes,
        "unattributed": result.unattributed,
        "faults": result.faults,
    }
    return json.dumps(report, ensure_ascii=False) + "\n"


def _report(summary: Summary) -> Iterator[str]:
    """Yield the lines of the report: what is refused, then the drafts with the most to review."""
    yield from summary.refused
    yield from (line for _, line in sorted(summary.reviews, key=lambda one: -one[0]))


def _open_bar(total: int) -> Progress:
    bar = Progress(
        TextColumn("drafting"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[to_review]:,} places to review, {task.fields[refused]:,} refused"),
        TimeRemainingColumn(),
        console=Console(stderr=True),
        disable=not sys.stderr.isatty(),
    )
    bar.add_task("", total=total, refused=0, to_review=0)
    return bar
