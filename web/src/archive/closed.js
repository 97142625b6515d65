/** What of a complete export may stay closed: what a later `fact.erased` names, or what is too old to weigh. */

import { FACTS } from "../score/facts.js";
import { require } from "../verify/errors.js";
import { fieldOf } from "./chains.js";

const AGE_DAYS = 1826;
const NEVER_AGES = "campaign"; // it only ever takes weight from others
const RULE = 3;
/** Fields under another person's key, which may always be closed. */
export const OTHERS = { "review.given": ["text"] };

/** The day in UTC+8 of an instant in seconds. */
export const dayOf = (seconds) => Math.floor((seconds + 28_800) / 86_400);

/** Each entry as {kind, by, log, index, n, fields (by name), closed: "", "erased" or "aged"}. Throws `Broken`. */
export function auditedEntries(chains, kinds, cosignedAt) {
  const today = cosignedAt === null ? null : dayOf(cosignedAt);
  return chains.flatMap((chain) => {
    const erased = erasedBy(chain);
    return chain.map((shown, n) => audited(shown, n, whyClosed(shown, kinds, erased, today)));
  });
}

function audited({ entry, log, index, fields }, n, closed) {
  const open = fields.filter(({ salt }) => salt).map(({ name, value }) => [name, value]);
  return { kind: entry.kind, by: entry.by, log, index, n, fields: new Map(open), closed };
}

function erasedBy(chain) {
  const places = new Map(chain.map(({ entry }, n) => [entry.tag, n]));
  const named = chain.map((shown, n) => [fieldOf(shown, "tag")?.value, n, shown.entry.kind]);
  return new Set(named.filter(([tag, n, kind]) => kind === "fact.erased" && places.get(tag) < n).map(([tag]) => tag));
}

function whyClosed(shown, kinds, erased, today) {
  const { entry, log, index } = shown;
  const others = OTHERS[entry.kind] ?? [];
  const missing = kinds[entry.kind].fields.filter((name) => !others.includes(name) && !fieldOf(shown, name));
  if (!missing.length) return "";
  if (log !== RULE && erased.has(entry.tag)) return "erased";
  require(log !== RULE && isAged(shown, today), "closed", { log, index, fields: missing.join(" ") });
  return "aged";
}

function isAged(shown, today) {
  const on = fieldOf(shown, "on")?.value;
  if (today === null || !Number.isSafeInteger(on) || today - on <= AGE_DAYS) return false;
  return shown.entry.kind !== "outcome.attested" || holdsNoLonger(shown, today);
}

function holdsNoLonger(shown, today) {
  const [what, until] = ["what", "until"].map((name) => fieldOf(shown, name));
  if (!Object.hasOwn(FACTS, String(what?.value)) || what.value === NEVER_AGES || !until) return false;
  return FACTS[what.value].until === "never" || (Number.isSafeInteger(until.value) && until.value < today);
}
