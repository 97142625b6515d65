/** RFC 6962 inclusion against the test data of transparency-dev/merkle, negatives included. */

import assert from "node:assert/strict";
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { test } from "node:test";
import { chooseCrypto } from "../src/verify/crypto.js";
import { Broken } from "../src/verify/errors.js";
import { requireInclusion } from "../src/verify/merkle.js";

const ours = new URL("../../tests/vectors/merkle/inclusion/", import.meta.url);
const shared = new URL("../../../shared/vectors/merkle/inclusion/", import.meta.url);
const bytes = (base64) => new Uint8Array(Buffer.from(base64 ?? "", "base64"));

for (const folder of [ours, shared]) {
  const place = folder === ours ? "tests/vectors/merkle" : "../shared/vectors/merkle";
  if (!existsSync(folder)) {
    test(`inclusion vectors in ${place}`, { skip: `${place} is absent` }, () => {});
    continue;
  }
  const names = readdirSync(folder, { recursive: true }).filter((name) => name.endsWith(".json"));
  test(`${names.length} inclusion vectors in ${place}`, async (t) => {
    assert.ok(names.length > 40);
    for (const name of names) await t.test(name, () => agrees(JSON.parse(readFileSync(new URL(encodeURIComponent(name).replaceAll("%2F", "/"), folder)))));
  });
}

async function agrees({ leafIdx, treeSize, root, leafHash, proof, wantErr }) {
  const crypto = await chooseCrypto();
  const path = (proof ?? []).map(bytes);
  const asked = requireInclusion(crypto, { leaf: bytes(leafHash), index: leafIdx, size: treeSize, path, root: bytes(root) });
  await (wantErr ? assert.rejects(asked, Broken) : asked);
}
