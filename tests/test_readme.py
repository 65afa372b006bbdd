"""What README says is so: its examples run and its lines are what they claim."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from app.openapi.document import DESCRIPTION
from app.schemas.verdict_rules import RULES, list_paragraphs, summarize
from app.schemas.verdicts import Verdict
from app.services.ingest import importer, validation
from app.tokens import hash_token, make_token
from app.vocabulary import Attribution, Ruling, Wording
from tests.databases import ROOT, Databases
from tests.servers import run_server

README = (ROOT / "README.md").read_text(encoding="utf-8")
KIM, PUTIN = "Ich bin fest davon überzeugt", "Wladimir Putin – Ich bin überzeugt, dass wir die bilaterale"


def find_blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", README, re.DOTALL | re.MULTILINE)


def run(command: list[str], program: str, server_url: str, folder: Path) -> str:
    file = folder / "example.mjs"
    file.write_text(program.replace("http://127.0.0.1:8000", server_url), encoding="utf-8")
    return subprocess.run([*command, str(file)], check=True, capture_output=True, text=True).stdout


def require(program: str) -> str:
    found = shutil.which(program)
    if found is None and os.environ.get("CI"):
        pytest.fail(f"NO {program}: README's example was not tried")
    if found is None:
        pytest.skip(f"NO {program}: README's example was not tried")
    return found


def test_the_python_example_runs(server_url: str, tmp_path: Path) -> None:
    [program] = find_blocks("python")
    assert PUTIN in run([sys.executable], program, server_url, tmp_path)


def test_the_javascript_example_runs(server_url: str, tmp_path: Path) -> None:
    [program] = find_blocks("js")
    assert PUTIN in run([require("node")], program, server_url, tmp_path)


def test_the_curl_examples_run(server_url: str, tmp_path: Path) -> None:
    require("curl")
    asking, verifying, searching, _ = [block for block in find_blocks("sh") if block.startswith("curl")]
    assert KIM in run(["sh"], asking, server_url, tmp_path)
    assert '"verdict":"misattributed"' in run(["sh"], verifying, server_url, tmp_path)
    assert KIM in run(["sh"], searching, server_url, tmp_path)


def test_the_example_document_is_written_as_shown(databases: Databases, tmp_path: Path) -> None:
    require("curl")
    [document] = find_blocks("json")
    (tmp_path / "example.json").write_text(document, encoding="utf-8")
    writing = next(block for block in find_blocks("sh") if block.startswith("curl -X PUT"))
    token = make_token()
    with run_server(databases.make(seed=False), WORTLAUT_WRITE_TOKENS=hash_token(token)) as url:
        program = f"cd {tmp_path}; TOKEN={token}; {writing}"
        answer = json.loads(run(["sh"], program, url, tmp_path))
    assert [quote["exact"] for quote in answer["quotes"]] == ["Wir kommen", "und wir bleiben."]


def test_the_example_document_holds() -> None:
    [raw] = find_blocks("json")
    rows = validation.prove(importer.parse_document(raw.encode()))
    assert [quote["continues"] for quote in rows.quotes] == [None, 0]
    assert json.loads(raw)["format"] == "wortlaut-article/1"


@pytest.mark.parametrize(
    ("heading", "ending"), [("Run", "wortlaut serve"), ("Test", "python -m pytest -n 2 --dist worksteal")]
)
def test_run_and_test_are_one_line_each(heading: str, ending: str) -> None:
    section = README.split(f"\n## {heading}\n")[1].split("\n## ")[0]
    [block] = re.findall(r"^```sh\n(.*?)^```", section, re.DOTALL | re.MULTILINE)
    [line] = block.splitlines()
    assert line.startswith("python3 -m venv .venv && .venv/bin/pip install -q -c constraints.txt -e ")
    assert line.endswith(ending)


def test_names_every_operation() -> None:
    for path in (
        "/v1/articles",
        "/v1/statements",
        "/v1/quotes/random",
        "/v1/speakers",
        "/health/ready",
        "/docs",
    ):
        assert path in README


def test_every_dependency_is_pinned_and_no_address_is_named() -> None:
    pins = (ROOT / "constraints.txt").read_text(encoding="utf-8")
    assert "://" not in pins
    assert all(re.match(r"^[a-z0-9-]+==[^ ]+( ; .+)?$", line) for line in pins.splitlines())
    pinned = {line.split("==")[0] for line in pins.splitlines()}
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    lists = re.findall(r"^(?:dependencies|dev) = \[\n(.*?)^\]", project, re.DOTALL | re.MULTILINE)
    for line in "".join(lists).splitlines():
        named = re.match(r'\s+"([a-z0-9-]+)[^"]*",\s+# .+', line)
        assert named, f"a dependency without its reason: {line}"
        assert named[1] in pinned


def test_says_word_for_word_what_a_verdict_means() -> None:
    section = " ".join(README.split("\n### Did X really say Y?\n")[1].split("\n### ")[0].split())
    for paragraph in list_paragraphs():
        assert paragraph in section
        assert paragraph in DESCRIPTION


def test_every_value_of_a_verdict_has_one_rule_and_shows_it_in_the_schema() -> None:
    fields = Verdict.model_json_schema()["properties"]
    for name, values in (("wording", Wording), ("attribution", Attribution), ("verdict", Ruling)):
        rules = getattr(RULES, name)
        assert [rule.value for rule in rules] == list(values)  # Also the order: the first that applies.
        assert fields[name]["description"].endswith(summarize(rules))
