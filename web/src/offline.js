/**
 * The offline file's own page: a proof is chosen, dropped or pasted, and judged by the pin that the file carries.
 * Nothing is fetched. Elements with `data-words` are filled from `OFFLINE_WORDS`, so that the language can change.
 */

import { dayWords, instantWords } from "./figures.js";
import { OFFLINE_WORDS } from "./offline_words.js";
import { checkList, element, expertLines, fact, factList, sentence, stateMark } from "./view.js";
import { chooseCrypto } from "./verify/crypto.js";
import { nameOf, readPin } from "./verify/pin.js";
import { BYTES_MAX } from "./verify/proof.js";
import { verify } from "./verify/verify.js";
import { STRANGERS, languageOf, wordsOf } from "./words.js";


/** Brings the offline page to life; does nothing on any other page. */
export function openOffline(page) {
  if (!page.querySelector("[data-offline]")) return;
  const one = (name) => page.querySelector(`[data-${name}]`);
  const view = { page, one, pin: one("pin").textContent, report: null, judged: 0, language: languageOf(navigator.language) };
  one("file").addEventListener("change", ({ target }) => target.files[0] && read(view, target.files[0]));
  one("paste").addEventListener("submit", (event) => {
    event.preventDefault();
    judge(view, new TextEncoder().encode(one("text").value));
  });
  one("language").addEventListener("click", () => speak(view, view.language === "zh" ? "en" : "zh"));
  takeDrops(view);
  speak(view, view.language);
}

/** Says everything in one language. */
async function speak(view, language) {
  view.language = language;
  const words = OFFLINE_WORDS[language];
  view.page.documentElement.lang = language === "zh" ? "zh-Hans" : "en";
  view.page.title = words.title;
  for (const place of view.page.querySelectorAll("[data-words]")) place.textContent = words[place.dataset.words];
  view.one("language").lang = language === "zh" ? "en" : "zh-Hans";
  await showPin(view);
  if (view.report) show(view);
}

async function read(view, file) {
  judge(view, new Uint8Array(await file.slice(0, BYTES_MAX + 1).arrayBuffer())); // of a film, enough to see that it is none
}

async function judge(view, bytes) {
  view.report = await verify(bytes, view.pin);
  view.judged += 1;
  show(view);
  view.one("answer").scrollIntoView({ block: "start" });
}

// The whole page takes a dropped file; otherwise the browser would leave the page to show it.
function takeDrops(view) {
  view.page.addEventListener("dragover", (event) => event.preventDefault());
  view.page.addEventListener("drop", (event) => {
    event.preventDefault();
    const file = event.dataTransfer?.files[0];
    if (file) read(view, file);
  });
}

function show(view) {
  const { report, language, one } = view;
  const words = wordsOf(language);
  const facts = factList(report, words);
  one("state").replaceChildren(stateMark(report.verdict, words.state(report.verdict)));
  one("headline").textContent = headline(report, OFFLINE_WORDS[language]);
  one("who").textContent = whoSays(report, language);
  one("facts").replaceChildren(facts ?? OFFLINE_WORDS[language].nothingOpened);
  one("sum").textContent = sentence(report, words);
  one("checks").replaceChildren(checkList(report.steps, words), folded(words.details, expertLines(report, words)));
  for (const part of view.page.querySelectorAll("[data-result]")) part.hidden = false;
  one("facts-row").hidden = report.verdict !== "holds";
  Object.assign(one("offline").dataset, { verdict: report.verdict, judged: view.judged });
}

const folded = (title, inside) => element("details", {}, element("summary", {}, title), inside);

function headline({ verdict, steps, proof }, words) {
  if (verdict === "unknown" && steps.some(({ code }) => STRANGERS.includes(code))) return words.stranger;
  return verdict === "unknown" && !proof ? words.unreadable : words[verdict];
}

function whoSays({ verdict, pin, proof, kind, cosigned }, language) {
  if (verdict !== "holds") return OFFLINE_WORDS[language].next[verdict];
  const { by, day } = proof.extra.entry;
  const said = { who: nameOf(pin, by, language), what: wordsOf(language).kind(kind.name), day: dayWords(day, language) };
  const seen = cosigned && { count: cosigned.by.length, at: instantWords(cosigned.at, language) };
  return OFFLINE_WORDS[language].says(said, seen);
}

/** Whom this copy trusts, for comparing with another copy or with print. */
async function showPin({ pin: text, one, language }) {
  const words = OFFLINE_WORDS[language];
  try {
    const pin = await readPin(await chooseCrypto(), text);
    one("pinned").replaceChildren(
      fact(words.network, pin.net),
      fact(words.witnesses, [...pin.policy.witnesses.keys()].map((id) => nameOf(pin, id, language)).join(words.comma) || words.none),
      fact(words.list, words.listNumber(pin.number), element("span", { class: "code" }, ` ${pin.digest}`)),
    );
  } catch {
    one("pinned").replaceChildren(fact(words.list, words.pinUnreadable));
  }
}
