"""The settings: environment variables that begin with WORTLAUT_."""

import os
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from app.errors import CannotStart

PREFIX = "WORTLAUT_"

Digest = Annotated[str, Field(pattern="^[0-9a-f]{64}$")]


def _split(value: object) -> object:
    return value.replace(",", " ").split() if isinstance(value, str) else value


class Settings(BaseModel):
    """The settings; an unknown or invalid one stops the start instead of being ignored."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    database_url: str = Field(
        default="sqlite:///wortlaut.db", pattern=r"^(sqlite:///|postgresql\+psycopg://)"
    )
    """The address of the database: `sqlite:///FILE` or `postgresql+psycopg://USER:PASSWORD@HOST/DATABASE`."""

    index: Path | None = None
    """The folder in which the full-text index is, by default that of a SQLite file, or the working folder."""

    read_database_url: str = Field(default="", pattern=r"^(postgresql\+psycopg://.*)?$")
    """The address of a streaming replica of a PostgreSQL database: it is read while it has all that the
    database has."""

    seed: bool = True
    """Whether `serve` imports the articles of `seed_data/` into a database that never had any."""

    readers: int | None = Field(default=None, ge=1, le=64)
    """Threads that read from the database, each with a connection (2 on SQLite, 4 on PostgreSQL)."""

    waiting: int = Field(default=2000, ge=0, le=100_000)
    """Requests that may wait for a thread; a further one is answered 503 at once."""

    cache_mib: int = Field(default=64, ge=0, le=16_384)
    """Mebibytes of memory for the response cache; 0 turns it off."""

    patience: float = Field(default=5.0, gt=0, le=600)
    """Seconds that a request may wait for the database, queue included; then it is answered 503."""

    log: Literal["text", "json"] = "text"
    """The format of the log: lines of text, or of JSON."""

    public_url: str = Field(default="", pattern=r"^(https?://[^/?#\s]+(/[^?#\s]*[^/?#\s])?)?$")
    """The address under which others reach this service, for the formats that need absolute addresses:
    `https://example.org`. By default it is the one that each request was sent to."""

    write_tokens: Annotated[tuple[Digest, ...], BeforeValidator(_split), Field(max_length=10)] = ()
    """The SHA-256 of each token that may write, as `wortlaut token` prints it, separated by commas."""


def load_settings() -> Settings:
    """Read the settings from the environment.

    Raises `CannotStart` for an invalid value, and for an unknown WORTLAUT_ variable, which may be a misspelt
    setting.
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
