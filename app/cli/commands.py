"""The command line: serve, migrate, import, export, backup, token, check and verify."""

import argparse
import json
import logging
import resource
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO, TypeVar

import uvicorn
from pydantic import BaseModel, ValidationError

from app import startup
from app.cli import verdict_text
from app.cli.log_config import make_config
from app.database.database import Database, say_cause
from app.errors import (
    CannotStart,
    Misuse,
    ReadOnly,
    StorageFull,
    Unavailable,
    WortlautError,
    strip_pydantic_prefix,
)
from app.pagination import LIMIT_MAX
from app.schemas.queries import ArticleQuery
from app.schemas.verdicts import Claim
from app.server.cached_responses import CachedResponsesProtocol
from app.server.timeouts import KEEP_ALIVE_TIMEOUT
from app.services.catalog import articles
from app.services.ingest import audit, exporter
from app.services.verification.verify import verify as verify_claim
from app.settings import load_settings
from app.tokens import hash_token, make_token

Given = TypeVar("Given", bound=BaseModel)

CONNECTIONS = 65_536


def main(arguments: list[str] | None = None) -> None:
    """Carry out a command and end with its exit code: 0 done, 1 refused or damaged, 2 misused."""
    options = _make_parser().parse_args(arguments)
    if options.command is not serve:
        logging.getLogger("wortlaut").setLevel(logging.CRITICAL)  # What fails is the one line below.
        signal.signal(signal.SIGTERM, signal.default_int_handler)  # as Ctrl+C: in good order
    try:
        sys.exit(options.command(options))
    except Misuse as error:
        print(f"wortlaut: {error}", file=sys.stderr)
        sys.exit(2)
    except CannotStart as error:
        sys.exit(f"wortlaut: {error}")
    except (Unavailable, StorageFull) as error:
        sys.exit(f"wortlaut: {error.title}: {say_cause(error)}")  # There is no other log.
    except WortlautError as error:
        candidates = [one for fault in error.faults for one in fault.candidates]
        meant = "".join(f"\n  perhaps {one.id} ({one.name})" for one in candidates)
        sys.exit(f"wortlaut: {error.title}: {error.detail}{meant}")
    except KeyboardInterrupt:
        print(
            "wortlaut: interrupted; what was done stays, and the same command goes on from there",
            file=sys.stderr,
        )
        sys.exit(130)
    except BrokenPipeError:
        # Whoever read our output has had enough; Python would complain once more at its end.
        sys.stderr.close()
        sys.exit(1)
    except OSError as error:  # A disk that is full, a folder that may not be written, …
        sys.exit(f"wortlaut: {error.filename or 'writing'}: {error.strerror}")


def _make_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        "wortlaut", description="Serve articles and their quotes, word for word."
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def add(name: str, command: Callable[[argparse.Namespace], int], summary: str) -> argparse.ArgumentParser:
        added = commands.add_parser(name, help=summary, description=summary)
        added.set_defaults(command=command)
        return added

    serving = add("serve", serve, "Bring the database up to date, seed it if it is new, and serve it.")
    serving.add_argument("--host", default="127.0.0.1", help="the address to listen on (%(default)s)")
    serving.add_argument("--port", type=int, default=8000, help="the port to listen on (%(default)s)")
    serving.add_argument(
        "--quiet", action="store_true", help="leave the line for each request out of the log"
    )
    serving.add_argument("--workers", type=int, default=1, help="processes that serve; on PostgreSQL only")
    migrating = add("migrate", migrate, "Bring the database's tables up to date.")
    migrating.add_argument("revision", nargs="?", default="head", help="a migration to go back to, or base")
    _add_import(add("import", import_files, "Import articles from documents."))
    _add_export(add("export", export, "Write articles as documents, from which an import makes them again."))
    copying = add("backup", backup, "Copy a SQLite database into a new file, also while it is served.")
    copying.add_argument("file", type=Path, metavar="FILE")
    add("token", token, "Make a token that allows writing over HTTP, and its digest for the server.")
    verifying = add("verify", verify, "Say whether the articles have these words, and whose they are.")
    verifying.add_argument("text", help="the words that are claimed to have been said")
    verifying.add_argument("--speaker", help="who is claimed to have said them: an id or a name")
    verifying.add_argument("--article", help="search this article alone")
    verifying.add_argument("--language", help="search articles in this language alone")
    verifying.add_argument("--json", action="store_true", help="write the verdict as the API gives it")
    add("check", check, "Prove every stored quote again against its article's text and digest.")
    return parser


def _add_import(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "paths",
        nargs="+",
        type=Path,
        metavar="PATH",
        help="a document; a .jsonl file with one in each line; a folder of both; - for lines from a pipe",
    )
    parser.add_argument("--keep-going", action="store_true", help="leave out what is refused, and go on")
    parser.add_argument(
        "--report", type=Path, metavar="FILE", help="write what is refused, and why, as JSON Lines"
    )


def _add_export(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("article", nargs="?", help="the id of one article; all if left out")
    for name in ("speaker", "language", "publisher"):
        parser.add_argument(f"--{name}", action="append", help="as in GET /v1/articles; may be repeated")
    parser.add_argument("--from", metavar="DAY", help="published on this day, YYYY-MM-DD, or later")
    parser.add_argument("--until", dest="to", metavar="DAY", help="published on this day or earlier")
    parser.add_argument("--to", dest="folder", type=Path, metavar="FOLDER", help="write FOLDER/ID.json")
    parser.add_argument(
        "--format", choices=["documents", "jsonl"], default="documents", help="jsonl: one in each line"
    )


def serve(options: argparse.Namespace) -> int:
    """Serve until told to stop."""
    settings = load_settings()
    _raise_limit()
    logging.disable()  # What fails is one line.
    with Database(settings) as database:
        if options.workers > 1 and database.is_sqlite:
            raise CannotStart("one process serves a SQLite database; --workers is for PostgreSQL")
        try:
            startup.prepare(database, seed=settings.seed)
        except Unavailable as error:
            if database.is_sqlite or isinstance(error, ReadOnly):
                raise
            print(f"wortlaut: waiting for the database: {say_cause(error)}", file=sys.stderr)
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
        access_log=False,  # It writes queries, and takes 1 µs even where it writes nothing.
        server_header=False,
        proxy_headers=False,  # A header that anybody can send decides nothing.
        timeout_keep_alive=KEEP_ALIVE_TIMEOUT,
        timeout_graceful_shutdown=8,
    )
    return 0


def _raise_limit() -> None:
    """Let the process have many connections, if it may: most systems begin with 1,024."""
    now, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = CONNECTIONS if most == resource.RLIM_INFINITY else min(CONNECTIONS, most)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(now, wanted), most))


def migrate(options: argparse.Namespace) -> int:
    """Bring the tables to a migration, the newest unless another is named."""
    with Database(load_settings()) as database:
        startup.migrate(database, options.revision)
        print(f"The database is at {database.find_schema_version() or 'base'}.")
    return 0


@contextmanager
def _open() -> Iterator[Database]:
    """Open a database whose tables are those this program is written for."""
    with Database(load_settings()) as database:
        database.require_schema()
        yield database


def import_files(options: argparse.Namespace) -> int:
    """Import documents; name those that are refused, and write them into a report if one is wanted."""
    # Here, because rich and multiprocessing take a tenth of a second to load.
    from app.cli import import_command

    files = list(import_command.find_files(options.paths))
    if not files:
        raise CannotStart("there is no .json or .jsonl file in these folders")
    if options.report is not None and options.report.resolve() in {file.resolve() for file in files}:
        raise Misuse("the report would be written over a document")
    with _open() as database, _open_report(options.report) as report:

        def tell(refusal: import_command.Refusal) -> None:
            _name_faults(refusal.name, refusal.error)
            if report is not None:
                report.write(json.dumps(_describe_refusal(refusal.name, refusal.error)) + "\n")

        total, sources = import_command.measure(files), import_command.read_sources(files)
        summary = import_command.import_all(
            database, sources, total=total, keep_going=options.keep_going, tell=tell
        )
    outcomes = "".join(f"{count:,} {outcome}, " for outcome, count in sorted(summary.outcomes.items()))
    print(
        f"{outcomes}{summary.refused:,} refused; {summary.quotes:,} quotes in "
        f"{summary.seconds:.1f} s, {summary.quotes / summary.seconds:,.0f} a second"
    )
    if summary.refused and not options.keep_going:
        print("The first that was refused ended it; --keep-going leaves it out instead.", file=sys.stderr)
    return 1 if summary.refused else 0


@contextmanager
def _open_report(file: Path | None) -> Iterator[TextIO | None]:
    if file is None:
        yield None
    else:
        with file.open("w", encoding="utf-8") as opened:
            yield opened


def _name_faults(name: str, error: WortlautError) -> None:
    print(_show(f"{name}: {error.detail}"), file=sys.stderr)
    for fault in error.faults:
        print(_show(f"  {fault.pointer or '/'}: {fault.detail}"), file=sys.stderr)


def _show(line: str) -> str:
    """Return a line as a terminal may have it: what is in a document, or names a file, must not steer it."""
    return "".join(sign if sign.isprintable() else repr(sign)[1:-1] for sign in line)


def _describe_refusal(name: str, error: WortlautError) -> dict[str, object]:
    """Return a refusal as a report has it: the document, and what a problem says of it."""
    faults = [
        {"pointer": fault.pointer, "detail": fault.detail}
        | ({} if fault.nearest is None else {"nearest": fault.nearest._asdict()})
        for fault in error.faults
    ]
    return {"document": name, "code": error.code, "detail": error.detail, "errors": faults}


def export(options: argparse.Namespace) -> int:
    """Write one article's document to the terminal, or each article's into a folder, or all as lines."""
    if options.format == "jsonl" and options.folder is not None:
        raise Misuse("--format jsonl writes to the terminal, so leave --to out")
    if options.article is None and options.folder is None and options.format == "documents":
        raise Misuse("name an article, or a folder with --to for all of them, or --format jsonl")
    filters = {
        name: value
        for name in ("speaker", "language", "publisher", "from", "to")
        if (value := getattr(options, name))
    }
    if options.article is not None and filters:
        raise Misuse("name an article, or say by filters which ones; not both")
    wanted = _read_model(ArticleQuery, {**filters, "limit": LIMIT_MAX})
    if sys.stdout is None and options.folder is None:
        raise CannotStart("the output is closed")
    write = exporter.to_line if options.format == "jsonl" else exporter.to_json
    with _open() as database:
        for article_id in [options.article] if options.article else _find_ids(database, wanted):
            text = write(database.run_read(exporter.export_article, article_id))
            if options.folder is None:
                sys.stdout.buffer.write(text.encode())
            else:
                options.folder.mkdir(parents=True, exist_ok=True)
                (options.folder / f"{article_id}.json").write_bytes(text.encode())
    return 0


def _find_ids(database: Database, wanted: ArticleQuery) -> Iterator[str]:
    """Yield the ids of articles that pass the filters, page by page."""
    while True:
        page = database.run_read(articles.find, wanted)
        yield from (article["id"] for article in page.items)
        if page.next_cursor is None:
            return
        wanted = wanted.model_copy(update={"cursor": page.next_cursor})


def token(_options: argparse.Namespace) -> int:
    """Make a token; it is shown this once, and kept nowhere."""
    made = make_token()
    print(f"Token, shown this once: {made}")
    print(f"For the server: WORTLAUT_WRITE_TOKENS={hash_token(made)}")
    return 0


def backup(options: argparse.Namespace) -> int:
    """Copy the database as it is at one moment; the copy is there whole and checked, or not at all."""
    with _open() as database:
        database.back_up(options.file)
    print(f"{options.file} is a whole copy of the database.")
    return 0


def check(_options: argparse.Namespace) -> int:
    """Prove everything stored again; print what is found and end with 1 if anything is damaged."""
    with _open() as database:
        ids = database.run_read(exporter.find_article_ids)
        shared = database.run_read(audit.find_shared)
        findings = [
            *(found for one in ids for found in database.run_read(audit.check_article, one)),
            *(found for kind, one in shared for found in database.run_read(audit.check_shared, kind, one)),
            *database.run_read(audit.check_words),
            *database.run_read(audit.check_terms),
            *database.run_read(audit.check_tallies),
        ]
    for finding in findings:
        print(f"{'damaged' if finding.is_damage else 'note'}: {finding.subject}: {finding.detail}")
    damaged = sum(finding.is_damage for finding in findings)
    print(f"{len(ids)} articles, {len(shared)} speakers and statements: {damaged or 'nothing'} damaged.")
    return 1 if damaged else 0


def verify(options: argparse.Namespace) -> int:
    """Print the verdict over a claim; end with 0 whatever it is, because it was reached."""
    given = {name: getattr(options, name) for name in ("text", "speaker", "article", "language")}
    claim = _read_model(Claim, given)
    with _open() as database:
        verdict = database.run_read(verify_claim, claim)
    if options.json:
        print(verdict.model_dump_json(indent=2))
    else:
        print("\n".join(verdict_text.describe(verdict, in_colour=sys.stdout.isatty())))
    return 0


def _read_model(model: type[Given], given: dict[str, object]) -> Given:
    """Return what options mean together, or raise `CannotStart`."""
    try:
        return model.model_validate({name: value for name, value in given.items() if value is not None})
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        raise Misuse(f"{'.'.join(map(str, first['loc']))}: {strip_pydantic_prefix(first['msg'])}") from None
