/**
 * The proof file: C2SP tlog-proof v1, whose `extra` is our entry with what it opens.
 *
 *     c2sp.org/tlog-proof@v1
 *     extra <base64 of canonical {digests, entry, fields, result?}>
 *     index <decimal>
 *     <base64 hash>                 one line a hash of the path, none for a tree of one
 *                                   an empty line
 *     <checkpoint, a signed note>
 */

import { base64Of, countOf, equal, textOf, unbase64, utf8 } from "./bytes.js";
import { canonical, fromCanonical } from "./canonical.js";
import { isCount, isPlain, sameKeys } from "./entry.js";
import { Unknown, require } from "./errors.js";
import { requireFields, requireHashes } from "./fields.js";
import { readCheckpoint, readNote, writeNote } from "./note.js";

const HEADER = "c2sp.org/tlog-proof@v1";
export const BYTES_MAX = 1048576;

/**
 * {extra, index, path, note, checkpoint}. Throws `Unknown` for what is not a proof file of version 1, `Broken` for one
 * that is malformed or whose bytes are not exactly those that its content encodes to.
 */
export function readProof(bytes) {
  requireProofFile(bytes);
  const text = textOf(bytes);
  const cut = text.indexOf("\n\n");
  require(cut >= 0, "file-form", { where: "blank line" });
  const note = readNote(text.slice(cut + 2));
  const proof = { ...readHead(text.slice(0, cut).split("\n")), note, checkpoint: readCheckpoint(note.body) };
  require(equal(writeProof(proof), bytes), "file-not-canonical");
  return proof;
}

/** The file's bytes again. */
export function writeProof({ extra, index, path, note }) {
  const head = [HEADER, `extra ${base64Of(utf8(canonical(extra)))}`, `index ${index}`, ...path.map(base64Of)];
  return utf8(`${head.join("\n")}\n\n${writeNote(note)}`);
}

function requireProofFile(bytes) {
  if (bytes.length > BYTES_MAX) throw new Unknown("file-large", { most: BYTES_MAX });
  if (!equal(bytes.slice(0, HEADER.length + 1), utf8(`${HEADER}\n`))) throw new Unknown("not-a-proof");
}

function readHead([, extra = "", index = "", ...path]) {
  require(extra.startsWith("extra ") && index.startsWith("index "), "file-form", { where: "extra index" });
  const hashes = path.map((line) => unbase64(line, "path-form"));
  require(hashes.every((hash) => hash.length === 32), "path-form");
  return {
    extra: requireExtra(fromCanonical(unbase64(extra.slice(6), "extra-base64"))),
    index: countOf(index.slice(6), "index-form"),
    path: hashes,
  };
}

function requireExtra(extra) {
  const wanted = ["digests", "entry", "fields", ...(isPlain(extra) && "result" in extra ? ["result"] : [])];
  require(isPlain(extra) && sameKeys(extra, wanted) && isPlain(extra.entry), "extra-form", { where: "keys" });
  requireHashes(extra.digests, "digests");
  requireFields(extra.fields);
  if (wanted.includes("result")) requireResult(extra.result);
  return extra;
}

function requireResult(result) {
  const wanted = ["digests", "fields", "index", "path"];
  require(isPlain(result) && sameKeys(result, wanted) && isCount(result.index), "extra-form", { where: "result" });
  requireHashes(result.digests, "result.digests");
  requireHashes(result.path, "result.path");
  requireFields(result.fields);
}
