/** C2SP signed-note, tlog-checkpoint and tlog-cosignature v1: text that keys have signed. */

import { base64Of, concat, countOf, hexOf, unbase64, utf8 } from "./bytes.js";
import { require } from "./errors.js";

const NAME = /^[^\s\x85+]+$/u; // a key's name, and so an origin: no spaces, no plus
const SIGNATURES_MAX = 64;
const KEY_ID = 4;
const TIME = 8;
const ED25519 = 64;
const TIME_MAX = 2n ** 63n - 1n;

/**
 * A note's parts: `body` with its final newline, and `signatures` as {name, id (8 hex), blob}. The body ends before the
 * last empty line. Throws `Broken`.
 */
export function readNote(text) {
  const cut = text.lastIndexOf("\n\n");
  require(cut >= 0 && text.endsWith("\n") && !/[\x00-\x09\x0b-\x1f]/.test(text), "note-form");
  const lines = text.slice(cut + 2, -1).split("\n");
  require(lines.length <= SIGNATURES_MAX, "note-signatures-many", { most: SIGNATURES_MAX });
  return { body: text.slice(0, cut + 1), signatures: lines.map(readSignature) };
}

/** The note's text again. */
export const writeNote = ({ body, signatures }) => `${body}\n${signatures.map(writeSignature).join("")}`;

function readSignature(line) {
  const [, name, text] = /^\u2014 ([^\s\x85+]+) (\S+)$/u.exec(line) ?? [];
  require(name, "note-signature-form");
  const bytes = unbase64(text, "note-signature-form");
  require(bytes.length > KEY_ID, "note-signature-form");
  return { name, id: hexOf(bytes.slice(0, KEY_ID)), blob: bytes.slice(KEY_ID), bytes };
}

const writeSignature = ({ name, bytes }) => `\u2014 ${name} ${base64Of(bytes)}\n`;

/** A checkpoint's origin, size and root (32 bytes). Our logs write no extension lines. Throws `Broken`. */
export function readCheckpoint(body) {
  const [origin, size, root, ...extensions] = body.slice(0, -1).split("\n");
  require(NAME.test(origin) && size && root && !extensions.length, "checkpoint-form");
  const hash = unbase64(root, "checkpoint-form");
  require(hash.length === 32, "checkpoint-form");
  return { origin, size: countOf(size, "checkpoint-form"), root: hash };
}

/** The signatures that carry the name and id of `key`; all others are a stranger's, to be ignored (signed-note). */
export const signaturesOf = (note, key) => note.signatures.filter(({ name, id }) => name === key.name && id === key.id);

/** Throws `Broken` unless `signature` is the log key's over the note's body. */
export async function requireLogSignature(crypto, note, key, { blob }) {
  await crypto.requireSignature(key.key, utf8(note.body), blob, "log-signature-wrong", { name: key.name });
}

/** The POSIX second at which the witness says it cosigned. Throws `Broken` when the cosignature is not over this body. */
export async function requireCosignature(crypto, note, key, { blob }, domain = "cosignature/v1") {
  require(blob.length === TIME + ED25519, "cosignature-wrong", { name: key.name });
  const time = new DataView(blob.buffer, blob.byteOffset, TIME).getBigUint64(0);
  require(time <= TIME_MAX, "cosignature-wrong", { name: key.name });
  const message = concat(utf8(`${domain}\ntime ${time}\n`), utf8(note.body));
  await crypto.requireSignature(key.key, message, blob.slice(TIME), "cosignature-wrong", { name: key.name });
  return Number(time);
}
