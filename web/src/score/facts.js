/**
 * From the audited entries of an export to facts: {kind, on, source, log, turn} with what the kind says. Fields come from
 * strangers, so whatever is not what a kind's codec writes is `Broken`. Days are whole days since 1970-01-01.
 */

import { OTHERS } from "../archive/closed.js";
import { require } from "../verify/errors.js";

export const DAY_MAX = 2_932_896; // 9999-12-31
const OVERDUE_DAYS = 30;
const RETURN_DAYS = 180;
const NAME_MAX = 200;
const UNPRINTABLE = /(?! )[\p{C}\p{Z}]/u;

const held = { least: 1, most: 1, until: "may", about: "may" };
const kept = { least: 0, most: 1000, until: "never", about: "may" };
const amount = { least: 1, most: 1_000_000, until: "never", about: "may" };
const days = { least: 1, most: 366, until: "never", about: "never" };

/** What an outcome may say: the range of its value, and whether it runs out and is about something. */
export const FACTS = {
  national_inheritor: held,
  provincial_inheritor: held,
  city_inheritor: held,
  county_inheritor: held,
  accredited_certificate: held,
  vocational_certificate: held,
  panel: { ...kept, until: "must" },
  quality_check: kept,
  training: amount,
  joint_order: kept,
  sale_stood: { ...kept, least: 1000, about: "must" },
  capacity: { ...kept, about: "never" },
  leave: days,
  force_majeure: days,
  room_voice: { ...kept, about: "must" },
  campaign: { ...kept, about: "must" },
  apprenticeship: amount,
  employment: amount,
  heritage_output: { ...amount, most: 100_000 },
  public_benefit: amount,
  repayment: kept,
  cash_flow: { ...kept, until: "must", about: "never" },
};

/** The facts of these entries. What is closed (erased, or too old to weigh) says nothing. */
export function factsOf(entries, kinds) {
  const saying = entries.filter(({ kind, fields }) => Object.hasOwn(READ, kind) && isOpen(kind, fields, kinds));
  const turns = turnsOf(saying);
  return saying.flatMap((entry) =>
    READ[entry.kind](entry.fields).map((fact) => ({ ...fact, source: entry.by, log: entry.log, turn: turns.get(entry) })),
  );
}

function isOpen(kind, fields, kinds) {
  const others = ["next", ...(OTHERS[kind] ?? [])];
  return kinds[kind].fields.every((name) => others.includes(name) || fields.has(name));
}

// The i-th entry of a source's chain takes the i-th smallest index of that chain's entries in the log.
function turnsOf(entries) {
  const turns = new Map();
  for (const mine of groups(entries, ({ by, log }) => `${by} ${log}`).values()) {
    const indices = mine.map(({ index }) => index).sort((a, b) => a - b);
    mine.sort((a, b) => a.n - b.n).forEach((entry, at) => turns.set(entry, indices[at]));
  }
  return turns;
}

/** The items by key, in the order in which keys appear. */
export function groups(items, keyOf) {
  const found = new Map();
  for (const item of items) {
    const key = keyOf(item);
    if (!found.has(key)) found.set(key, []);
    found.get(key).push(item);
  }
  return found;
}

const READ = { "outcome.attested": readOutcome, "review.given": readReview, "trade.statement": readStatement };

function readOutcome(fields) {
  const what = fields.get("what");
  valid(typeof what === "string" && Object.hasOwn(FACTS, what), "what");
  const { least, most, ...needs } = FACTS[what];
  const value = whole(fields.get("value"), "value", least, most);
  const on = day(fields.get("on"), "on");
  const until = dayOrNull(fields.get("until"), "until");
  const about = fields.get("about") === null ? null : name(fields.get("about"), "about");
  for (const [field, said] of [["until", until], ["about", about]]) {
    valid(needs[field] === "may" || (needs[field] === "must") === (said !== null), field);
  }
  valid(until === null || until >= on, "until");
  return [{ kind: what, on, value, until, about }];
}

function readReview(fields) {
  const fact = { kind: "reviewed", on: day(fields.get("on"), "on"), order: name(fields.get("order"), "order") };
  fact.buyer = name(fields.get("buyer"), "buyer");
  fact.stars = whole(fields.get("stars"), "stars", 1, 5);
  fact.makers = whole(fields.get("makers"), "makers", 1);
  fact.earlier = whole(fields.get("earlier"), "earlier");
  fact.cohort = fields.get("cohort") === null ? null : name(fields.get("cohort"), "cohort");
  for (const each of ["promised", "dispatched", "expected", "delivered"]) fact[each] = dayOrNull(fields.get(each), each);
  return [fact];
}

const LISTS = {
  cancelled: [2, (on, [order, by]) => ({ order: name(order, "cancelled"), by: word(by, ["seller", "buyer", "platform", "unknown"], "cancelled") })],
  delivered: [2, (on, [order, expected]) => ({ order: name(order, "delivered"), expected: dayOrNull(expected, "delivered") })],
  dispatched: [2, (on, [order, promised]) => ({ order: name(order, "dispatched"), promised: day(promised, "dispatched") })],
  overdue: [2, readOverdue],
  returned: [2, (on, [order, reason]) => ({ order: name(order, "returned"), reason: word(reason, ["quality", "other"], "returned") })],
  sold: [4, (on, [order, items, minor]) => ({ order: name(order, "sold"), items: whole(items, "sold", 1), minor: whole(minor, "sold") })],
  visited: [3, readVisited],
}; // prettier-ignore

function readStatement(fields) {
  const on = day(fields.get("on"), "on");
  const found = Object.entries(LISTS).flatMap(([kind, [stride, read]]) =>
    strides(fields.get(kind), stride, kind).map((cells) => ({ kind, on, ...read(on, cells) })),
  );
  valid(found.length, "statement");
  return found;
}

function strides(value, stride, kind) {
  if (value === null) return [];
  valid(Array.isArray(value) && value.length && value.length % stride === 0, kind);
  return Array.from({ length: value.length / stride }, (_, at) => value.slice(at * stride, (at + 1) * stride));
}

function readOverdue(on, [order, promised]) {
  valid(on === day(promised, "overdue") + OVERDUE_DAYS, "overdue");
  return { order: name(order, "overdue"), promised };
}

function readVisited(on, [buyer, visited, cameBack]) {
  const after = on - day(visited, "visited");
  const back = whole(cameBack, "visited", 0, 1) === 1;
  valid(after > 0 && after <= RETURN_DAYS && (back || after === RETURN_DAYS), "visited");
  return { buyer: name(buyer, "visited"), visited, back };
}

function valid(truth, field) {
  require(truth, "fact-form", { field });
}

function whole(value, field, least = 0, most = Number.MAX_SAFE_INTEGER) {
  valid(Number.isSafeInteger(value) && value >= least && value <= most, field);
  return value;
}

const day = (value, field) => whole(value, field, 0, DAY_MAX);
const dayOrNull = (value, field) => (value === null ? null : day(value, field));

function word(value, words, field) {
  valid(words.includes(value), field);
  return value;
}

function name(value, field) {
  valid(typeof value === "string" && value.length > 0 && [...value].length <= NAME_MAX && !UNPRINTABLE.test(value), field);
  return value;
}
