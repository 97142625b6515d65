/** Commitments: each opened field must give its digest, and all digests together the root. */

import { concat, hexOf, isHex, unhex, utf8 } from "./bytes.js";
import { canonical } from "./canonical.js";
import { require } from "./errors.js";

const CLOSED = ["first", "next"]; // blinded: whoever opened one in public would let strangers watch or spend the tag

/** SHA-256("shouyi/field/1" ‖ salt ‖ canonical([name, value])), as 64 hex. */
export async function fieldDigest(crypto, [name, value, salt]) {
  return hexOf(await crypto.sha256(concat(utf8("shouyi/field/1"), unhex(salt), utf8(canonical([name, value])))));
}

/** SHA-256("shouyi/root/1" ‖ digest ‖ digest …), as 64 hex. */
export async function rootOf(crypto, digests) {
  return hexOf(await crypto.sha256(concat(utf8("shouyi/root/1"), ...digests.map(unhex))));
}

/**
 * The root of a disclosure. Throws `Broken` unless there is one digest a name, in the order of `names`, and each field
 * of `fields` opens its own. Names and their number come from the pinned registry, never from the file.
 */
export async function requireOpened(crypto, names, { digests, fields }) {
  require(digests.length === names.length, "digests-number", { expected: names.length, found: digests.length });
  let before = -1;
  for (const field of fields) {
    const place = names.indexOf(field[0]);
    require(place > before && !CLOSED.includes(field[0]), "field-name", { name: field[0] });
    require((await fieldDigest(crypto, field)) === digests[place], "field-differs", { name: field[0] });
    before = place;
  }
  return rootOf(crypto, digests);
}

/** Throws `Broken` unless `fields` are [name, value, salt]: a value is null, an integer, a string or a flat list of those. */
export function requireFields(fields) {
  require(Array.isArray(fields) && fields.every(isField), "extra-form", { where: "fields" });
}

/** Throws `Broken` unless `hashes` is a list of 64-digit hex strings. */
export function requireHashes(hashes, where) {
  require(Array.isArray(hashes) && hashes.every((hash) => isHex(hash, 64)), "extra-form", { where });
}

const isField = (field) =>
  Array.isArray(field) && field.length === 3 && typeof field[0] === "string" && isValue(field[1]) && isHex(field[2], 64);

const isScalar = (value) => value === null || typeof value === "string" || Number.isSafeInteger(value);

const isValue = (value) => isScalar(value) || (Array.isArray(value) && value.every(isScalar));
