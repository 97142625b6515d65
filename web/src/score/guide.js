/** A guide of form 2 as the browser reads it: what the formulas need, checked to be numbers before they are used. */

import { concat, hexOf, utf8 } from "../verify/bytes.js";
import { canonical, fromCanonical } from "../verify/canonical.js";
import { Unknown } from "../verify/errors.js";

const FORMS = {
  rate: ["half_life", "kappa", "hi", "lo", "nu"],
  level: ["prior", "sd_missing"],
  stock: ["half_life", "most", "sd_missing", "u0", "x0"],
};
const FED = { rate: "weight", level: "value", stock: "per" };

/**
 * {version, digest, indicators, dimensions, …} of a canonical document. `indicators` carry `dimension`, `number`,
 * `points` (W·v) and `facts` (name → number, null for a level's own value). Throws `Unknown`: whose guide cannot be read
 * proves nothing about a person.
 */
export async function readGuide(crypto, bytes) {
  const document = parsed(bytes);
  must(document.v === 2, "v");
  try {
    const digest = hexOf(await crypto.sha256(concat(utf8("shouyi/guide/1"), utf8(canonical(document)))));
    return { ...document, digest, ...tables(document), indicators: indicatorsOf(document) };
  } catch (error) {
    if (error instanceof TypeError || error instanceof RangeError) throw new Unknown("guide-form", { where: "$" });
    throw error;
  }
}

function parsed(bytes) {
  try {
    return Object(fromCanonical(bytes));
  } catch {
    throw new Unknown("guide-form", { where: "$" });
  }
}

function indicatorsOf({ dimensions, decay }) {
  const found = dimensions.flatMap((dimension) =>
    dimension.indicators.map((each) => ({ ...each, dimension: dimension.name, points: numbers([dimension.weight, each.share]).reduce((a, b) => a * b) })),
  );
  return found.map((each, number) => ({ ...each, number, facts: factsOf(each), weights: weightsOf(each, decay) }));
}

function factsOf(indicator) {
  must(Object.hasOwn(FORMS, indicator.form), "form");
  numbers(FORMS[indicator.form].map((key) => indicator[key]));
  must(indicator.form !== "rate" || indicator.lo < indicator.hi, indicator.name);
  const key = FED[indicator.form];
  const listed = (indicator.facts ?? indicator.anchors).map((fact) => [fact.name, numbers([fact[key]])[0]]);
  must(key !== "per" || listed.every(([, per]) => per > 0), indicator.name);
  return new Map([...listed, ...(indicator.measured ?? []).map((name) => [name, null])]);
}

/** The weights w[age] of a rate or stock; none of a level. */
function weightsOf({ form, half_life: halfLife, name }, { tables: listed }) {
  if (form === "level") return [];
  const table = listed.find((each) => each.half_life === halfLife);
  must(table, name);
  return numbers(table.weights).map(BigInt);
}

function tables({ bands, decay, interval, leave, normal, saturation, voices }) {
  numbers([...Object.values(bands), decay.bad_ends, interval.z_millionths, leave.days, leave.window, ...normal, ...saturation]);
  numbers([...voices.stars, voices.per_buyer_month, voices.per_cohort_month, ...voices.newcomer.flatMap((step) => [step.earlier, step.weight])]);
  must(voices.newcomer[0].earlier === 0 && voices.stars.length === 5 && normal.length === 801, "tables");
  return { badEnds: decay.bad_ends, z: interval.z_millionths };
}

function numbers(values) {
  must(values.length && values.every((value) => Number.isSafeInteger(value) && value >= 0), "number");
  return values;
}

function must(truth, where) {
  if (!truth) throw new Unknown("guide-form", { where });
}
