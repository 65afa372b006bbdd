"""What commands share: the values of their options, and the database."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from app.database.database import Database
from app.errors import Misuse, strip_pydantic_prefix
from app.settings import load_settings

Model = TypeVar("Model", bound=BaseModel)


@contextmanager
def open_database() -> Iterator[Database]:
    """Open the database, if its tables are those of this program."""
    with Database(load_settings()) as database:
        database.require_schema()
        yield database


def read_model(model: type[Model], values: dict[str, object]) -> Model:
    """Validate the values of options, or raise `Misuse`."""
    try:
        return model.model_validate({name: value for name, value in values.items() if value is not None})
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        raise Misuse(f"{'.'.join(map(str, first['loc']))}: {strip_pydantic_prefix(first['msg'])}") from None
