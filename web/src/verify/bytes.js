/** Encodings between bytes and text. Each reader accepts exactly one spelling of a value, so that re-encoding is equal. */

import { Broken } from "./errors.js";

const writer = new TextEncoder();

/** UTF-8 bytes of a well-formed string. */
export const utf8 = (text) => writer.encode(text);

/** Text of UTF-8 bytes; a byte-order mark is kept, so that it is seen and refused. Throws `Broken`. */
export function textOf(bytes, code = "not-utf8") {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new Broken(code);
  }
}

export function concat(...parts) {
  const joined = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}

export const equal = (a, b) => a.length === b.length && a.every((byte, i) => byte === b[i]);

export const hexOf = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");

export const isHex = (value, length) => typeof value === "string" && value.length === length && /^[0-9a-f]*$/.test(value);

/** Bytes of lower-case hex that `isHex` accepted. */
export const unhex = (hex) => Uint8Array.from({ length: hex.length / 2 }, (_, i) => parseInt(hex.slice(2 * i, 2 * i + 2), 16));

export const base64Of = (bytes) => btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));

/** Bytes of standard Base 64 (RFC 4648, section 4) with padding and zero trailing bits. Throws `Broken`. */
export function unbase64(text, code) {
  if (text.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(text)) throw new Broken(code);
  const bytes = Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  if (base64Of(bytes) !== text) throw new Broken(code);
  return bytes;
}

/** A count of 0…2^53−1 from decimals without leading zeros. Throws `Broken`. */
export function countOf(text, code) {
  const count = /^(0|[1-9][0-9]{0,15})$/.test(text) ? Number(text) : NaN;
  if (!Number.isSafeInteger(count)) throw new Broken(code);
  return count;
}
