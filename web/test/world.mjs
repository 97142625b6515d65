/**
 * A small ledger to test against, written from the formats and not from the verifier: trees by the recursive definition
 * of RFC 6962, keys and salts from a seed, signatures by noble. `node test/world.mjs DIR` writes its files to DIR.
 */

import { mkdirSync, writeFileSync } from "node:fs";
import { createHash } from "node:crypto";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { ed25519 } from "@noble/curves/ed25519.js";

const sha256 = (...parts) => createHash("sha256").update(Buffer.concat(parts.map((part) => Buffer.from(part)))).digest();
const hex = (bytes) => Buffer.from(bytes).toString("hex");
const b64 = (bytes) => Buffer.from(bytes).toString("base64");
const seed = (...names) => sha256(names.join("/"));

// All keys in these documents are ASCII, so sorting them as JavaScript does is RFC 8785's order.
export function jcs(value) {
  if (Array.isArray(value)) return `[${value.map(jcs).join(",")}]`;
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  return `{${Object.keys(value).sort().map((key) => `${JSON.stringify(key)}:${jcs(value[key])}`).join(",")}}`;
}

/* trees: RFC 6962, section 2.1, as it is defined there */

export function treeRoot(leaves) {
  if (leaves.length === 0) return sha256("");
  if (leaves.length === 1) return leaves[0];
  const k = split(leaves.length);
  return sha256([1], treeRoot(leaves.slice(0, k)), treeRoot(leaves.slice(k)));
}

export function treePath(leaves, m) {
  if (leaves.length === 1) return [];
  const k = split(leaves.length);
  if (m < k) return [...treePath(leaves.slice(0, k), m), treeRoot(leaves.slice(k))];
  return [...treePath(leaves.slice(k), m - k), treeRoot(leaves.slice(0, k))];
}

const split = (n) => 2 ** Math.floor(Math.log2(n - 1));

/* keys and notes: C2SP */

export const keyOf = (name, type, secret = seed("key", name, type)) => {
  const pub = ed25519.getPublicKey(secret);
  const id = sha256(name, "\n", [type], pub).subarray(0, 4);
  return { name, id, secret, vkey: `${name}+${hex(id)}+${b64([type, ...pub])}` };
};

export const signed = (body, key) => `\u2014 ${key.name} ${b64([...key.id, ...ed25519.sign(Buffer.from(body), key.secret)])}\n`;

export function cosigned(body, key, time) {
  const stamp = Buffer.alloc(8);
  stamp.writeBigUInt64BE(BigInt(time));
  const message = Buffer.from(`cosignature/v1\ntime ${time}\n${body}`);
  return `\u2014 ${key.name} ${b64([...key.id, ...stamp, ...ed25519.sign(message, key.secret)])}\n`;
}

/* the pin */

export const NET = "shouyi.test/1";
export const LOGS = ["skill", "trace", "voice", "rule"];
export const DAY = 20416;
export const TIME = DAY * 86400 - 28800 + 3600;

const KINDS = {
  "assessment.run": { fields: [], log: 3, pub: ["as_of", "count", "guide", "root", "sizes"], v: 1 },
  "org.added": { fields: [], log: 3, pub: ["org", "role"], v: 1 },
  "trade.statement": {
    fields: ["cancelled", "delivered", "dispatched", "next", "on", "overdue", "returned", "sold", "visited"],
    log: 1,
    pub: [],
    v: 1,
  },
  "work.registered": { fields: ["craft", "maker", "next", "on", "title", "work"], log: 1, pub: [], v: 1 },
};
export const RESULT = "band day finance fulfilment guide high holder low p80 score skill social word_of_mouth".split(" ");

export const logKeys = Object.fromEntries([...LOGS, "unspent"].map((log) => [log, keyOf(`${NET}/${log}`, 1)]));
export const witnessKeys = ["org-culture", "org-platform", "org-market"].map((org) => keyOf(`${NET}/witness/${org}`, 4));
const WITNESSES = ["org-culture", "org-platform", "org-market"];

const NAMES = {
  "org-culture": { en: "Taijiang Culture Bureau", zh: "台江县文化馆" },
  "org-market": { en: "Black Hill Market", zh: "黑山集市" },
  "org-platform": { en: "Lantern Market", zh: "灯市" },
  "org-shouyi": { en: "Shouyi Registry (demonstration)", zh: "守艺登记处（示例）" },
};

export const policyText = (quorum = ["group witnesses 2 org-culture org-platform org-market", "quorum witnesses"], more = {}) =>
  [
    ...Object.values({ ...logKeys, ...more }).map((key) => `log ${key.vkey}`),
    ...witnessKeys.map((key, at) => `witness ${WITNESSES[at]} ${key.vkey}`),
    ...quorum,
    "",
  ].join("\n");

export const pinOf = (changes = {}) => ({
  names: NAMES,
  net: NET,
  number: 1,
  policy: policyText(),
  previous: "none",
  registry: { kinds: KINDS, logs: LOGS, result: RESULT, v: 1 },
  ...changes,
});

/* entries and what they open */

const saltOf = (name, value) => seed("salt", name, jcs(value));

const digestOf = (name, value, salt) => sha256("shouyi/field/1", salt, jcs([name, value]));

function committed(names, values) {
  const digests = names.map((name) => ownDigest(name, values[name] ?? null));
  return { digests: digests.map(hex), root: hex(sha256("shouyi/root/1", ...digests)) };
}

const ownDigest = (name, value) =>
  ["first", "next"].includes(name)
    ? sha256("shouyi/blind/1", seed("blind", name), digestOf(name, value, saltOf(name, value)))
    : digestOf(name, value, saltOf(name, value));

const opened = (names, values) => names.map((name) => [name, values[name] ?? null, hex(saltOf(name, values[name] ?? null))]);

/** An entry about a person, with all its fields but `next` opened. */
export function personal(kind, by, values, open = KINDS[kind].fields.filter((name) => name !== "next")) {
  const { digests, root } = committed(KINDS[kind].fields, values);
  const tag = hex(seed("tag", kind, jcs(values))).slice(0, 32);
  return { digests, entry: { by, day: DAY, kind, root, tag, v: 1 }, fields: opened(open, values) };
}

/** A run over `count` people of whom the one at `index` shows `values`. */
export function run(values, open, count = 5, index = 3) {
  const { digests, root } = committed(RESULT, values);
  const mine = sha256([0], "shouyi/result/1", Buffer.from(root, "hex"));
  const leaves = Array.from({ length: count }, (_, i) => (i === index ? mine : seed("another", i)));
  const result = { digests, fields: opened(open, values), index, path: treePath(leaves, index).map(hex) };
  const pub = { as_of: DAY, count, guide: hex(seed("guide")), root: hex(treeRoot(leaves)), sizes: [4, 8, 2, 9] };
  return { digests: [], entry: { by: "org-shouyi", day: DAY, kind: "assessment.run", pub, v: 1 }, fields: [], result };
}

/* proof files */

export const WORK = {
  craft: "苗族数纱绣", maker: "杨秀梅", next: hex(seed("next tag")).slice(0, 32), on: DAY - 1, title: "《八角花》壁挂", work: "7k3m92qf",
}; // prettier-ignore
const SOLD = { sold: ["o-1", 2, 12800, "CNY"], on: DAY - 1, next: "00".repeat(16) };
const SCORE = {
  band: "A", day: DAY, finance: 500, fulfilment: 861, guide: "1.0", high: 856, holder: "ab".repeat(32), low: 789, p80: 880, score: 824,
  skill: 812, social: 700, word_of_mouth: 901,
}; // prettier-ignore

/** The bytes of a proof file for `extra` at `index` of a log of `size` entries. Every part can be replaced. */
export function proofOf(extra, { log = "trace", size = 13, index = 6, sign, cosign, body, strangers = "" } = {}) {
  const leaves = Array.from({ length: size }, (_, i) => (i === index ? sha256([0], jcs(extra.entry)) : seed("leaf", i)));
  const text = body ?? `${NET}/${log}\n${size}\n${b64(treeRoot(leaves))}\n`;
  const head = ["c2sp.org/tlog-proof@v1", `extra ${b64(jcs(extra))}`, `index ${index}`, ...treePath(leaves, index).map(b64)];
  const signatures = (sign ?? ((b) => signed(b, logKeys[log])))(text) + (cosign ?? twoWitnesses)(text) + strangers;
  return Buffer.from(`${head.join("\n")}\n\n${text}\n${signatures}`);
}

const twoWitnesses = (body) => cosigned(body, witnessKeys[0], TIME) + cosigned(body, witnessKeys[1], TIME - 60);

export const work = (open) => personal("work.registered", "org-shouyi", WORK, open);
export const TITLES = ["《八角花》壁挂", "Eight-petal hanging"];
export const inTwoLanguages = (open) => personal("work.registered", "org-shouyi", { ...WORK, title: TITLES }, open);
export const sale = () => personal("trade.statement", "org-platform", SOLD, ["on", "sold"]);
export const score = () => run(SCORE, ["band", "day", "guide", "holder"]);
export const joined = () => ({
  digests: [], entry: { by: "org-shouyi", day: DAY, kind: "org.added", pub: { org: "org-market", role: "platform" }, v: 1 }, fields: [],
}); // prettier-ignore

/** The same net, other keys throughout: what a server that swapped policy and proof together would hand out. */
export function swapped() {
  const other = keyOf(`${NET}/trace`, 1, seed("thief"));
  const mates = [4, 5].map((n) => keyOf(`${NET}/witness/org-${n}`, 4, seed("mate", n)));
  return proofOf(work(), { sign: (b) => signed(b, other), cosign: (b) => mates.map((mate) => cosigned(b, mate, TIME)).join("") });
}

export const files = () => ({
  "pin.json": jcs(pinOf()),
  "work.tlog-proof": proofOf(work()),
  "sale.tlog-proof": proofOf(sale()),
  "score.tlog-proof": proofOf(score(), { log: "rule", size: 9, index: 8 }),
  "swapped.tlog-proof": swapped(),
});

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  mkdirSync(process.argv[2], { recursive: true });
  for (const [name, bytes] of Object.entries(files())) writeFileSync(join(process.argv[2], name), bytes);
}
