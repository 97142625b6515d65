/** The ledger's golden vectors, made by the first implementation: this one must find the same, step for step. */

import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { test } from "node:test";
import { chooseCrypto } from "../src/verify/crypto.js";
import { readPin } from "../src/verify/pin.js";
import { verify } from "../src/verify/verify.js";

const folder = new URL("../../tests/vectors/ledger/", import.meta.url);
const read = (name) => new Uint8Array(readFileSync(new URL(name, folder)));
const pin = readFileSync(new URL("pin.json", folder), "utf8").trimEnd();

test("the pin", async () => {
  assert.equal((await readPin(await chooseCrypto(), pin)).number, 1);
});

for (const name of readdirSync(new URL("proofs/", folder)).filter((each) => each.endsWith(".tlog-proof"))) {
  test(`holds: ${name}`, async () => {
    const report = await verify(read(`proofs/${name}`), pin);
    assert.equal(report.verdict, "holds", JSON.stringify(report.steps, null, 1));
  });
}

for (const { file, step, verdict, why } of JSON.parse(readFileSync(new URL("broken.json", folder)))) {
  test(`${verdict}: ${why}`, async () => {
    const report = await verify(read(file), pin);
    const first = report.steps.find(({ state }) => state !== "holds");
    assert.deepEqual([report.verdict, first?.name], [verdict, step], JSON.stringify(report.steps, null, 1));
  });
}
