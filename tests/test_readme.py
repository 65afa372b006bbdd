"""What README says is so: its examples run and its lines are what they claim."""

import itertools
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import httpx2
import pytest

from app.cli.commands import main
from app.openapi.document import DESCRIPTION
from app.schemas.verdict_rules import RULES, Rule, list_paragraphs, summarize
from app.schemas.verdicts import Verdict
from app.services.ingest import importer, validation
from app.settings import Settings
from app.vocabulary import Attribution, VerdictKind, Wording
from app.write_tokens import hash_token, make_token
from tests.databases import ROOT, Databases
from tests.servers import run_server

README = (ROOT / "README.md").read_text(encoding="utf-8")
PUTIN = "Wladimir Putin – Ich bin überzeugt, dass wir die bilaterale"


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


PROMISE = "Die beiden Länder werden immer siegreich sein"


@pytest.mark.parametrize(
    ("text", "speaker", "shown"),
    [
        (f"Kim schrieb: „{PROMISE}“.", "Kim", ""),
        (f"Kim schrieb: „{PROMISE}“ und: „So sei es“.", "Kim", "“So sei es” has no speaker"),
        (f"Putin schrieb: „{PROMISE}“.", "Putin", f"“{PROMISE}”: misattributed"),
        (f"Zoe schrieb: „{PROMISE}“.", "Zoe", f"“{PROMISE}”: "),
    ],
)
def test_the_check_of_a_model_s_answer_runs(
    server_url: str, tmp_path: Path, text: str, speaker: str, shown: str
) -> None:
    [program] = find_blocks("py")
    assert len(program.splitlines()) <= 20
    (tmp_path / "check.py").write_text(program, encoding="utf-8")
    answer = {"text": text, "quotes": [{"text": PROMISE, "speaker": speaker}]}
    checked = subprocess.run(
        [sys.executable, tmp_path / "check.py", f"{server_url}/mcp"],
        input=json.dumps(answer),
        capture_output=True,
        text=True,
        check=False,
    )
    assert checked.stderr.startswith(shown)
    assert checked.returncode == bool(shown)


def find_answers() -> list[tuple[str, str]]:
    """Return the questions that README asks with curl, each with the answer that it shows."""
    return re.findall(r"^```sh\n(curl [^`]*)^```\n\n```json\n(.*?)^```", README, re.DOTALL | re.MULTILINE)


def find_document() -> str:
    [document] = [block for block in find_blocks("json") if "wortlaut-article/1" in block]
    return document


def compare(shown: object, actual: object, place: str) -> None:
    """Fail unless an answer is as shown, but for fields without a mark, and text and items that `…` marks."""
    if isinstance(shown, dict):
        assert isinstance(actual, dict), place
        assert shown.keys() <= actual.keys(), place
        for name, value in shown.items():
            compare(value, actual[name], f"{place}/{name}")
    elif isinstance(shown, list):
        omits = shown[-1:] == ["…"]
        items = shown[:-1] if omits else shown
        assert isinstance(actual, list), place
        assert len(items) < len(actual) if omits else len(items) == len(actual), place
        for number, item in enumerate(items):
            compare(item, actual[number], f"{place}/{number}")
    elif isinstance(shown, str) and shown.endswith("…"):
        assert isinstance(actual, str), place
        assert actual.startswith(shown.removesuffix("…")), place
    else:
        assert shown == actual, place


def test_the_server_answers_as_shown(server_url: str, tmp_path: Path) -> None:
    require("curl")
    [(question, shown)] = find_answers()
    compare(json.loads(shown), json.loads(run(["sh"], question, server_url, tmp_path)), "")


def test_every_question_shows_its_answer() -> None:
    asking = [block for block in find_blocks("sh") if block.startswith("curl -s")]
    assert [question for question, _ in find_answers()] == asking
    assert len(asking) == 1


@pytest.mark.parametrize(
    "shown",
    [{"a": 2}, {"b": None}, {"c": []}, {"c": [1, 2, "…"]}, {"c": [2, 1]}, {"d": "text"}, {"d": "next…"}],
)
def test_an_answer_that_differs_from_the_one_shown_is_noticed(shown: object) -> None:
    actual = {"a": 1, "c": [1, 2], "d": "text that goes on"}
    compare({"a": 1, "c": [1, "…"], "d": "text…"}, actual, "")
    with pytest.raises(AssertionError):
        compare(shown, actual, "")


def test_the_example_document_is_written_as_shown(databases: Databases, tmp_path: Path) -> None:
    require("curl")
    (tmp_path / "example.json").write_text(find_document(), encoding="utf-8")
    writing = next(block for block in find_blocks("sh") if block.startswith("curl -X PUT"))
    token = make_token()
    with run_server(databases.make(seed=False), WORTLAUT_WRITE_TOKENS=hash_token(token)) as url:
        program = f"cd {tmp_path}; TOKEN={token}; {writing}"
        answer = json.loads(run(["sh"], program, url, tmp_path))
    assert [quote["exact"] for quote in answer["quotes"]] == ["Wir kommen", "und wir bleiben."]


def test_the_example_document_holds() -> None:
    raw = find_document()
    rows = validation.validate(importer.parse_document(raw.encode()))
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


def test_names_every_endpoint(server_url: str) -> None:
    for path in httpx2.get(f"{server_url}/openapi.json").json()["paths"]:
        assert f"`{path}" in README or f"DELETE {path}`" in README, path


def test_every_place_where_a_change_goes_exists() -> None:
    table = README.split("\n| change | where |\n")[1].split("\n\n")[0]
    places = re.findall(r"`([\w/.]+)`", table)
    assert len(places) > 10
    assert [place for place in places if not (ROOT / "app" / place).exists()] == []


def read_help(capsys: pytest.CaptureFixture[str], *command: str) -> str:
    with pytest.raises(SystemExit):
        main([*command, "--help"])
    return capsys.readouterr().out


def test_has_a_row_for_every_command_with_options_that_it_takes(capsys: pytest.CaptureFixture[str]) -> None:
    rows = dict(re.findall(r"^\| `wortlaut (\w+)( [^`]*)?` \|", README, re.MULTILINE))
    assert rows.keys() == set(re.findall(r"^    (\w+)  ", read_help(capsys), re.MULTILINE))
    for name, usage in rows.items():
        known = read_help(capsys, name)
        assert [one for one in re.findall(r"--[a-z-]+", usage) if one not in known] == []


def test_has_a_row_for_every_setting_with_its_default() -> None:
    rows = dict(re.findall(r"^\| `WORTLAUT_(\w+)` \| (.+?) \|", README, re.MULTILINE))
    described = {(): "none", "": "none", True: "`true`"}
    without = {
        "readers": "2 on SQLite, 4 on PostgreSQL",
        "index": "that of the SQLite file, or the working folder",
    }
    assert {name.lower(): default for name, default in rows.items()} == {
        name: described.get(field.default) or without.get(name) or f"`{field.default}`"
        for name, field in Settings.model_fields.items()
    }


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


def write_rows(rules: Sequence[Rule]) -> list[str]:
    """Return the rules as rows of README's table: one for neighbours that share a condition."""
    grouped = itertools.groupby(rules, key=lambda rule: rule.condition)
    return [f"| {', '.join(f'`{one.value}`' for one in found)} | {when} |" for when, found in grouped]


def test_has_a_row_for_every_rule_of_a_verdict() -> None:
    section = README.split("\n### Verdicts\n")[1].split("\n### ")[0]
    rows = re.findall(r"^\| (?:`wording`|`verdict`|) ?(\| `.*)$", section, re.MULTILINE)
    assert rows == write_rows(RULES.wording) + write_rows(RULES.verdict)
    assert [rule.value for rule in RULES.attribution if f"`{rule.value}`" not in section] == []


def test_describes_the_rules_of_a_verdict_in_the_openapi_document() -> None:
    assert [paragraph for paragraph in list_paragraphs() if paragraph not in DESCRIPTION] == []


def test_every_value_of_a_verdict_has_one_rule_and_shows_it_in_the_schema() -> None:
    fields = Verdict.model_json_schema()["properties"]
    for name, values in (("wording", Wording), ("attribution", Attribution), ("verdict", VerdictKind)):
        rules = getattr(RULES, name)
        assert [rule.value for rule in rules] == list(values)  # Also the order: the first that applies.
        assert fields[name]["description"].endswith(summarize(rules))
