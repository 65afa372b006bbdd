"""Drafts of texts and pages, made as users make them, up to the import of what was reviewed."""

import json
from pathlib import Path
from typing import Any

import pytest

from app.cli import draft_command, drafting, parallel_drafting
from app.cli.drafting import Drafted, Options, TextSource, make, make_id
from app.cli.parallel_drafting import draft_all
from tests.cli.test_commands import Runner
from tests.databases import SEED, Databases

TEXT = "„Wir kommen“, sagte Anna Beispiel. „Vielleicht auch nicht“, meinte er.\n"
PAGE = """<html lang="de"><head><meta charset="utf-8"><title>T</title>
<meta property="og:site_name" content="Blatt"><meta name="date" content="2023-08-15"></head>
<body><article><h1>Rat streitet</h1><p><q>Wir kommen</q>, sagte Anna Beispiel.</p></article></body></html>"""


@pytest.fixture
def run(databases: Databases, monkeypatch: pytest.MonkeyPatch) -> Runner:
    monkeypatch.setenv("WORTLAUT_DATABASE_URL", databases.make_empty())
    return Runner()


def draft(*arguments: str | Path) -> int | str:
    return Runner()("draft", *arguments)


def read_json(file: Path) -> dict[str, Any]:  # Any: JSON
    found: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return found


def test_drafts_a_text_and_a_page_that_are_imported_when_reviewed(
    run: Runner, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sources, drafts = tmp_path / "sources", tmp_path / "drafts"
    (sources / "ort").mkdir(parents=True)
    (sources / "ort" / "Brücke.html").write_text(PAGE, encoding="utf-8")
    (sources / "rat.txt").write_text(TEXT, encoding="utf-8")
    (sources / "bild.jpg").write_bytes(b"\xff")
    assert run("draft", sources, "--language", "de", "--to", drafts, "--report", tmp_path / "report") == 0
    assert capsys.readouterr().err == (
        "left out, as neither texts nor pages: 1 .jpg\n2 drafts, 0 refused; 3 quotes, 1 places to review\n"
    )
    page, text = read_json(drafts / "ort-bruecke.json"), read_json(drafts / "rat.json")
    assert page["text"] == "Rat streitet\n\n„Wir kommen“, sagte Anna Beispiel."
    assert page["blocks"] == ["headline", "paragraph"]
    assert (page["headline"], page["publisher"], page["published_on"]) == (
        "Rat streitet",
        "Blatt",
        "2023-08-15",
    )
    assert page["certainty"] == {"language": "stated", "published_on": "stated"}
    assert [quote["speakers"] for quote in page["quotes"]] == [["anna-beispiel"]]
    assert text["text"] == TEXT
    assert ["review" in quote for quote in text["quotes"]] == [False, True]
    [reported] = map(json.loads, (tmp_path / "report").read_text().splitlines())
    assert (reported["id"], reported["to_review"]) == ("rat", 1)

    assert run("migrate") == 0
    assert run("import", drafts, "--keep-going") == 1
    assert "rat.json: 1 parts of the document wait for a review" in capsys.readouterr().err
    assert run("import", drafts, "--reviewed") == 0
    assert run("verify", "Wir kommen", "--speaker", "Anna Beispiel") == 0
    assert "VERIFIED (wording exact, attribution claimed)" in capsys.readouterr().out


def test_writes_lines_for_an_import(
    run: Runner, tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text(TEXT, encoding="utf-8")
    assert run("draft", tmp_path) == 0
    lines = capfdbinary.readouterr().out.splitlines()
    assert [json.loads(line)["id"] for line in lines] == ["a", "b"]
    (tmp_path / "drafts.jsonl").write_bytes(b"\n".join(lines))
    assert run("migrate") == 0
    assert run("import", tmp_path / "drafts.jsonl", "--reviewed") == 0


def test_a_draft_that_was_changed_is_not_overwritten(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = tmp_path / "rat.txt"
    source.write_text(TEXT, encoding="utf-8")
    assert draft(source, "--to", tmp_path) == 0
    assert draft(source, "--to", tmp_path) == 0
    reviewed = (
        (tmp_path / "rat.json").read_text(encoding="utf-8").replace('"review": true', '"review": false')
    )
    (tmp_path / "rat.json").write_text(reviewed, encoding="utf-8")
    capsys.readouterr()
    assert draft(source, "--to", tmp_path) == 1
    assert "perhaps it was reviewed" in capsys.readouterr().err
    assert (tmp_path / "rat.json").read_text(encoding="utf-8") == reviewed


def test_says_what_is_wrong_with_a_source_and_goes_on(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a.txt").write_bytes("»Größe«".encode("latin-1"))
    (tmp_path / "b.html").write_text("<nav><a href='/'>Start</a></nav>")
    (tmp_path / "c.txt").write_text(" \n")
    (tmp_path / "c.html").write_text(PAGE, encoding="utf-8")
    (tmp_path / "d.txt").write_text(f"{TEXT}\x00", encoding="utf-8")
    (tmp_path / "e.txt").write_text(TEXT * 2, encoding="utf-8")
    (tmp_path / "f.txt").write_text(TEXT, encoding="utf-8")
    report = tmp_path / "report.jsonl"
    assert draft(tmp_path, "--report", report) == 1
    lines = [json.loads(line) for line in report.read_text(encoding="utf-8").splitlines()]
    assert [(Path(one["document"]).name, one.get("to_review")) for one in lines] == [
        ("a.txt", None),
        ("b.html", None),
        ("c.txt", None),
        ("d.txt", None),
        ("e.txt", 3),
        ("f.txt", 2),
    ]
    assert lines[0]["detail"] == "The text is not in UTF-8: byte 0 does not fit."
    assert lines[2]["detail"] == f"Its article would have the id “c”, as that of {tmp_path / 'c.html'}."
    assert "4 refused" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("raw", "detail"),
    [
        (b"", "The text is empty."),
        (b"\xef\xbb\xbf \n", "The text is empty."),
        (b"Ja\0", "It is no text: character 2 is U+0000."),
        (b"%PDF-1.4\n", "It is no text but a PDF or RTF file: save its words as a text, or as HTML."),
        (b"{\\rtf1 Ja}", "It is no text but a PDF or RTF file: save its words as a text, or as HTML."),
    ],
)
def test_refuses_what_is_no_text(
    raw: bytes, detail: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "x").write_bytes(raw)
    assert draft(tmp_path / "x") == 1
    assert f"x: {detail}\n" in capsys.readouterr().err


def test_counts_the_files_that_are_left_out_by_kind(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("a.txt", "b.pdf", "c.PDF", "d.docx", "e"):
        (tmp_path / name).write_text(TEXT, encoding="utf-8")
    assert draft(tmp_path) == 0
    said = "left out, as neither texts nor pages: 1 .docx, 2 .pdf, 1 without a suffix\n"
    assert said in capsys.readouterr().err


def test_tells_of_quotations_that_the_page_has_and_the_text_lacks() -> None:
    lost = "<fieldset>„Wir gehen heute heim“, sagte Anna Beispiel. „Ach so“.</fieldset>"
    page = PAGE.replace("</article>", f"{lost}<aside>„Das ist ein anderer Artikel“</aside></article>")
    drafted = make(TextSource("a.html", "a", page.encode()), Options(language="de"))
    assert drafted.faults == ("Passages in marks of the page that the text lacks: 1.",)
    assert json.loads(drafted.raw)["review"]


def test_pages_need_an_extra_and_texts_do_not(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(draft_command, "find_spec", lambda _: None)
    monkeypatch.setattr(drafting, "find_spec", lambda _: None)
    (tmp_path / "rat.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "rat").write_text(PAGE, encoding="utf-8")
    assert draft(tmp_path / "rat.txt") == 0
    assert draft(tmp_path / "rat") == 1
    (tmp_path / "rat.html").write_text(PAGE, encoding="utf-8")
    assert "pages need the extra html" in str(draft(tmp_path / "rat.html"))


def test_shows_an_article_with_its_quotes_and_speakers(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "rat.txt").write_text(f"{TEXT}\x9b2J Ende.", encoding="utf-8")
    assert draft(tmp_path / "rat.txt", "--show") == 0
    shown = capsys.readouterr().out
    assert "“Wir kommen” – Anna Beispiel (stated)" in shown
    assert "\\u009b2J Ende." in shown
    assert "{" not in shown


def test_colours_the_words_and_nothing_else() -> None:
    source = TextSource("rat.txt", "rat", TEXT.encode())
    [(drafted, _)] = draft_all([source], Options("de", is_shown=True, in_colour=True))
    assert isinstance(drafted, Drafted)
    assert (
        "„\x1b[32mWir kommen\x1b[0m“, sagte \x1b[36mAnna Beispiel\x1b[0m. „\x1b[33mVielleicht"
        in drafted.shown
    )


def test_many_sources_are_drafted_in_order() -> None:
    sources = [TextSource(f"{n}.txt", f"a-{n}", f"{TEXT}{n}".encode()) for n in range(75)]
    sources[50] = sources[50]._replace(name="50.html", raw=PAGE.encode())
    drafted = [result for result, _ in draft_all(sources, Options())]
    assert [one.name for one in drafted] == [one.name for one in sources]
    assert drafted == [result for result, _ in parallel_drafting._draft_job(list(sources), options=Options())]


@pytest.mark.parametrize(
    ("path", "article_id"),
    [
        ("Brücke am Großen Fluß.html", "bruecke-am-grossen-fluss"),
        ("2023/08/index.html", "2023-08-index"),
        ("tag-tag.v2.txt", "tag-tag-v2"),
        ("新聞.txt", "article-f4f08775d038"),
        ("x" * 120 + ".txt", "x" * 87 + "-6b8ad546da07"),
    ],
)
def test_makes_an_id_of_a_path(path: str, article_id: str) -> None:
    assert make_id(Path(path)) == article_id


def test_the_seed_is_drafted_from_its_text(tmp_path: Path) -> None:
    seed = read_json(SEED[0])
    (tmp_path / "seed.txt").write_bytes(seed["text"].encode())
    assert draft(tmp_path / "seed.txt", "--to", tmp_path) == 0
    drafted = read_json(tmp_path / "seed.json")
    marked = [quote["exact"] for quote in seed["quotes"] if quote["type"] in ("direct", "mixed", "term")]
    assert drafted["text"] == seed["text"]
    assert [quote["exact"] for quote in drafted["quotes"]] == marked


def test_tells_of_quotations_that_no_selector_points_at() -> None:
    text = "Er sagte „ja“ und. " * 1_010
    drafted = make(TextSource("often.txt", "often", text.encode()), Options(language="de"))
    document = json.loads(drafted.raw)
    left_out = drafted.quotes - len(document["quotes"])
    assert left_out > 0
    assert f"Passages in marks left out, because their words occur too often: {left_out}." in drafted.faults
    assert document["review"]
