/**
 * From one person's facts to {events, holdings, clock} under a guide: the only place where a fact gets a weight. An event
 * is {indicator (its number), on, at (the day on the person's clock), y (‰), c (‰, or thousandths of a stock's unit)}.
 */

import { DAY_MAX, groups } from "./facts.js";

/** What the guide weighs. Leave stops the clock; what was due on a day away weighs nothing; voices meet their caps. */
export function weigh(facts, guide) {
  const around = guide.leave.days ? facts : []; // a guide that knows no leave hears of no circumstance
  const clock = clockOf(around, guide.leave);
  const away = around.filter(({ kind }) => ["leave", "force_majeure"].includes(kind));
  const campaigns = campaignsOf(around);
  const events = facts.filter((fact) => !isExcused(fact, away)).flatMap((fact) => eventsOf(fact, guide, campaigns));
  const voices = events.filter(({ voice }) => voice).sort(byTurn);
  const counted = [...events.filter(({ voice }) => !voice), ...heard(voices, guide.voices)];
  return { clock, events: counted.map((event) => ({ ...event, at: clock(event.on) })), holdings: holdingsOf(facts, guide) };
}

// circumstances -----------------------------------------------------------------------------------------------------------

/** What the clock shows on a day: the day less all days, up to it, on which declared leave had stopped it. */
function clockOf(facts, { days: most, window }) {
  const stretches = facts.filter(({ kind }) => kind === "leave").flatMap(({ on, value }) => Array.from({ length: value }, (_, at) => on + at));
  const stopped = [];
  for (const day of [...new Set(stretches)].sort((a, b) => a - b)) {
    const oldest = stopped[stopped.length - most]; // of the last `most`: while it lies in the window, so do all of them
    if (oldest === undefined || oldest <= day - window) stopped.push(day);
  }
  return (day) => day - countUpTo(stopped, day);
}

function countUpTo(ordered, most) {
  let [low, high] = [0, ordered.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (ordered[middle] <= most) low = middle + 1;
    else high = middle;
  }
  return low;
}

function isExcused(fact, away) {
  const due = { dispatched: fact.promised, overdue: fact.promised, cancelled: fact.on }[fact.kind];
  return due !== undefined && away.some(({ on, value }) => on <= due && due < on + value);
}

/** By source and order, the ‰ of its weight that a voice keeps: the least that any campaign leaves it. */
function campaignsOf(facts) {
  const kept = groups(facts.filter(({ kind }) => kind === "campaign"), ({ source, about }) => keyOf(source, about));
  return new Map([...kept].map(([key, found]) => [key, Math.min(...found.map(({ value }) => value))]));
}

const keyOf = (source, order) => JSON.stringify([source, order]);

// events ------------------------------------------------------------------------------------------------------------------

/** Outcome y of a deed by what happened; null where it weighs nothing. */
const DEEDS = {
  dispatch: { dispatched: ({ on, promised }) => (on <= promised ? 1000 : 0), overdue: () => 0, joint_order: ({ value }) => value },
  not_cancelled: { dispatched: () => 1000, cancelled: ({ by }) => (by === "seller" ? 0 : null) },
  not_returned: { returned: ({ reason }) => (reason === "quality" ? 0 : null), sale_stood: ({ value }) => value },
  capacity: { capacity: ({ value }) => value },
  quality_checks: { quality_check: ({ value }) => value },
  repeat: { visited: ({ back }) => (back ? 1000 : 0) },
  repayment: { repayment: ({ value }) => value },
}; // prettier-ignore

/** What each stock gathers, and each level holds. */
const GATHERED = { training: ["training"], contribution: ["apprenticeship", "employment", "heritage_output", "public_benefit"] };
const HELD = {
  qualification: ["national_inheritor", "provincial_inheritor", "city_inheritor", "county_inheritor", "accredited_certificate", "vocational_certificate"],
  panel: ["panel"],
  cash_flow: ["cash_flow"],
}; // prettier-ignore

function eventsOf(fact, guide, campaigns) {
  return guide.indicators
    .filter(({ facts }) => facts.has(fact.kind))
    .map((indicator) => ({ ...eventOf(fact, indicator, guide, campaigns), indicator: indicator.number, on: fact.on }))
    .filter(({ c }) => c > 0);
}

function eventOf(fact, { name, facts, most }, guide, campaigns) {
  const weight = facts.get(fact.kind);
  if (name === "satisfied") return voiceOf(fact, weight, guide, campaigns);
  if (GATHERED[name]?.includes(fact.kind)) {
    return { y: 1000, c: Math.min(Math.floor((20 * fact.value + weight) / (2 * weight)), 1000 * most) };
  }
  const y = DEEDS[name]?.[fact.kind]?.(fact) ?? null;
  return { y, c: y === null ? 0 : weight };
}

// voices ------------------------------------------------------------------------------------------------------------------

/** c = ⌊attribution · reliability · newcomer / 10^6⌋, lighter where a campaign brought the order. */
function voiceOf(fact, weight, { voices }, campaigns) {
  if (fact.kind === "room_voice") {
    const c = Math.floor((weight * newcomer(voices, 0)) / 1000);
    return { y: fact.value, c, voice: { said: 1, log: fact.log, turn: fact.turn, buyer: fact.about, cohort: null } };
  }
  if (fact.kind !== "reviewed" || carrierWasLate(fact)) return { y: 0, c: 0 };
  const whole = Math.floor((Math.floor(1000 / fact.makers) * weight * newcomer(voices, fact.earlier)) / 10 ** 6);
  const c = Math.floor((whole * (campaigns.get(keyOf(fact.source, fact.order)) ?? 1000)) / 1000);
  const { log, turn, buyer, cohort } = fact;
  return { y: voices.stars[fact.stars - 1], c, voice: { said: 0, log, turn, buyer, cohort } };
}

const newcomer = ({ newcomer: steps }, earlier) => steps.filter((step) => step.earlier <= earlier).pop().weight;

function carrierWasLate({ promised, dispatched, expected, delivered }) {
  if ([promised, dispatched, expected, delivered].includes(null)) return false;
  return dispatched <= promised && delivered > expected;
}

// First come, first counted; what was said in a room comes after the reviews.
function byTurn({ voice: a }, { voice: b }) {
  return a.said - b.said || a.log - b.log || a.turn - b.turn;
}

/** Voices that still find room in their buckets of a calendar month; only one that counts takes room. */
function heard(voices, { per_buyer_month: ofBuyer, per_cohort_month: ofCohort }) {
  const taken = new Map();
  const room = (key, most) => (taken.get(key) ?? 0) < most;
  return voices.filter(({ on, voice: { buyer, cohort } }) => {
    const month = monthOf(on);
    const keys = [[keyOf(`b ${month}`, buyer), ofBuyer], ...(cohort === null ? [] : [[keyOf(`c ${month}`, cohort), ofCohort]])];
    if (!keys.every(([key, most]) => room(key, most))) return false;
    for (const [key] of keys) taken.set(key, (taken.get(key) ?? 0) + 1);
    return true;
  });
}

function monthOf(day) {
  const date = new Date(day * 86_400_000);
  return date.getUTCFullYear() * 12 + date.getUTCMonth();
}

// levels ------------------------------------------------------------------------------------------------------------------

function holdingsOf(facts, guide) {
  return guide.indicators.flatMap(({ name, number, facts: fed }) =>
    facts
      .filter(({ kind }) => HELD[name]?.includes(kind) && fed.has(kind))
      .map(({ kind, on, until, value }) => ({ indicator: number, on, until: until ?? DAY_MAX, value: fed.get(kind) ?? value })),
  );
}
