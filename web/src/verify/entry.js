/** The entry's envelope, and what the pinned registry says of its kind. */

import { isHex } from "./bytes.js";
import { Unknown, require } from "./errors.js";

const DAY_MAX = 1_000_000;

/**
 * The kind of a well-formed entry: {name, fields, log (its name), pub, v}. Throws `Unknown` for a kind or version that
 * the registry does not list, `Broken` for an envelope that contradicts it.
 */
export function requireEntry(entry, { registry }) {
  const kind = kindOf(entry, registry);
  const wanted = ["by", "day", "kind", ...(kind.pub.length ? ["pub"] : []), ...(kind.fields.length ? ["root", "tag"] : []), "v"];
  require(sameKeys(entry, wanted), "entry-form", { wanted: wanted.join(" ") });
  require(/^org-[a-z0-9-]{1,60}$/.test(entry.by) && isCount(entry.day) && entry.day <= DAY_MAX, "entry-form", { wanted: "by day" });
  if (kind.fields.length) require(isHex(entry.root, 64) && isHex(entry.tag, 32), "entry-form", { wanted: "root tag" });
  if (kind.pub.length) require(isPlain(entry.pub) && sameKeys(entry.pub, kind.pub), "entry-form", { wanted: "pub" });
  return kind;
}

function kindOf({ kind: name, v }, { kinds, logs }) {
  if (typeof name !== "string" || !Object.hasOwn(kinds, name)) throw new Unknown("kind-unknown", { kind: String(name) });
  if (kinds[name].v !== v) throw new Unknown("version-unknown", { kind: name, v: String(v) });
  return { ...kinds[name], name, log: logs[kinds[name].log] };
}

export const isPlain = (value) => value !== null && typeof value === "object" && !Array.isArray(value);

export const isCount = (value) => Number.isSafeInteger(value) && value >= 0;

export const sameKeys = (object, wanted) => Object.keys(object).sort().join() === [...wanted].sort().join();
