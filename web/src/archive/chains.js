/**
 * The chains of an export: from the one `archive.opened` over every source to ends that nobody spent. Each entry's
 * `next` opens to the tag of the entry after it; the registrar's chain names the others (`source.added`).
 */

import { require } from "../verify/errors.js";

/** A shown field of an entry; undefined for a closed one. */
export const fieldOf = (shown, name) => shown.fields.find((field) => field.name === name);

const valueOf = (shown, name) => fieldOf(shown, name)?.value;
const lastOf = (chain) => chain[chain.length - 1];
const whereOf = ({ log, index }) => ({ log, index });

/**
 * {chains, ends}: each source's entries in order, the registrar's first; `ends` are {by, digest, log, index} of the tags
 * that must be unspent, by digest. Throws `Broken` where a chain breaks or an entry hangs on none.
 */
export function chainsOf(entries) {
  const unread = byTag(entries);
  const opened = entries.filter(({ entry }) => entry.kind === "archive.opened");
  require(opened.length === 1, "archive-opened", { found: opened.length });
  const registrar = walked(unread, opened[0]);
  const found = [registrar];
  const ends = [endOf(registrar)];
  for (const added of sourcesOf(registrar)) {
    const { chain, end } = source(unread, added);
    if (chain.length) found.push(chain);
    ends.push(end);
  }
  for (const shown of unread.values()) require(false, "chain-none", whereOf(shown));
  return { chains: found, ends: ends.sort((a, b) => (a.digest < b.digest ? -1 : 1)) };
}

const keyOf = (by, tag) => `${by} ${tag}`;

function byTag(entries) {
  const unread = new Map();
  for (const shown of entries) {
    const key = keyOf(shown.entry.by, shown.entry.tag);
    require(shown.entry.tag !== undefined && !unread.has(key), "tag-repeated", whereOf(shown));
    unread.set(key, shown);
  }
  return unread;
}

function walked(unread, start) {
  const { by, tag } = start.entry;
  unread.delete(keyOf(by, tag));
  const chain = [start];
  for (;;) {
    const last = lastOf(chain);
    const next = fieldOf(last, "next");
    if (next?.digest) return chain;
    const after = unread.get(keyOf(by, next?.value));
    require(after !== undefined, "chain-breaks", { by, ...whereOf(last) });
    unread.delete(keyOf(by, next.value));
    chain.push(after);
  }
}

const endOf = (chain) => end(lastOf(chain), "next", lastOf(chain).entry.by);
const end = (shown, name, by) => ({ by, digest: fieldOf(shown, name).digest, ...whereOf(shown) });

function sourcesOf(registrar) {
  const named = new Set([registrar[0].entry.by]);
  return registrar.filter(({ entry }) => entry.kind === "source.added").map((shown) => {
    const org = valueOf(shown, "org");
    require(typeof org === "string" && !named.has(org), "source-repeated", whereOf(shown));
    named.add(org);
    return shown;
  });
}

function source(unread, added) {
  const org = valueOf(added, "org");
  const first = fieldOf(added, "first");
  if (first?.digest) return { chain: [], end: end(added, "first", org) };
  const start = unread.get(keyOf(org, first?.value));
  require(start !== undefined, "source-hidden", { by: org, ...whereOf(added) });
  const chain = walked(unread, start);
  require(!chain.some(({ entry }) => entry.kind === "source.added"), "source-repeated", { by: org });
  return { chain, end: endOf(chain) };
}
