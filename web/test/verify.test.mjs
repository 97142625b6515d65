/** What holds, what does not, and what cannot be told: each by its name. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { verify } from "../src/verify/verify.js";
import {
  NET, TIME, TITLES, cosigned, inTwoLanguages, jcs, joined, keyOf, logKeys, pinOf, policyText, proofOf, run, sale, score, signed, swapped, witnessKeys, work,
} from "./world.mjs"; // prettier-ignore

const PIN = jcs(pinOf());
const checked = (bytes, pin = PIN, more = {}) => verify(new Uint8Array(bytes), typeof pin === "string" ? pin : jcs(pin), more);
const at = (report, name) => report.steps.find((step) => step.name === name);

async function finds(report, name, state, code) {
  const step = at(await report, name);
  assert.deepEqual([step?.state, step?.code], [state, code], JSON.stringify((await report).steps, null, 1));
  return report;
}

const edited = (bytes, from, to) => {
  const text = Buffer.from(bytes).toString();
  assert.ok(text.includes(from), from);
  return Buffer.from(text.replace(from, to));
};

/** The same file with its `extra` changed and encoded again, so that only the content is wrong. */
function altered(bytes, change) {
  const lines = Buffer.from(bytes).toString().split("\n");
  const extra = JSON.parse(Buffer.from(lines[1].slice(6), "base64"));
  change(extra);
  lines[1] = `extra ${Buffer.from(jcs(extra)).toString("base64")}`;
  return Buffer.from(lines.join("\n"));
}

function alone({ result: _, ...run }) {
  return run;
}

for (const [name, bytes, steps] of [
  ["a work, all fields open", proofOf(work()), "form kind fields inclusion log quorum"],
  ["a work, one field open", proofOf(work(["title"])), "form kind fields inclusion log quorum"],
  ["a work, nothing open", proofOf(work([])), "form kind fields inclusion log quorum"],
  ["a sale", proofOf(sale()), "form kind fields inclusion log quorum"],
  ["a tree of one", proofOf(sale(), { size: 1, index: 0 }), "form kind fields inclusion log quorum"],
  ["an entry about nobody", proofOf(joined(), { log: "rule" }), "form kind fields inclusion log quorum"],
  ["a run alone", proofOf(alone(score()), { log: "rule" }), "form kind fields inclusion log quorum"],
  ["a person's result", proofOf(score(), { log: "rule" }), "form kind fields result inclusion log quorum"],
  ["a run over one person", proofOf(run({ band: "B", holder: "ab".repeat(32) }, ["band", "holder"], 1, 0), { log: "rule" }), "form kind fields result inclusion log quorum"],
]) {
  test(`holds: ${name}`, async () => {
    const report = await checked(bytes);
    assert.equal(report.verdict, "holds", JSON.stringify(report.steps, null, 1));
    assert.deepEqual(report.steps.map((step) => step.name).join(" "), steps);
    assert.equal(report.cosigned.at, TIME - 60);
  });
}

test("holds at every place of every tree of up to 20 entries", async () => {
  for (let size = 1; size <= 20; size++) {
    for (let index = 0; index < size; index++) {
      assert.equal((await checked(proofOf(sale(), { size, index }))).verdict, "holds", `${index} of ${size}`);
    }
  }
});

for (const [name, subtle] of [
  ["WebCrypto absent", undefined],
  ["Ed25519 missing from WebCrypto", withoutEd25519()],
  ["a WebCrypto that says yes to everything", { ...withoutEd25519(), importKey: async () => ({}), verify: async () => true }],
]) {
  test(`holds, and refuses a tampered file, with ${name}`, async () => {
    const options = { subtle: subtle ?? null };
    const report = await checked(proofOf(work()), PIN, options);
    assert.deepEqual([report.verdict, report.crypto.ed25519], ["holds", "noble"]);
    const wrong = altered(proofOf(work()), ({ fields }) => (fields[0][1] = "蜡染"));
    await finds(checked(wrong, PIN, options), "fields", "broken", "field-differs");
    const forged = proofOf(work(), { sign: (b) => signed(`${b}x`, logKeys.trace) });
    await finds(checked(forged, PIN, options), "log", "broken", "log-signature-wrong");
  });
}

function withoutEd25519() {
  const { subtle } = globalThis.crypto;
  return { digest: subtle.digest.bind(subtle), importKey: async () => { throw new Error("NotSupportedError"); } }; // prettier-ignore
}

test("WebCrypto is used where it works", async () => {
  assert.deepEqual((await checked(proofOf(work()))).crypto, { ed25519: "WebCrypto", sha256: "WebCrypto" });
});

const BROKEN = [
  ["a field's value", "fields", "field-differs", altered(proofOf(work()), ({ fields }) => (fields[0][1] = "蜡染"))],
  ["a field's salt", "fields", "field-differs", altered(proofOf(work()), ({ fields }) => (fields[0][2] = "00".repeat(32)))],
  ["a field under another's name", "fields", "field-name", altered(proofOf(work()), ({ fields }) => (fields[1][0] = "craft"))],
  ["a name that the kind has not", "fields", "field-name", altered(proofOf(work()), ({ fields }) => (fields[0][0] = "aaa"))],
  ["fields out of order", "fields", "field-name", altered(proofOf(work()), ({ fields }) => fields.reverse())],
  ["`next` opened", "fields", "field-name", proofOf(work(["next"]))],
  ["a digest too many", "fields", "digests-number", altered(proofOf(work()), ({ digests }) => digests.push(digests[0]))],
  ["a digest too few", "fields", "digests-number", altered(proofOf(work([])), ({ digests }) => digests.pop())],
  ["a closed digest", "fields", "fields-root-differs", altered(proofOf(work()), ({ digests }) => (digests[2] = "00".repeat(32)))],
  ["the entry's root", "fields", "fields-root-differs", altered(proofOf(work()), ({ entry }) => (entry.root = "00".repeat(32)))],
  ["the entry's day", "inclusion", "root-differs", altered(proofOf(work()), ({ entry }) => (entry.day += 1))],
  ["who wrote it", "inclusion", "root-differs", altered(proofOf(work()), ({ entry }) => (entry.by = "org-culture"))],
  ["digests for an entry about nobody", "fields", "digests-number", altered(proofOf(joined(), { log: "rule" }), (e) => e.digests.push("00".repeat(32)))],
  ["a key too many in the entry", "kind", "entry-form", altered(proofOf(work()), ({ entry }) => (entry.note = "x"))],
  ["no tag", "kind", "entry-form", altered(proofOf(work()), ({ entry }) => delete entry.tag)],
  ["an unknown public value", "kind", "entry-form", altered(proofOf(joined(), { log: "rule" }), ({ entry }) => (entry.pub.x = 1))],
  ["a run without its root", "result", "entry-form", altered(proofOf(score(), { log: "rule" }), ({ entry }) => (entry.pub.root = 5))],
  ["another's place in the run", "result", "root-differs", altered(proofOf(score(), { log: "rule" }), ({ result }) => (result.index = 2))],
  ["a place outside the run", "result", "index-outside-tree", altered(proofOf(score(), { log: "rule" }), ({ result }) => (result.index = 5))],
  ["a step of the run's path missing", "result", "path-too-short", altered(proofOf(score(), { log: "rule" }), ({ result }) => result.path.pop())],
  ["a step of the run's path too many", "result", "path-too-long", altered(proofOf(score(), { log: "rule" }), ({ result }) => result.path.push("00".repeat(32)))],
  ["a result without its holder", "result", "result-holder-closed", altered(proofOf(score(), { log: "rule" }), ({ result }) => (result.fields = result.fields.filter(([name]) => name !== "holder")))],
  ["a better band", "result", "field-differs", altered(proofOf(score(), { log: "rule" }), ({ result }) => (result.fields[0][1] = "AA"))],
  ["a result on an entry that is no run", "result", "result-elsewhere", altered(proofOf(work()), (extra) => (extra.result = score().result))],
  ["the index", "inclusion", "root-differs", edited(proofOf(work()), "index 6", "index 7")],
  ["an index outside the tree", "inclusion", "index-outside-tree", edited(proofOf(work()), "index 6", "index 13")],
  ["another log of ours", "inclusion", "log-wrong", proofOf(work(), { log: "voice" })],
  ["the log's signature over other words", "log", "log-signature-wrong", proofOf(work(), { sign: (b) => signed(`${b}x`, logKeys.trace) })],
  ["a cosignature at another time", "quorum", "cosignature-wrong", proofOf(work(), { cosign: (b) => cosigned(b, witnessKeys[0], TIME) + shifted(b) })],
  ["a cosignature cut short", "quorum", "cosignature-wrong", proofOf(work(), { cosign: (b) => cut(cosigned(b, witnessKeys[0], TIME)) })],
  ["a key's line twice, once wrong", "log", "log-signature-wrong", proofOf(work(), { strangers: signed("x", logKeys.trace) })],
  ["a second line of digits", "form", "checkpoint-form", proofOf(work(), { body: `${NET}/trace\n013\n${"A".repeat(43)}=\n` })],
  ["an extension line", "form", "checkpoint-form", proofOf(work(), { body: `${NET}/trace\n13\n${"A".repeat(43)}=\nmore\n` })],
  ["an index with a zero before", "form", "index-form", edited(proofOf(work()), "index 6", "index 06")],
  ["blanks in `extra`", "form", "json-not-canonical", respelt((json) => json.replace(":", ": "))],
  ["a key twice", "form", "json-not-canonical", respelt((json) => json.replace('"v":1', '"v":2,"v":1'))],
  ["a float", "form", "json-not-canonical", respelt((json) => json.replace('"v":1', '"v":1.0'))],
  ["a real float", "form", "json-number", respelt((json) => json.replace('"v":1', '"v":1.5'))],
  ["a large integer", "form", "json-number", respelt((json) => json.replace('"v":1', '"v":9007199254740992'))],
  ["minus zero", "form", "json-not-canonical", respelt((json) => json.replace('"v":1', '"v":-0'))],
  ["half a character", "form", "json-surrogate", respelt((json) => json.replace("杨秀梅", "\\ud800"))],
  ["an escape that is not needed", "form", "json-not-canonical", respelt((json) => json.replace("杨", "\\u6768"))],
  ["a nested value", "form", "extra-form", altered(proofOf(work()), ({ fields }) => (fields[0][1] = [["x"]]))],
  ["true for a value", "form", "extra-form", altered(proofOf(work()), ({ fields }) => (fields[0][1] = true))],
  ["digests in capitals", "form", "extra-form", altered(proofOf(work()), ({ digests }) => (digests[0] = "AB".repeat(32)))],
  ["an unknown part", "form", "extra-form", altered(proofOf(work()), (extra) => (extra.more = 1))],
  ["very deep nesting", "form", "json-depth", respelt(() => `${"[".repeat(40)}${"]".repeat(40)}`)],
  ["base64 with loose bits", "form", "checkpoint-form", edited(proofOf(work(), { body: `${NET}/trace\n13\n${"A".repeat(43)}=\n` }), "A=\n", "B=\n")],
  ["no signatures", "form", "note-signature-form", proofOf(work(), { sign: () => "", cosign: () => "" })],
  ["a carriage return", "form", "file-form", Buffer.from(proofOf(work()).toString().replaceAll("\n", "\r\n").replace("\r", ""))],
  ["a missing last newline", "form", "note-form", proofOf(work()).subarray(0, -1)],
  ["a byte that is not UTF-8", "form", "not-utf8", Buffer.concat([proofOf(work()), Buffer.of(0xff)])],
]; // prettier-ignore

function shifted(body) {
  return cosigned(body, witnessKeys[1], TIME).replace(/ (\S+)\n/, (_, blob) => ` ${moved(blob)}\n`);
}
function moved(blob) {
  const bytes = Buffer.from(blob, "base64");
  bytes[11] ^= 1;
  return bytes.toString("base64");
}
function cut(line) {
  const [dash, name, blob] = line.trimEnd().split(" ");
  return `${dash} ${name} ${Buffer.from(blob, "base64").subarray(0, -1).toString("base64")}\n`;
}
function respelt(change) {
  const lines = proofOf(work()).toString().split("\n");
  const json = Buffer.from(lines[1].slice(6), "base64").toString();
  assert.notEqual(change(json), json);
  lines[1] = `extra ${Buffer.from(change(json)).toString("base64")}`;
  return Buffer.from(lines.join("\n"));
}

for (const [name, step, code, bytes] of BROKEN) {
  test(`refuses: ${name}`, async () => {
    const report = await finds(checked(bytes), step, "broken", code);
    assert.equal(report.verdict, "broken");
  });
}

const stranger = keyOf("stranger.test/log", 1);
const another = keyOf(`${NET}/trace`, 1, Buffer.alloc(32, 7));
const UNKNOWN = [
  ["a kind that the pin has not", "kind", "kind-unknown", proofOf({ ...work(), entry: { ...work().entry, kind: "work.sung" } }), PIN],
  ["a later version", "kind", "version-unknown", proofOf({ ...work(), entry: { ...work().entry, v: 2 } }), PIN],
  ["a network that the pin has not", "inclusion", "origin-unknown", proofOf(work(), { body: foreign(), sign: (b) => signed(b, stranger), cosign: () => "" }), PIN],
  ["a log key that the pin has not", "log", "log-signature-missing", proofOf(work(), { sign: (b) => signed(b, another) }), PIN],
  ["policy and proof swapped together", "log", "log-signature-missing", swapped(), PIN],
  ["one witness where two are asked", "quorum", "quorum-missing", proofOf(work(), { cosign: (b) => cosigned(b, witnessKeys[0], TIME) }), PIN],
  ["one witness twice", "quorum", "quorum-missing", proofOf(work(), { cosign: (b) => [0, 1].map((t) => cosigned(b, witnessKeys[0], TIME + t)).join("") }), PIN],
  ["a later proof format", "form", "not-a-proof", edited(proofOf(work()), "@v1", "@v2"), PIN],
  ["a photograph", "form", "not-a-proof", Buffer.from([0xff, 0xd8, 0xff, 0xe0]), PIN],
  ["nothing", "form", "not-a-proof", Buffer.of(), PIN],
  ["a very large file", "form", "file-large", Buffer.alloc(1048577), PIN],
  ["no pin", "form", "pin-form", proofOf(work()), ""],
  ["a pin that is a list", "form", "pin-form", proofOf(work()), "[]"],
  ["a pin with a nameless name", "form", "pin-form", proofOf(work()), pinOf({ names: { "org-x": { en: 1, zh: "" } } })],
  ["a pin of a later registry", "form", "registry-unknown", proofOf(work()), pinOf({ registry: { v: 2 } })],
  ["a policy without a quorum", "form", "policy-form", proofOf(work()), pinOf({ policy: "" })],
]; // prettier-ignore

function foreign() {
  return proofOf(work()).toString().split("\n\n")[1].replace(NET, "elsewhere.test") + "\n";
}

for (const [name, step, code, bytes, pin] of UNKNOWN) {
  test(`cannot tell: ${name}`, async () => {
    const report = await finds(checked(bytes, pin), step, "unknown", code);
    assert.equal(report.verdict, "unknown", JSON.stringify(report.steps, null, 1));
  });
}

test("every other line of a stranger is ignored, as signed-note demands", async () => {
  const strangers = signed("x", stranger) + cosigned("x", keyOf("w.test", 4), 5) + signed("x", { ...stranger, id: Buffer.of(1, 2, 3, 4) });
  assert.equal((await checked(proofOf(work(), { strangers }))).verdict, "holds");
});

test("the oldest cosignature is counted of one witness that signed twice", async () => {
  const cosign = (b) => cosigned(b, witnessKeys[0], TIME) + cosigned(b, witnessKeys[0], TIME - 9) + cosigned(b, witnessKeys[2], TIME - 5);
  assert.equal((await checked(proofOf(work(), { cosign }))).cosigned.at, TIME - 9);
});

test("a log may have several keys under one origin", async () => {
  const pin = pinOf({ policy: policyText(undefined, { second: another }) });
  assert.equal((await checked(proofOf(work(), { sign: (b) => signed(b, another) }), pin)).verdict, "holds");
});

test("a policy may ask for no witness, and then no time is told", async () => {
  const report = await checked(proofOf(work(), { cosign: () => "" }), pinOf({ policy: policyText(["quorum none"]) }));
  assert.deepEqual([report.verdict, report.cosigned], ["holds", null]);
});

test("what the page asked about must stand open in the file", async () => {
  const same = await checked(proofOf(work()), PIN, { expect: { work: "7k3m92qf" } });
  assert.deepEqual([same.verdict, at(same, "match").code], ["holds", "match-holds"]);
  await finds(checked(proofOf(work()), PIN, { expect: { work: "another" } }), "match", "broken", "match-differs");
  await finds(checked(proofOf(work([])), PIN, { expect: { work: "7k3m92qf" } }), "match", "broken", "match-differs");
  assert.equal((await checked(proofOf(score(), { log: "rule" }), PIN, { expect: { band: "A" } })).verdict, "holds");
});

test("a field in two languages matches in either", async () => {
  const [zh, en] = TITLES;
  const proof = proofOf(inTwoLanguages());
  for (const title of TITLES) assert.equal((await checked(proof, PIN, { expect: { title } })).verdict, "holds");
  for (const title of [`${zh},${en}`, zh.slice(1), ""]) await finds(checked(proof, PIN, { expect: { title } }), "match", "broken", "match-differs");
});

test("whoever watches the steps cannot disturb them", async () => {
  const watched = [];
  const onStep = ({ name }) => {
    watched.push(name);
    throw new Error("a page went away");
  };
  assert.equal((await checked(proofOf(work()), PIN, { onStep })).verdict, "holds");
  assert.deepEqual(watched, ["form", "kind", "fields", "inclusion", "log", "quorum"]);
});

test("the pin is known by one digest, escaped or not", async () => {
  const pin = pinOf({ names: { "org-x": { en: "<b>", zh: "乙" } } });
  const [plain, escaped] = await Promise.all([jcs(pin), jcs(pin).replaceAll("<", "\\u003c")].map((text) => checked(proofOf(work()), text)));
  assert.match(plain.pin.digest, /^[0-9a-f]{64}$/);
  assert.equal(plain.pin.digest, escaped.pin.digest);
});
