/**
 * RFC 8785 for the values that the ledger allows: null, booleans, strings, integers of at most 2^53−1, lists, objects.
 * Reading accepts canonical bytes only. One comparison with the re-encoding refuses duplicate keys, other key orders,
 * blanks, needless escapes, floats such as 1.0, and −0; what remains to be refused by name is floats, large integers
 * and lone surrogates.
 */

import { equal, textOf, utf8 } from "./bytes.js";
import { Broken, require } from "./errors.js";

const DEPTH_MAX = 16;

/** The canonical text of a value. Throws `Broken` for a value outside the subset. */
export function canonical(value, depth = 0) {
  require(depth <= DEPTH_MAX, "json-depth");
  if (value === null || typeof value === "boolean") return String(value);
  if (typeof value === "number") return integer(value);
  if (typeof value === "string") return quoted(value);
  if (Array.isArray(value)) return `[${value.map((item) => canonical(item, depth + 1)).join(",")}]`;
  require(typeof value === "object", "json-value");
  return `{${Object.keys(value).sort().map((key) => `${quoted(key)}:${canonical(value[key], depth + 1)}`).join(",")}}`;
}

/** The value of canonical bytes. Throws `Broken` for any others. */
export function fromCanonical(bytes) {
  const value = parsed(textOf(bytes, "json-form"));
  require(equal(utf8(canonical(value)), bytes), "json-not-canonical");
  return value;
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    throw new Broken("json-form");
  }
}

function integer(value) {
  require(Number.isSafeInteger(value), "json-number");
  return String(value === 0 ? 0 : value);
}

// JSON.stringify escapes exactly as RFC 8785 section 3.2.2.2 wants, for every string but those with lone surrogates.
function quoted(text) {
  require(!/\p{Surrogate}/u.test(text), "json-surrogate");
  return JSON.stringify(text);
}
