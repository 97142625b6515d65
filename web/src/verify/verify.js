/**
 * The front door: one proof file against one pin, in numbered steps.
 *
 *   1 form       the file is a proof file, and its bytes are exactly what its content encodes to      proof.js
 *   2 kind       the entry's kind and version are in the pinned registry, and its envelope fits       entry.js
 *   3 fields     each opened field gives its digest, all digests the entry's root                     fields.js
 *   4 result     a person's result opens `holder`, stands under the run's root (only where there is one) fields.js, merkle.js
 *   5 inclusion  the entry stands in the checkpoint of its kind's log                                 merkle.js
 *   6 log        the log's pinned key signed that checkpoint                                          signed.js
 *   7 quorum     enough pinned witnesses cosigned it                                                  signed.js, policy.js
 *   8 match      what the file opens is what the page asked about (only where it asked)
 *
 * Steps 3 to 8 do not stop one another: whoever looks sees all that differs. Without 1 and 2 nothing else is judged.
 */

import { concat, hexOf, unhex, utf8 } from "./bytes.js";
import { canonical } from "./canonical.js";
import { chooseCrypto } from "./crypto.js";
import { requireEntry } from "./entry.js";
import { Broken, Unknown, require } from "./errors.js";
import { requireOpened } from "./fields.js";
import { leafHash, requireInclusion } from "./merkle.js";
import { readPin } from "./pin.js";
import { isCosigned } from "./policy.js";
import { readProof } from "./proof.js";
import { cosignedTimes, requireLog } from "./signed.js";

export const STEPS = ["form", "kind", "fields", "result", "inclusion", "log", "quorum", "match"];

const HOLDER = "holder"; // always shown with a result, so that nobody shows a borrowed one

const STEP_OF = [step1Form, step2Kind, step3Fields, step4Result, step5Inclusion, step6Log, step7Quorum, step8Match];

/**
 * Verifies `bytes` (Uint8Array) against `pinText`. Never throws.
 *
 * Returns {verdict, steps, pin, proof, kind, cosigned, crypto}: `verdict` is holds, broken or unknown; each step is
 * {step, name, state, code, detail}; `cosigned` is {at (POSIX second of the oldest counted cosignature), by} or null;
 * `pin`, `proof` and `kind` are null where they could not be read. `expect` names fields and values that the file must
 * open; `onStep` is awaited after each step.
 */
export async function verify(bytes, pinText, { expect = {}, onStep = () => {}, subtle } = {}) {
  const seen = { bytes, pinText, expect, pin: null, proof: null, kind: null, cosigned: null, crypto: null };
  const steps = [];
  for (const [at, run] of STEP_OF.entries()) {
    const outcome = await outcomeOf(() => prepared(seen, subtle).then(() => run(seen)));
    if (outcome.code === "not-asked") continue;
    const step = { step: at + 1, name: STEPS[at], ...outcome };
    steps.push(step);
    await tell(onStep, step);
  }
  return { verdict: verdictOf(steps), steps, ...shown(seen) };
}

/** Broken outweighs unknown, unknown outweighs holds. */
export function verdictOf(steps) {
  const states = steps.map(({ state }) => state);
  return ["broken", "unknown"].find((state) => states.includes(state)) ?? "holds";
}

async function prepared(seen, subtle) {
  seen.crypto ??= await chooseCrypto(subtle);
  seen.pin ??= await readPin(seen.crypto, seen.pinText);
}

async function outcomeOf(run) {
  try {
    return { state: "holds", ...(await run()) };
  } catch (error) {
    if (error instanceof Broken) return { state: "broken", code: error.code, detail: error.detail };
    if (error instanceof Unknown) return { state: "unknown", code: error.code, detail: error.detail };
    return { state: "unknown", code: "internal", detail: { message: String(error?.message ?? error) } }; // our own mistake proves nothing
  }
}

async function tell(onStep, outcome) {
  try {
    await onStep(outcome);
  } catch {
    // whoever watches must not change what is found
  }
}

const shown = ({ pin, proof, kind, cosigned, crypto }) => ({ pin, proof, kind, cosigned, crypto: crypto?.by ?? null });

/** Throws `Unknown` when an earlier step left nothing to look at: of an unknown kind not even the leaf's form is known. */
function needed(value) {
  if (value === null) throw new Unknown("not-reached");
  return value;
}

async function step1Form(seen) {
  seen.proof = readProof(seen.bytes);
  return { code: "form-holds", detail: { bytes: seen.bytes.length } };
}

async function step2Kind(seen) {
  const { entry } = needed(seen.proof).extra;
  seen.kind = requireEntry(entry, seen.pin);
  return { code: "kind-holds", detail: { kind: entry.kind } };
}

async function step3Fields({ proof, kind, crypto }) {
  const { entry, digests, fields } = needed(proof).extra;
  const root = await requireOpened(crypto, needed(kind).fields, { digests, fields });
  if (!kind.fields.length) return { code: "fields-none", detail: {} };
  require(root === entry.root, "fields-root-differs", { computed: root, entry: entry.root });
  return { code: "fields-hold", detail: { opened: fields.length, all: digests.length, root } };
}

async function step4Result({ proof, kind, pin, crypto }) {
  if (!proof?.extra.result) return { code: "not-asked" };
  const { entry, result } = proof.extra;
  require(needed(kind).name === "assessment.run", "result-elsewhere", { kind: kind.name });
  const root = await requireOpened(crypto, pin.registry.result, result);
  require(result.fields.some(([name]) => name === HOLDER), "result-holder-closed");
  const leaf = await leafHash(crypto, concat(utf8("shouyi/result/1"), unhex(root)));
  const { index, path } = result;
  const run = { root: unhexed(entry.pub.root), size: entry.pub.count };
  await requireInclusion(crypto, { leaf, index, path: path.map(unhex), ...run });
  return { code: "result-holds", detail: { opened: result.fields.length, index, count: run.size, root } };
}

async function step5Inclusion({ proof, kind, pin, crypto }) {
  const { extra, index, path, checkpoint } = needed(kind) && proof;
  const leaf = await leafHash(crypto, utf8(canonical(extra.entry)));
  await requireInclusion(crypto, { leaf, index, path, size: checkpoint.size, root: checkpoint.root });
  requireOrigin(checkpoint.origin, kind, pin);
  const detail = { leaf: hexOf(leaf), origin: checkpoint.origin, index, size: checkpoint.size, root: hexOf(checkpoint.root) };
  return { code: "inclusion-holds", detail };
}

function requireOrigin(origin, kind, pin) {
  const wanted = `${pin.net}/${kind.log}`;
  if (origin === wanted) return;
  require(!pin.policy.logs.some(({ name }) => name === origin), "log-wrong", { origin, wanted });
  throw new Unknown("origin-unknown", { origin, wanted });
}

async function step6Log({ proof, kind, pin, crypto }) {
  const { note, checkpoint } = needed(kind) && proof;
  const names = await requireLog(crypto, note, checkpoint.origin, pin.policy);
  return { code: "log-holds", detail: { origin: checkpoint.origin, keys: names.map(({ key }) => hexOf(key)) } };
}

async function step7Quorum(seen) {
  const { proof, pin } = seen;
  const { note } = needed(seen.kind) && proof;
  const times = await cosignedTimes(seen.crypto, note, pin.policy);
  const by = [...times].map(([name, at]) => ({ name, key_name: pin.policy.witnesses.get(name).name, at }));
  const detail = { by, witnesses: pin.policy.witnesses.size };
  if (!isCosigned(pin.policy, pin.policy.quorum, times)) throw new Unknown("quorum-missing", detail);
  if (pin.policy.quorum === "none") return { code: "quorum-none", detail };
  seen.cosigned = { at: Math.min(...times.values()), by };
  return { code: "quorum-holds", detail };
}

async function step8Match({ proof, expect }) {
  const wanted = Object.entries(expect);
  if (!wanted.length) return { code: "not-asked" };
  const opened = needed(proof).extra;
  const fields = [...opened.fields, ...(opened.result?.fields ?? [])];
  for (const [name, value] of wanted) {
    const [, found = []] = fields.find((field) => field[0] === name) ?? [];
    const said = [found].flat().map(String); // a list holds one text a language
    require(said.includes(value), "match-differs", { name, asked: value, found: said.join(", ") });
  }
  return { code: "match-holds", detail: Object.fromEntries(wanted) };
}

function unhexed(hex) {
  require(/^[0-9a-f]{64}$/.test(hex), "entry-form", { wanted: "pub.root" });
  return unhex(hex);
}
