"""The configuration of the log: text, or JSON with one object on each line."""

import logging
import time
import traceback
from typing import Any

import orjson

from app.middleware.access_log import FIELDS


class JsonFormatter(logging.Formatter):
    """Formats a record as one line of JSON."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        line: dict[str, Any] = {  # Any: JSON
            "time": time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(record.created))
            + f".{int(record.msecs):03}Z",
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
            **getattr(record, FIELDS, {}),
        }
        if record.exc_info:
            line["exception"] = "".join(traceback.format_exception(*record.exc_info))
        return orjson.dumps(line, default=str).decode()


def make_config(style: str, *, requests: bool) -> dict[str, Any]:  # Any: as logging.config has it
    """Return the configuration of all loggers for `logging.config.dictConfig`."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "text": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"},
            "json": {"()": "app.cli.log_config.JsonFormatter"},
        },
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": style}},
        "loggers": {
            "wortlaut.requests": {"level": "INFO" if requests else "WARNING"},
            "sqlalchemy.pool": {"level": "CRITICAL"},  # It logs a traceback for each lost connection.
        },
        "root": {"level": "INFO", "handlers": ["stderr"]},
    }
