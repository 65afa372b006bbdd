"""How well searches find what researchers need: `python -m tests.benchmarks.search_needs`.

Each need of `search_needs.toml` has a query, texts that it must find and texts that it must not. Recall is
the share of the former that is found, precision the share of the found texts that should be. Texts are stored
as quotes, each alone in its article, and searched by the service, so the figures are those of the API.
"""

import argparse
import tempfile
import tomllib
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from sqlmodel import Session

from app import startup
from app.database.database import Database
from app.schemas.queries import QuoteQuery
from app.services.catalog import quotes
from app.services.ingest import importer
from tests.builders import make_document, make_quote
from tests.databases import make_settings

FILE = Path(__file__).with_suffix(".toml")


class Need(NamedTuple):
    """A query, and the texts that it must find and must not."""

    kind: str
    language: str
    q: str
    found: list[str]
    others: list[str]
    held: bool = False


class Outcome(NamedTuple):
    """The texts that a query missed, and those that it should not have found."""

    need: Need
    missed: list[str]
    wrong: list[str]


class Figures(NamedTuple):
    """Recall and precision over some needs."""

    recall: float
    precision: float


def read_needs() -> list[Need]:
    """Return all needs in the order of the file."""
    return [Need(**need) for need in tomllib.loads(FILE.read_text(encoding="utf-8"))["needs"]]


def store(database: Database, needs: Sequence[Need]) -> None:
    """Store the texts of the needs, each as the quote of an article of its own."""

    def store_all(session: Session) -> None:
        for number, need in enumerate(needs):
            for name, text in _name_texts(number, need).items():
                document = make_document(
                    f"Anna: „{text}“",
                    id=name,
                    language=need.language,
                    certainty={"language": "stated"},
                    quotes=[make_quote(text)],
                )
                importer.import_article(session, document)

    database.run_write(store_all)


def search(database: Database, needs: Sequence[Need]) -> list[Outcome]:
    """Return the outcome of each need."""
    outcomes = []
    for number, need in enumerate(needs):
        names = _name_texts(number, need)
        page = database.run_read(quotes.find, QuoteQuery(q=need.q, article=list(names)))
        found = {quote.exact for quote in page.items}
        missed = [text for text in need.found if text not in found]
        outcomes.append(Outcome(need, missed, [text for text in need.others if text in found]))
    return outcomes


def compute(outcomes: Iterable[Outcome]) -> Figures:
    """Return the figures over all texts of some outcomes."""
    wanted = missed = wrong = 0
    for one in outcomes:
        wanted += len(one.need.found)
        missed += len(one.missed)
        wrong += len(one.wrong)
    found = wanted - missed
    return Figures(found / wanted, found / max(1, found + wrong))


def _name_texts(number: int, need: Need) -> dict[str, str]:
    """Return the texts of a need by the ids of their articles."""
    return {f"need-{number}-{at}": text for at, text in enumerate([*need.found, *need.others])}


def main() -> None:
    """Print recall and precision of each kind of needs, and what went wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--database", metavar="URL", help="an empty database (default: SQLite in a temporary file)"
    )
    parser.add_argument("--show", action="store_true", help="also print what went wrong, but for held needs")
    chosen = parser.parse_args()
    needs = read_needs()
    with tempfile.TemporaryDirectory() as folder:
        url = chosen.database or f"sqlite:///{folder}/needs.db"
        with Database(make_settings(url)) as database:
            startup.prepare(database, seed=False)
            store(database, needs)
            outcomes = search(database, needs)
    print(f"{'kind':18} {'needs':>5} {'recall':>7} {'precision':>9}")
    for kind in dict.fromkeys(need.kind for need in needs):
        for title, held in ((kind, False), (f"{kind} (held)", True)):
            group = [one for one in outcomes if one.need.kind == kind and one.need.held == held]
            if group:
                _print_row(title, group)
    _print_row("all", outcomes)
    for one in outcomes:
        if chosen.show and not one.need.held and (one.missed or one.wrong):
            print(f"{one.need.q}: missed {one.missed}, wrong {one.wrong}")


def _print_row(title: str, group: Sequence[Outcome]) -> None:
    figures = compute(group)
    print(f"{title:18} {len(group):>5} {figures.recall:>7.3f} {figures.precision:>9.3f}")


if __name__ == "__main__":
    main()
