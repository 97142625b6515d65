/** Who signed a note: a pinned log under its own name, and enough of the pinned witnesses. */

import { Unknown } from "./errors.js";
import { requireCosignature, requireLogSignature, signaturesOf } from "./note.js";
import { isCosigned } from "./policy.js";

/** The pinned keys of this origin that signed. Throws `Unknown` for none, `Broken` where a known key's line fails. */
export async function requireLog(crypto, note, origin, policy) {
  const signed = await Promise.all(policy.logs.map((key) => logSigned(crypto, note, key)));
  const found = policy.logs.filter((key, at) => signed[at] && key.name === origin);
  if (!found.length) throw new Unknown("log-signature-missing", { origin });
  return found;
}

// A known key's line that fails condemns the whole note, under whatever origin it stands.
async function logSigned(crypto, note, key) {
  const signatures = signaturesOf(note, key);
  for (const signature of signatures) await requireLogSignature(crypto, note, key, signature);
  return signatures.length > 0;
}

/** The seconds of the cosignatures that count; none where the policy asks for none. Throws `Unknown`, `Broken`. */
export async function requireQuorum(crypto, note, policy, domain) {
  const times = await cosignedTimes(crypto, note, policy, domain);
  if (!isCosigned(policy, policy.quorum, times)) throw new Unknown("quorum-missing", { by: [...times.keys()], witnesses: policy.witnesses.size });
  return policy.quorum === "none" ? [] : [...times.values()];
}

/** The oldest second of each pinned witness's cosignatures, by the witness's name in the policy. */
export async function cosignedTimes(crypto, note, policy, domain) {
  const times = new Map();
  for (const [name, key] of policy.witnesses) {
    for (const signature of signaturesOf(note, key)) {
      const at = await requireCosignature(crypto, note, key, signature, domain);
      times.set(name, Math.min(at, times.get(name) ?? at));
    }
  }
  return times;
}
