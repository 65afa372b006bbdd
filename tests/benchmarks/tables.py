"""Tables of what was measured: values, and how they are written for a terminal and for Markdown."""

from collections.abc import Sequence
from typing import Any, NamedTuple

Json = dict[str, Any]  # Any: JSON

Cell = str | float | int | None


class Table(NamedTuple):
    """What one measure found; the first column names the rows, and None is what could not be measured."""

    title: str
    columns: list[str]
    rows: list[list[Cell]]
    notes: list[str]


def to_json(table: Table) -> Json:
    """Return a table as JSON."""
    return table._asdict()


def from_json(stored: Json) -> Table:
    """Return the table that was stored."""
    return Table(stored["title"], stored["columns"], stored["rows"], stored["notes"])


def write_cell(cell: Cell) -> str:
    """Write a value: a number that was measured has three significant digits."""
    if cell is None:
        return "–"
    if isinstance(cell, str):
        return cell
    if isinstance(cell, int) or abs(cell) >= 100:
        return f"{cell:,.0f}"
    return f"{cell:.1f}" if abs(cell) >= 10 else f"{cell:.2f}" if abs(cell) >= 1 else f"{cell:.3f}"


def to_text(table: Table) -> str:
    """Write a table for a terminal."""
    grid = [table.columns, *([write_cell(cell) for cell in row] for row in table.rows)]
    widths = [max(map(len, column)) for column in zip(*grid, strict=True)]

    def align(row: Sequence[str]) -> str:
        first, *others = (f"{cell:>{width}}" for cell, width in zip(row, widths, strict=True))
        return "  ".join([first.strip().ljust(widths[0]), *others])

    lines = [f"\n{table.title}", *(f"  {align(row)}" for row in grid), *(f"  * {one}" for one in table.notes)]
    return "\n".join(lines)


def to_markdown(table: Table) -> str:
    """Write a table for a page in Markdown."""
    lines = [
        f"**{table.title}**\n",
        f"| {' | '.join(table.columns)} |",
        "|" + "---|" + "--:|" * (len(table.columns) - 1),
        *(f"| {' | '.join(write_cell(cell) for cell in row)} |" for row in table.rows),
    ]
    if table.notes:
        lines += ["", " ".join(table.notes)]
    return "\n".join(lines) + "\n"
