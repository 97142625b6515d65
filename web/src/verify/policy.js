/**
 * C2SP tlog-policy: which logs are known, which witnesses, and how many of them must have cosigned. What is wrong here
 * is the pin, not the proof; so every refusal is `Unknown`.
 */

import { concat, hexOf, unbase64, utf8 } from "./bytes.js";
import { Unknown } from "./errors.js";

const LOG_KEY = 0x01;
const WITNESS_KEY = 0x04;

/**
 * `logs` and `witnesses` (by name) as {name, id, key}, `quorum` a name or "none", `groups` by name as {least, members}.
 */
export async function readPolicy(crypto, text) {
  if (/[\x00-\x08\x0b-\x1f\x7f]/.test(text)) throw new Unknown("policy-form");
  const policy = { logs: [], witnesses: new Map(), groups: new Map(), members: new Set(), quorum: null };
  for (const line of text.split("\n")) await readLine(crypto, policy, line);
  must(policy.quorum !== null, "quorum");
  requireDistinctKeys(policy);
  return policy;
}

/** Whether the named witness or group has cosigned, given the names of the witnesses that did. */
export function isCosigned(policy, name, present) {
  const group = policy.groups.get(name);
  if (!group) return name === "none" || present.has(name);
  return group.members.filter((member) => isCosigned(policy, member, present)).length >= group.least;
}

async function readLine(crypto, policy, line) {
  const [word, ...rest] = line.split(/[ \t]+/).filter(Boolean);
  if (!word || word.startsWith("#")) return;
  must(Object.hasOwn(READ, word), line);
  await READ[word](crypto, policy, rest, line);
}

const READ = {
  async log(crypto, policy, [vkey, , ...more], line) {
    must(vkey && !more.length, line);
    policy.logs.push(await readKey(crypto, vkey, LOG_KEY));
  },
  async witness(crypto, policy, [name, vkey, , ...more], line) {
    must(name && vkey && !more.length && isNew(policy, name), line);
    policy.witnesses.set(name, await readKey(crypto, vkey, WITNESS_KEY));
  },
  async group(_, policy, [name, least, ...members], line) {
    must(name && members.length && isNew(policy, name) && members.every((m) => isFree(policy, m)), line);
    must(new Set(members).size === members.length, line);
    policy.groups.set(name, { least: threshold(least, members.length, line), members });
    members.forEach((member) => policy.members.add(member));
  },
  async quorum(_, policy, [name, ...more], line) {
    must(name && !more.length && policy.quorum === null && (name === "none" || isKnown(policy, name)), line);
    policy.quorum = name;
  },
};

const isKnown = (policy, name) => policy.witnesses.has(name) || policy.groups.has(name);
const isNew = (policy, name) => name !== "none" && !isKnown(policy, name);
const isFree = (policy, name) => isKnown(policy, name) && !policy.members.has(name);

function threshold(word, size, line) {
  if (word === "any") return 1;
  if (word === "all") return size;
  const least = /^[1-9][0-9]{0,3}$/.test(word) ? Number(word) : 0;
  must(least >= 1 && least <= size, line);
  return least;
}

/** A verifier key, `name+id+base64(type ‖ key)`; its id must be the hash of the rest. */
async function readKey(crypto, vkey, type) {
  const [, name, id, text] = /^([^\s\x85+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/]+={0,2})$/u.exec(vkey) ?? [];
  must(name, vkey);
  const typed = keyBytes(text, vkey);
  must(typed.length === 33 && typed[0] === type, vkey);
  const hash = await crypto.sha256(concat(utf8(`${name}\n`), typed));
  must(hexOf(hash.slice(0, 4)) === id, vkey);
  return { name, id, key: typed.slice(1) };
}

function keyBytes(text, vkey) {
  try {
    return unbase64(text, "policy-form");
  } catch {
    throw new Unknown("policy-form", { line: vkey });
  }
}

// Twice the same key would count once for two; and a log's key is never a cosigner's.
function requireDistinctKeys({ logs, witnesses }) {
  const keys = [...logs, ...witnesses.values()].map(({ key }) => hexOf(key));
  must(new Set(keys).size === keys.length, "the same key twice");
}

function must(truth, line) {
  if (!truth) throw new Unknown("policy-form", { line: String(line) });
}
