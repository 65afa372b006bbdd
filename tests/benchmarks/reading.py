"""What a page to read costs beside the article's JSON: CPU of the server, without the response cache.

    python -m tests.benchmarks.reading [--quotes 1000] [--rounds 5]

Three articles: the seed's; one of many quotes by twelve speakers in twelve letters; and one in which every
quote is by another speaker, so that no two share what is said of them.
"""

import argparse
import os
import tempfile
from pathlib import Path

import httpx2

from app.database.database import Database
from app.schemas.document import ArticleDocument
from app.services.ingest import importer
from tests.builders import make_document, make_quote, make_speaker, make_statement
from tests.databases import fill, make_settings
from tests.servers import start_server

SEED = "kim-putin-briefwechsel-2023"
CPU_SECONDS = 1.0
"""What a measurement takes at least; the clock of the kernel counts hundredths."""


def make_article(article_id: str, quotes: int, speakers: int) -> ArticleDocument:
    """Return an article of quotes by speakers in turn, each with a letter to the next one."""
    ids = [f"{article_id}-{number}" for number in range(speakers)]
    certainty = {"speaker": "stated", "addressee": "inferred"}
    parties = [
        {"speakers": [ids[at]], "addressees": [ids[(at + 1) % speakers]], "certainty": certainty}
        for at in range(speakers)
    ]
    words = [f"Der Satz mit der Nummer {number} ist der einzige seiner Art" for number in range(quotes)]
    sentences = [f"Am Morgen schrieb die Nummer {number}: „{one}“." for number, one in enumerate(words)]
    return make_document(
        "\n".join(" ".join(sentences[at : at + 4]) for at in range(0, quotes, 4)),
        id=article_id,
        language="de",
        certainty={"language": "stated"},
        speakers=[make_speaker(one, name=f"Sprecherin {one}") for one in ids],
        statements=[make_statement(one, form="letter", **parties[at]) for at, one in enumerate(ids)],
        quotes=[
            make_quote(
                one,
                **parties[number % speakers] | {"certainty": {**certainty, "statement": "inferred"}},
                statement=ids[number % speakers],
            )
            for number, one in enumerate(words)
        ],
    )


def measure(client: httpx2.Client, process: int, path: str) -> float:
    """Return the CPU milliseconds of the server for a request."""
    asked, began = 0, _read_cpu(process)
    while (spent := _read_cpu(process) - began) < CPU_SECONDS:
        for _ in range(10):
            client.get(path, headers={"Accept-Encoding": "identity"}).raise_for_status()
        asked += 10
    return spent / asked * 1_000


def _read_cpu(process: int) -> float:
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")  # user and system: proc(5)


def main() -> None:
    """Print for each article the least of all rounds, of the page and of the JSON."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--quotes", type=int, default=1_000)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        address = f"sqlite:///{folder}/reading.db"
        fill(address, seed=True)
        with Database(make_settings(address)) as database:
            for article_id, speakers in (("few-speakers", 12), ("many-speakers", options.quotes)):
                article = make_article(article_id, options.quotes, speakers)
                database.run_write(importer.import_article, article)
        server = start_server(address, WORTLAUT_CACHE_MIB="0")
        with httpx2.Client(base_url=server.url, timeout=60) as client:
            for article_id in (SEED, "few-speakers", "many-speakers"):
                rounds = [
                    [
                        measure(client, server.process.pid, f"{prefix}/articles/{article_id}")
                        for prefix in ("", "/v1")
                    ]
                    for _ in range(options.rounds)
                ]
                page, resource = (min(one) for one in zip(*rounds, strict=True))
                print(
                    f"{article_id}: page {page:.2f} ms, JSON {resource:.2f} ms, {page / resource:.2f} times"
                )
        server.stop()


if __name__ == "__main__":
    main()
