"""The configuration of the log: text, or JSON with one object on each line."""

import functools
import logging
import sys
import time
import traceback
from typing import Any

import orjson

from app.cli.log_writer import LineFormatter, LogWriter
from app.middleware.access_log import FIELDS, RequestLine
from app.middleware.access_log import requests as request_log


class TextFormatter(logging.Formatter):
    """Formats a record as text."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s")

    def format_line(self, line: RequestLine) -> str:
        """Return the line of a request, the same as that of its record."""
        second = _format_local_second(int(line.created))
        return f"{second},{_find_milliseconds(line.created):03} INFO {request_log.name}: {line.describe()}"


class JsonFormatter(logging.Formatter):
    """Formats a record as one line of JSON."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        line = {
            **_describe(record.created, record.levelname, record.name, record.getMessage()),
            **getattr(record, FIELDS, {}),
        }
        if record.exc_info:
            line["exception"] = "".join(traceback.format_exception(*record.exc_info))
        return orjson.dumps(line, default=str).decode()

    def format_line(self, line: RequestLine) -> str:
        """Return the line of a request, the same as that of its record."""
        begin = _describe(line.created, "INFO", request_log.name, line.describe())
        return orjson.dumps(begin | line.to_fields()).decode()


def _describe(created: float, level: str, logger: str, message: str) -> dict[str, Any]:  # Any: JSON
    """Return the fields that all lines of JSON have."""
    return {
        "time": f"{_format_utc_second(int(created))}.{_find_milliseconds(created):03}Z",
        "level": level.lower(),
        "logger": logger,
        "message": message,
    }


def _find_milliseconds(created: float) -> int:
    return int((created - int(created)) * 1_000)


@functools.lru_cache(maxsize=2)
def _format_local_second(second: int) -> str:
    return time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(second))


@functools.lru_cache(maxsize=2)
def _format_utc_second(second: int) -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(second))


FORMATTERS: dict[str, type[LineFormatter]] = {"text": TextFormatter, "json": JsonFormatter}


def make_writer(style: str) -> LogWriter:
    """Return the handler that writes the log to standard error."""
    return LogWriter(FORMATTERS[style](), sys.stderr)


def make_config(style: str, *, requests: bool) -> dict[str, Any]:  # Any: as logging.config has it
    """Return the configuration of all loggers for `logging.config.dictConfig`."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "handlers": {"stderr": {"()": "app.cli.log_config.make_writer", "style": style}},
        "loggers": {
            request_log.name: {
                "level": "INFO" if requests else "WARNING",
                "handlers": ["stderr"],  # The access log looks for it there.
                "propagate": False,
            },
            "mcp": {"level": "WARNING"},  # It logs several lines for each request.
            "sqlalchemy.pool": {"level": "CRITICAL"},  # It logs a traceback for each lost connection.
        },
        "root": {"level": "INFO", "handlers": ["stderr"]},
    }
