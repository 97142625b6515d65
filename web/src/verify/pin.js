/**
 * What a verifier trusts before it sees a proof: the network, the C2SP policy, the registry of kinds, and beside them
 * the names by which people know the organisations. One canonical document, known by
 * SHA-256("shouyi/pin/1" ‖ document), which the log itself carries (`policy.published`).
 */

import { concat, hexOf, isHex, utf8 } from "./bytes.js";
import { canonical } from "./canonical.js";
import { isCount, isPlain, sameKeys } from "./entry.js";
import { Unknown } from "./errors.js";
import { readPolicy } from "./policy.js";

const KEYS = ["names", "net", "number", "policy", "previous", "registry"];

/**
 * {digest, names, net, number, policy, previous, registry}, from the document's text. In a page `<` stands escaped as
 * \u003c, so the digest is of the re-encoding. Throws `Unknown`: with a bad pin nothing can be told about any proof.
 */
export function readPin(crypto, text) {
  if (last?.crypto !== crypto || last.text !== text) last = { crypto, text, pin: read(crypto, text) };
  return last.pin;
}

let last = null; // a page checks several proofs against one pin

async function read(crypto, text) {
  const document = parsed(text);
  const bytes = utf8(canonicalText(document));
  requireForm(document);
  const policy = await readPolicy(crypto, document.policy);
  return { ...document, policy, digest: hexOf(await crypto.sha256(concat(utf8("shouyi/pin/1"), bytes))) };
}

/** An organisation's name for people, or what the ledger calls it. */
export const nameOf = (pin, id, language) => (Object.hasOwn(pin.names, id) ? pin.names[id][language] : id);

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    throw new Unknown("pin-form");
  }
}

function canonicalText(document) {
  try {
    return canonical(document);
  } catch {
    throw new Unknown("pin-form");
  }
}

function requireForm(pin) {
  must(isPlain(pin) && sameKeys(pin, KEYS), "pin-form");
  must([pin.net, pin.policy].every((text) => typeof text === "string") && isCount(pin.number) && pin.number > 0, "pin-form");
  must(pin.previous === "none" || isHex(pin.previous, 64), "pin-form");
  must(isPlain(pin.names) && Object.values(pin.names).every(isNamed), "pin-form");
  must(isPlain(pin.registry) && pin.registry.v === 1, "registry-unknown");
}

const isNamed = (name) => isPlain(name) && sameKeys(name, ["en", "zh"]) && Object.values(name).every((n) => typeof n === "string");

function must(truth, code) {
  if (!truth) throw new Unknown(code);
}
