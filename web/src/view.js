/** A report, as elements. Nothing is ever set as markup: text stays text, whoever wrote it. */

import { instantWords, valueWords } from "./figures.js";
import { nameOf } from "./verify/pin.js";
import { STRANGERS, reasonOf } from "./words.js";

const SVG = "http://www.w3.org/2000/svg";
const CIRCLE = { cx: 10, cy: 10, r: 8.5, fill: "none", stroke: "currentColor", "stroke-width": 2 };

// The same shapes as the site's: a state is never told by colour alone.
const MARKS = {
  broken: [["path", { fill: "currentColor", "fill-rule": "evenodd", d: "M0 0H20V20H0ZM6.7 5.3 5.3 6.7 8.6 10 5.3 13.3 6.7 14.7 10 11.4 13.3 14.7 14.7 13.3 11.4 10 14.7 6.7 13.3 5.3 10 8.6Z" }]],
  holds: [
    ["rect", { x: 1, y: 1, width: 18, height: 18, fill: "none", stroke: "currentColor", "stroke-width": 2 }],
    ["path", { d: "M5 10.5 8.5 14 15 6.5", fill: "none", stroke: "currentColor", "stroke-width": 2.4 }],
  ],
  run: [["circle", CIRCLE], ["path", { d: "M10 1.5A8.5 8.5 0 0 1 10 18.5Z", fill: "currentColor" }]],
  unknown: [["circle", { ...CIRCLE, "stroke-dasharray": "3.6 2.3" }], ["path", { d: "M6 10H14", stroke: "currentColor", "stroke-width": 2.4 }]],
  wait: [["circle", CIRCLE]],
}; // prettier-ignore

/** An element: attributes by name, children as elements or text; false, null and "" children are left out. */
export function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children.flat().filter((child) => child !== false && child !== null && child !== ""));
  return made;
}

/** The mark and the word of a state. */
export function stateMark(state, text) {
  return element("span", { class: `state state--${state}` }, mark(state), text);
}

function mark(state) {
  const drawn = drawing("svg", { class: "mark", viewBox: "0 0 20 20", "aria-hidden": "true", focusable: "false" });
  drawn.append(...MARKS[state].map((shape) => drawing(...shape)));
  return drawn;
}

function drawing(name, attributes) {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
}

/** One sentence that sums a report up. */
export function sentence({ verdict, steps }, words) {
  const count = (state) => steps.filter((step) => step.state === state).length;
  if (verdict === "holds") return words.all(steps.length);
  if (verdict === "unknown" && steps.some(({ code }) => STRANGERS.includes(code))) return words.stranger;
  return words[verdict](count(verdict), steps.length);
}

/** The list of checks: number, sentence, mark and word, and why where one does not hold. */
export function checkList(steps, words) {
  return element("ol", { class: "checks", role: "list" }, steps.map((step) => checkItem(step, words)));
}

function checkItem(step, words) {
  const reason = reasonOf(step, words);
  return element(
    "li",
    {},
    element("p", {}, words.step(step.name)),
    stateMark(step.state, words.state(step.state)),
    reason && element("p", { class: "more small" }, reason),
  );
}

/** What the proof says, a row a value; null when it says nothing, or does not hold. */
export function factList({ proof, verdict }, words) {
  if (verdict !== "holds") return null;
  const { entry, fields, result } = proof.extra;
  const said = [...fields, ...(result?.fields ?? [])].map(([name, value]) => [name, value]);
  const rows = said.length ? said : Object.entries(entry.pub ?? {});
  return rows.length ? element("dl", { class: "facts" }, rows.map(([name, value]) => fact(words.field(name), shownValue(name, value, words)))) : null;
}

function shownValue(name, value, words) {
  const said = valueWords(name, value, words);
  return /^[0-9a-f]{32,}$/.test(said) ? element("span", { class: "code" }, said) : said;
}

export const fact = (term, ...said) => element("div", {}, element("dt", {}, term), element("dd", {}, ...said));

/** Hashes, place, signatures: a paragraph each. */
export function expertLines(report, words) {
  return element("div", { class: "inside code" }, linesOf(report, words).map((line) => element("p", {}, line)));
}

function linesOf({ steps, pin, cosigned, crypto }, words) {
  const place = steps.find(({ name, state }) => name === "inclusion" && state === "holds")?.detail;
  const failed = steps.filter(({ state }) => state !== "holds").map(({ step, code, detail }) => `${step} ${code} ${JSON.stringify(detail)}`);
  return [
    ...(place ? [`${words.leaf} ${place.leaf}`, words.place(place), `${words.root} ${place.root}`] : []),
    ...(cosigned?.by ?? []).map(({ name, at }) => words.cosigner(nameOf(pin, name, words.language), instantWords(at, words.language))),
    ...(pin ? [words.pin(pin.number, pin.digest)] : []),
    ...(crypto ? [words.computed(crypto)] : []),
    ...failed,
  ];
}
