/** RFC 6962 and RFC 9162, section 2.1: leaves, inner nodes, and where a leaf stands in a tree. */

import { concat, equal } from "./bytes.js";
import { require } from "./errors.js";

const LEAF = Uint8Array.of(0);
const NODE = Uint8Array.of(1);

export const leafHash = (crypto, data) => crypto.sha256(concat(LEAF, data));

export const nodeHash = (crypto, left, right) => crypto.sha256(concat(NODE, left, right));

/**
 * Throws `Broken` unless `path` (32-byte hashes, the leaf's sibling first) leads from `leaf` at `index` to `root` of a
 * tree of `size` leaves. RFC 9162, section 2.1.3.2; halving by division, since JavaScript shifts 32 bits only.
 */
export async function requireInclusion(crypto, { leaf, index, size, path, root }) {
  require(inRange(index, size), "index-outside-tree", { index, size });
  let hash = leaf;
  let [fn, sn] = [index, size - 1];
  for (const sibling of path) {
    require(sn > 0, "path-too-long", { index, size });
    if (fn % 2 === 1 || fn === sn) {
      hash = await nodeHash(crypto, sibling, hash);
      while (fn % 2 === 0 && fn > 0) [fn, sn] = [half(fn), half(sn)];
    } else {
      hash = await nodeHash(crypto, hash, sibling);
    }
    [fn, sn] = [half(fn), half(sn)];
  }
  require(sn === 0, "path-too-short", { index, size });
  require(equal(hash, root), "root-differs", { index, size });
}

const half = (n) => Math.floor(n / 2);

const inRange = (index, size) => Number.isSafeInteger(index) && Number.isSafeInteger(size) && 0 <= index && index < size;
