"""The command line: serve, migrate, import, export, check and verify."""

import argparse
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import uvicorn
from pydantic import ValidationError

from app import printing
from app.database import SCHEMA_VERSION, Database
from app.errors import CannotStart, RefusedDocument, WortlautError, say
from app.schemas.verdicts import Claim
from app.services import checking, exporting, holdings, importing, verification
from app.settings import load_settings

SEED = Path(__file__).resolve().parent.parent / "seed_data"


def main(arguments: list[str] | None = None) -> None:
    """Carry out a command and end with its exit code: 0 done, 1 refused or damaged, 2 misused."""
    options = _make_parser().parse_args(arguments)
    try:
        sys.exit(options.command(options))
    except CannotStart as error:
        sys.exit(f"wortlaut: {error}")
    except WortlautError as error:
        candidates = [one for fault in error.faults for one in fault.candidates]
        meant = "".join(f"\n  perhaps {one.id} ({one.name})" for one in candidates)
        sys.exit(f"wortlaut: {error.title}: {error.detail}{meant}")
    except BrokenPipeError:
        # Whoever read our output has had enough; Python would complain once more at its end.
        sys.stderr.close()
        sys.exit(1)


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
    incoming = add(
        "import",
        import_files,
        "Import articles from documents: a file each, or one in each line of a .jsonl.",
    )
    incoming.add_argument("files", nargs="+", type=Path, metavar="FILE")
    outgoing = add(
        "export", export, "Write articles as documents: one to the terminal, or all into a folder."
    )
    outgoing.add_argument("article", nargs="?", help="the id of one article; all if left out")
    outgoing.add_argument("--to", type=Path, metavar="FOLDER", help="write FOLDER/ID.json")
    outgoing.add_argument(
        "--format", choices=["documents", "jsonl"], default="documents", help="jsonl: one in each line"
    )
    verifying = add("verify", verify, "Say whether the articles have these words, and whose they are.")
    verifying.add_argument("text", help="the words that are claimed to have been said")
    verifying.add_argument("--speaker", help="who is claimed to have said them: an id or a name")
    verifying.add_argument("--article", help="search this article alone")
    verifying.add_argument("--language", help="search articles in this language alone")
    verifying.add_argument("--json", action="store_true", help="write the verdict as the API gives it")
    add("check", check, "Prove every stored quote again against its article's text and digest.")
    return parser


def serve(options: argparse.Namespace) -> int:
    """Serve until told to stop."""
    settings = load_settings()
    with Database(settings) as database:
        if options.workers > 1 and database.is_sqlite:
            raise CannotStart("one process serves a SQLite database; --workers is for PostgreSQL")
        _prepare(database, seed=settings.seed)
    uvicorn.run(
        "app.main:create_app",
        factory=True,
        host=options.host,
        port=options.port,
        workers=options.workers,
        access_log=not options.quiet,
        server_header=False,
        proxy_headers=False,  # A header that anybody can send decides nothing.
        timeout_keep_alive=15,
        timeout_graceful_shutdown=8,
    )
    return 0


def _prepare(database: Database, *, seed: bool) -> None:
    """Bring the tables up to date, and put the seed into a database that never held an article."""
    version = database.find_schema_version()
    if version is None or version < SCHEMA_VERSION:
        _migrate(database, "head")
    database.require_schema()
    if seed and not database.run_read(holdings.has_history):
        documents = [importing.read_document(file) for file in sorted(SEED.glob("*.json"))]
        database.run_write(importing.import_seed, documents)


def _migrate(database: Database, revision: str) -> None:
    # Here, because Alembic takes a quarter of a second to load and most starts do not need it.
    from app.migrating import migrate as run_migrations

    database.run_write(run_migrations, revision)


def migrate(options: argparse.Namespace) -> int:
    """Bring the tables to a migration, the newest unless another is named."""
    with Database(load_settings()) as database:
        _migrate(database, options.revision)
        print(f"The database is at {database.find_schema_version() or 'base'}.")
    return 0


@contextmanager
def _open() -> Iterator[Database]:
    """Open a database whose tables are those this program is written for."""
    with Database(load_settings()) as database:
        database.require_schema()
        yield database


def import_files(options: argparse.Namespace) -> int:
    """Import each file; one that is refused is named with all that is wrong, and the others go on."""
    with _open() as database:
        if any(file.suffix == ".jsonl" for file in options.files):
            return _import_many(database, options.files)
        imported = [_import_file(database, file) for file in options.files]
    return 0 if all(imported) else 1


def _import_many(database: Database, files: list[Path]) -> int:
    # Here, because rich and multiprocessing take a tenth of a second to load.
    from app import bulk

    try:
        summary = bulk.import_all(database, bulk.read_sources(files))
    except OSError as error:
        raise CannotStart(f"{error.filename} cannot be read: {error.strerror}") from error
    for refusal in summary.refusals:
        _name_faults(refusal.name, refusal.error)
    outcomes = ", ".join(f"{count:,} {outcome}" for outcome, count in sorted(summary.outcomes.items()))
    print(
        f"{outcomes or 'nothing'}, {len(summary.refusals):,} refused; {summary.quotes:,} quotes in "
        f"{summary.seconds:.1f} s, {summary.quotes / summary.seconds:,.0f} a second"
    )
    return 1 if summary.refusals else 0


def _name_faults(name: str, error: RefusedDocument) -> None:
    print(f"{name}: {error.detail}", file=sys.stderr)
    for fault in error.faults:
        print(f"  {fault.pointer or '/'}: {fault.detail}", file=sys.stderr)


def _import_file(database: Database, file: Path) -> bool:
    try:
        document = importing.read_document(file)
        outcome = database.run_write(importing.import_article, document)
    except OSError as error:
        print(f"{file}: cannot be read: {error.strerror}", file=sys.stderr)
        return False
    except RefusedDocument as error:
        _name_faults(str(file), error)
        return False
    print(f"{file}: {outcome}: {document.id}")
    return True


def export(options: argparse.Namespace) -> int:
    """Write one article's document to the terminal, or each article's into a folder."""
    if options.format == "jsonl" and options.to is not None:
        raise CannotStart("--format jsonl writes to the terminal, so leave --to out")
    if options.article is None and options.to is None and options.format == "documents":
        raise CannotStart("name an article, or a folder with --to for all of them, or --format jsonl")
    with _open() as database:
        wanted = [options.article] if options.article else database.run_read(exporting.find_article_ids)
        for article_id in wanted:
            document = database.run_read(exporting.export_article, article_id)
            text = (exporting.to_line if options.format == "jsonl" else exporting.to_json)(document)
            if options.to is None:
                sys.stdout.buffer.write(text.encode())
            else:
                options.to.mkdir(parents=True, exist_ok=True)
                (options.to / f"{article_id}.json").write_bytes(text.encode())
    return 0


def check(_options: argparse.Namespace) -> int:
    """Prove everything stored again; print what is found and end with 1 if anything is damaged."""
    with _open() as database:
        articles = database.run_read(exporting.find_article_ids)
        shared = database.run_read(checking.find_shared)
        findings = [
            *(found for one in articles for found in database.run_read(checking.check_article, one)),
            *(found for kind, one in shared for found in database.run_read(checking.check_shared, kind, one)),
            *database.run_read(checking.check_words),
            *database.run_read(checking.check_terms),
            *database.run_read(checking.check_tallies),
        ]
    for finding in findings:
        print(f"{'damaged' if finding.is_damage else 'note'}: {finding.subject}: {finding.detail}")
    damaged = sum(finding.is_damage for finding in findings)
    print(f"{len(articles)} articles, {len(shared)} speakers and statements: {damaged or 'nothing'} damaged.")
    return 1 if damaged else 0


def verify(options: argparse.Namespace) -> int:
    """Print the verdict over a claim; end with 0 whatever it is, because it was reached."""
    given = {name: getattr(options, name) for name in ("text", "speaker", "article", "language")}
    try:
        claim = Claim.model_validate(given)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        raise CannotStart(f"{'.'.join(map(str, first['loc']))}: {say(first['msg'])}") from None
    with _open() as database:
        verdict = database.run_read(verification.verify, claim)
    if options.json:
        print(verdict.model_dump_json(indent=2))
    else:
        print("\n".join(printing.describe(verdict, in_colour=sys.stdout.isatty())))
    return 0
