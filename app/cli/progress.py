"""Show the progress of a rebuild of the full-text index on the terminal."""

import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from app.cli.log_config import JsonFormatter
from app.services.index.follow import ReportProgress


@contextmanager
def show_rebuilding(reason: str) -> Iterator[ReportProgress]:
    """Print the reason for a rebuild, and show a progress bar if this is a terminal."""
    print(f"wortlaut: making the full-text index: {reason}", file=sys.stderr)
    # Imported here: rich takes a twentieth of a second to load, and most starts do not need it.
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    with Progress(
        TextColumn("indexing"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("articles"),
        TimeRemainingColumn(),
        console=Console(stderr=True),
        disable=not sys.stderr.isatty(),
    ) as bar:
        task = bar.add_task("", total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


@contextmanager
def log_rebuilding(reason: str) -> Iterator[ReportProgress]:
    """Write the reason for a rebuild as a line of the JSON log, which is not set up yet at a start."""
    message = f"making the full-text index: {reason}"
    record = logging.LogRecord("wortlaut", logging.WARNING, __file__, 0, message, None, None)
    print(JsonFormatter().format(record), file=sys.stderr)
    yield lambda _done, _total: None
