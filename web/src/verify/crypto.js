/**
 * SHA-256 and Ed25519: the browser's own where they are there and answer known questions rightly, otherwise noble's.
 * An address without https has no `crypto.subtle` at all, and older in-app browsers have it without Ed25519.
 *
 * Implementations differ on signatures that only the holder of a key could make (components of small order); for keys
 * whose holders are honest about their own key, all agree.
 */

import { ed25519 } from "@noble/curves/ed25519.js";
import { sha256 as nobleSha256 } from "@noble/hashes/sha2.js";
import { hexOf, unhex, utf8 } from "./bytes.js";
import { Broken } from "./errors.js";

// FIPS 180-4 example "abc", and RFC 8032, section 7.1, test 2 with its signature.
const ABC = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
const KEY = unhex("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c");
const SIGNATURE = unhex(
  "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da" +
    "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
);

/**
 * `sha256(bytes)` gives 32 bytes; `requireSignature(key, message, signature, code)` throws `Broken(code)`;
 * `by` names which implementation does each.
 */
export function chooseCrypto(subtle = globalThis.crypto?.subtle) {
  if (chosen?.subtle !== subtle || !chosen) chosen = { subtle, crypto: choose(subtle) };
  return chosen.crypto;
}

let chosen = null; // the known questions are asked once

async function choose(subtle) {
  const [hashing, signing] = await Promise.all([knowsSha256(subtle), knowsEd25519(subtle)]);
  const verifies = signing ? (...asked) => nativeVerifies(subtle, ...asked) : nobleVerifies;
  return {
    by: { ed25519: signing ? "WebCrypto" : "noble", sha256: hashing ? "WebCrypto" : "noble" },
    sha256: hashing ? (bytes) => nativeSha256(subtle, bytes) : async (bytes) => nobleSha256(bytes),
    async requireSignature(key, message, signature, code, detail) {
      if (!(await verifies(key, message, signature))) throw new Broken(code, detail);
    },
  };
}

const nativeSha256 = async (subtle, bytes) => new Uint8Array(await subtle.digest("SHA-256", bytes));

async function nativeVerifies(subtle, key, message, signature) {
  try {
    const imported = await subtle.importKey("raw", key, { name: "Ed25519" }, false, ["verify"]);
    return await subtle.verify({ name: "Ed25519" }, imported, signature, message);
  } catch {
    return nobleVerifies(key, message, signature); // a key that WebCrypto will not import: noble decides
  }
}

async function nobleVerifies(key, message, signature) {
  try {
    return ed25519.verify(signature, message, key, { zip215: false });
  } catch {
    return false; // wrong lengths, or no point on the curve
  }
}

async function knowsSha256(subtle) {
  try {
    return hexOf(await nativeSha256(subtle, utf8("abc"))) === ABC;
  } catch {
    return false;
  }
}

// It must say yes to the right message and no to a wrong one.
async function knowsEd25519(subtle) {
  try {
    const imported = await subtle.importKey("raw", KEY, { name: "Ed25519" }, false, ["verify"]);
    const asked = [[0x72], [0x73]].map((m) => subtle.verify({ name: "Ed25519" }, imported, SIGNATURE, Uint8Array.from(m)));
    const [right, wrong] = await Promise.all(asked);
    return right === true && wrong === false;
  } catch {
    return false;
  }
}
