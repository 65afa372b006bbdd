"""The quotes of the seed and of a hard article, read from each kind of database."""

from collections.abc import Iterator

import pytest

from app.database.database import Database
from app.schemas.queries import QuoteQuery
from app.services.catalog import quotes
from app.services.ingest import importer
from app.values import QuoteValue
from tests.databases import Databases, make_settings
from tests.presenters.hard import make_hard_article


@pytest.fixture(scope="session")
def hard_database(databases: Databases) -> Iterator[Database]:
    """A database with the seed and the hard article."""
    with Database(make_settings(databases.make(seed=True))) as database:
        database.run_write(importer.import_article, make_hard_article())
        yield database


@pytest.fixture(scope="session")
def hard(hard_database: Database) -> list[QuoteValue]:
    """The quotes of the hard article, in reading order."""
    return hard_database.run_read(quotes.find, QuoteQuery(article=["hard"])).items


@pytest.fixture(scope="session")
def seed(hard_database: Database) -> list[QuoteValue]:
    """The quotes of the seed, in reading order."""
    wanted = QuoteQuery(article=["kim-putin-briefwechsel-2023"])
    return hard_database.run_read(quotes.find, wanted).items
