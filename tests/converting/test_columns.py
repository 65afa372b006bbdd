"""Columns: tags of other schemes are refused, and the rows together tell where the offsets are."""

import re

import pytest

from app.converting import RefusedFile
from tests.converting.builders import convert, kinds

TEXT = "1:0 hieß es. Anna Berg sagte: „Wir kommen heute nicht“.\n"
TOKENS = [(found[0], found.start()) for found in re.finditer(r"1:0|\w+|[^\w\s]", TEXT)]
TAGS = {"Wir": "B-content-1", "kommen": "I-content-1", "heute": "I-content-1", "nicht": "I-content-1"}


def rows(last: str = "I-content-1", **more: str) -> str:
    tags = {**TAGS, "nicht": last, **more}
    return "".join(f"{word}\t{at},{at + len(word)}\t{tags.get(word, '_')}\n" for word, at in TOKENS)


@pytest.mark.parametrize(
    "tag",
    ["E-content-1", "L-content-1", "i-content-1", "I_content_1", "I-content-1:x", "E-content", "content-1"],
)
def test_a_tag_of_another_scheme_is_refused_with_its_row(tag: str) -> None:
    """The quotation would end before its word: *Wir kommen heute* of *Wir kommen heute nicht*."""
    for content in (rows(tag), re.sub(r"\d+,\d+\t", "", rows(tag))):
        with pytest.raises(RefusedFile, match=f"row 13: '{tag}' is neither B-part-number nor I-part-number"):
            convert("conll", content, TEXT)


@pytest.mark.parametrize("value", ["NN", "V-PAST", "nsubj:pass", "content", "E-Mail", "B2"])
def test_values_of_other_columns_are_told(value: str) -> None:
    [one] = convert("conll", rows(sagte=value), TEXT)
    assert [quote["exact"] for quote in one.document["quotes"]] == ["Wir kommen heute nicht"]
    assert kinds(one) == ["other columns"]


@pytest.mark.parametrize("token", ["U-Bahn", "Covid-19", "content-1", "B-content-1"])
def test_a_token_without_offsets_is_no_tag(token: str) -> None:
    content = re.sub(r"\d+,\d+\t", "", rows()).replace("hieß", token)
    [one] = convert("conll", content, TEXT.replace("hieß", token))
    assert [quote["exact"] for quote in one.document["quotes"]] == ["Wir kommen heute nicht"]
    assert one.losses == ()


def test_a_tag_of_other_parts_is_told() -> None:
    [one] = convert("conll", rows(Anna="B-PER", Berg="I-PER"), TEXT)
    assert [loss[::2] for loss in one.losses] == [("other columns", "B-PER, I-PER")]


def test_a_token_that_looks_like_offsets_is_none() -> None:
    numbered = "".join(f"{number}\t{row}\n" for number, row in enumerate(rows().splitlines(), start=1))
    for content in (rows(), numbered):
        [one] = convert("conll", content, TEXT)
        assert [quote["exact"] for quote in one.document["quotes"]] == ["Wir kommen heute nicht"]


def test_a_row_without_offsets_among_others_is_refused() -> None:
    with pytest.raises(RefusedFile, match="row 7: has no token with offsets"):
        convert("conll", rows().replace("sagte\t23,28", "sagte"), TEXT)
