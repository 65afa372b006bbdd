// Sends each decision to the program on this machine, which writes the file, and shows what is different then.
// Words are never sent: the program cuts them from the text, and HTML comes from it alone.
const main = document.querySelector("main");
const text = document.querySelector("#text");
const panel = document.querySelector("#panel");
const list = document.querySelector("#parts");
const alertBox = document.querySelector("#alert");
const statusLine = document.querySelector("#status");
const help = document.querySelector("#help");
const repeat = document.querySelector("#repeat");
const singleKeys = document.querySelector("#single-keys");
const words = main.dataset;
const UNSAVED = `unsaved ${words.address}`;

// One after the other, in the order of the keys: each decision is about the version that the one before led to.
let queue = Promise.resolve();
const enqueue = (work) => (queue = queue.then(work).catch(fail));

function fail(error) {
  queue = Promise.resolve();
  showAlert(error instanceof TypeError ? words.noAnswer : String(error));
}

function showAlert(message, details = []) {
  alertBox.querySelector("p").textContent = message;
  alertBox.querySelector("ul").replaceChildren(...details.map((detail) => Object.assign(document.createElement("li"), { textContent: detail })));
  alertBox.hidden = false;
  repeat.hidden = true;
}

// What was not saved is offered until it is repeated or closed; all else is over with the next step.
function hideAlert() {
  if (repeat.hidden) alertBox.hidden = true;
}

function closeAlert() {
  repeat.hidden = true;
  hideAlert();
}

async function ask(path, options) {
  const response = await fetch(path, options);
  if (response.status === 403) throw words.noAccess;
  const answer = await response.json().catch(() => {
    throw words.noAnswer;
  });
  return [response, answer];
}

// What is current

const getItem = (key) => document.getElementById(`item-${key}`);

function mark(key) {
  for (const one of document.querySelectorAll(".current")) one.classList.remove("current");
  list.querySelector("[aria-current]")?.removeAttribute("aria-current");
  words.part = key;
  const button = getItem(key)?.firstElementChild;
  for (const one of text.querySelectorAll(`[data-part="${key}"]`)) one.classList.add("current");
  if (!button) return;
  button.setAttribute("aria-current", "true");
  button.classList.add("current");
  showCurrent(button);
}

function showCurrent(button) {
  text.querySelector(".current")?.scrollIntoView({ block: "center" });
  const box = list.parentElement;
  if (getComputedStyle(box).overflowY === "visible") return; // On a phone the list is below the text.
  const place = button.getBoundingClientRect();
  const frame = box.getBoundingClientRect();
  if (place.top < frame.top || place.bottom > frame.bottom) box.scrollTop += place.top - frame.top - frame.height / 3;
}

// The keyboard is where the eye is: at the item of the list, unless somebody fills in a form.
function focusCurrent() {
  const button = getItem(words.part)?.firstElementChild;
  for (const one of list.querySelectorAll('button[tabindex="0"]')) one.tabIndex = -1;
  if (!button) return;
  button.tabIndex = 0;
  button.focus({ preventScroll: true });
}

// The keyboard stays at a button that was pressed, if the next panel has it, too.
function replacePanel(html) {
  const hadSpan = panel.querySelector("#form-span")?.open;
  const pressed = [...panel.querySelectorAll("button")].indexOf(document.activeElement);
  panel.innerHTML = html;
  const span = panel.querySelector("#form-span");
  if (span && hadSpan) span.open = true;
  panel.scrollTop = 0;
  const button = panel.querySelectorAll("button")[pressed];
  if (button) button.focus({ preventScroll: true });
  else focusCurrent();
}

async function show(key) {
  if (!key) return;
  hideAlert();
  const query = new URLSearchParams({ part: key, version: words.version });
  const [response, answer] = await ask(`${words.folder}/parts/${words.address}?${query}`);
  if (response.status === 409) return reread();
  if (!response.ok) return showAlert(answer.message, answer.details);
  mark(key);
  replacePanel(answer.panel);
}

function findNeighbour(step) {
  const item = getItem(words.part);
  return (step > 0 ? item?.nextElementSibling : item?.previousElementSibling)?.firstElementChild.dataset.part;
}

function findOpen() {
  const open = [...list.querySelectorAll("button.open")].map((one) => one.dataset.part);
  const all = [...list.children].map((one) => one.firstElementChild.dataset.part);
  const at = all.indexOf(words.part);
  return open.find((key) => all.indexOf(key) > at) ?? open.find((key) => key !== words.part);
}

// Decisions

async function decide(decision) {
  hideAlert();
  const body = JSON.stringify({ ...decision, version: words.version, part: decision.part ?? words.part });
  const headers = { "Content-Type": "application/json" };
  const [response, answer] = await ask(`${words.folder}/decisions/${words.address}`, { method: "POST", headers, body });
  if (response.status === 409) return reread(JSON.parse(body));
  if (!response.ok) return showAlert(answer.message, answer.details);
  apply(answer);
}

function apply({ version, part, panel: html, said, left, total, lines, remove, put }) {
  words.version = version;
  for (const [number, line] of lines) text.querySelector(`[data-line="${number}"]`).innerHTML = line;
  for (const key of remove) getItem(key).remove();
  for (const [key, item, following] of put) {
    getItem(key)?.remove();
    const before = following === null ? null : getItem(following);
    if (before) before.insertAdjacentHTML("beforebegin", item);
    else list.insertAdjacentHTML("beforeend", item);
  }
  const count = words.left.replace("%(left)s", left).replace("%(total)s", total);
  document.querySelector("#left").textContent = count;
  Object.assign(document.querySelector("#progress"), { max: total, value: total - left });
  statusLine.textContent = [...said, count].join(" ");
  mark(part);
  replacePanel(html);
}

// Somebody else has written the file: it is read again, and what was decided is kept until it is repeated.
function reread(decision) {
  const shown = decision && getItem(decision.part)?.querySelector(".words")?.textContent;
  const label = decision && `${words[decision.action] ?? words.change}: ${shown ?? ""}`;
  sessionStorage.setItem(UNSAVED, JSON.stringify({ decision, label }));
  location.replace(`${words.folder}/drafts/${words.address}?part=${encodeURIComponent(words.part)}`);
  return new Promise(() => {}); // Nothing more happens on this page.
}

function offerUnsaved() {
  const stored = sessionStorage.getItem(UNSAVED);
  if (!stored) return;
  const { decision, label } = JSON.parse(stored);
  sessionStorage.removeItem(UNSAVED);
  showAlert(decision ? words.reread.replace("%s", label) : words.changed);
  if (!decision) return;
  repeat.hidden = false;
  repeat.onclick = () => {
    closeAlert();
    enqueue(() => decide(decision));
  };
  repeat.focus();
}

// Selections: offsets in UTF-16 code units, which the program counts in code points.

// A point between lines or behind the text, to which a triple click selects, is at the end of the line before.
function findOffset(node, offset) {
  const point = document.createRange();
  point.setStart(node, offset);
  const line = [...text.children].findLast((one) => point.comparePoint(one, 0) <= 0);
  if (!line) return 0;
  const before = document.createRange();
  before.selectNodeContents(line);
  if (line.contains(node)) before.setEnd(node, offset);
  return Number(line.dataset.start) + before.toString().length;
}

function readSelection() {
  const selection = document.getSelection();
  if (selection.isCollapsed || !selection.rangeCount) return null;
  const range = selection.getRangeAt(0);
  if (!range.intersectsNode(text)) return null;
  const start = findOffset(range.startContainer, range.startOffset);
  const end = findOffset(range.endContainer, range.endOffset);
  return start >= end ? null : { start, end };
}

function takeSelection(action) {
  const selected = readSelection();
  if (!selected && action === "span") return showAlert(words.selection);
  document.getSelection().removeAllRanges();
  enqueue(() => decide({ action, ...selected }));
}

// Keys and clicks

function openForm(id) {
  const form = panel.querySelector(`#form-${id}`);
  if (!form) return;
  form.open = true;
  const field = form.querySelector("input, select");
  field?.focus();
  field?.select?.();
}

// Forms are opened in the queue, too: behind decisions whose answers replace the panel.
const later = (work) => () => enqueue(async () => work());
// A key is about the proposal that was shown when it was pressed, however fast the keys come. Where an end was
// moved, the proposal has another key since.
const act = (decision) => () => {
  const seen = words.part;
  enqueue(() => decide({ ...decision, part: decision.action === "move" && !getItem(seen) ? words.part : seen }));
};
const moveEnd = (step, direction) => (event) => act({ action: "move", end: event.shiftKey ? "start" : "end", step, direction })();
const KEYS = {
  j: () => enqueue(() => show(findNeighbour(1))),
  k: () => enqueue(() => show(findNeighbour(-1))),
  o: () => enqueue(() => show(findOpen())),
  a: act({ action: "accept" }),
  r: act({ action: "reject" }),
  u: act({ action: "undo" }),
  s: later(() => openForm("speakers")),
  d: later(() => openForm("addressees")),
  m: later(() => openForm("statement")),
  e: later(() => openForm("own")),
  x: () => takeSelection("span"),
  n: () => takeSelection("add"),
  "?": () => help.showModal(),
  ArrowLeft: moveEnd("word", "back"),
  ArrowRight: moveEnd("word", "forward"),
  // With Shift these keys have other characters, in each layout others.
  Comma: moveEnd("character", "back"),
  Period: moveEnd("character", "forward"),
};
["direct", "mixed", "term", "indirect", "reported"].forEach((type, at) => (KEYS[at + 1] = act({ action: "type", type })));

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || help.open) return;
  const isField = event.target.closest?.("input, select, textarea");
  if (event.key === "Escape") {
    closeAlert();
    return focusCurrent();
  }
  if (event.key === "Enter" && isField?.tagName === "SELECT") {
    event.preventDefault(); // As in a line of text; the space bar opens the choice.
    isField.form.requestSubmit();
  }
  if (isField || !singleKeys.checked) return;
  const key = KEYS[event.code] ?? KEYS[event.key] ?? KEYS[event.key.toLowerCase()];
  if (!key) return;
  event.preventDefault();
  if (event.repeat && "aru".includes(event.key)) return; // A key held down decides once.
  key(event);
});

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-action]");
  if (button?.tagName === "BUTTON") {
    const { action, type, end, step, direction } = button.dataset;
    if (action === "span" || action === "add") takeSelection(action);
    else act({ action, type, end, step, direction })();
    return;
  }
  const go = event.target.closest("[data-go]")?.dataset.go;
  if (go) return KEYS[{ next: "j", previous: "k", open: "o" }[go]]();
  const part = event.target.closest("[data-part]:not(main)");
  if (!part) return;
  event.preventDefault();
  if (document.getSelection().isCollapsed) enqueue(() => show(part.dataset.part));
});

panel.addEventListener("submit", (event) => {
  event.preventDefault();
  const values = Object.fromEntries(new FormData(event.target));
  enqueue(() => decide({ action: event.target.dataset.action, ...values }));
});

// WCAG 2.1.4: keys without Ctrl can be turned off, for those who speak to their computer.
singleKeys.checked = localStorage.getItem("single-keys") !== "off";
singleKeys.addEventListener("change", () => localStorage.setItem("single-keys", singleKeys.checked ? "on" : "off"));
document.querySelector("#show-help").addEventListener("click", () => help.showModal());
document.querySelector("#close-alert").addEventListener("click", () => {
  closeAlert();
  focusCurrent();
});
document.querySelector("#close-help").addEventListener("click", () => help.close());

mark(words.part);
focusCurrent();
offerUnsaved();
