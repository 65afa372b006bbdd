// Reads the feed by rss-parser and by npm's feedparser, page by page, and compares it with the list.
import assert from "node:assert/strict";
import { Readable } from "node:stream";
import FeedParser from "feedparser";
import RssParser from "rss-parser";

const [url] = process.argv.slice(2);
const list = await (await fetch(`${url}/v1/quotes?speaker=Putin&limit=200`)).json();
const wanted = list.items.map((quote) => `${url}/quotes/${quote.id}`);

async function readItems(xml) {
  const items = [];
  const parser = new FeedParser({ feedurl: url });
  Readable.from([xml]).pipe(parser);
  for await (const item of parser) items.push(item);
  return items;
}

const links = [];
let address = `${url}/v1/feed.atom?speaker=Putin&limit=2`;
while (address) {
  const answer = await fetch(address, { headers: { Accept: "application/rss+xml" } });
  assert.equal(answer.headers.get("content-type"), "application/atom+xml");
  const xml = await answer.text();
  const feed = await new RssParser().parseString(xml);
  const items = await readItems(xml);
  assert.equal(feed.link, `${url}/`);
  assert.deepEqual(feed.items.map((item) => item.link), items.map((item) => item.link));
  for (const item of feed.items) {
    const quote = await (await fetch(item.link.replace("/quotes/", "/v1/quotes/"))).json();
    assert.ok(item.content.startsWith("<blockquote>"));
    assert.equal(item.content.split("<blockquote>")[1].split("</blockquote>")[0], quote.exact);
    assert.ok(Date.now() - new Date(item.isoDate) < 86_400_000);
    links.push(item.link);
  }
  address = answer.headers.get("link")?.match(/<([^>]+)>; rel="next"/)?.[1];
  address &&= url + address;
}
assert.deepEqual(links, wanted);
console.log(`feed: ${links.length} entries read by rss-parser and feedparser`);
