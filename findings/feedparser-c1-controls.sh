#!/usr/bin/env bash
# A reader of feeds changes a control character in the words of an entry into a punctuation mark.
#
# Packages: feedparser 6.0.14.
# Expected: U+0085 (next line), which XML 1.0 and UTF-8 allow as it is, comes back as it was sent.
# Seen:     it comes back as U+2026, an ellipsis, and U+0093 and U+0094 as quotation marks: what Windows has at these
#           bytes. So do all of U+0080 to U+009F that Windows has.
# Matters:  texts of corpora have such characters. A quotation that is read from a feed has an ellipsis, the mark for
#           an omission, where the article has none: it must not be verified against the article by the feed's words.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check feedparser==6.0.14 2>/dev/null
cat >program.py <<'PROGRAM'
import sys
from importlib.metadata import version

import feedparser

FEED = """<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom">
  <id>urn:example:feed</id><title>Feed</title><updated>2026-01-01T00:00:00Z</updated>
  <entry>
    <id>urn:example:entry</id><title>Entry</title><updated>2026-01-01T00:00:00Z</updated>
    <content type="html">{}</content>
  </entry>
</feed>
"""
EXPECTED = {"Ja\x85nein": "Ja\u2026nein", "\x93Ja\x94": "\u201cJa\u201d"}
print("feedparser", version("feedparser"))
found = {}
for sent in EXPECTED:
    parsed = feedparser.parse(FEED.format(sent).encode())
    assert not parsed.bozo
    found[sent] = parsed.entries[0].content[0].value
    print(ascii(sent), "comes back as", ascii(found[sent]))
sys.exit(found != EXPECTED)
PROGRAM
venv/bin/python program.py
