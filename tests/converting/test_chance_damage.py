"""Files that are damaged by chance: refused, or converted to documents with the words that they marked.

Where a file gives the words beside their offsets, no damage may make other words of them: of the offsets, the
unit, the words, the text or its line ends. Words may be found elsewhere than the offsets say; that is told.
"""

import contextlib
import json
import re
import unicodedata
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.cli.conversion import require_importable
from app.converting import RefusedFile
from tests.converting.builders import EXPECTED, FILES, SAMPLES, TEXT, convert, kinds, read
from tests.converting.test_samples import OFFSETS

SIGNS = st.sampled_from([*"0123456789\t\n<>\"'&;|_[]{}#\\ x:,-", "😀", "\x00", "\u0301"])
VALUES: list[Any] = [None, True, -1, 10**9, 1.5, "x", "", "#x", [], [1], [[]], {}, {"a": 1}]
NAMES = [*FILES, "tei-inline.xml", "label-studio-min.json"]


TOLD = {"offsets that do not fit", "offsets on trust"}
QUOTES = {quote["exact"] for quote in EXPECTED["quotes"]}
MARKED = QUOTES | {quote[part]["exact"] for quote in EXPECTED["quotes"] for part in ("speaker", "cue")}
MARKED |= {"Musterstadt.", "Die", "Karl Stein", "der Bürgermeisterin"}
WITH_WORDS = [
    name
    for name, form in FILES.items()
    if form in ("w3c", "hypothesis", "recogito", "brat", "label-studio", "webanno-tsv", "conll")
]
WITH_TEXT = [name for name in WITH_WORDS if FILES[name] in ("w3c", "hypothesis", "recogito", "brat", "conll")]


def convert_if_possible(name: str, content: str, text: str = TEXT, marked: set[str] | None = None) -> None:
    """Convert a damaged file: what comes out can be imported, and has no other words than `marked`."""
    form = {**FILES, "tei-inline.xml": "tei", "label-studio-min.json": "label-studio"}[name]
    beside = {f"{(SAMPLES / name).stem}-typesystem.xml": read("uima-typesystem.xml")}
    with contextlib.suppress(RefusedFile):
        for one in convert(form, content, text, stem=(SAMPLES / name).stem, beside=beside):
            require_importable(one)
            if marked is not None and not TOLD & set(kinds(one)):
                assert {quote["exact"] for quote in one.document["quotes"]} <= marked


def change(content: str, data: st.DataObject, start: int, end: int) -> str:
    """Change, add or take away a sign in a part of a text."""
    at = data.draw(st.integers(start, end - 1))
    sign = data.draw(st.sampled_from(["", "x", " ", "é", "😀", "“", content[at] * 2]))
    return content[:at] + sign + content[at + 1 :]


def move_offsets(content: str, data: st.DataObject, name: str) -> str:
    """Add something to some of the offsets of a file."""
    if FILES[name] == "brat":
        content = re.sub(r"T9.*", "", content)
    pattern = r"(?<=[a-z]) (\d+) (\d+)(?=\t)" if FILES[name] == "brat" else OFFSETS[FILES[name]]
    numbers = [
        found.span(at) for found in re.finditer(pattern, content) for at in range(1, found.re.groups + 1)
    ]
    chosen = data.draw(
        st.one_of(st.just(numbers), st.lists(st.sampled_from(numbers), unique=True, min_size=1))
    )
    by = data.draw(st.sampled_from([-3, -2, -1, 1, 2, 3, 4, 10]))
    for start, end in sorted(chosen, reverse=True):
        content = f"{content[:start]}{max(0, int(content[start:end]) + by)}{content[end:]}"
    return content


def mix_units(content: str, data: st.DataObject, name: str) -> str:
    """Write some of the offsets of a file in another unit."""
    spans = [one for one in EXPECTED["spans_in_every_unit"] if data.draw(st.booleans())]
    ours = "utf16" if EXPECTED["unit_of_file"][name].startswith("UTF-16") else "code_points"
    other = data.draw(st.sampled_from(["utf16", "code_points", "graphemes"]))
    for one in spans:
        for old, new in zip(one[ours], one[other], strict=True):
            content = re.sub(rf'(?<![\d:]){old}(?!\d)(?=[,"}}\s;-]|$)', str(new), content)
    return content


def change_words(content: str, data: st.DataObject, name: str) -> str:
    """Change a sign of the words of a quotation where the file has them."""
    words = (
        "öffnen" if FILES[name] in ("conll", "webanno-tsv") else data.draw(st.sampled_from(sorted(QUOTES)))
    )
    places = [found.start() for found in re.finditer(re.escape(words), content)]
    at = data.draw(st.sampled_from(places))
    return change(content, data, at, at + len(words))


def end_lines_otherwise(content: str, data: st.DataObject, _name: str) -> str:
    """Write other line ends, as an editor or a version control system does."""
    return content.replace("\n", data.draw(st.sampled_from(["\r\n", "\r", "\n\n"])))


def decompose(content: str, _data: st.DataObject, _name: str) -> str:
    """Write letters and their accents apart, as macOS does in names of files."""
    return unicodedata.normalize("NFD", content)


@pytest.mark.parametrize("name", WITH_WORDS)
@pytest.mark.parametrize("damage", [move_offsets, mix_units, change_words, end_lines_otherwise, decompose])
@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(data=st.data())
def test_no_damage_makes_other_words_of_those_that_were_marked(
    name: str, damage: Callable[[str, st.DataObject, str], str], data: st.DataObject
) -> None:
    convert_if_possible(name, damage(read(name), data, name), marked=QUOTES)


@pytest.mark.parametrize("name", WITH_TEXT)
@pytest.mark.parametrize("damage", [None, end_lines_otherwise, decompose])
@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(data=st.data())
def test_no_other_text_makes_other_words_of_those_that_were_marked(
    name: str, damage: Callable[[str, st.DataObject, str], str] | None, data: st.DataObject
) -> None:
    text = change(TEXT, data, 0, len(TEXT)) if damage is None else damage(TEXT, data, name)
    convert_if_possible(name, read(name), text, marked=QUOTES)


@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(data=st.data())
def test_signs_that_are_changed_lost_or_repeated(name: str, data: st.DataObject) -> None:
    content = read(name)
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, len(content) - 1))
        lost = data.draw(st.integers(0, 8))
        added = data.draw(SIGNS) if data.draw(st.booleans()) else content[at : at + 20]
        content = content[:at] + added + content[at + lost :]
    # A row less is a valid file of columns, and a sign less of a text without words is a valid text.
    has_fixed_words = name in WITH_TEXT and FILES[name] != "conll"
    convert_if_possible(name, content, marked=MARKED if has_fixed_words else None)


@pytest.mark.parametrize("name", [one for one in NAMES if "json" in one])
@settings(max_examples=80, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(data=st.data())
def test_values_that_are_others_or_missing(name: str, data: st.DataObject) -> None:
    content = json.loads(read(name))
    holders = list(list_holders(content))
    for _ in range(data.draw(st.integers(1, 2))):
        holder, key = data.draw(st.sampled_from(holders))
        with contextlib.suppress(KeyError, IndexError):  # The change before took it away.
            if data.draw(st.booleans()):
                del holder[key]
            else:
                holder[key] = data.draw(st.sampled_from(VALUES))
    convert_if_possible(name, json.dumps(content))


def list_holders(value: Any) -> list[tuple[Any, Any]]:  # noqa: ANN401 - JSON
    """Return every place of a JSON value: what holds it, and its key or index."""
    if not isinstance(value, dict | list):
        return []
    keys = list(value) if isinstance(value, dict) else range(len(value))
    return [place for key in keys for place in ((value, key), *list_holders(value[key]))]
