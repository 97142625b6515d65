/** The root of a tree from some of its leaves and the largest subtrees without any of them (docs/algorithms/export.md). */

import { nodeHash } from "../verify/merkle.js";

/**
 * The root (32 bytes) of a tree of `size` from `leaves` ([index, hash], ascending) and `nodes`, left to right; null when
 * the nodes are not as many as are needed, or an index repeats or lies outside.
 */
export async function rootOfCover(crypto, leaves, size, nodes) {
  if (leaves.some(([index], at) => index >= size || (at && index <= leaves[at - 1][0]))) return null;
  const left = [...nodes].reverse();
  const root = size ? await folded(crypto, leaves, 0, size, left) : await crypto.sha256(new Uint8Array());
  return left.length ? null : root;
}

async function folded(crypto, leaves, start, stop, nodes) {
  if (!leaves.length) return nodes.pop() ?? null;
  if (stop - start === 1) return leaves[0][1];
  const middle = start + split(stop - start);
  const cut = leaves.findIndex(([index]) => index >= middle);
  const at = cut < 0 ? leaves.length : cut;
  const left = await folded(crypto, leaves.slice(0, at), start, middle, nodes);
  const right = await folded(crypto, leaves.slice(at), middle, stop, nodes);
  return left && right && nodeHash(crypto, left, right);
}

/** The largest power of two below n ≥ 2 (RFC 6962, 2.1). */
function split(n) {
  let k = 1;
  while (k * 2 < n) k *= 2;
  return k;
}
