#!/usr/bin/env bash
# A substring score of 100 for the opposite: "possible to achieve" is found in "impossible to achieve", German in one word.
#
# Package:  rapidfuzz 3.14.6, fuzz.partial_ratio_alignment(claim, text).
# Expected: a window of words that resembles the claim; 100 means that the text has the claim.
# Seen:     the window is as long as the claim and may begin inside a word. "möglich zu leisten" has a score of 100 in
#           "Das ist unmöglich zu leisten."; the shown passage hides the "un" before it. Where words differ, the
#           passage begins with a fragment: "rzeugt, dass wir ..." for "überzeugt, dass wir ...".
# Matters:  a threshold would confirm a sentence by its negation, and the window is not a quotation to show. Windows have
#           to be widened to whole words, and words compared, before anything is said about a claim.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q rapidfuzz==3.14.6
"$folder/venv/bin/python" - <<'PROGRAM'
import sys
from importlib.metadata import version

from rapidfuzz.fuzz import partial_ratio_alignment

CASES = [
    ("möglich zu leisten", "Das ist unmöglich zu leisten.", 100, "möglich zu leisten"),
    ("annehmbar für alle", "Er nannte den Vorschlag unannehmbar für alle.", 100, "annehmbar für alle"),
    (
        "Ich bin überzeugt, dass wir die Zusammenarbeit stärken werden",
        "Ich bin davon überzeugt, dass wir die bilaterale Zusammenarbeit stärken werden.",
        82,
        "rzeugt, dass wir die bilaterale Zusammenarbeit stärken werden",
    ),
]
print("rapidfuzz", version("rapidfuzz"))
changed = False
for claim, text, expected_score, expected_window in CASES:
    found = partial_ratio_alignment(claim, text)
    window = text[found.dest_start : found.dest_end]
    print(f"{found.score:5.1f}  claim: {claim!r}  text: {text!r}  window: {window!r}")
    changed |= (round(found.score), window) != (expected_score, expected_window)
sys.exit(changed)
PROGRAM
