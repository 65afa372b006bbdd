"""What can be set from outside: environment variables that begin with WORTLAUT_."""

import os
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from app.errors import CannotStart

PREFIX = "WORTLAUT_"

Digest = Annotated[str, Field(pattern="^[0-9a-f]{64}$")]


def _split(value: object) -> object:
    return value.replace(",", " ").split() if isinstance(value, str) else value


class Settings(BaseModel):
    """The settings; an unknown or unusable one stops the start, it is not ignored."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    database_url: str = Field(
        default="sqlite:///wortlaut.db", pattern=r"^(sqlite:///|postgresql\+psycopg://)"
    )
    """Where the articles are kept: `sqlite:///FILE` or `postgresql+psycopg://USER:PASSWORD@HOST/DATABASE`."""

    seed: bool = True
    """Whether `serve` puts the articles of `seed_data/` into a database that never held any."""

    readers: int | None = Field(default=None, ge=1, le=64)
    """Threads that read from the database, each with a connection: 2 on SQLite, 4 on PostgreSQL."""

    waiting: int = Field(default=2000, ge=0, le=100_000)
    """Requests that may wait for a reader; beyond them the answer is 503 at once."""

    cache_mib: int = Field(default=64, ge=0, le=16_384)
    """Mebibytes of memory for answers that are kept until something changes; 0 keeps none."""

    patience: float = Field(default=5.0, gt=0, le=600)
    """Seconds a request may wait for the database, its turn included; beyond them the answer is 503."""

    log: Literal["text", "json"] = "text"
    """How the log is written: for people, or as a line of JSON each."""

    write_tokens: Annotated[tuple[Digest, ...], BeforeValidator(_split), Field(max_length=10)] = ()
    """SHA-256 of each token that may write, as `wortlaut token` makes them, with commas between."""


def load_settings() -> Settings:
    """Read the settings from the environment.

    Raises `CannotStart` for a value that does not fit and for a WORTLAUT_ variable nobody knows:
    a misspelt setting that is silently ignored is a trap.
    """
    given = {name: value for name, value in os.environ.items() if name.startswith(PREFIX)}
    known = sorted(f"{PREFIX}{name}".upper() for name in Settings.model_fields)
    unknown = sorted(given.keys() - known)
    if unknown:
        raise CannotStart(f"unknown setting {unknown[0]}; there are {', '.join(known)}")
    try:
        return Settings.model_validate({name.removeprefix(PREFIX).lower(): given[name] for name in given})
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        raise CannotStart(f"setting {PREFIX}{str(first['loc'][0]).upper()}: {first['msg']}") from None
