// Follows the reader's choice of light or dark: Swagger UI has a dark theme of its own.
const dark = window.matchMedia("(prefers-color-scheme: dark)");
const follow = () => document.documentElement.classList.toggle("dark-mode", dark.matches);
dark.addEventListener("change", follow);
follow();

// The first question: asks /v1/verify and shows the verdict with its evidence.
const question = document.querySelector("#question");
const answer = document.querySelector("#answer");

// Texts of the server are set as text, never as HTML.
const make = (tag, text, attributes = {}) => Object.assign(document.createElement(tag), { textContent: text, ...attributes });

function describeNote(note) {
  const parts = note.split("`").map((part, number) => (number % 2 ? make("code", part) : part));
  const paragraph = make("p", "");
  paragraph.append(...parts);
  return paragraph;
}

function describeSpeakers({ attribution, speakers }) {
  const names = speakers.map((speaker) => speaker.name);
  if (attribution === "none" || names.length === 0) return "No speaker’s words";
  return names.join(attribution === "ambiguous" ? " or " : " and ");
}

function describePlace(found) {
  const { article, start, end } = found;
  const place = make("p", `${describeSpeakers(found)}, in `);
  const href = `/v1/articles/${article.id}/text?start=${start}&end=${end}`;
  place.append(make("a", article.headline ?? article.id, { href }), `, characters ${start} to ${end}:`);
  return place;
}

function describeVerdict({ verdict, wording, attribution, changes, matches, matches_total, nearest, note }) {
  const [found = nearest] = matches;
  const heading = make("p", verdict, { className: "verdict" });
  heading.append(make("small", [`wording ${wording}`, `attribution ${attribution}`, ...changes].join(", ")));
  const evidence = found ? [describePlace(found), make("blockquote", found.context ?? found.exact, { lang: "" })] : [];
  const more = matches_total > 1 ? [make("p", `This is the first of ${matches_total} matches.`)] : [];
  return [heading, ...evidence, ...more, describeNote(note)];
}

async function ask() {
  const speaker = question.speaker.value.trim();
  const url = `/v1/verify?${new URLSearchParams({ text: question.text.value, ...(speaker && { speaker }) })}`;
  let shown;
  try {
    const response = await fetch(url);
    const body = await response.json();
    shown = response.ok ? describeVerdict(body) : [make("p", body.title, { className: "verdict" }), make("p", body.detail)];
  } catch {
    shown = [make("p", "The server did not answer.", { className: "verdict" })];
  }
  const source = make("p", "", { className: "source" });
  source.append("GET ", make("a", url, { href: url }));
  answer.replaceChildren(...shown, source);
  answer.hidden = false;
}

question.addEventListener("submit", (event) => {
  event.preventDefault();
  ask();
});
for (const link of document.querySelectorAll(".examples a[href^='/v1/verify?']")) {
  link.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return; // into a new tab or window
    event.preventDefault();
    for (const [name, value] of new URL(link.href).searchParams) question[name].value = value;
    ask();
  });
}

// The description is long: it is one click away, between the first question and the operations.
const FoldedDescription = () => ({
  wrapComponents: {
    InfoContainer: (Original, { React }) => (props) =>
      React.createElement(
        "details",
        { className: "folded" },
        React.createElement("summary", null, "Conventions, and the rules of a verdict"),
        React.createElement(Original, props),
      ),
  },
});

// The path of an operation is in a button, which opens it and sets its address: a link in there is one thing to
// operate in another (WCAG 4.1.2), and a second stop for the keyboard. Links of groups are in no button.
const PlainPaths = () => ({
  wrapComponents: {
    DeepLink: (Original, { React }) => (props) =>
      props.path.includes("/")
        ? React.createElement("span", { className: "nostyle" }, props.text)
        : React.createElement(Original, props),
  },
});

// BaseLayout: the standalone one writes inline styles, which the Content-Security-Policy refuses.
SwaggerUIBundle({
  url: "/openapi.json",
  dom_id: "#docs",
  layout: "BaseLayout",
  plugins: [FoldedDescription, PlainPaths],
  deepLinking: true,
  tryItOutEnabled: true,
  displayRequestDuration: true,
  defaultModelsExpandDepth: 0,
  docExpansion: "list",
  validatorUrl: null,
});
