/**
 * The export's one form (docs/algorithms/export.md): {logs: [{checkpoint, entries, nodes}] × 4, unspent, v}. Reading
 * judges the form alone. A shown field is {name, value, salt} with `blind` where it is blinded, or, at a chain's end,
 * {name, digest, blind}; hashes stay hex.
 */

import { isHex } from "../verify/bytes.js";
import { fromCanonical } from "../verify/canonical.js";
import { isCount, isPlain, sameKeys } from "../verify/entry.js";
import { Unknown, require } from "../verify/errors.js";
import { readCheckpoint, readNote } from "../verify/note.js";

export const BYTES_MAX = 2 ** 26;
const LOGS = 4;

/** {logs, unspent}. Throws `Unknown` for another version, or more than 64 MiB; `Broken` for what is malformed. */
export function readExport(bytes) {
  if (bytes.length > BYTES_MAX) throw new Unknown("file-large", { most: BYTES_MAX });
  if (bytes[0] !== 0x7b) throw new Unknown("not-an-export");
  const plain = fromCanonical(bytes);
  if (!Object.hasOwn(plain, "v") || plain.v !== 1) throw new Unknown("not-an-export");
  form(sameKeys(plain, ["logs", "unspent", "v"]) && isList(plain.logs, isPlain) && plain.logs.length === LOGS, "logs");
  form(isList(plain.unspent, isText), "unspent");
  return { logs: plain.logs.map(readLog), unspent: plain.unspent.map(readNote) };
}

function readLog(part, log) {
  form(sameKeys(part, ["checkpoint", "entries", "nodes"]) && isText(part.checkpoint), `log ${log}`);
  form(isList(part.nodes, (node) => isHex(node, 64)) && isList(part.entries, isPlain), `log ${log}`);
  const note = readNote(part.checkpoint);
  return { note, checkpoint: readCheckpoint(note.body), nodes: part.nodes, entries: part.entries.map((each) => readEntry(each, log)) };
}

function readEntry(shown, log) {
  form(sameKeys(shown, ["digests", "entry", "fields", "index"]) && isCount(shown.index) && isPlain(shown.entry), `log ${log}`);
  form(isList(shown.digests, (digest) => isHex(digest, 64)) && Array.isArray(shown.fields), `entry ${shown.index}`);
  return { log, index: shown.index, entry: shown.entry, digests: shown.digests, fields: shown.fields.map(readField) };
}

function readField(field) {
  form(Array.isArray(field) && (field.length === 3 || field.length === 4) && isText(field[0]), "fields");
  const [name, value, secret, blind] = field;
  form(isHex(secret, 64) && (blind === undefined || isHex(blind, 64)) && isValue(value), `field ${name}`);
  return blind !== undefined && value === null ? { name, digest: secret, blind } : { name, value, salt: secret, blind };
}

const isText = (value) => typeof value === "string";
const isList = (value, isItem) => Array.isArray(value) && value.every(isItem);
const isScalar = (value) => value === null || isText(value) || Number.isSafeInteger(value);
const isValue = (value) => isScalar(value) || isList(value, isScalar);

function form(truth, where) {
  require(truth, "export-form", { where });
}
