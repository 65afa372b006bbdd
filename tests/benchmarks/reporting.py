"""Put results into README.md, with a picture: `python -m tests.benchmarks report RESULT.json...`.

Of several results the later ones replace what they measured anew, database by database.
"""

import argparse
import json
from pathlib import Path

from tests.benchmarks import picture, tables
from tests.benchmarks.tables import Json, Table

FOLDER = Path(__file__).parent
BEGIN, END = "<!-- figures -->", "<!-- end of figures -->"
NAMES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}


def merge(results: list[Json]) -> Json:
    """Return one result of several: the machine of the last one, and of each measure the last."""
    merged: Json = {"machine": results[-1]["machine"], "databases": {}}
    for result in results:
        for kind, measured in result["databases"].items():
            merged["databases"].setdefault(kind, {}).update(measured)
    return merged


def write_figures(result: Json, shown: str | None) -> str:
    """Write all tables in Markdown."""
    machine = result["machine"]
    lines = [
        f"{machine['articles']:,} articles with {machine['quotes']:,} quotes; {machine['cores']} cores "
        f"(load before: {machine['busy']:.1f}), "
        f"Python {machine['python']}, SQLite {machine['sqlite']}. "
        "The server has one core, the client another."
    ]
    if shown:
        lines.append(f"![Requests per second of each server, by question]({shown})")
    for kind, measured in result["databases"].items():
        lines.append(f"### {NAMES[kind]}")
        for found in measured.values():
            lines += [tables.to_markdown(tables.from_json(one)).rstrip() for one in found]
    return "\n\n".join(lines)


def replace_figures(page: str, figures: str) -> str:
    """Return a page with what stands between the two marks replaced."""
    before, _, rest = page.partition(BEGIN)
    _, found, after = rest.partition(END)
    if not found:
        raise ValueError(f"the page has no {BEGIN} … {END}")
    return f"{before}{BEGIN}\n\n{figures}\n\n{END}{after}"


def find_rates(result: Json) -> dict[str, Table]:
    """Return the table of rates of each kind of database."""
    compared = {kind: measured.get("compare") for kind, measured in result["databases"].items()}
    return {NAMES[kind]: tables.from_json(found[0]) for kind, found in compared.items() if found}


def main(arguments: list[str]) -> None:
    """Read results and write the page and the picture."""
    parser = argparse.ArgumentParser("python -m tests.benchmarks report", description=__doc__)
    parser.add_argument("results", nargs="+", type=Path, metavar="RESULT.json")
    parser.add_argument("--page", type=Path, default=FOLDER / "README.md", help="(%(default)s)")
    parser.add_argument("--picture", type=Path, default=FOLDER / "result.svg", help="(%(default)s)")
    options = parser.parse_args(arguments)
    result = merge([json.loads(file.read_text()) for file in options.results])
    rates = find_rates(result)
    if rates:
        options.picture.write_text(picture.draw(rates))
        print(f"wrote {options.picture}")
    figures = write_figures(result, options.picture.name if rates else None)
    options.page.write_text(replace_figures(options.page.read_text(), figures))
    print(f"wrote {options.page}")
