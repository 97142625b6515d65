/**
 * The scan page: `<section data-verify data-proof-url="…" data-pin-id="…">`. The server's own findings stand there until
 * this script replaces `[data-checks]` (or adds to the section) with what the reader's own device finds.
 * `data-expect-NAME="value"` says which opened field must have which value, so that another work's proof is noticed.
 */

import { languageOf, wordsOf } from "./words.js";
import { checkList, element, expertLines, factList, sentence } from "./view.js";
import { STEPS, verify } from "./verify/verify.js";

const PATIENCE_MS = 3000;
const GIVE_UP_MS = 30000;

/** Enhances every section of the page that asks for it. */
export function checkHere(page) {
  for (const section of page.querySelectorAll("section[data-verify]")) begin(section, page);
}

function begin(section, page) {
  const words = wordsOf(languageOf(page.documentElement.lang));
  const status = element("p", { role: "status" });
  const found = element("div", { class: "found" });
  const again = element("button", { class: "button", type: "button" }, words.again);
  const place = section.querySelector("[data-checks]") ?? section.appendChild(element("div"));
  place.replaceChildren(status, found, element("p", { class: "actions" }, again));
  const view = { section, page, words, status, found, running: false };
  again.addEventListener("click", () => run(view, true));
  run(view, false);
}

async function run(view, pressed) {
  if (view.running) return;
  view.running = true;
  try {
    await check(view, pressed);
  } finally {
    view.running = false;
  }
}

async function check(view, pressed) {
  const { section, page, words } = view;
  if (pressed) say(view, words.checking); // whoever pressed hears that it began; otherwise one message, at the end
  const patience = setTimeout(() => say(view, words.waiting), PATIENCE_MS);
  const bytes = await fetched(section.dataset.proofUrl);
  clearTimeout(patience);
  if (!bytes) return unfetched(view);
  const pin = page.getElementById(section.dataset.pinId)?.textContent ?? "";
  show(view, await verify(bytes, pin, { expect: expected(section), onStep: progress(view) }));
}

// The steps appear as they are done, unspoken; the status speaks once.
function progress({ found, words }) {
  const done = [];
  return (outcome) => {
    done.push(outcome);
    const rest = STEPS.slice(outcome.step).filter((name) => !["result", "match"].includes(name));
    found.replaceChildren(checkList([...done, ...rest.map((name) => ({ name, state: "wait" }))], words));
  };
}

function show(view, report) {
  const { found, words } = view;
  const facts = factList(report, words);
  found.replaceChildren(
    checkList(report.steps, words),
    ...(facts ? [folded(words.opened, element("div", { class: "inside" }, facts))] : []),
    folded(words.details, expertLines(report, words)),
  );
  say(view, sentence(report, words));
  view.section.dataset.verdict = report.verdict;
}

function unfetched(view) {
  view.found.replaceChildren(checkList([{ name: "fetch", state: "unknown", code: "no-answer", detail: {} }], view.words));
  say(view, view.words.unfetched);
  view.section.dataset.verdict = "unknown";
}

const folded = (title, inside) => element("details", {}, element("summary", {}, title), inside);

const say = ({ status }, text) => status.replaceChildren(element("b", {}, text));

function expected(section) {
  const asked = Object.entries(section.dataset).filter(([name]) => /^expect[A-Z]/.test(name));
  return Object.fromEntries(asked.map(([name, value]) => [name.slice(6).toLowerCase(), value]));
}

/** The file's bytes; null when the network or the server does not give them. */
async function fetched(url) {
  const gone = new AbortController();
  const timer = setTimeout(() => gone.abort(), GIVE_UP_MS);
  try {
    const answer = await fetch(url, { credentials: "omit", signal: gone.signal });
    return answer.ok ? new Uint8Array(await answer.arrayBuffer()) : null;
  } catch {
    return null;
  } finally {
    clearTimeout(timer);
  }
}
