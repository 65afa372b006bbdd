#!/usr/bin/env bash
# An extractor of articles moves a quotation within a quotation to the end of its paragraph.
#
# Packages: trafilatura 2.3.1, lxml-html-clean 0.4.6.
# Expected: <q> within <q> stays where it is: the words of a paragraph come out in the order in which they are shown.
# Seen:     the inner quotation, with what follows it in the outer one, comes behind the rest of the paragraph:
#           “Er rief: , sagte sie. Damit endete der Abend im Rathaus.Halt!, und ging”.
# Matters:  the words that somebody said are torn apart, and a reporter's words stand between them. A quotation that is
#           verified against such a text is not found where it was printed.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check trafilatura==2.3.1 lxml-html-clean==0.4.6 2>/dev/null
cat >program.py <<'PROGRAM'
import sys
from importlib.metadata import version

import trafilatura

PARAGRAPH = "<p><q>Er rief: <q>Halt!</q>, und ging</q>, sagte sie. Damit endete der Abend im Rathaus.</p>"
PAGE = f"<!DOCTYPE html><html lang='de'><body><article>{PARAGRAPH}<p>{'Ein Satz. ' * 40}</p></article></body></html>"
SHOWN = "Er rief: Halt!, und ging, sagte sie. Damit endete der Abend im Rathaus."
print("trafilatura", version("trafilatura"))
found = trafilatura.bare_extraction(PAGE, include_comments=False, with_metadata=False, fast=True)
words = " ".join("".join(found.body.itertext()).split())
print("shown:", SHOWN)
print("found:", words[:90])
sys.exit(SHOWN in words or "sagte sie. Damit endete der Abend im Rathaus.Halt!, und ging" not in words)
PROGRAM
venv/bin/python program.py
