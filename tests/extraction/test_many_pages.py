"""Pages of made articles: their text and quotations are those of the article, and nothing else."""

from pathlib import Path

from app.cli.drafting import Drafted, Options, TextSource
from app.cli.parallel_drafting import draft_all
from app.schemas.document import ArticleDocument
from tests.benchmarks.corpus import Corpus
from tests.benchmarks.pages import list_lines, write_pages


def test_every_page_becomes_its_article(tmp_path: Path) -> None:
    write_pages(tmp_path, 60)
    files = sorted(tmp_path.rglob("*.html"))
    sources = [TextSource(str(file), file.stem, file.read_bytes()) for file in files]
    corpus = Corpus()
    for number, (drafted, _) in enumerate(draft_all(sources, Options())):
        assert isinstance(drafted, Drafted)
        made = ArticleDocument.model_validate_json(drafted.raw)
        expected = corpus.make_article(number)
        assert [line for line in made.text.splitlines() if line] == list_lines(expected)
        assert made.headline == list_lines(expected)[0]
        assert [quote.exact for quote in made.quotes] == [
            quote["exact"] for quote in expected["quotes"] if quote["type"] == "direct"
        ]
        assert str(made.published_on) == expected["published_on"]
    assert number == 59
