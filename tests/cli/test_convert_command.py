"""Annotations become documents, from files and folders, and these can be imported."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.cli import annotation_files, conversion
from app.cli.commands import main
from app.cli.conversion import Job, Task
from app.cli.conversion_report import Report
from app.converting import LabelMap
from tests.converting.builders import EXPECTED, SAMPLES, read
from tests.databases import ROOT, Databases

TEXT = SAMPLES / "text.txt"
QUOTES = [quote["exact"] for quote in EXPECTED["quotes"]]


def run(*arguments: str | Path) -> int | str:
    with pytest.raises(SystemExit) as ended:
        main([str(argument) for argument in arguments])
    return ended.value.code or 0


def convert(form: str, *arguments: str | Path) -> int | str:
    return run("convert", "--from", form, *arguments)


def make_brat(folder: Path, name: str, line: str = "") -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copy(TEXT, folder / f"{name}.txt")
    (folder / f"{name}.ann").write_text(read("brat/text.ann") + line, encoding="utf-8")
    return folder / f"{name}.ann"


def test_annotations_are_converted_reviewed_imported_and_checked(
    databases: Databases, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("WORTLAUT_DATABASE_URL", databases.make_empty())
    out = tmp_path / "out"
    assert convert("hypothesis", SAMPLES / "hypothesis.json", "--text", TEXT, "--to", out) == 0
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith("1 documents, 0 files refused; 2 quotes; ")
    assert "  1 times: addressee that is no name\n" in said.err
    run("migrate")
    assert run("import", out) == 1
    assert "wait for a review" in capsys.readouterr().err
    assert run("import", "--reviewed", out) == 0
    assert run("check") == 0
    assert "nothing damaged" in capsys.readouterr().out
    run("verify", QUOTES[0], "--speaker", "Anna Berg", "--json")
    assert json.loads(capsys.readouterr().out)["verdict"] == "verified"
    run("verify", QUOTES[0], "--speaker", "Karl Stein", "--json")
    assert json.loads(capsys.readouterr().out)["verdict"] == "misattributed"


def test_documents_are_lines_of_standard_output(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "app", "convert", "--from", "doccano", str(SAMPLES / "doccano.jsonl")]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, check=True)
    [line] = done.stdout.splitlines()
    assert [quote["exact"] for quote in json.loads(line)["quotes"]] == QUOTES
    terminal, printed = os.openpty()
    content = json.dumps({"id": 1, "text": "\x9b2J „Ja.“", "label": [[5, 8, "quote"]]})
    (tmp_path / "odd.jsonl").write_text(content)
    command[-1] = str(tmp_path / "odd.jsonl")
    subprocess.run(command, cwd=ROOT, stdout=printed, stderr=subprocess.DEVNULL, check=True)
    escaped = os.read(terminal, 65_536)
    os.close(printed)
    os.close(terminal)
    assert rb"\u009b2J" in escaped


def test_the_first_refusal_ends_it_unless_it_keeps_going(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bad = make_brat(tmp_path, "a-bad", "T20\tQuote 0 4\tWir \n")
    make_brat(tmp_path, "b-good")
    (tmp_path / "c-alone.ann").write_text("T1\tQuote 0 1\tx\n")
    out, report = tmp_path / "out", tmp_path / "report.jsonl"
    assert convert("brat", tmp_path, "--to", out) == 1
    said = capsys.readouterr().err
    assert said.startswith(f"{bad}: the offsets do not fit in any unit")
    assert "The conversion stopped at a refused file; --keep-going skips it." in said
    assert list(out.iterdir()) == []
    assert convert("brat", tmp_path, "--to", out, "--keep-going", "--report", report) == 1
    said = capsys.readouterr().err
    assert "c-alone.ann: text: there is no c-alone.txt; name the text, or its folder, with --text" in said
    assert [one.name for one in out.iterdir()] == ["b-good.json"]
    rows = [json.loads(line) for line in report.read_text(encoding="utf-8").splitlines()]
    assert [("refused" in row, Path(row["source"]).name) for row in rows] == [
        (True, "a-bad.ann"),
        (True, "c-alone.ann"),
        (False, "b-good.ann"),
    ]
    assert rows[0]["problems"][0]["place"] == "T20"
    assert rows[2]["quotes"] == 2
    assert rows[2]["unit"] == "code points: the words of the file fit it"
    assert {
        "kind": "label 'Passage'",
        "place": "T9",
        "detail": "the label map does not say what it is",
    } in rows[2]["losses"]


def test_a_changed_text_is_refused_unless_it_keeps_going(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Else quotations would be lost, and nobody who reads the code of the command alone would know."""
    target = {"source": "https://example.org/text"}
    exact = ["Gut.", "Ja.", "Das stand hier früher."]
    rows = [
        {
            "id": f"row-{at}",
            "tags": ["quote"],
            "target": [{**target, "selector": [{"type": "TextQuoteSelector", "exact": words}]}],
        }
        for at, words in enumerate(exact)
    ]
    source, text = tmp_path / "rows.json", tmp_path / "text.txt"
    source.write_text(json.dumps({"rows": rows}), encoding="utf-8")
    text.write_text("„Ja.“ „Gut.“", encoding="utf-8")
    out = tmp_path / "out"
    assert convert("hypothesis", source, "--text", text, "--to", out) == 1
    assert "row-2: “Das stand hier früher.” is not in the text" in capsys.readouterr().err
    assert list(out.iterdir()) == []
    assert convert("hypothesis", source, "--text", text, "--to", out, "--keep-going") == 0
    assert "  1 times: words that are not in the text\n" in capsys.readouterr().err
    [document] = [json.loads(one.read_bytes()) for one in out.iterdir()]
    assert [quote["exact"] for quote in document["quotes"]] == ["Ja.", "Gut."]


def test_the_report_begins_with_the_worst(tmp_path: Path) -> None:
    make_brat(tmp_path, "a")
    make_brat(tmp_path, "b", "".join(f"#{number}\tNote T1\tx\n" for number in range(200, 340)))
    report = tmp_path / "report.jsonl"
    assert convert("brat", tmp_path, "--to", tmp_path / "out", "--report", report) == 0
    first, second = map(json.loads, report.read_text(encoding="utf-8").splitlines())
    assert (first["document"], second["document"]) == ("b", "a")
    assert first["lost"] == second["lost"] + 140
    assert len(first["losses"]) == 100


def test_texts_are_found_in_a_folder_beside_the_annotations(tmp_path: Path) -> None:
    """So they are in PolNeAR, which adds the annotator to the name."""
    annotated = tmp_path / "attributions"
    annotated.mkdir()
    (annotated / "paper_2016_ab12.ann").write_text(read("brat/text.ann"), encoding="utf-8")
    (tmp_path / "text").mkdir()
    shutil.copy(TEXT, tmp_path / "text" / "paper_2016.txt")
    assert convert("polnear", tmp_path, "--to", tmp_path / "out") == 0
    assert [one.name for one in (tmp_path / "out").iterdir()] == ["paper-2016-ab12.json"]


def test_sources_of_annotations_name_texts_of_the_folder_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    texts = tmp_path / "texts"
    texts.mkdir()
    shutil.copy(TEXT, tmp_path / "secret.txt")
    content = read("w3c-codepoints.jsonld").replace("http://127.0.0.1/text.txt", "file:///x/../../secret.txt")
    (tmp_path / "notes.jsonld").write_text(content, encoding="utf-8")
    assert convert("w3c", tmp_path / "notes.jsonld", "--text", texts) == 1
    assert "there is no secret.txt, notes.txt" in capsys.readouterr().err


def test_two_texts_with_one_id_are_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    make_brat(tmp_path / "a", "text")
    make_brat(tmp_path / "b", "text")
    assert convert("brat", tmp_path, "--keep-going", "--to", tmp_path / "out") == 1
    assert f"text: this id is that of a text of {tmp_path / 'a' / 'text.ann'}" in capsys.readouterr().err


def test_an_id_that_means_two_people_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """As *p1* does where each file numbers its people: the words of one would be verified as another's."""
    people = {"a": "Anna Berg", "b": "Dr. Anna Maria Berg", "c": "Karl Stein"}
    for name, person in people.items():
        content = read("tei-inline.xml").replace("anna-berg", "p1").replace("Anna Berg</p", f"{person}</p")
        (tmp_path / f"{name}.xml").write_text(content, encoding="utf-8")
    assert convert("tei", tmp_path, "--to", tmp_path / "out", "--keep-going") == 1
    said = capsys.readouterr().err
    assert (
        f"c.xml: an id is that of two people: p1: is “Karl Stein” here, and “Anna Berg” in {tmp_path}" in said
    )
    assert sorted(one.name for one in (tmp_path / "out").iterdir()) == ["a.json", "b.json"]
    label_map = tmp_path / "map.toml"
    label_map.write_text('[speakers.stein]\nname = "Karl Stein"\nkind = "person"\n', encoding="utf-8")
    assert convert("tei", tmp_path, "--to", tmp_path / "mapped", "--map", label_map) == 0
    document = json.loads((tmp_path / "mapped" / "c.json").read_bytes())
    assert document["quotes"][0]["speakers"] == ["stein"]


def test_many_files_are_converted_by_other_processes_in_the_same_way(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for number in range(90):
        make_brat(tmp_path / "in", f"text-{number:03}", "T20\tQuote 0 4\tWir \n" if number % 30 == 7 else "")
    monkeypatch.setattr(conversion, "JOB_BYTES", 2_000)
    assert convert("brat", tmp_path / "in", "--to", tmp_path / "out", "--keep-going") == 1
    said = capsys.readouterr().err
    assert [line.partition(".ann")[0][-3:] for line in said.splitlines()[:3]] == ["007", "037", "067"]
    assert "87 documents, 3 files refused; 174 quotes" in said
    assert len(list((tmp_path / "out").iterdir())) == 87


def test_lines_are_files_of_their_own(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "many.jsonl"
    lines = [
        read("doccano.jsonl").replace('"id": 1, "text"', f'"id": {number}, "text"') for number in range(40)
    ]
    file.write_text("".join([*lines[:25], "{\n", "\n", *lines[25:]]), encoding="utf-8")
    assert convert("doccano", file, "--to", tmp_path / "out", "--keep-going") == 1
    assert f"{file}:26: file: is not JSON" in capsys.readouterr().err
    assert len(list((tmp_path / "out").iterdir())) == 40


def test_files_that_are_too_large_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(annotation_files, "RECORD_BYTES_MAX", 500)
    monkeypatch.setattr(conversion, "RECORD_BYTES_MAX", 500)
    assert convert("label-studio", SAMPLES / "label-studio.json") == 1
    assert "label-studio.json item 1: file: is larger than 500 bytes; split it" in capsys.readouterr().err
    assert convert("doccano", SAMPLES / "doccano.jsonl", "--keep-going") == 1
    assert "file: is larger than 500 bytes" in capsys.readouterr().err


def test_a_document_that_was_edited_is_not_replaced(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file, out = make_brat(tmp_path / "in", "a"), tmp_path / "out"
    make_brat(tmp_path / "in", "b")
    assert convert("brat", tmp_path / "in", "--to", out) == 0
    assert convert("brat", tmp_path / "in", "--to", out) == 0  # The same again is no change.
    edited = (out / "a.json").read_bytes().replace(b'"direct"', b'"mixed"')
    (out / "a.json").write_bytes(edited)
    capsys.readouterr()
    assert convert("brat", tmp_path / "in", "--to", out, "--keep-going") == 1
    said = capsys.readouterr().err
    assert f"{file}: {out / 'a.json'} is there, with other content: perhaps it was reviewed." in said
    assert "1 documents, 1 files refused" in said
    assert (out / "a.json").read_bytes() == edited
    assert sorted(one.name for one in out.iterdir()) == ["a.json", "b.json"]


def test_a_map_that_was_edited_is_not_replaced(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    label_map = tmp_path / "map.toml"
    label_map.write_text("# mine\n", encoding="utf-8")
    assert convert("doccano", SAMPLES / "doccano.jsonl", "--map-template", label_map) == 2
    assert "is there, with other content" in capsys.readouterr().err
    assert label_map.read_text(encoding="utf-8") == "# mine\n"


def test_a_unit_on_trust_is_said_once_and_in_the_end(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    line = read("doccano.jsonl")
    file = tmp_path / "a.jsonl"
    file.write_text(
        "".join(line.replace('"id": 1, "text"', f'"id": {number}, "text"') for number in range(3)),
        encoding="utf-8",
    )
    assert convert("doccano", file, "--to", tmp_path / "out") == 0
    said = capsys.readouterr().err
    unit = "UTF-16 code units: the unit of the format, on trust: no words to check"
    assert said.startswith(f"Nothing in these files tells what their offsets count. Taken: {unit}.")
    assert f"\n  3 texts in {unit}\n" in said
    assert said.count(unit) == 2
    assert convert("hypothesis", SAMPLES / "hypothesis.json", "--text", TEXT, "--to", tmp_path / "b") == 0
    assert "Nothing in these files" not in capsys.readouterr().err


def test_all_lines_of_a_file_are_in_one_unit(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The first line fits UTF-16 by chance, and would be other words: the second shows that it is none."""
    chance = "👩‍🌾 aa bb „cc dd“ ee ff"
    graphemes = {"id": 7, "text": chance, "label": [[9, 11, "quote"]]}
    file = tmp_path / "a.jsonl"
    file.write_text(json.dumps(graphemes) + "\n" + read("doccano-graphemes.jsonl"), encoding="utf-8")
    assert convert("doccano", file, "--to", tmp_path / "out") == 0
    assert "3 texts" not in capsys.readouterr().err
    document = json.loads((tmp_path / "out" / "a-7.json").read_bytes())
    assert [quote["exact"] for quote in document["quotes"]] == ["cc"]
    mixed = tmp_path / "b.jsonl"
    mixed.write_text(read("doccano.jsonl") + read("doccano-graphemes.jsonl"), encoding="utf-8")
    assert convert("doccano", mixed, "--to", tmp_path / "out", "--keep-going") == 1
    said = capsys.readouterr().err
    assert f"{mixed}:2: the offsets do not fit in UTF-16 code units, but in grapheme clusters; say so" in said


def test_tasks_of_one_file_are_spread_over_the_cores(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    task = json.loads(read("label-studio.json"))[0]
    tasks = [{**task, "id": number} for number in range(60)]
    tasks[40] = {**task, "id": 40, "data": {"text": "Ein anderer Text."}}
    (tmp_path / "all.json").write_text(json.dumps(tasks, ensure_ascii=False, indent=1), encoding="utf-8")
    monkeypatch.setattr(conversion, "JOB_BYTES", 20_000)
    out = tmp_path / "out"
    assert convert("label-studio", tmp_path / "all.json", "--to", out, "--keep-going") == 1
    said = capsys.readouterr().err
    assert said.startswith(f"{tmp_path / 'all.json'} item 41: the offsets do not fit in any unit")
    assert "59 documents, 1 files refused" in said
    assert json.loads((out / "all-59.json").read_bytes())["text"] == TEXT.read_bytes().decode()


def test_a_report_is_written_also_if_the_conversion_is_interrupted(tmp_path: Path) -> None:
    outcome = next(iter(conversion.map_jobs(read_sample(), Task("brat", LabelMap()))))

    def interrupt() -> None:
        with Report(tmp_path / "report.jsonl") as report:
            report.add(outcome)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupt()
    [line] = (tmp_path / "report.jsonl").read_bytes().splitlines()
    assert json.loads(line)["document"] == "text"


def read_sample() -> Iterator[Job]:
    yield from conversion.read_jobs([SAMPLES / "brat/text.ann"], Task("brat", LabelMap()))


def test_a_missing_file_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert convert("tei", tmp_path / "no.xml") == 1
    assert "no.xml: it cannot be read: No such file or directory" in capsys.readouterr().err


def test_a_file_that_controls_the_terminal_is_shown_escaped(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a.json").write_text(
        '[{"id": 1, "data": {"text": "x"}, "annotations": [{"result": "\\u001b[2J"}]}]'
    )
    assert convert("label-studio", tmp_path / "a.json") == 1
    assert "\x1b" not in capsys.readouterr().err


def test_a_template_of_a_map_is_written_and_then_used(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    label_map = tmp_path / "map.toml"
    sample = SAMPLES / "polnear.conll"
    odd = tmp_path / "odd.conll"
    odd.write_text(read("polnear.conll").replace("content", "gesagtes"), encoding="utf-8")
    assert convert("conll", odd, "--text", TEXT) == 1
    assert "write a map with --map-template" in capsys.readouterr().err
    assert convert("conll", odd, "--text", TEXT, "--map-template", label_map) == 0
    template = label_map.read_text(encoding="utf-8")
    assert '# "gesagtes" = "ignore"' in template
    label_map.write_text(
        template.replace('# "gesagtes" = "ignore"', '"gesagtes" = "quote"'), encoding="utf-8"
    )
    assert convert("conll", sample, "--text", TEXT, "--to", tmp_path / "a") == 0
    assert convert("conll", odd, "--text", TEXT, "--to", tmp_path / "b", "--map", label_map) == 0
    made = [json.loads(next((tmp_path / name).iterdir()).read_bytes())["quotes"] for name in ("a", "b")]
    assert made[0] == made[1]


def test_a_unit_may_be_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = SAMPLES / "doccano-graphemes.jsonl"
    assert convert("doccano", file, "--unit", "graphemes", "--to", tmp_path / "out") == 0
    assert convert("doccano", file, "--unit", "codepoints") == 1
    assert "the offsets do not fit in code points, but in grapheme clusters" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--report", SAMPLES / "doccano.jsonl"], "the report or the template would overwrite a file"),
        (["--to", SAMPLES], "name another folder with --to"),
        (["--text", "/nowhere/at/all"], "there is no /nowhere/at/all"),
        (["--map", SAMPLES / "text.txt"], "map: is not TOML"),
    ],
)
def test_options_that_contradict_each_other_are_refused(
    arguments: list[str | Path], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert convert("doccano", SAMPLES / "doccano.jsonl", *arguments) == 2
    assert said in capsys.readouterr().err


def test_a_folder_without_files_of_the_format_is_refused(tmp_path: Path) -> None:
    assert convert("uima-xmi", tmp_path) == "wortlaut: these folders contain no file with the ending .xmi"


def test_a_format_whose_extra_is_missing_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda _name: None)
    said = convert("uima-json", SAMPLES / "uima.json")
    assert said == "wortlaut: this format needs the extra uima; run: pip install -c constraints.txt '.[uima]'"
