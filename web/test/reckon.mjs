/** `node test/reckon.mjs PIN GUIDE < exports`: each line a base64 export; answers a line each, what `recompute` found. */

import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { recompute } from "../src/recompute.js";

const pin = readFileSync(process.argv[2], "utf8").trimEnd();
const guide = new Uint8Array(readFileSync(process.argv[3]));
const plain = (_, value) => (typeof value === "bigint" ? String(value) : value);

for await (const line of createInterface({ input: process.stdin })) {
  const { verdict, steps, digits } = await recompute(new Uint8Array(Buffer.from(line, "base64")), pin, guide);
  const failed = steps.find(({ state }) => state !== "holds");
  console.log(JSON.stringify({ verdict, step: failed?.name ?? "-", code: failed?.code ?? "", detail: failed?.detail ?? {}, digits }, plain));
}
