"""The report of a conversion: what needs a person, a text a line, the worst first.

Its lines are written to a temporary file as they come, so that only their order is in memory.
"""

import tempfile
from pathlib import Path
from types import TracebackType
from typing import Any, NamedTuple, Self

import orjson

from app.cli.conversion import Converted, RecordResult

LISTED_MAX = 100
"""Losses, or problems, of one text that the report lists; it counts them all."""


class _Line(NamedTuple):
    """The place of a line in the temporary file, and how bad it is: the smaller, the worse."""

    weight: int
    number: int
    offset: int
    length: int


class Report:
    """Collects lines, and writes them to a file at the end, also if the conversion is interrupted."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._lines: list[_Line] = []
        self._length = 0

    def __enter__(self) -> Self:
        self._unsorted = tempfile.TemporaryFile()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Write refused files, then texts by what they lost and what of them waits for a review."""
        with self._unsorted, self._file.open("wb") as report:
            for line in sorted(self._lines):
                self._unsorted.seek(line.offset)
                report.write(self._unsorted.read(line.length))

    def add(self, outcome: RecordResult) -> None:
        """Add the lines of a file: one of each of its texts, or why it is refused."""
        for one in outcome.converted:
            row = _make_row(outcome.source, one)
            self._add(row, -(row["lost"] + row["to_review"]))
        if outcome.refusal is not None:
            problems = [one._asdict() for one in outcome.problems[:LISTED_MAX]]
            row = {"source": outcome.source, "refused": outcome.refusal, "places": len(outcome.problems)}
            self._add({**row, "problems": problems}, -(2**62))

    def _add(self, row: dict[str, Any], weight: int) -> None:  # Any: JSON
        line = orjson.dumps(row) + b"\n"
        self._unsorted.write(line)
        self._lines.append(_Line(weight, len(self._lines), self._length, len(line)))
        self._length += len(line)


def _make_row(source: str, one: Converted) -> dict[str, Any]:  # Any: JSON
    document = one.document
    review = sum(bool(part.get("review")) for part in (*document["speakers"], *document["quotes"]))
    return {
        "source": source,
        "document": one.id,
        "unit": one.unit,
        "quotes": len(document["quotes"]),
        "without_speaker": sum(not quote["speakers"] for quote in document["quotes"]),
        "to_review": review,
        "lost": len(one.losses),
        "losses": [
            dict(zip(("kind", "place", "detail"), loss, strict=True)) for loss in one.losses[:LISTED_MAX]
        ],
    }
