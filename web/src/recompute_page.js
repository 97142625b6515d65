/**
 * The page of one's own recomputation: `<section data-recompute data-guide-url="…" data-pin-id="…">` with a file input
 * `[data-file]` and a place `[data-answer]`. The file is read on the device and sent nowhere; only the guide is fetched.
 */

import { dayWords, instantWords, valueWords } from "./figures.js";
import { recompute } from "./recompute.js";
import { BYTES_MAX } from "./archive/read.js";
import { RECOMPUTE_WORDS, STEP_WORDS, whyOf } from "./recompute_words.js";
import { element, fact, stateMark } from "./view.js";
import { languageOf, wordsOf } from "./words.js";

/** Brings the page to life; does nothing on any other page. */
export function recomputeHere(page) {
  const section = page.querySelector("section[data-recompute]");
  if (!section) return;
  const language = languageOf(page.documentElement.lang);
  const [status, found] = [element("div", { role: "status" }), element("div", { class: "found" })];
  const view = { page, section, status, found, words: wordsOf(language), said: RECOMPUTE_WORDS[language], asked: 0 };
  section.querySelector("[data-answer]").replaceWith(status, found);
  section.querySelector("[data-take]").hidden = false;
  section.querySelector("[data-file]").addEventListener("change", ({ target }) => target.files[0] && take(view, target.files[0]));
}

async function take(view, file) {
  const asked = (view.asked += 1);
  const { section, page, said } = view;
  delete section.dataset.verdict;
  view.found.replaceChildren();
  view.status.replaceChildren(element("p", {}, said.busy));
  const bytes = new Uint8Array(await file.slice(0, BYTES_MAX + 1).arrayBuffer());
  const guide = await fetched(section.dataset.guideUrl);
  const pin = page.getElementById(section.dataset.pinId)?.textContent ?? "";
  const report = guide && (await recompute(bytes, pin, guide));
  if (asked === view.asked) report ? show(view, report) : unfetched(view); // the last file that was chosen
}

async function fetched(url) {
  try {
    const answer = await fetch(url, { credentials: "omit" });
    return answer.ok ? new Uint8Array(await answer.arrayBuffer()) : null;
  } catch {
    return null;
  }
}

function show(view, report) {
  const { section, status, found, words, said } = view;
  const failed = report.steps.find(({ state }) => state !== "holds");
  const mark = element("p", {}, stateMark(report.verdict, words.state(report.verdict)));
  status.replaceChildren(mark, element("p", {}, element("b", {}, said[report.verdict])), failed ? element("p", {}, whyOf(failed, words)) : "");
  found.replaceChildren(...(report.digits ? [digits(report, words, said)] : []), checked(report.steps, words, said));
  section.dataset.verdict = report.verdict;
}

function unfetched({ section, status, said }) {
  status.replaceChildren(element("p", {}, element("b", {}, said.unfetched)));
  section.dataset.verdict = "unknown";
}

function digits({ digits: found, told }, words, said) {
  const { language } = words;
  const tenths = (value) => valueWords("score", value, words);
  return element(
    "dl",
    { class: "facts" },
    fact(said.score, element("b", {}, tenths(found.score))),
    fact(said.band, words.band(found.band)),
    fact(said.between, said.to(tenths(found.low), tenths(found.high))),
    ...Object.entries(found.dimensions).map(([name, value]) => fact(words.field(name), tenths(value))),
    fact(said.day, dayWords(found.day, language)),
    fact(said.guide, said.version(found.guide), element("br"), element("span", { class: "code" }, found.guide_digest)),
    fact(said.entries, said.counted(told)),
    ...(told.cosignedAt === null ? [] : [fact(said.seen, instantWords(told.cosignedAt, language))]),
  );
}

function checked(steps, words, said) {
  const items = steps.map(({ name, state }) =>
    element("li", {}, element("p", {}, STEP_WORDS[name]?.[words.language] ?? name), stateMark(state, words.state(state))),
  );
  return element("details", {}, element("summary", {}, said.steps), element("ol", { class: "checks", role: "list" }, items));
}
