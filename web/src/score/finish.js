/**
 * From what was weighed to the digits, in exact whole numbers (BigInt): every formula and rounding is the published one
 * (docs/algorithms/score.md). Scores are tenths of a point, p80 is ‰; `exact` = W·v·u, 10^12 a tenth.
 */

import { Unknown } from "../verify/errors.js";
import { groups } from "./facts.js";

const EVENT = 10n ** 6n;
const FULL = 10n ** 9n;
const TENTH = 10n ** 12n;
const FULL_DAY = 8_000_000n * EVENT;
const Z_MAX = 400n;

/** {score, low, high, p80, band, dimensions, contributions} as of a day; what lies after it is left out. */
export function finish({ events, holdings, clock }, guide, asOf) {
  const sums = sumsOf(events, clock, guide, asOf);
  const held = heldOn(holdings, asOf);
  const parts = guide.indicators.map((each) => partOf(each, guide, sums.get(each.number), held.get(each.number)));
  const total = sum(parts.map(({ exact }) => exact));
  const [low, high, p80] = intervalOf(guide, total, sum(parts.map(({ variance }) => variance)));
  const score = total / TENTH;
  const amounts = parts.filter(({ form }) => form === "rate").map(({ good, bad }) => [good, bad]);
  return {
    ...{ score: Number(score), low, high, p80, band: bandOf(guide.bands, score, p80, amounts) },
    dimensions: Object.fromEntries(guide.dimensions.map((dimension) => [dimension.name, dimensionOf(dimension, parts)])),
    contributions: parts.map(({ name, exact }) => ({ indicator: name, exact })),
  };
}

// sums --------------------------------------------------------------------------------------------------------------------

/** S = Σ (G·w) >> 20 and F = Σ (B·w⁻) >> 20 by indicator, over days. Ages count on the clock, a bad event's end on the calendar. */
function sumsOf(events, clock, guide, asOf) {
  const sums = new Map();
  const today = clock(asOf);
  for (const day of groups(events, ({ indicator, on }) => `${indicator} ${on}`).values()) {
    const { indicator, on, at } = day[0];
    const good = sum(day.map(({ c, y }) => BigInt(c) * BigInt(y)));
    const bad = sum(day.map(({ c, y }) => BigInt(c) * BigInt(1000 - y)));
    if (good + bad > FULL_DAY) throw new Unknown("day-crowded", { on });
    const weight = guide.indicators[indicator].weights[today - at];
    if (on > asOf || weight === undefined) continue;
    const found = sums.get(indicator) ?? { good: 0n, bad: 0n };
    found.good += (good * weight) >> 20n;
    found.bad += asOf - on < guide.badEnds ? (bad * weight) >> 20n : 0n;
    sums.set(indicator, found);
  }
  return sums;
}

function heldOn(holdings, asOf) {
  const held = new Map();
  for (const { indicator, on, until, value } of holdings) {
    if (on <= asOf && asOf <= until) held.set(indicator, Math.max(value, held.get(indicator) ?? 0));
  }
  return held;
}

// one indicator -----------------------------------------------------------------------------------------------------------

function partOf(indicator, guide, sums, level) {
  const [good, bad] = [sums?.good ?? 0n, sums?.bad ?? 0n];
  const found = { ...indicator, good, bad };
  const part = { rate: () => ratePart(found), level: () => levelPart(found, level), stock: () => stockPart(found, guide, sums) }[indicator.form]();
  return { ...found, ...part, exact: BigInt(indicator.points) * part.u };
}

function ratePart({ lo, hi, nu, kappa, points, good, bad }) {
  const [low, high, strength, trust, weight] = [lo, hi, nu, kappa, points].map(BigInt);
  const num = 500_000n * strength * (low + high) + trust * good;
  const den = FULL * strength + trust * (good + bad);
  const u = clip(((1000n * num - low * den) * FULL) / ((high - low) * den), 0n, FULL);
  const spread = (10n ** 19n * weight ** 2n * num * (den - num)) / ((high - low) ** 2n * den ** 2n * (den + FULL));
  return { u, variance: least(spread, (100n * weight) ** 2n / 8n) };
}

function levelPart({ prior, sd_missing: spread, points }, level) {
  return { u: BigInt(level ?? prior) * EVENT, variance: level === undefined ? missing(points, spread) : 0n };
}

function stockPart({ u0, x0, sd_missing: spread, points, good }, { saturation }, sums) {
  const step = least(good / 10_000n / BigInt(x0), BigInt(saturation.length - 1));
  const u = (BigInt(u0) * FULL + BigInt(1000 - u0) * BigInt(saturation[Number(step)])) / 1000n;
  return { u, variance: sums ? 0n : missing(points, spread) };
}

const missing = (points, spread) => (BigInt(points) * BigInt(spread)) ** 2n / 100n;

// the whole ---------------------------------------------------------------------------------------------------------------

function intervalOf(guide, total, variance) {
  const mean = total / 10n ** 7n;
  const sigma = isqrt(variance);
  const half = -floored(-BigInt(guide.z) * sigma, EVENT);
  const bounds = [floored(mean - half, 100_000n), -floored(-(mean + half), 100_000n)];
  return [...bounds.map((bound) => Number(clip(bound, 0n, 1000n))), chance(guide, mean, sigma)];
}

function chance({ bands, normal }, mean, sigma) {
  const above = mean - BigInt(bands.a) * 100_000n;
  const z = sigma ? floored(above * 100n, sigma) : above >= 0n ? Z_MAX : -Z_MAX;
  return normal[Number(clip(z, -Z_MAX, Z_MAX) + Z_MAX)];
}

/** Tested in the order thin, none, A, B, C. */
function bandOf(bands, score, p80, amounts) {
  if (sum(amounts.flat()) < BigInt(bands.thin_below) * EVENT) return "thin";
  const good = sum(amounts.map(([each]) => each));
  if (score < bands.c || good < BigInt(bands.none_good_below) * EVENT) return "none";
  if (score >= bands.a && p80 >= bands.a_gate) return "A";
  return score >= bands.b ? "B" : "C";
}

function dimensionOf({ name }, parts) {
  return Number(sum(parts.filter(({ dimension }) => dimension === name).map(({ share, u }) => BigInt(share) * u)) / FULL);
}

// whole numbers -----------------------------------------------------------------------------------------------------------

const sum = (values) => values.reduce((a, b) => a + b, 0n);
const least = (a, b) => (a < b ? a : b);
const clip = (value, low, high) => (value < low ? low : least(value, high));
const floored = (a, b) => a / b - (a % b !== 0n && a < 0n !== b < 0n ? 1n : 0n);

/** The largest whole r with r² ≤ n. */
function isqrt(n) {
  if (n < 2n) return n;
  let root = 1n << BigInt(Math.ceil(n.toString(2).length / 2));
  for (let next = (root + n / root) >> 1n; next < root; next = (root + n / root) >> 1n) root = next;
  return root;
}
