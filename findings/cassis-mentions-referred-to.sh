#!/usr/bin/env bash
# dkpro-cassis moves annotations that are only referred to, further with each time they are read and written as XMI.
#
# Packages: dkpro-cassis 0.12.0.
# Expected: a CAS counts UTF-16 code units, cassis code points. It maps the offsets of all annotations when it reads a
#           file, and back when it writes one, so that each has the same words before and after, in XMI as in JSON.
# Seen:     behind one emoji, annotations in the index of a view are right in both. One that is in none, and that a
#           feature of another one refers to, is right in JSON, but keeps its numbers when it is read from XMI, without
#           a warning. Written again, they are mapped a second time: it is one letter further on each time.
# Matters:  the speaker of a quotation is often such an annotation: his words are cut as “nna Berg.”. A reader has to
#           map the offsets of annotations that are in no index itself, and to check the words of all of them.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check dkpro-cassis==0.12.0 2>/dev/null
cat >program.py <<'PROGRAM'
import json
import sys
from importlib.metadata import version

from cassis import Cas, TypeSystem, load_cas_from_json, load_cas_from_xmi

TEXT = "😀 „Gut“, sagte Anna Berg."
types = TypeSystem()
Mention = types.create_type("sample.Mention")
Quote = types.create_type("sample.Quote")
for name in ("cue", "speaker"):
    types.create_feature(Quote, name, "sample.Mention")
cas = Cas(typesystem=types)
cas.sofa_string, cas.sofa_mime = TEXT, "text/plain"


def place(words: str) -> dict[str, object]:
    start = TEXT.index(words)
    return {"begin": start, "end": start + len(words), "sofa": cas.get_sofa()}


cue, speaker = Mention(**place("sagte")), Mention(**place("Anna Berg"))
quote = Quote(**place("Gut"), cue=cue, speaker=speaker)
cas.add_all([quote, cue])  # The speaker is in no index: the quote refers to it.


def cut(cas: Cas) -> list[str]:
    [quote] = cas.select("sample.Quote")
    return [one.get_covered_text() for one in (quote, quote.cue, quote.speaker)]


once = load_cas_from_xmi(cas.to_xmi(), typesystem=types)
twice = load_cas_from_xmi(once.to_xmi(), typesystem=types)
found = {"json": cut(load_cas_from_json(cas.to_json())), "xmi": cut(once), "xmi again": cut(twice)}
print(json.dumps({"dkpro-cassis": version("dkpro-cassis"), **found}, ensure_ascii=False))
expected = {
    "json": ["Gut", "sagte", "Anna Berg"],
    "xmi": ["Gut", "sagte", "nna Berg."],
    "xmi again": ["Gut", "sagte", "na Berg."],
}
sys.exit(found != expected)
PROGRAM
venv/bin/python program.py
