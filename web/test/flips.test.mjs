/**
 * Each byte of a proof file, two of its bits flipped in turn: the file no longer holds, or the flip lies in bytes that the format tells
 * verifiers to ignore. Those bytes are listed here by name.
 */

import assert from "node:assert/strict";
import { test } from "node:test";
import { verify } from "../src/verify/verify.js";
import { TIME, cosigned, jcs, keyOf, pinOf, policyText, proofOf, run, sale, signed, witnessKeys } from "./world.mjs";

const short = (extra) => ({ log: "rule", size: 3, index: 1, ...extra });
const anyOne = jcs(pinOf({ policy: policyText(["group witnesses any org-culture org-platform org-market", "quorum witnesses"]) }));
const strange = keyOf("stranger.test", 1);

test("two witnesses of two: every flip is refused", async () => {
  const two = jcs(pinOf({ policy: policyText(["group witnesses all org-culture org-platform", "quorum witnesses"]) }));
  assert.deepEqual(await survivors(proofOf(sale(), { size: 3, index: 1 }), two), []);
});

test("a result: every flip is refused", async () => {
  const two = jcs(pinOf());
  assert.deepEqual(await survivors(proofOf(run({ band: "A", holder: "ab".repeat(32) }, ["band", "holder"], 3, 1), short()), two), []);
});

test("a stranger's line, and the name and key id of a cosignature that is not needed, are ignored", async () => {
  const cosign = (b) => cosigned(b, witnessKeys[0], TIME) + cosigned(b, witnessKeys[1], TIME);
  const proof = proofOf(sale(), { size: 3, index: 1, cosign, strangers: signed("x", strange) });
  const ignored = [witnessKeys[0], witnessKeys[1]].map((key) => nameAndId(proof, key)).concat([wholeLine(proof, strange)]);
  const found = await survivors(proof, anyOne);
  assert.deepEqual(found.filter((at) => !ignored.some(([from, to]) => from <= at && at < to)), []);
  assert.ok(found.length > 0);
}); // prettier-ignore

/** The positions at which some flipped bit leaves a file that holds. */
async function survivors(proof, pin) {
  assert.equal((await verify(new Uint8Array(proof), pin)).verdict, "holds");
  const found = [];
  for (let at = 0; at < proof.length; at++) {
    const verdicts = await Promise.all([at % 8, (at + 3) % 8].map((bit) => verdictOfFlipped(proof, at, bit, pin)));
    if (verdicts.includes("holds")) found.push(at);
  }
  return found;
}

async function verdictOfFlipped(proof, at, bit, pin) {
  const bytes = new Uint8Array(proof);
  bytes[at] ^= 1 << bit;
  const { verdict, steps } = await verify(bytes, pin);
  assert.notEqual(steps.find(({ state }) => state !== "holds")?.code, "internal");
  return verdict;
}

function wholeLine(proof, key) {
  const from = proof.indexOf(`\u2014 ${key.name} `);
  return [from + 4, proof.indexOf("\n", from)]; // its dash and space stay, or it is no line
}

function nameAndId(proof, key) {
  const from = proof.indexOf(`\u2014 ${key.name} `) + 4;
  return [from, from + key.name.length + 1 + 6]; // four bytes of id stand in the first six characters of base64
}
