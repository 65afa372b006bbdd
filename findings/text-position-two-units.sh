#!/usr/bin/env bash
# One text position selector leads two annotation libraries to different words.
#
# Packages: @apache-annotator/dom 0.2.0, @recogito/text-annotator 4.1.1, dom-anchor-text-position 5.0.0, in jsdom 22.1.0.
# Expected: `start` and `end` of a TextPositionSelector count code points (Web Annotation Data Model, 4.2.5), so that all
#           readers resolve it to the same words.
# Seen:     behind one emoji, @apache-annotator/dom resolves the positions in code points, recogito and
#           dom-anchor-text-position those in UTF-16 code units. Each takes the other's numbers without complaint, and
#           returns other words.
# Matters:  no position is right for all of them. A service has to say which unit it counts, offer the other one, and put a
#           quote selector beside the position, by which a reader can see that it was led astray.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

npm init -y >/dev/null
npm install --silent --no-audit --no-fund @apache-annotator/dom@0.2.0 @apache-annotator/selector@0.2.0 \
  @recogito/text-annotator@4.1.1 dom-anchor-text-position@5.0.0 jsdom@22.1.0
cat >program.mjs <<'PROGRAM'
import { readFileSync } from "node:fs";
import { JSDOM } from "jsdom";

const { window } = new JSDOM("<p>👋 Putin: „Ich bin überzeugt“</p>");
globalThis.window = window;
for (const name of ["document", "Node", "NodeFilter", "Range", "HTMLElement", "Element", "Text"]) {
  globalThis[name] = window[name];
}
const { createTextPositionSelectorMatcher } = await import("@apache-annotator/dom");
const { parseW3CTextAnnotation, reviveAnnotation } = await import("@recogito/text-annotator");
const { toRange } = await import("dom-anchor-text-position");

const root = window.document.querySelector("p");
const exact = "Ich bin überzeugt";
const before = root.textContent.split(exact)[0];
const readers = {
  "@apache-annotator/dom": async (position) => (await createTextPositionSelectorMatcher(position)(root).next()).value,
  "@recogito/text-annotator": async (position) => {
    const target = { source: "https://example.org/", selector: [{ type: "TextQuoteSelector", exact }, position] };
    const { parsed } = parseW3CTextAnnotation({ id: "https://example.org/a", type: "Annotation", body: [], target });
    return reviveAnnotation(parsed, root).target.selector[0].range;
  },
  "dom-anchor-text-position": async (position) => toRange(root, position),
};
const EXPECTED = {
  "@apache-annotator/dom": [exact, "ch bin überzeugt“"],
  "@recogito/text-annotator": ["„Ich bin überzeug", exact],
  "dom-anchor-text-position": ["„Ich bin überzeug", exact],
};
let changed = false;
for (const [name, resolve] of Object.entries(readers)) {
  const { version } = JSON.parse(readFileSync(`node_modules/${name}/package.json`));
  const found = [];
  for (const start of [[...before].length, before.length]) {
    found.push((await resolve({ type: "TextPositionSelector", start, end: start + exact.length })).toString());
  }
  console.log(JSON.stringify({ name, version, inCodePoints: found[0], inUtf16: found[1] }));
  changed ||= JSON.stringify(found) !== JSON.stringify(EXPECTED[name]);
}
process.exit(changed ? 1 : 0);
PROGRAM
node program.mjs
