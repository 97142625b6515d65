/** `node test/judge.mjs PIN < proofs`: each line a proof in base64; answers a line each, verdict and first step not held. */

import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { verify } from "../src/verify/verify.js";

const pin = readFileSync(process.argv[2], "utf8").trimEnd();

for await (const line of createInterface({ input: process.stdin })) {
  const { verdict, steps } = await verify(new Uint8Array(Buffer.from(line, "base64")), pin);
  console.log(verdict, steps.find(({ state }) => state !== "holds")?.name ?? "-");
}
