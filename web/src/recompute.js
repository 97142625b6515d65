/**
 * The front door: one person's export, judged against a pin and weighed under a guide, on the reader's own device. The
 * export is audited first, as `shouyi assess --recompute` does: of one that does not hold, or leaves something out, no
 * digits are given.
 */

import { AUDIT } from "./archive/audit.js";
import { dayOf } from "./archive/closed.js";
import { factsOf } from "./score/facts.js";
import { finish } from "./score/finish.js";
import { readGuide } from "./score/guide.js";
import { weigh } from "./score/weigh.js";
import { chooseCrypto } from "./verify/crypto.js";
import { Broken, Unknown } from "./verify/errors.js";
import { readPin } from "./verify/pin.js";

const STEPS = [...AUDIT, ["guide", takeGuide], ["facts", takeFacts], ["score", takeScore]];

/**
 * Recomputes the export in `bytes` under the guide in `guideBytes` (both Uint8Array). Never throws.
 *
 * Returns {verdict, steps, digits, told}: `verdict` is holds, broken or unknown; each step {name, state, code, detail},
 * the first that does not hold being the last; `digits` are score, low, high, p80, band, dimensions, contributions,
 * guide, guide_digest and day, or null; `told` counts entries, those closed, and the oldest cosignature. `asOf` is by
 * default the last day of the evidence, or, where something is closed for its age, the day of that cosignature.
 */
export async function recompute(bytes, pinText, guideBytes, { asOf = null, subtle } = {}) {
  const seen = { bytes, guideBytes, asOf, digits: null };
  const steps = [];
  for (const [name, run] of [["pin", (each) => prepare(each, pinText, subtle)], ...STEPS]) {
    const outcome = await outcomeOf(() => run(seen));
    if (name !== "pin" || outcome.state !== "holds") steps.push({ name, ...outcome });
    if (outcome.state !== "holds") return { verdict: outcome.state, steps, digits: null, told: null };
  }
  return { verdict: "holds", steps, digits: seen.digits, told: toldOf(seen) };
}

async function prepare(seen, pinText, subtle) {
  seen.crypto = await chooseCrypto(subtle);
  seen.pin = await readPin(seen.crypto, pinText);
}

async function outcomeOf(run) {
  try {
    await run();
    return { state: "holds" };
  } catch (error) {
    if (error instanceof Broken) return { state: "broken", code: error.code, detail: error.detail };
    if (error instanceof Unknown) return { state: "unknown", code: error.code, detail: error.detail };
    return { state: "unknown", code: "internal", detail: { message: String(error?.message ?? error) } }; // our own mistake proves nothing
  }
}

async function takeGuide(seen) {
  seen.guide = await readGuide(seen.crypto, seen.guideBytes);
}

function takeFacts(seen) {
  seen.facts = factsOf(seen.entries, seen.pin.registry.kinds);
  const last = seen.facts.reduce((latest, { on }) => Math.max(latest, on), -1);
  const first = seen.entries.some(({ closed }) => closed === "aged") ? dayOf(seen.cosignedAt) : null;
  seen.day = seen.asOf ?? first ?? last;
  if (seen.day < 0) throw new Unknown("no-evidence");
  if (first !== null && seen.day < first) throw new Unknown("unreplayable", { first });
}

function takeScore(seen) {
  const { guide, facts, day } = seen;
  seen.digits = { ...finish(weigh(facts, guide), guide, day), guide: guide.version, guide_digest: guide.digest, day };
}

function toldOf({ entries, cosignedAt }) {
  const count = (closed) => entries.filter((entry) => entry.closed === closed).length;
  return { entries: entries.length, erased: count("erased"), aged: count("aged"), cosignedAt };
}
