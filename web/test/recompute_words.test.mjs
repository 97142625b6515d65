/** Every code that an audit or a recomputation can give has its words in both languages. */

import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { test } from "node:test";
import { AUDIT } from "../src/archive/audit.js";
import { CODES, RECOMPUTE_WORDS, STEP_WORDS, whyOf } from "../src/recompute_words.js";
import { REASONS, wordsOf } from "../src/words.js";

const source = (folder) => {
  const url = new URL(`../src/${folder}`, import.meta.url);
  return readdirSync(url).filter((name) => name.endsWith(".js")).map((name) => readFileSync(new URL(name, url), "utf8")).join("\n");
}; // prettier-ignore

test("every code that can be thrown has words, and every code with words can be thrown", () => {
  const code = /(?:require\([^;]*?|Unknown\()"([a-z]+(?:-[a-z]+)*)"[,)]/g;
  const all = source("archive/") + source("score/") + readFileSync(new URL("../src/recompute.js", import.meta.url), "utf8");
  const thrown = new Set([...all.matchAll(code)].map(([, found]) => found));
  assert.ok(thrown.size > 15, [...thrown].join());
  for (const found of thrown) assert.ok(CODES.includes(found) || Object.hasOwn(REASONS, found), found);
  for (const known of CODES) assert.ok(thrown.has(known), known);
});

test("every reason is a sentence in both languages", () => {
  for (const code of [...CODES, "internal", "pin-form", "quorum-missing"]) {
    const said = ["zh", "en"].map((language) => whyOf({ code, detail: { by: [], witnesses: 1 } }, wordsOf(language)));
    assert.match(said[0], /[\u4e00-\u9fff].*。$/, code);
    assert.match(said[1], /^[A-Z].*\.$/, code);
  }
});

test("every step has both languages, and the two tables say the same things", () => {
  for (const name of [...AUDIT.map(([step]) => step), "guide", "facts", "score"]) assert.ok(STEP_WORDS[name].zh && STEP_WORDS[name].en, name);
  assert.deepEqual(Object.keys(RECOMPUTE_WORDS.zh), Object.keys(RECOMPUTE_WORDS.en));
});
