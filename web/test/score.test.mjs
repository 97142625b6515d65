/** The scorer in the browser: the digits that the first implementation found, and what strangers' bytes may not do. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { factsOf } from "../src/score/facts.js";
import { finish } from "../src/score/finish.js";
import { readGuide } from "../src/score/guide.js";
import { weigh } from "../src/score/weigh.js";
import { chooseCrypto } from "../src/verify/crypto.js";
import { Broken, Unknown } from "../src/verify/errors.js";

const at = (path) => new URL(path, import.meta.url);
const told = JSON.parse(readFileSync(at("../../tests/vectors/score/people.json")));
const document = new Uint8Array(readFileSync(at(`../../src/shouyi/score/guides/v${told.guide}.json`)));
const { registry } = JSON.parse(readFileSync(at("../../tests/vectors/ledger/pin.json")));
const guide = await readGuide(await chooseCrypto(), document);

/** An entry as the audit gives it: every field open, null where it says nothing. */
function entryOf([kind, by, log, index, n, said]) {
  const fields = new Map(registry.kinds[kind].fields.map((name) => [name, said[name] ?? null]));
  return { kind, by, log, index, n, fields, closed: "" };
}

function digitsOn(entries, day) {
  const found = finish(weigh(factsOf(entries, registry.kinds), guide), guide, day);
  const contributions = Object.fromEntries(found.contributions.map(({ indicator, exact }) => [indicator, String(exact)]));
  return { ...found, contributions, day };
}

test("the guide has the digest that the first implementation commits", () => assert.equal(guide.digest, told.digest));

for (const [number, { entries, digits }] of told.people.entries()) {
  test(`person ${number} has the same digits on ${digits.length} days, in any order of entries`, () => {
    for (const wanted of digits) {
      assert.deepEqual(digitsOn(entries.map(entryOf), wanted.day), wanted);
      assert.deepEqual(digitsOn(entries.toReversed().map(entryOf), wanted.day), wanted);
    }
  });
}

test("nobody's evidence is the guide's starting values, and thin", () => {
  const { score, band, low, high } = digitsOn([], 20781);
  assert.deepEqual([score, band, low < score, score < high], [452, "thin", true, true]);
});

// strangers' fields ---------------------------------------------------------------------------------------------------

const statement = (said) => entryOf(["trade.statement", "org-a", 1, 0, 0, { on: 20000, ...said }]);
const outcome = (said) => entryOf(["outcome.attested", "org-a", 0, 0, 0, { on: 20000, value: 1, ...said }]);
const review = (said) =>
  entryOf(["review.given", "org-a", 2, 0, 0, { buyer: "b", earlier: 0, makers: 1, on: 20000, order: "o", stars: 5, ...said }]);

const HOSTILE = {
  "a statement of nothing": statement({}),
  "a list of another stride": statement({ dispatched: ["o", 20000, "p"] }),
  "a day beyond the calendar": statement({ dispatched: ["o", 3e6] }),
  "a day with a fraction": statement({ on: 1.5, dispatched: ["o", 1] }),
  "an order without a name": statement({ dispatched: ["", 20000] }),
  "an order's name with a line break": statement({ dispatched: ["o\n", 20000] }),
  "an order's name as a list": statement({ dispatched: [["o"], 20000] }),
  "cancelled by nobody we know": statement({ cancelled: ["o", "__proto__"] }),
  "overdue on another day": statement({ overdue: ["o", 20000] }),
  "a visit before it began": statement({ visited: ["b", 20001, 1] }),
  "six stars": review({ stars: 6 }),
  "no makers": review({ makers: 0 }),
  "stars as text": review({ stars: "5" }),
  "a fact that nobody listed": outcome({ what: "toString" }),
  "a fact of the prototype": outcome({ what: "__proto__" }),
  "more than a fact may say": outcome({ what: "training", value: 1e9 }),
  "leave that runs out": outcome({ what: "leave", until: 20001 }),
  "a panel without an end": outcome({ what: "panel" }),
  "a certificate that ends before it began": outcome({ what: "city_inheritor", until: 19999 }),
};

for (const [name, entry] of Object.entries(HOSTILE)) {
  test(`refused: ${name}`, () => assert.throws(() => factsOf([entry], registry.kinds), Broken));
}

test("what is closed says nothing", () => {
  const entry = statement({ dispatched: ["o", 20000] });
  entry.fields.delete("dispatched");
  assert.deepEqual(factsOf([entry], registry.kinds), []);
});

test("more than eight million events of a day are refused, as the first implementation refuses them", () => {
  const found = weigh(factsOf([statement({ dispatched: ["o", 20000] })], registry.kinds), guide);
  const [event] = found.events;
  const crowd = { ...found, events: Array.from({ length: 9 }, () => ({ ...event, c: 1e12 })) };
  assert.throws(() => finish(crowd, guide, 20000), Unknown);
});

// strangers' guides ---------------------------------------------------------------------------------------------------

const bytesOf = (value) => new TextEncoder().encode(typeof value === "string" ? value : JSON.stringify(value));
const changed = (change) => {
  const value = JSON.parse(new TextDecoder().decode(document));
  change(value);
  return bytesOf(value);
};

const GUIDES = {
  "no JSON": bytesOf("{"),
  "not canonical": bytesOf('{ "v":2}'),
  "another form": changed((value) => { value.v = 3; }),
  "null": bytesOf("null"),
  "a list": bytesOf("[]"),
  "nothing but a version": bytesOf('{"v":2}'),
  "dimensions that are text": changed((value) => { value.dimensions = "all"; }),
  "an indicator of the prototype's form": changed((value) => { value.dimensions[0].indicators[0].form = "constructor"; }),
  "lo above hi": changed((value) => { value.dimensions[1].indicators[0].lo = 1001; }),
  "a negative weight": changed((value) => { value.dimensions[1].weight = -1; }),
  "no table for a half-life": changed((value) => { value.decay.tables.pop(); }),
  "a unit of nothing": changed((value) => { value.dimensions[3].indicators[0].facts[0].per = 0; }),
  "a normal that is too short": changed((value) => { value.normal.pop(); }),
}; // prettier-ignore

for (const [name, bytes] of Object.entries(GUIDES)) {
  test(`cannot tell under a guide with ${name}`, async () => {
    await assert.rejects(readGuide(await chooseCrypto(), bytes), Unknown);
  });
}
