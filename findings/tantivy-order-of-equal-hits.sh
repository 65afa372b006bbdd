#!/usr/bin/env bash
# A full-text engine returns hits of equal score in an order that depends on how they were committed, and on chance.
#
# Packages: tantivy 0.27.0 (Python bindings of the engine of the same name).
# Expected: hits with the same score come in the order in which they were added, or in any order that two indexes of
#           the same documents have in common.
# Seen:     twelve equal documents come in order if they were added in one commit. With a commit after each, the same
#           documents come in another order, which differs from one run of the program to the next.
# Matters:  quotes of one length that have a word once all have the same score. Two machines that index the same
#           articles would show other first pages, and a reader who turns the page may see a quote twice or never. Ties
#           have to be put in order by a key of one's own, over all hits of the last score of a page.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check tantivy==0.27.0 2>/dev/null
cat >program.py <<'PROGRAM'
import sys
from importlib.metadata import version

import tantivy

builder = tantivy.SchemaBuilder()
builder.add_text_field("text", tokenizer_name="whitespace")
builder.add_integer_field("number", fast=True)
schema = builder.build()


def search(batches):
    """Return the scores and the numbers of the hits, where so many documents are added in each commit."""
    index = tantivy.Index(schema)
    writer = index.writer(15_000_000, 1)
    number = 0
    for batch in batches:
        for _ in range(batch):
            document = tantivy.Document()
            document.add_text("text", "peace now")
            document.add_integer("number", number)
            writer.add_document(document)
            number += 1
        writer.commit()
    writer.wait_merging_threads()
    index.reload()
    searcher = index.searcher()
    hits = searcher.search(tantivy.Query.term_query(schema, "text", "peace"), limit=50).hits
    return {score for score, _ in hits}, searcher.fast_field_values("number", [at for _, at in hits])


print("tantivy", version("tantivy"))
scores, at_once = search([12])
other_scores, one_by_one = search([1] * 12)
print("one commit:    ", at_once)
print("twelve commits:", one_by_one)
in_order = list(range(12))
is_as_seen = (
    scores == other_scores
    and len(scores) == 1
    and at_once == in_order
    and one_by_one != in_order
    and sorted(one_by_one) == in_order
)
sys.exit(not is_as_seen)
PROGRAM
venv/bin/python program.py
