"""Verify a claim, or all quotations in the text of a file."""

import argparse
import sys
from pathlib import Path

from app import startup
from app.cli import verdict_text
from app.cli.document_files import STDIN
from app.cli.options import open_database, read_model
from app.cli.progress import show_rebuilding
from app.errors import CannotStart, Misuse
from app.schemas.verdicts import Claim
from app.schemas.whole_texts import TEXT_MAX, WholeText
from app.services.verification.text import verify_text
from app.services.verification.verify import verify as verify_claim

BYTES_MAX = 4 * TEXT_MAX
"""Bytes of the longest text in UTF-8."""


def verify(options: argparse.Namespace) -> int:
    """Print a verdict, or those of a text; return 0 for any, because the check itself succeeded."""
    if (options.text is None) == (options.file is None):
        raise Misuse("give the words of a claim, or a text with --file")
    if options.file is not None:
        return _verify_file(options)
    values = {name: getattr(options, name) for name in ("text", "speaker", "article", "language")}
    claim = read_model(Claim, values)
    with open_database() as database:
        startup.try_to_bring_index_up_to_date(database, show_rebuilding)
        verdict = database.run_read(verify_claim, claim)
    if options.json:
        print(verdict_text.escape_controls(verdict.model_dump_json(indent=2)))
    else:
        print("\n".join(verdict_text.describe(verdict, in_colour=sys.stdout.isatty())))
    return 0


def _verify_file(options: argparse.Namespace) -> int:
    if options.speaker is not None:
        raise Misuse("a text names its speakers: --file takes no --speaker")
    text = _read_text(options.file)
    whole = read_model(WholeText, {"text": text, "article": options.article, "language": options.language})
    with open_database() as database:
        startup.try_to_bring_index_up_to_date(database, show_rebuilding)
        verdict = database.run_read(verify_text, whole)
    if options.json:
        print(verdict_text.escape_controls(verdict.model_dump_json(indent=2)))
    else:
        print("\n".join(verdict_text.describe_text(verdict, in_colour=sys.stdout.isatty())))
    return 0


def _read_text(file: Path) -> str:
    """Return a text in UTF-8; raise `CannotStart` if it is in another encoding, too long, or no text."""
    with open(0, "rb", closefd=False) if file == STDIN else file.open("rb") as opened:
        raw = opened.read(BYTES_MAX + 1)
    if len(raw) > BYTES_MAX:
        raise CannotStart(f"{file} is longer than {TEXT_MAX:,} characters")
    try:
        return read_model(WholeText, {"text": raw.decode("utf-8-sig")}).text
    except UnicodeDecodeError as error:
        raise CannotStart(f"{file} is not in UTF-8: byte {error.start} does not fit") from None
    except Misuse as error:  # The options are in order, and the file is not.
        raise CannotStart(f"{file}: {error}") from None
