// Use the generated TypeScript client as its users would.
import createClient from "openapi-fetch";
import type { components, paths } from "./wortlaut.js";

declare const process: { argv: string[] };
type Quote = components["schemas"]["Quote"];

// The other formats have no types of their own.
const client = createClient<paths, "application/json" | "application/problem+json">({ baseUrl: process.argv[2] });
const page = await client.GET("/v1/quotes", { params: { query: { speaker: ["Kim"], type: ["direct"] } } });
const sentence: Quote | undefined = page.data?.items[0];
if (!sentence?.exact.startsWith("Ich bin fest davon überzeugt")) throw new Error("no sentence of Kim's");
const article = await client.GET("/v1/articles/{article_id}", {
  params: { path: { article_id: sentence.article.id } },
});
const text = (article.data?.blocks ?? []).map((block) => block.text).join("");
const cut = [...text].slice(sentence.start, sentence.end).join("");
if (cut !== sentence.exact) throw new Error("the offsets do not cut the words");
const checked = await client.POST("/v1/verify/text", { body: { text: `„${cut}“, schrieb Kim Jong-un.` } });
if (checked.data?.summary.verified !== 1) throw new Error("the text is not verified");
const unknown = await client.GET("/v1/quotes", { params: { query: { speaker: ["Schoigu"] } } });
if (unknown.error?.type !== "/problems/unknown-speaker") throw new Error("no problem");
console.log(`The TypeScript client found ${article.data?.quotes.length} quotes.`);
