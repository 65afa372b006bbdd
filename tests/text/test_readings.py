"""Typography never makes a true quotation false, and never makes a false one true.

Random passages are quoted in other typography of every kind, in the claim and in the text, several kinds at
once. READINGS_TESTED in the environment says how many claims combine kinds; each kind alone gets fewer.
"""

import os
import random

import pytest

from app import verbatim
from tests.text.made_claims import (
    ALTERATIONS,
    CLAIM_TYPOGRAPHY,
    LITERAL_ONLY,
    TYPOGRAPHY,
    Quoted,
    draw_kinds,
    make_claim,
)

TOGETHER = int(os.environ.get("READINGS_TESTED", "200"))
EACH = max(10, TOGETHER // 40)


def find(quoted: Quoted) -> list[str]:
    """Return all that is the claim in the text, literally or in other typography."""
    forms = verbatim.list_forms(quoted.claim)
    return [quoted.text[slice(*one.span)] for one in verbatim.find_forms(quoted.text, forms)]


def describe(quoted: Quoted) -> str:
    return f"{quoted.claim!r} in {quoted.text!r}"


def test_finds_a_claim_as_it_is() -> None:
    draw = random.Random("as it is")
    for _ in range(TOGETHER):
        quoted = make_claim(draw)
        assert find(quoted), describe(quoted)


@pytest.mark.parametrize("kind", [*TYPOGRAPHY, *CLAIM_TYPOGRAPHY])
def test_finds_a_claim_in_other_typography(kind: str) -> None:
    draw = random.Random(f"claim {kind}")
    for _ in range(EACH):
        quoted = make_claim(draw, in_claim=[kind])
        assert find(quoted), describe(quoted)


@pytest.mark.parametrize("kind", TYPOGRAPHY)
def test_finds_a_claim_in_a_text_in_other_typography(kind: str) -> None:
    draw = random.Random(f"text {kind}")
    for _ in range(EACH):
        quoted = make_claim(draw, in_text=[kind])
        assert find(quoted), describe(quoted)


@pytest.mark.parametrize("side", ["claim", "text", "both"])
def test_finds_a_claim_whatever_typography_is_combined(side: str) -> None:
    draw = random.Random(f"together {side}")
    for _ in range(TOGETHER):
        in_claim = [] if side == "text" else draw_kinds(draw)
        in_text = [] if side == "claim" else draw_kinds(draw, in_text=True)
        quoted = make_claim(draw, in_claim=in_claim, in_text=in_text)
        assert find(quoted), describe(quoted)


@pytest.mark.parametrize("alteration", ALTERATIONS)
def test_never_finds_altered_words(alteration: str) -> None:
    draw = random.Random(f"altered {alteration}")
    for _ in range(EACH):
        quoted = make_claim(draw, alteration=alteration)
        assert not find(quoted), describe(quoted)


def test_never_finds_altered_words_whatever_typography_is_combined() -> None:
    draw = random.Random("altered, and together")
    for _ in range(TOGETHER):
        alteration = draw.choice(list(ALTERATIONS))
        in_text = [] if alteration in LITERAL_ONLY else draw_kinds(draw, in_text=True)
        quoted = make_claim(draw, alteration=alteration, in_claim=draw_kinds(draw), in_text=in_text)
        assert not find(quoted), f"{alteration}: {describe(quoted)}"
