// Read JSON-LD by npm's jsonld, and resolve its selectors by the libraries of three annotation tools.
import { strict as assert } from "node:assert";
import { JSDOM } from "jsdom";
import jsonld from "jsonld";

const { window } = new JSDOM("<article></article>");
globalThis.window = window;
for (const name of ["document", "Node", "NodeFilter", "Range", "HTMLElement", "Element", "Text"]) {
  globalThis[name] = window[name];
}
// These look for the document when they are loaded.
const annotator = await import("@apache-annotator/dom");
const recogito = await import("@recogito/text-annotator");
const textPosition = await import("dom-anchor-text-position");
const textQuote = await import("dom-anchor-text-quote");

const [url, token] = process.argv.slice(2);
const OA = "http://www.w3.org/ns/oa#";

async function get(path) {
  const response = await fetch(url + path, { headers: { accept: "application/ld+json" } });
  assert.equal(response.status, 200, path);
  assert.equal(response.headers.get("content-type"), "application/ld+json");
  return response.json();
}

const documentLoader = (address) => Promise.reject(new Error(`a reader has to fetch ${address}`));

const listExact = (node) => {
  if (Array.isArray(node)) return node.flatMap(listExact);
  if (node === null || typeof node !== "object") return [];
  return Object.entries(node).flatMap(([key, value]) => (
    key === `${OA}exact` ? value.map((one) => one["@value"]) : listExact(value)
  ));
};

async function readGraph(path) {
  const document = await get(path);
  const annotations = (document.items ?? document.subjectOf ?? [document]).filter((one) => one.type === "Annotation");
  const exact = annotations.map((one) => one.target.selector[0].exact).sort();
  const expanded = await jsonld.expand(document, { documentLoader, safe: true });
  assert.deepEqual(listExact(expanded).sort(), exact);
  const quads = await jsonld.toRDF(document, { documentLoader, safe: true });
  const inGraph = quads.filter((quad) => quad.predicate.value === `${OA}exact`);
  assert.deepEqual(inGraph.map((quad) => quad.object.value).sort(), exact);
  for (const term of quads.flatMap((quad) => [quad.subject, quad.predicate, quad.object])) {
    if (term.termType === "NamedNode") assert.match(term.value, /^https?:\/\/[!-~]+$/);
  }
  return quads.length;
}

// What UTF-16 counts otherwise (emoji, flags, 𝔈), what it does not (a combining mark, Korean), and CRLF.
const TEXT = [
  "👩‍👩‍👧 Anna schrieb: „Guten Tag 👋🏽“, und\r\n",
  "später: „Ja“.\r\n",
  "Noch 𝔈in Brief: „Ja“, „Zoe\u0308 ist da, 한국어 auch“ und „🇰🇵🇷🇺,\r\n",
  "beide“.\n",
];
const QUOTES = ["Guten Tag 👋🏽", "Ja", "Ja", "Zoe\u0308 ist da, 한국어 auch", "🇰🇵🇷🇺,\r\nbeide"];

async function putHardArticle() {
  const certainty = { speaker: "stated" };
  const count = (exact, at) => QUOTES.slice(0, at + 1).filter((one) => one === exact).length;
  const quotes = QUOTES.map((exact, at) => ({
    exact, type: "direct", speakers: ["anna"], certainty, occurrence: count(exact, at),
  }));
  // An address may have characters that a URI may not have.
  const speaker = { id: "anna", name: "Anna", kind: "person", same_as: ["https://example.org/{a}|b\\c^d`ä"] };
  const body = { format: "wortlaut-article/1", id: "hard", text: TEXT.join(""), quotes, speakers: [speaker] };
  body.blocks = TEXT.map(() => "paragraph");
  const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
  const response = await fetch(`${url}/v1/articles/hard`, { method: "PUT", headers, body: JSON.stringify(body) });
  assert.ok(response.ok, await response.text());
}

async function showText(article) {
  const text = await (await fetch(`${url}/v1/articles/${article}/text`)).text();
  const root = window.document.querySelector("article");
  // A line is an element, so that quotes lie in one text node, in several and behind others.
  root.replaceChildren(...text.match(/.*?(?:\r\n|\n|$)/gs).filter(Boolean).map((line) => {
    const element = window.document.createElement("p");
    element.textContent = line;
    return element;
  }));
  assert.equal(root.textContent, text);
  return root;
}

const getFirst = async (matches) => (await matches.next()).value;

async function resolveAll(article) {
  const root = await showText(article);
  const inCodePoints = (await get(`/v1/articles/${article}`)).subjectOf;
  const inUtf16 = (await get(`/v1/articles/${article}?offsets=utf16`)).subjectOf;
  for (const [at, annotation] of inCodePoints.entries()) {
    const [quote, position] = annotation.target.selector;
    const [quote16, position16] = inUtf16[at].target.selector;
    assert.equal(inUtf16[at].id, annotation.id);
    const { parsed, error } = recogito.parseW3CTextAnnotation(inUtf16[at]);
    assert.equal(error, undefined);
    const ranges = {
      "apache, by position": await getFirst(annotator.createTextPositionSelectorMatcher(position)(root)),
      "apache, by words": await getFirst(annotator.createTextQuoteSelectorMatcher(quote)(root)),
      "dom-anchor, by position": textPosition.toRange(root, position16),
      "dom-anchor, by words": textQuote.toRange(root, quote16, { hint: position16.start }),
      "recogito": recogito.reviveAnnotation(parsed, root).target.selector[0].range,
    };
    for (const [reader, range] of Object.entries(ranges)) {
      const { start, end } = textPosition.fromRange(root, range);
      const found = { exact: range.toString(), start, end };
      const { exact } = quote;
      assert.deepEqual(found, { exact, start: position16.start, end: position16.end }, `${reader}: ${annotation.id}`);
    }
  }
  return inCodePoints.length;
}

await putHardArticle();
const seed = (await get("/v1/articles")).items.map((one) => one.id.split("/").at(-1)).find((id) => id !== "hard");
let triples = 0;
for (const path of [
  "/v1/articles", "/v1/articles/hard", `/v1/articles/${seed}`, "/v1/quotes?limit=200", "/v1/quotes?offsets=utf16",
  "/v1/quotes/random?seed=1", "/v1/statements", "/v1/statements/letter-kim-to-putin", "/v1/speakers", "/v1/speakers/anna",
]) {
  triples += await readGraph(path);
}
const resolved = (await resolveAll("hard")) + (await resolveAll(seed));
assert.ok(resolved > QUOTES.length);
console.log(`jsonld read ${triples} triples; three tools resolved the selectors of ${resolved} quotes.`);
