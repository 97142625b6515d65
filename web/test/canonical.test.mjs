/** RFC 8785 for our subset: what comes out, and that nothing else is read. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { utf8 } from "../src/verify/bytes.js";
import { canonical, fromCanonical } from "../src/verify/canonical.js";
import { Broken } from "../src/verify/errors.js";

for (const [name, value, text] of [
  ["RFC 8785, 3.2.3: keys by UTF-16 code units", { "€": 1, "\r": 2, "\ufb33": 3, 1: 4, "😀": 5, "\u0080": 6, "ö": 7 }, '{"\\r":2,"1":4,"\u0080":6,"ö":7,"€":1,"😀":5,"\ufb33":3}'],
  ["RFC 8785, 3.2.2.2: control characters", "\u0000\b\t\n\f\r\u001f\"\\/\u007f", '"\\u0000\\b\\t\\n\\f\\r\\u001f\\"\\\\/\u007f"'],
  ["the largest integer", 2 ** 53 - 1, "9007199254740991"],
  ["the smallest integer", 1 - 2 ** 53, "-9007199254740991"],
  ["lists and nothing", [null, [], {}, ""], '[null,[],{},""]'],
  ["a key that JavaScript treats otherwise", JSON.parse('{"__proto__":1}'), '{"__proto__":1}'],
]) {
  test(name, () => {
    assert.equal(canonical(value), text);
    assert.deepEqual(fromCanonical(utf8(text)), value);
  });
}

for (const [name, value] of [
  ["a float", 1.5], ["not a number", NaN], ["infinity", Infinity], ["2^53", 2 ** 53], ["−2^53", -(2 ** 53)],
  ["a lone high surrogate", "\ud800"], ["a lone low surrogate", "a\udc00"], ["a lone surrogate in a key", { "\udfff": 1 }],
  ["undefined", undefined], ["a function", () => {}],
]) {
  test(`refuses ${name}`, () => assert.throws(() => canonical(value), Broken));
} // prettier-ignore

for (const text of [
  "", " 1", "1 ", "01", "1.0", "1e2", "-0", "+1", "NaN", "{}x", '{"b":1,"a":2}', '{"a":1,"a":1}', '{"a": 1}', "[1,]", "'a'", '"\\u0061"',
  '"\\/"', '"\t"', "9007199254740993", '"\\ud83d\\ude00"', "\ufeff1", `${"[".repeat(100000)}${"]".repeat(100000)}`,
]) {
  test(`does not read ${JSON.stringify(text.slice(0, 30))}`, () => assert.throws(() => fromCanonical(utf8(text)), Broken));
} // prettier-ignore
