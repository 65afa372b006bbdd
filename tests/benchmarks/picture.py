"""A picture of rates as SVG: bars on a logarithmic scale, readable on light and dark pages."""

import math
from html import escape

from tests.benchmarks.tables import Table

WIDTH, LEFT, RIGHT = 980, 315, 80
BAR, GAP, BETWEEN = 13, 2, 16
HEAD = 62
NAMES = ("bare", "cached", "uncached", "datasette", "tutorial")
LEGEND = {
    "bare": "bare uvicorn, same bytes",
    "cached": "Wortlaut, cached",
    "uncached": "Wortlaut, uncached",
    "datasette": "Datasette",
    "tutorial": "FastAPI and SQLModel tutorial",
}
STYLE = """
text { font: 12px system-ui, sans-serif; fill: #1f2328; }
.title { font-size: 15px; font-weight: 600; } .faint { fill: #59636e; } .grid { stroke: #d1d9e0; }
.bare { fill: #8c959f; } .cached { fill: #0969da; } .uncached { fill: #54aeff; }
.datasette { fill: #bf8700; } .tutorial { fill: #cf222e; }
@media (prefers-color-scheme: dark) {
  text { fill: #f0f6fc; } .faint { fill: #9198a1; } .grid { stroke: #3d444d; }
  .bare { fill: #9198a1; } .cached { fill: #4493f8; } .uncached { fill: #9ecbff; }
  .datasette { fill: #d29922; } .tutorial { fill: #f85149; }
}
"""

Bars = list[tuple[str, float]]


def draw(rates: dict[str, Table]) -> str:
    """Draw the rates of each kind of database, one below the other."""
    groups = {
        f"{kind}: {row[0]}": bars
        for kind, table in rates.items()
        for row in table.rows
        if (bars := _find_bars(table, row))
    }
    values = [value for bars in groups.values() for _, value in bars]
    low = 10 ** math.floor(math.log10(min(values)))
    high = 10 ** math.ceil(math.log10(max(values)))
    parts, y = [], HEAD
    for name, bars in groups.items():
        parts.append(_draw_group(name, bars, y, low, high))
        y += len(bars) * (BAR + GAP) + BETWEEN
    height = y + 10
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img">',
            "<title>Requests per second of each server, by question</title>",
            f"<style>{STYLE}</style>",
            '<text class="title" x="10" y="20">Requests per second, one core (logarithmic)</text>',
            _draw_legend({name for bars in groups.values() for name, _ in bars}),
            _draw_grid(low, high, y),
            *parts,
            "</svg>\n",
        ]
    )


def _find_bars(table: Table, row: list[str | float | int | None]) -> Bars:
    found = dict(zip(table.columns, row, strict=True))
    values = [(name, found.get(name)) for name in NAMES]
    return [(name, float(value)) for name, value in values if isinstance(value, float | int) and value > 0]


def _place(value: float, low: float, high: float) -> float:
    return LEFT + (WIDTH - LEFT - RIGHT) * math.log(value / low) / math.log(high / low)


def _draw_legend(names: set[str]) -> str:
    parts, x = [], 10.0
    for name in NAMES:
        if name in names:
            parts.append(f'<rect class="{name}" x="{x:.0f}" y="31" width="11" height="11" rx="2"/>')
            parts.append(f'<text x="{x + 16:.0f}" y="41">{escape(LEGEND[name])}</text>')
            x += 34 + 6.6 * len(LEGEND[name])
    return "\n".join(parts)


def _draw_grid(low: float, high: float, bottom: float) -> str:
    parts = []
    value = low
    while value <= high:
        x = _place(value, low, high)
        parts.append(
            f'<line class="grid" x1="{x:.1f}" x2="{x:.1f}" y1="{HEAD - 2}" y2="{bottom - BETWEEN + 4}"/>'
        )
        parts.append(
            f'<text class="faint" x="{x:.1f}" y="{bottom + 2}" text-anchor="middle">{value:,g}</text>'
        )
        value *= 10
    return "\n".join(parts)


def _draw_group(name: str, bars: Bars, y: float, low: float, high: float) -> str:
    middle = y + len(bars) * (BAR + GAP) / 2 + 4
    parts = [f'<text x="{LEFT - 10}" y="{middle:.1f}" text-anchor="end">{escape(name)}</text>']
    for number, (who, value) in enumerate(bars):
        top = y + number * (BAR + GAP)
        width = max(2.0, _place(value, low, high) - LEFT)
        parts.append(
            f'<rect class="{who}" x="{LEFT}" y="{top}" width="{width:.1f}" height="{BAR}" rx="2">'
            f"<title>{escape(LEGEND[who])}: {value:,.0f}/s</title></rect>"
            f'<text class="faint" x="{LEFT + width + 5:.1f}" y="{top + BAR - 2}">{value:,.0f}</text>'
        )
    return "\n".join(parts)
