#!/usr/bin/env bash
# A text quote selector resolves, without a warning, to a sentence that says the opposite.
#
# Packages: dom-anchor-text-quote 4.0.2 (W3C TextQuoteSelector to a DOM range), in jsdom 22.1.0.
# Expected: a selector whose `exact` does not occur in the document does not resolve: toRange returns null.
# Seen:     `exact` with an added "nicht" resolves to the sentence without it. The range has nearly the length of
#           `exact`, not that of the passage: it runs on into the next word. Nothing in the result says that the words
#           differ; only a text with nothing similar gives null.
# Matters:  "the selector resolved" proves nothing about a quotation. The words at the resolved place have to be compared
#           with `exact` before a quotation is called found.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

npm init -y >/dev/null
npm install --silent --no-audit --no-fund dom-anchor-text-quote@4.0.2 jsdom@22.1.0
cat >program.mjs <<'PROGRAM'
import { readFileSync } from "node:fs";
import { JSDOM } from "jsdom";

const { window } = new JSDOM("<p>Putin: „Ich bin überzeugt, dass wir die bilaterale Zusammenarbeit stärken werden.“</p>");
for (const name of ["document", "Node", "NodeFilter"]) globalThis[name] = window[name];
const { toRange } = await import("dom-anchor-text-quote");

const EXPECTED = {
  "Ich bin überzeugt, dass wir": "Ich bin überzeugt, dass wir",
  "Ich bin nicht überzeugt, dass wir": "Ich bin überzeugt, dass wir die ",
  "Hallo Welt, das ist alles ganz anders": null,
};
for (const name of ["dom-anchor-text-quote", "jsdom"]) {
  console.log(name, JSON.parse(readFileSync(`node_modules/${name}/package.json`)).version);
}
let changed = false;
for (const [exact, expected] of Object.entries(EXPECTED)) {
  const range = toRange(window.document.body, { type: "TextQuoteSelector", exact });
  const words = range && range.toString();
  console.log(JSON.stringify({ exact, resolved: words }));
  changed ||= words !== expected;
}
process.exit(changed ? 1 : 0);
PROGRAM
node program.mjs
