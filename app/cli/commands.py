"""The commands of the command line."""

import argparse
import logging
import resource
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

import uvicorn

from app import mcp, startup
from app.cli import document_files, refusals, verdict_text, verify_command
from app.cli.document_files import Refusal
from app.cli.log_config import make_config
from app.cli.options import open_database, read_model
from app.cli.parser import make_parser
from app.cli.progress import log_rebuilding, show_rebuilding
from app.database.database import Database, root_cause
from app.errors import (
    CannotStart,
    CannotWrite,
    IndexOutdated,
    Misuse,
    ReadOnly,
    StorageFull,
    Unavailable,
    WortlautError,
)
from app.pagination import LIMIT_MAX
from app.presenters import csv
from app.presenters.page import Site
from app.presenters.presenter import ExportWriter
from app.presenters.registry import QUOTES_AS_PARQUET
from app.schemas.queries import ArticleQuery, QuoteFilter
from app.server.cached_responses import CachedResponsesProtocol
from app.server.timeouts import KEEP_ALIVE_TIMEOUT
from app.services.catalog import articles
from app.services.index import follow
from app.services.ingest import audit, exporter, parts
from app.settings import load_settings
from app.write_tokens import hash_token, make_token

QUOTE_FORMATS = {"csv": csv.QUOTES, "parquet": QUOTES_AS_PARQUET}

OPEN_FILES = 65_536
"""Open files of a server; each connection is one."""


def main(arguments: list[str] | None = None) -> None:
    """Run a command and exit: 0 done, 1 refused or damaged, 2 wrong usage, 130 interrupted."""
    options = make_parser().parse_args(arguments)
    if options.command not in ("serve", "mcp"):
        for name in ("wortlaut", "sqlalchemy.pool", "psycopg"):
            logging.getLogger(name).setLevel(logging.CRITICAL)  # A failure is the one line below.
        signal.signal(
            signal.SIGTERM, signal.default_int_handler
        )  # like Ctrl+C: files and database are closed
    try:
        sys.exit(_run(options))
    except Misuse as error:
        print(f"wortlaut: {error}", file=sys.stderr)
        sys.exit(2)
    except CannotStart as error:
        sys.exit(f"wortlaut: {error}")
    except (Unavailable, StorageFull) as error:
        sys.exit(f"wortlaut: {error.title}: {root_cause(error)}")  # A command has no log.
    except WortlautError as error:
        candidates = [candidate for fault in error.faults for candidate in fault.candidates]
        hints = "".join(f"\n  did you mean {speaker.id} ({speaker.name})?" for speaker in candidates)
        sys.exit(f"wortlaut: {error.title}: {error.detail}{hints}")
    except KeyboardInterrupt:
        print("wortlaut: interrupted; run the same command again to continue", file=sys.stderr)
        sys.exit(130)
    except BrokenPipeError:
        # The reader of the output closed it. Python would print another error when it exits.
        sys.stderr.close()
        sys.exit(1)
    except OSError as error:  # The disk is full, a folder is not writable, …
        sys.exit(f"wortlaut: {error.filename or 'writing'}: {error.strerror}")


def _run(options: argparse.Namespace) -> int:
    try:
        return COMMANDS[options.command](options)
    except Exception as error:
        # psycopg's connection cannot be rolled back after Ctrl+C in a query: that error comes instead.
        if _is_interrupted(error):
            raise KeyboardInterrupt from error
        raise


def _is_interrupted(error: BaseException | None) -> bool:
    """Tell whether an error was raised while an interruption was handled."""
    while error is not None and not isinstance(error, KeyboardInterrupt):
        error = error.__context__
    return error is not None


def serve(options: argparse.Namespace) -> int:
    """Serve the API until the process is told to stop."""
    settings = load_settings()
    _raise_open_files_limit()
    logging.disable()  # A failure to start is one line.
    with Database(settings) as database:
        if options.workers > 1 and database.is_sqlite:
            raise CannotStart("a SQLite database has one process; --workers is for PostgreSQL")
        try:
            show = log_rebuilding if settings.log == "json" else show_rebuilding
            startup.prepare(database, seed=settings.seed, show=show)
        except Unavailable as error:
            if database.is_sqlite or isinstance(error, ReadOnly):
                raise
            print(f"wortlaut: waiting for the database: {root_cause(error)}", file=sys.stderr)
    logging.disable(logging.NOTSET)
    uvicorn.run(
        "app.main:create_app",
        factory=True,
        host=options.host,
        port=options.port,
        workers=options.workers,
        http=CachedResponsesProtocol,  # With TimedProtocol, cached responses take twice as long.
        ws="none",
        log_config=make_config(settings.log, requests=not options.quiet),
        access_log=False,  # It logs queries, and takes 1 µs a request even if it logs nothing.
        server_header=False,
        proxy_headers=False,  # Any client can send these headers.
        timeout_keep_alive=KEEP_ALIVE_TIMEOUT,
        timeout_graceful_shutdown=8,
    )
    return 0


def _raise_open_files_limit() -> None:
    """Allow the process as many connections as the system permits; the usual limit is 1,024."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = OPEN_FILES if hard == resource.RLIM_INFINITY else min(OPEN_FILES, hard)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, wanted), hard))


def migrate(options: argparse.Namespace) -> int:
    """Change the tables to a migration, by default the newest."""
    with Database(load_settings()) as database:
        startup.migrate(database, options.revision, show_rebuilding)
        print(f"The database is at migration {database.find_schema_version() or 'base'}.")
    return 0


def reindex(_options: argparse.Namespace) -> int:
    """Make the full-text index anew, whether it needs it or not."""
    with open_database() as database, show_rebuilding("told to") as tell:
        try:
            articles = database.run_read(follow.rebuild, tell)
        except (OSError, IndexOutdated) as error:
            raise CannotWrite(f"the full-text index {database.index.path} cannot be made: {error}") from error
    if articles is None:
        print("Another process has just made the full-text index.")
    else:
        print(f"The full-text index is made from {articles:,} articles.")
    return 0


def import_files(options: argparse.Namespace) -> int:
    """Import documents; print those that are refused, and list them in the report if there is one."""
    # Imported here, because rich and multiprocessing take 0.1 s to load.
    from app.cli import import_command

    files = list(document_files.find_files(options.paths))
    if not files:
        raise CannotStart("these folders contain no .json or .jsonl file")
    if options.report is not None and options.report.resolve() in {file.resolve() for file in files}:
        raise Misuse("the report would overwrite a document")
    with open_database() as database, _open_report(options.report) as report:
        startup.fold_names(database)
        startup.try_to_bring_index_up_to_date(database, show_rebuilding)

        def handle_refusal(refusal: Refusal) -> None:
            print("\n".join(refusals.describe(refusal.name, refusal.error)), file=sys.stderr)
            if report is not None:
                report.write(refusals.to_report_line(refusal.name, refusal.error))

        total, sources = document_files.measure(files), document_files.read_sources(files)
        summary = import_command.import_all(
            database,
            sources,
            total=total,
            keep_going=options.keep_going,
            is_reviewed=options.reviewed,
            on_refusal=handle_refusal,
        )
    outcomes = "".join(f"{count:,} {outcome}, " for outcome, count in sorted(summary.outcomes.items()))
    print(
        f"{outcomes}{summary.refused:,} refused; {summary.quotes:,} quotes in "
        f"{summary.seconds:.1f} s, {summary.quotes / summary.seconds:,.0f} a second"
    )
    if summary.refused and not options.keep_going:
        print("The import stopped at a refused document; --keep-going skips it.", file=sys.stderr)
    return 1 if summary.refused else 0


def convert(options: argparse.Namespace) -> int:
    """Convert annotations to documents; print which files are refused, and what is lost of the others."""
    # Imported here, because lxml, rich and multiprocessing take 0.1 s to load.
    from app.cli import convert_command

    return convert_command.run(options)


@contextmanager
def _open_report(file: Path | None) -> Iterator[TextIO | None]:
    if file is None:
        yield None
    else:
        with file.open("w", encoding="utf-8") as opened:
            yield opened


def export(options: argparse.Namespace) -> int:
    """Write one document to standard output, or each into a file of a folder, or all as lines, or quotes."""
    filters = _read_filters(options)
    if options.format in QUOTE_FORMATS:
        _export_quotes(read_model(QuoteFilter, filters), options)
        return 0
    query = read_model(ArticleQuery, {**filters, "limit": LIMIT_MAX})
    write = exporter.to_line if options.format == "jsonl" else exporter.to_json
    with open_database() as database:
        for article_id in [options.article] if options.article else _find_ids(database, query):
            text = write(database.run_read(exporter.export_article, article_id))
            if options.target is None:
                shown = verdict_text.escape_controls(text) if sys.stdout.isatty() else text
                sys.stdout.buffer.write(shown.encode())
            else:
                options.target.mkdir(parents=True, exist_ok=True)
                (options.target / f"{article_id}.json").write_bytes(text.encode())
    return 0


def _export_quotes(query: QuoteFilter, options: argparse.Namespace) -> None:
    """Write the quotes that pass the filters: to standard output, or to a file once it is whole."""
    writer = QUOTE_FORMATS[options.format].open(Site(load_settings().public_url))
    with open_database() as database:
        pieces = _write_quotes(database, query, writer)
        if options.target is None:
            for piece in pieces:
                shown = (
                    verdict_text.escape_controls(piece.decode()).encode() if sys.stdout.isatty() else piece
                )
                sys.stdout.buffer.write(shown)
            return
        part = options.target.with_name(f"{options.target.name}.part")
        try:
            with part.open("wb") as file:
                file.writelines(pieces)
            part.replace(options.target)
        finally:
            part.unlink(missing_ok=True)


def _write_quotes(database: Database, query: QuoteFilter, writer: ExportWriter) -> Iterator[bytes]:
    part = database.run_read(parts.read, parts.QUOTES, query, None)
    yield writer.write(part.items)
    while part.next is not None:
        part = database.run_read(parts.read, parts.QUOTES, query, part.next)
        yield writer.write(part.items)
    yield writer.end()


def _read_filters(options: argparse.Namespace) -> dict[str, object]:
    """Return the filters of an export, or raise `Misuse` if its options contradict each other."""
    if options.format in ("jsonl", "csv") and options.target is not None:
        raise Misuse(f"--format {options.format} writes to standard output and takes no --to")
    if options.format == "parquet" and options.target is None:
        raise Misuse("name the file for --format parquet with --to")
    if options.article is None and options.target is None and options.format == "documents":
        raise Misuse("name an article, or a folder with --to, or use --format jsonl or csv")
    names = ("speaker", "addressee", "statement", "type", "language", "publisher", "from", "to")
    filters = {name: value for name in names if (value := getattr(options, name))}
    if options.format in QUOTE_FORMATS and options.article is not None:
        filters["article"] = [options.article]
    elif options.article is not None and filters:
        raise Misuse("name an article or use filters, not both")
    if sys.stdout is None and options.target is None:
        raise CannotStart("standard output is closed")
    return filters


def _find_ids(database: Database, query: ArticleQuery) -> Iterator[str]:
    """Yield the ids of the articles that pass the filters, page by page."""
    while True:
        page = database.run_read(articles.find, query)
        yield from (article.row.id for article in page.items)
        if page.next_cursor is None:
            return
        query = query.model_copy(update={"cursor": page.next_cursor})


def token(_options: argparse.Namespace) -> int:
    """Print a new token, which is stored nowhere, and its digest."""
    new = make_token()
    print(f"Token, shown only now: {new}")
    print(f"For the server: WORTLAUT_WRITE_TOKENS={hash_token(new)}")
    return 0


def backup(options: argparse.Namespace) -> int:
    """Copy the database as of one moment; an incomplete or damaged copy is deleted."""
    with open_database() as database:
        database.back_up(options.file)
    print(f"The database was copied to {options.file}.")
    return 0


def offer_tools(_options: argparse.Namespace) -> int:
    """Answer a client of the Model Context Protocol until it closes standard input."""
    if not mcp.is_installed():
        raise CannotStart(
            "the tools for language models need the extra mcp; run: pip install -c constraints.txt '.[mcp]'"
        )
    # Imported here, because it takes half a second to load, and may not be there.
    from app.mcp import stdio

    # A thread of the SDK waits for standard input, and nothing else can end it.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    settings = load_settings()
    with open_database() as database:
        startup.try_to_bring_index_up_to_date(database, show_rebuilding)
        database.report_outdated = startup.IndexKeeper(database).start
        stdio.serve(database, Site(settings.public_url))
    return 0


def review(options: argparse.Namespace) -> int:
    """Serve the page on which drafts are reviewed, until the process is told to stop."""
    # Imported here, because FastAPI and the templates take a third of a second to load.
    from app.cli import review_command

    return review_command.review(options.path, options.port)


def check(_options: argparse.Namespace) -> int:
    """Check everything stored; print the findings, and return 1 if anything is damaged."""
    with open_database() as database:
        startup.try_to_bring_index_up_to_date(database, show_rebuilding)
        ids = database.run_read(exporter.find_article_ids)
        shared = database.run_read(audit.find_shared)
        findings = [
            *(found for one in ids for found in database.run_read(audit.check_article, one)),
            *(found for kind, one in shared for found in database.run_read(audit.check_shared, kind, one)),
            *database.run_read(audit.check_index),
            *database.run_read(audit.check_tallies),
        ]
    for finding in findings:
        print(f"{'damaged' if finding.is_damage else 'note'}: {finding.subject}: {finding.detail}")
    damaged = sum(finding.is_damage for finding in findings)
    print(f"{len(ids)} articles, {len(shared)} speakers and statements: {damaged or 'nothing'} damaged.")
    return 1 if damaged else 0


def draft(options: argparse.Namespace) -> int:
    """Write drafts of documents from texts and pages."""
    # Imported here, because rich and multiprocessing take 0.1 s to load.
    from app.cli import draft_command

    return draft_command.draft(options)


COMMANDS: dict[str, Callable[[argparse.Namespace], int]] = {
    "serve": serve,
    "migrate": migrate,
    "reindex": reindex,
    "draft": draft,
    "import": import_files,
    "convert": convert,
    "export": export,
    "backup": backup,
    "token": token,
    "verify": verify_command.verify,
    "review": review,
    "mcp": offer_tools,
    "check": check,
}
"""The commands of the parser, by name."""
