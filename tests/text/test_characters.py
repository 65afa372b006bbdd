"""Classes of characters: defined in one module, and spelt out as patterns read them."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
import regex

from app.verbatim import characters
from app.verbatim.characters import list_characters
from tests.databases import ROOT

WITHOUT_PROPERTIES = [
    name
    for name, value in vars(characters).items()
    if name.isupper() and isinstance(value, str) and "\\p" not in value and r"\s" not in value
]
TYPOGRAPHY = {
    one
    for name in ("SINGLE_MARKS", "DOUBLE_MARKS", "HYPHENS", "DASHES", "LONG_DASHES", "SPACES", "ZERO_WIDTH")
    for one in list_characters(getattr(characters, name))
    if not one.isascii()
}


@pytest.mark.parametrize("name", WITHOUT_PROPERTIES)
def test_spells_out_what_a_pattern_matches(name: str) -> None:
    ranges = getattr(characters, name)
    matched = regex.compile(f"[{ranges}]").findall("".join(map(chr, range(0x20000))))
    assert set(list_characters(ranges)) & {chr(at) for at in range(0x20000)} == set(matched)


def list_constants(file: Path) -> Iterator[str]:
    """Yield the strings of a module that are no documentation."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    documentation = {id(one.value) for one in ast.walk(tree) if isinstance(one, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in documentation:
            yield node.value


def test_no_other_module_of_the_rules_names_typography() -> None:
    for package in ("verbatim", "terms"):
        for file in (ROOT / "app" / package).glob("*.py"):
            if file.name != "characters.py":
                named = {one for text in list_constants(file) for one in text if one in TYPOGRAPHY}
                assert not named, file
