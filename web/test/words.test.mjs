/** Every code has its words in both languages, and no word is left without its twin. */

import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { test } from "node:test";
import { dayWords, instantWords, valueWords } from "../src/figures.js";
import { OFFLINE_WORDS } from "../src/offline_words.js";
import { STEPS } from "../src/verify/verify.js";
import { REASONS, STATES, STEP_WORDS, reasonOf, wordsOf } from "../src/words.js";

const source = (folder) => {
  const url = new URL(`../src/${folder}`, import.meta.url);
  return readdirSync(url).filter((name) => name.endsWith(".js")).map((name) => readFileSync(new URL(name, url), "utf8")).join("\n");
}; // prettier-ignore

test("every code that can be thrown has words, and every code with words can be thrown", () => {
  const thrown = new Set([...source("verify/").matchAll(/"([a-z0-9]+(?:-[a-z0-9]+)+)"/g)].map(([, code]) => code));
  const aside = ["fields-hold", "fields-none", "form-holds", "inclusion-holds", "kind-holds", "log-holds", "match-holds", "not-asked", "quorum-holds", "quorum-none", "result-holds", "utf-8"]; // prettier-ignore
  const codes = [...thrown, "internal", "no-answer"].filter((code) => !aside.includes(code));
  assert.deepEqual(codes.sort(), Object.keys(REASONS).sort());
});

test("every reason is a sentence in both languages, whatever the detail holds", () => {
  const detail = { name: "title", by: [], witnesses: 3, found: "x" };
  for (const code of Object.keys(REASONS)) {
    for (const language of ["zh", "en"]) {
      assert.match(reasonOf({ state: "broken", code, detail }, wordsOf(language)), language === "zh" ? /[\u4e00-\u9fff].*。$/ : /^["A-Z].*\.$/, code);
    }
  }
});

test("every step and state has both languages", () => {
  for (const name of STEPS) assert.ok(STEP_WORDS[name].zh && STEP_WORDS[name].en, name);
  assert.deepEqual(Object.keys(STATES.zh), Object.keys(STATES.en));
  assert.deepEqual(Object.keys(wordsOf("zh")), Object.keys(wordsOf("en")));
  assert.deepEqual(Object.keys(OFFLINE_WORDS.zh), Object.keys(OFFLINE_WORDS.en));
});

test("what cannot be checked is never called fake", () => {
  for (const words of [wordsOf("zh"), OFFLINE_WORDS.zh]) assert.doesNotMatch(String(words.unknown).replace("不等于假", "").replace("真假", ""), /假/);
  assert.match(wordsOf("zh").unknown(1, 6), /无法检查，不等于假/);
  assert.match(wordsOf("en").unknown(1, 6), /not the same as fake/);
});

test("every kind and every field of the registry has a name in both languages", () => {
  for (const name of ["craft", "maker", "title", "work", "band", "score", "sold", "stars"]) {
    assert.notEqual(wordsOf("zh").field(name), name);
    assert.notEqual(wordsOf("en").field(name), name);
  }
});

test("days, instants and values read as people write them", () => {
  assert.equal(dayWords(20416, "zh"), "2025年11月24日");
  assert.equal(dayWords(20416, "en"), "24 November 2025");
  assert.equal(instantWords(20416 * 86400 - 28800 + 3660, "zh"), "2025年11月24日01:01");
  assert.equal(instantWords(20416 * 86400 - 28800, "en"), "24 November 2025, 00:00 (UTC+8)");
  const zh = wordsOf("zh");
  for (const [name, value, said] of [["score", 824, "82.4"], ["band", "A", "甲档"], ["p80", 880, "88%"], ["on", 20415, "2025年11月23日"], ["sold", ["o-1", 2], "o-1、2"], ["sizes", [1, 20782], "1、20782"], ["text", null, "—"], ["title", ["铜鼓花", "Bronze drum"], "铜鼓花"], ["count", 5, "5"], ["what", "leave", "休假"], ["what", "no such fact", "no such fact"]]) {
    assert.equal(valueWords(name, value, zh), said);
  } // prettier-ignore
});

test("days within a day's trade read as days, in the place where each fact has them", () => {
  const [zh, en] = [wordsOf("zh"), wordsOf("en")];
  for (const [name, value, said] of [
    ["delivered", ["o-1", null, "o-2", 20782], "o-1, —; o-2, 25 November 2026"],
    ["dispatched", ["o-1", 20416], "o-1, 24 November 2025"],
    ["overdue", ["20416", 20416], "20416, 24 November 2025"],
    ["sold", ["o-1", 2, 12805, "CNY", "o-2", 20416, 30000, "CNY"], "o-1, 2, 128.05, CNY; o-2, 20416, 300.00, CNY"],
    ["visited", ["b", 20416, 1, "c", 20417, 0], "b, 24 November 2025, came back; c, 25 November 2025, did not come back"],
    ["cancelled", ["o-1", "seller"], "o-1, seller"],
    ["delivered", 20416, "24 November 2025"],
    ["dispatched", 20416, "24 November 2025"],
    ["delivered", ["o-1", "<b>"], "o-1, <b>"],
  ]) assert.equal(valueWords(name, value, en), said); // prettier-ignore
  assert.equal(valueWords("overdue", ["o-1", 20416, "o-2", 20417], zh), "o-1、2025年11月24日；o-2、2025年11月25日");
});

test("one witness is spoken of as one, and nobody is told to come back tomorrow", () => {
  const said = (by, witnesses, language) => reasonOf({ state: "unknown", code: "quorum-missing", detail: { by, witnesses } }, wordsOf(language));
  assert.match(said([], 1, "en"), /^The one witness has not signed yet\./);
  assert.match(said([{}], 3, "en"), /^Only 1 of 3 witnesses signed/);
  assert.match(said([], 3, "en"), /^None of the 3 witnesses/);
  assert.match(said([], 1, "zh"), /^唯一的一家/);
  assert.doesNotMatch(said([], 1, "en") + said([], 1, "zh"), /\bday\b|一天/);
  const what = { who: "甲", what: "乙", day: "丙" };
  assert.match(OFFLINE_WORDS.zh.says(what, { count: 1, at: "丁" }), /一家机构在丁见证过。/);
  assert.match(OFFLINE_WORDS.zh.says(what, { count: 2, at: "丁" }), /两家机构见证过，最早的一次在丁。/);
  assert.match(OFFLINE_WORDS.en.says(what, { count: 1, at: "D" }), /One witness has seen it, on D\./);
});
