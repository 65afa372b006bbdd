#!/usr/bin/env bash
# After a commit that ended half-way, a full-text engine opens and searches well, but refuses the same change again.
#
# Packages: tantivy 0.27.0 (Python bindings of the engine of the same name).
# Expected: a commit counts once meta.json names its files. Of one that ended before, nothing is left to notice, so the
#           same change can be made and committed again.
# Seen:     where the change deletes a document, the second commit raises ValueError: Failed to open file for write:
#           FileAlreadyExists("….del"). Files of deletions are named by the segment and by the number of the operation,
#           and both are the same again. If the writer is told to collect files that belong to no commit first, the
#           commit succeeds; it does not do so when it is opened.
# Matters:  a service that replaces articles deletes in each commit. A process that is killed at the wrong moment, by
#           the system for example that runs out of memory, leaves an index that searches and takes no more changes; an
#           index that looks damaged is made anew, for minutes, without need.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check tantivy==0.27.0 2>/dev/null
cat >program.py <<'PROGRAM'
import sys
from importlib.metadata import version
from pathlib import Path

import tantivy

builder = tantivy.SchemaBuilder()
builder.add_text_field("text", tokenizer_name="whitespace")
builder.add_text_field("id", tokenizer_name="raw")
schema = builder.build()


def replace(index, *, collects):
    """Replace the document a by a new version of it, and commit."""
    writer = index.writer(15_000_000, 1)
    if collects:
        writer.garbage_collect_files()
    writer.delete_documents_by_term("id", "a")
    document = tantivy.Document()
    document.add_text("id", "a")
    document.add_text("text", "peace now")
    writer.add_document(document)
    writer.commit()
    writer.wait_merging_threads()


def try_again(name, *, collects):
    """Commit a change, take back what makes it count, as if the process had ended before, and commit it again."""
    folder = Path(name)
    folder.mkdir()
    index = tantivy.Index(schema, str(folder))
    writer = index.writer(15_000_000, 1)
    for letter in "ab":
        document = tantivy.Document()
        document.add_text("id", letter)
        document.add_text("text", "peace")
        writer.add_document(document)
    writer.commit()
    writer.wait_merging_threads()
    before = (folder / "meta.json").read_bytes()
    replace(index, collects=False)
    (folder / "meta.json").write_bytes(before)
    again = tantivy.Index(schema, str(folder))
    hits = again.searcher().search(tantivy.Query.term_query(schema, "text", "peace"), limit=10).hits
    try:
        replace(again, collects=collects)
    except ValueError as error:
        return len(hits), str(error)
    return len(hits), "committed"


print("tantivy", version("tantivy"))
plain, collected = try_again("plain", collects=False), try_again("collected", collects=True)
print("hits before, and the same change again:              ", plain)
print("the same, where files without a commit are collected:", collected)
is_as_seen = plain[0] == 2 and "FileAlreadyExists" in plain[1] and collected == (2, "committed")
print("as seen" if is_as_seen else "changed")
sys.exit(not is_as_seen)
PROGRAM
venv/bin/python program.py
