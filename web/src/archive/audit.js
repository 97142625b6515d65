/**
 * One export against one pin: that it holds, and that nothing was left out. A second implementation of
 * `shouyi.archive.audit`, in the same steps.
 *
 *   1 form     the file parses, in its one form                                                     read.js
 *   2 logs     the four logs are the pin's, each entry stands in its kind's log
 *   3 fields   each shown field gives its digest, the digests give the entry's root
 *   4 trees    shown leaves and the cover of the rest give each checkpoint's root                    cover.js
 *   5 signed   each log signed its checkpoint, and a quorum of witnesses cosigned it                 signed.js
 *   6 chains   from `archive.opened` on every entry leads to the next, none is left over             chains.js
 *   7 unspent  at each chain's end log and quorum say, for this very cut, that nobody spent the tag
 *   8 closed   only that stays closed which may                                                      closed.js
 */

import { concat, hexOf, unhex, utf8 } from "../verify/bytes.js";
import { canonical } from "../verify/canonical.js";
import { requireEntry } from "../verify/entry.js";
import { Unknown, require } from "../verify/errors.js";
import { fieldDigest, rootOf } from "../verify/fields.js";
import { leafHash } from "../verify/merkle.js";
import { requireLog, requireQuorum } from "../verify/signed.js";
import { chainsOf } from "./chains.js";
import { auditedEntries } from "./closed.js";
import { rootOfCover } from "./cover.js";
import { readExport } from "./read.js";

const BLINDED = ["first", "next"];
const UNSPENT = "shouyi-unspent/v1";

export const AUDIT = [
  ["form", (seen) => void (seen.file = readExport(seen.bytes))],
  ["logs", requireLogs],
  ["fields", requireFields],
  ["trees", requireTrees],
  ["signed", requireSigned],
  ["chains", (seen) => void Object.assign(seen, chainsOf(entriesOf(seen.file)))],
  ["unspent", requireUnspent],
  ["closed", requireClosed],
];

const entriesOf = ({ logs }) => logs.flatMap(({ entries }) => entries);

async function requireLogs({ file, pin }) {
  for (const [log, { checkpoint, entries }] of file.logs.entries()) {
    const wanted = `${pin.net}/${pin.registry.logs[log]}`;
    if (!pin.policy.logs.some(({ name }) => name === checkpoint.origin)) throw new Unknown("origin-unknown", { origin: checkpoint.origin, wanted });
    require(checkpoint.origin === wanted, "log-wrong", { origin: checkpoint.origin, wanted });
    for (const { entry, index } of entries) require(requireEntry(entry, pin).log === pin.registry.logs[log], "log-wrong", { log, index });
  }
}

async function requireFields({ file, pin, crypto }) {
  for (const shown of entriesOf(file)) {
    const names = pin.registry.kinds[shown.entry.kind].fields;
    require(shown.digests.length === names.length, "digests-number", { expected: names.length, found: shown.digests.length });
    let before = -1;
    for (const field of shown.fields) {
      const place = names.indexOf(field.name);
      require(place > before && (field.blind !== undefined) === BLINDED.includes(field.name), "field-name", { name: field.name });
      require((await committed(crypto, field)) === shown.digests[place], "field-differs", { name: field.name });
      before = place;
    }
    const root = shown.entry.root === undefined ? undefined : await rootOf(crypto, shown.digests);
    require(root === shown.entry.root, "fields-root-differs", { log: shown.log, index: shown.index });
  }
}

async function committed(crypto, { name, value, salt, digest, blind }) {
  const plain = digest ?? (await fieldDigest(crypto, [name, value, salt]));
  return blind === undefined ? plain : hexOf(await crypto.sha256(concat(utf8("shouyi/blind/1"), unhex(blind), unhex(plain))));
}

async function requireTrees({ file, crypto }) {
  for (const [log, { checkpoint, entries, nodes }] of file.logs.entries()) {
    const leaves = await Promise.all(entries.map(async ({ entry, index }) => [index, await leafHash(crypto, utf8(canonical(entry)))]));
    const root = await rootOfCover(crypto, leaves, checkpoint.size, nodes.map(unhex));
    require(root !== null && hexOf(root) === hexOf(checkpoint.root), "root-differs", { log });
  }
}

async function requireSigned(seen) {
  const { file, pin, crypto } = seen;
  seen.instants = [];
  for (const { note, checkpoint } of file.logs) {
    await requireLog(crypto, note, checkpoint.origin, pin.policy);
    seen.instants.push(...(await requireQuorum(crypto, note, pin.policy)));
  }
}

async function requireUnspent(seen) {
  const { file, ends, pin, crypto, instants } = seen;
  const said = file.unspent.map(({ body }) => body);
  const sizes = file.logs.map(({ checkpoint }) => checkpoint.size);
  const bodyOf = ({ by, digest }) => [`${pin.net}/unspent`, by, ...sizes, digest, ""].join("\n");
  for (const end of ends) require(said.includes(bodyOf(end)), "unspent-missing", { by: end.by, log: end.log, index: end.index });
  require(said.length === ends.length && ends.every((end, at) => said[at] === bodyOf(end)), "export-form", { where: "unspent" });
  for (const note of file.unspent) {
    await requireLog(crypto, note, `${pin.net}/unspent`, pin.policy);
    instants.push(...(await requireQuorum(crypto, note, pin.policy, UNSPENT)));
  }
}

async function requireClosed(seen) {
  seen.cosignedAt = seen.instants.length ? Math.min(...seen.instants) : null;
  seen.entries = auditedEntries(seen.chains, seen.pin.registry.kinds, seen.cosignedAt);
}
