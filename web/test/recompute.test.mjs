/** A whole export, audited and recomputed: what holds, and each way in which one may not, by name. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { recompute } from "../src/recompute.js";
import { canonical } from "../src/verify/canonical.js";

const at = (path) => new URL(path, import.meta.url);
const vector = (name) => readFileSync(at(`../../tests/vectors/score/${name}`));
const whole = new Uint8Array(vector("export.json"));
const pin = String(vector("pin.json"));
const wanted = JSON.parse(vector("export_digits.json"));
const guide = new Uint8Array(readFileSync(at("../../src/shouyi/score/guides/v2.json")));

const bytesOf = (value) => new TextEncoder().encode(canonical(value));
const RULE = 3;

/** The export with one change, in canonical form again. */
function changed(change) {
  const plain = JSON.parse(new TextDecoder().decode(whole));
  change(plain);
  return bytesOf(plain);
}

const shownOf = (plain, kind, nth = 0) => plain.logs.flatMap(({ entries }) => entries).filter(({ entry }) => entry.kind === kind)[nth];
const fieldOf = (plain, kind, name) => shownOf(plain, kind).fields.find((field) => field[0] === name);
const without = (plain, kind) => plain.logs.forEach((part) => (part.entries = part.entries.filter(({ entry }) => entry.kind !== kind)));

async function found(bytes, options) {
  const { verdict, steps, digits } = await recompute(bytes, pin, guide, options);
  const failed = steps.find(({ state }) => state !== "holds");
  return { verdict, step: failed?.name ?? "-", code: failed?.code ?? "", digits };
}

test("a whole export gives the digits that the first implementation found", async () => {
  const { verdict, digits, told } = await recompute(whole, pin, guide);
  assert.equal(verdict, "holds");
  const contributions = Object.fromEntries(digits.contributions.map(({ indicator, exact }) => [indicator, String(exact)]));
  assert.deepEqual({ ...wanted, ...digits, contributions }, { ...wanted, guide: "2", guide_digest: digits.guide_digest });
  assert.equal(told.erased, 1);
});

test("of a day before all evidence it is the starting values", async () => {
  assert.equal((await found(whole, { asOf: 19000 })).digits.band, "thin");
});

const ANOTHER_KEY = pin.replace(/witness\/east\+[0-9a-f]{8}/, "witness/east+00000000");

/** What is done to the export, the verdict, the step that tells it, and the code. */
const DAMAGES = {
  "a promise that was kept later": [(p) => { fieldOf(p, "trade.statement", "dispatched")[1][1] += 1; }, "broken", "fields", "field-differs"],
  "another salt": [(p) => { fieldOf(p, "review.given", "stars")[2] = "00".repeat(32); }, "broken", "fields", "field-differs"],
  "a field twice": [(p) => { shownOf(p, "review.given").fields.push(fieldOf(p, "review.given", "stars")); }, "broken", "fields", "field-name"],
  "a field that the kind does not know": [(p) => { fieldOf(p, "review.given", "stars")[0] = "hearts"; }, "broken", "fields", "field-name"],
  "a digest left out": [(p) => { shownOf(p, "review.given").digests.pop(); }, "broken", "fields", "digests-number"],
  "an entry on another day": [(p) => { shownOf(p, "trade.statement").entry.day -= 1; }, "broken", "trees", "root-differs"],
  "an entry by somebody else": [(p) => { shownOf(p, "outcome.attested").entry.by = "org-lantern"; }, "broken", "trees", "root-differs"],
  "an entry of an unknown kind": [(p) => { shownOf(p, "outcome.attested").entry.kind = "praise.given"; }, "unknown", "logs", "kind-unknown"],
  "an entry in another log": [(p) => { p.logs[0].entries.push(p.logs[1].entries.pop()); }, "broken", "logs", "log-wrong"],
  "an entry left out": [(p) => { p.logs[1].entries.pop(); }, "broken", "trees", "root-differs"],
  "a review left out, and its place covered": [(p) => { const [gone] = p.logs[2].entries; without(p, "review.given"); assert.ok(gone); }, "broken", "trees", "root-differs"],
  "a node left out": [(p) => { p.logs[RULE].nodes.pop(); }, "broken", "trees", "root-differs"],
  "a node too many": [(p) => { p.logs[RULE].nodes.push("00".repeat(32)); }, "broken", "trees", "root-differs"],
  "an index twice": [(p) => { p.logs[RULE].entries[1].index = p.logs[RULE].entries[0].index; }, "broken", "trees", "root-differs"],
  "an index beyond the tree": [(p) => { p.logs[RULE].entries.at(-1).index = 2 ** 52; }, "broken", "trees", "root-differs"],
  "a checkpoint of a larger tree": [(p) => { p.logs[RULE].checkpoint = p.logs[RULE].checkpoint.replace(/\n(\d+)\n/, (_, n) => `\n${Number(n) + 1}\n`); }, "broken", "trees", "root-differs"],
  "a cosignature that fails": [(p) => { p.logs[0].checkpoint = p.logs[0].checkpoint.replace(/([A-Za-z0-9+/])([A-Za-z0-9+/]{9}=*)\n$/, (_, a, b) => `${a === "A" ? "B" : "A"}${b}\n`); }, "broken", "signed", "cosignature-wrong"],
  "checkpoints that nobody cosigned": [(p) => { for (const part of p.logs) part.checkpoint = part.checkpoint.split("\n").filter((line) => !line.includes("witness")).join("\n"); }, "unknown", "signed", "quorum-missing"],
  "an unspent note left out": [(p) => { p.unspent.pop(); }, "broken", "unspent", "unspent-missing"],
  "an unspent note twice": [(p) => { p.unspent.push(p.unspent[0]); }, "broken", "unspent", "export-form"],
  "notes in another order": [(p) => { p.unspent.reverse(); }, "broken", "unspent", "export-form"],
  "a fact that stays closed": [(p) => { shownOf(p, "trade.statement").fields = shownOf(p, "trade.statement").fields.filter(([name]) => name !== "dispatched"); }, "broken", "closed", "closed"],
  "a chain's link that stays closed": [(p) => { shownOf(p, "trade.statement").fields = shownOf(p, "trade.statement").fields.filter(([name]) => name !== "next"); }, "broken", "chains", "chain-breaks"],
  "three logs": [(p) => { p.logs.pop(); }, "broken", "form", "export-form"],
  "another version": [(p) => { p.v = 2; }, "unknown", "form", "not-an-export"],
  "a member too many": [(p) => { p.note = ""; }, "broken", "form", "export-form"],
  "entries of the prototype": [(p) => { p.logs[0].entries = { length: 1 }; }, "broken", "form", "export-form"],
  "a field that is an object": [(p) => { shownOf(p, "review.given").fields[0] = { 0: "buyer", length: 3 }; }, "broken", "form", "export-form"],
  "a value with lists in a list": [(p) => { fieldOf(p, "review.given", "order")[1] = [["o"]]; }, "broken", "form", "export-form"],
  "a salt that is no hex": [(p) => { fieldOf(p, "review.given", "order")[2] = "zz".repeat(32); }, "broken", "form", "export-form"],
}; // prettier-ignore

for (const [name, [change, ...told]] of Object.entries(DAMAGES)) {
  test(`${told[0]}: ${name}`, async () => {
    const { verdict, step, code, digits } = await found(changed(change));
    assert.deepEqual([verdict, step, code, digits], [...told, null]);
  });
}

const BYTES = {
  "nothing": new Uint8Array(),
  "a bracket": new TextEncoder().encode("{"),
  "a picture": Uint8Array.of(0xff, 0xd8, 0xff, 0xe0),
  "the same with a blank": new TextEncoder().encode(new TextDecoder().decode(whole).replace("{", "{ ")),
  "cut short": whole.slice(0, -1),
  "depth": new TextEncoder().encode(`{"v":${"[".repeat(5000)}${"]".repeat(5000)}}`),
}; // prettier-ignore

for (const [name, bytes] of Object.entries(BYTES)) {
  test(`no digits for ${name}`, async () => {
    const { verdict, step, code, digits } = await found(bytes);
    assert.deepEqual([["broken", "unknown"].includes(verdict), step, digits], [true, "form", null]);
    assert.notEqual(code, "internal");
  });
}

test("under a pin with other witnesses, or that cannot be read, nobody can tell", async () => {
  for (const other of [ANOTHER_KEY, "{}", ""]) assert.equal((await recompute(whole, other, guide)).verdict, "unknown");
});

test("any single bit that is turned around gives no other digits", async () => {
  for (let at = 11; at < whole.length; at += 397) {
    const turned = whole.slice();
    turned[at] ^= 1 << at % 8;
    const { verdict, code, digits } = await found(turned);
    assert.ok(verdict !== "holds" || digits.score === wanted.score, `byte ${at}`);
    assert.notEqual(code, "internal", `byte ${at}`);
  }
});
