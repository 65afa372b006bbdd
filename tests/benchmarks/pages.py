"""Pages of made articles, as a newsroom has them: `python -m tests.benchmarks.pages FOLDER COUNT`.

Around each article are navigation, related links, comments and a footer; every second quotation is in <q>.
"""

import html
import re
import sys
from pathlib import Path

from tests.benchmarks.corpus import Corpus, Json

NAVIGATION = "".join(f'<li><a href="/{number}">Rubrik {number}</a></li>' for number in range(20))
_NUMBERED = re.compile(r"(\w+ \w+) \d+")
_MARKED = re.compile("„([^“]*)“")


def write_pages(folder: Path, count: int) -> None:
    """Write the pages of this number of articles into folders of a hundred."""
    corpus = Corpus()
    for number in range(count):
        file = folder / f"{number // 100:03}" / f"{number:06}.html"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(make_page(corpus.make_article(number), number), encoding="utf-8")


def list_lines(document: Json) -> list[str]:
    """Return the lines of an article as its page has them: without the numbers of names."""
    return [_drop_numbers(line, document) for line in document["text"].splitlines()]


def make_page(document: Json, number: int) -> str:
    """Return the page of an article."""
    headline, *lines = list_lines(document)
    paragraphs = "\n".join(f"<p>{_mark(line, at)}</p>" for at, line in enumerate(lines))
    related = "".join(f'<li><a href="/a/{number + n}">Mehr dazu {n}</a></li>' for n in range(1, 6))
    return f"""<!DOCTYPE html>
<html lang="de"><head><meta charset="utf-8"><title>{html.escape(headline)} | {document["publisher"]}</title>
<link rel="canonical" href="https://blatt.example/{document["id"]}">
<meta property="og:site_name" content="{document["publisher"]}">
<meta property="article:published_time" content="{document["published_on"]}T08:00:00+01:00">
<script>window.x = 1</script></head>
<body><header><nav><ul>{NAVIGATION}</ul></nav></header>
<main><article><h1>{html.escape(headline)}</h1>
{paragraphs}
<aside><h2>Lesen Sie auch</h2><ul>{related}</ul></aside></article>
<section id="comments"><h2>Kommentare</h2><p>Gast: „Das glaubt doch niemand mehr in diesem Land“</p></section>
</main><footer><p>© {document["publisher"]} <a href="/impressum">Impressum</a></p></footer></body></html>
"""


def _mark(line: str, at: int) -> str:
    escaped = html.escape(line, quote=False)
    return _MARKED.sub(r"<q>\1</q>", escaped) if at % 2 else escaped


def _drop_numbers(line: str, document: Json) -> str:
    for speaker in document["speakers"]:
        short = _NUMBERED.sub(r"\1", speaker["name"])
        line = re.sub(rf"{re.escape(speaker['name'])}(?!\d)", short, line)
    return line


if __name__ == "__main__":
    write_pages(Path(sys.argv[1]), int(sys.argv[2]))
