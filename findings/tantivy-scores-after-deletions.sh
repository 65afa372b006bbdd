#!/usr/bin/env bash
# What was deleted from a full-text index goes on to weigh in the scores of what is left.
#
# Packages: tantivy 0.27.0 (Python bindings of the engine of the same name).
# Expected: an index from which documents were deleted scores the others like one that never had them, as it counts
#           and returns only these.
# Seen:     num_docs and the number of hits are those of the documents left. But doc_freq still counts the deleted ones,
#           and BM25 with it, so the same document has another score, until segments happen to be merged.
# Matters:  an article that is corrected again and again makes its words seem common. Two indexes of the same articles
#           rank them differently if their histories differ; a score may be compared within one answer alone, and must
#           not be stored or shown as a property of a quote.
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
builder.add_integer_field("number", indexed=True, fast=True)
schema = builder.build()
TEXTS = ["peace now", "war and peace", "war again", "no more war"]


def search(corrections):
    """Return what an index tells of "peace" after its first text was replaced by the same one so many times."""
    index = tantivy.Index(schema)
    writer = index.writer(15_000_000, 1)

    def add(number):
        document = tantivy.Document()
        document.add_text("text", TEXTS[number])
        document.add_integer("number", number)
        writer.add_document(document)

    for number in range(len(TEXTS)):
        add(number)
    writer.commit()
    for _ in range(corrections):
        writer.delete_documents_by_term("number", 0)
        add(0)
        writer.commit()
    index.reload()
    searcher = index.searcher()
    hits = searcher.search(tantivy.Query.term_query(schema, "text", "peace"), limit=50)
    score = round(hits.hits[0][0], 4)
    return {"documents": searcher.num_docs, "hits": hits.count, "doc_freq": searcher.doc_freq("text", "peace")}, score


print("tantivy", version("tantivy"))
fresh, score = search(0)
corrected, later_score = search(1)
print("never corrected:", fresh, "best score", score)
print("corrected once: ", corrected, "best score", later_score)
is_as_seen = (
    fresh == {"documents": 4, "hits": 2, "doc_freq": 2}
    and corrected == {"documents": 4, "hits": 2, "doc_freq": 3}
    and later_score != score
)
sys.exit(not is_as_seen)
PROGRAM
venv/bin/python program.py
