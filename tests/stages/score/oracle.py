"""The score once more, with fractions, straight from the published formulas: slow, plain, and written without a look
at the code under test. Nothing here is shared with it but the guide's JSON and the events."""

from __future__ import annotations

import json
from fractions import Fraction
from math import ceil, floor, isqrt


class Oracle:
    def __init__(self, document: bytes) -> None:
        self.guide = json.loads(document)
        self.indicators = [
            (dimension, indicator) for dimension in self.guide["dimensions"] for indicator in dimension["indicators"]
        ]

    def weight(self, half_life: int, age: int) -> int:
        table = next(t["weights"] for t in self.guide["decay"]["tables"] if t["half_life"] == half_life)
        return table[age] if age < len(table) else 0

    def assess_evidence(self, evidence, as_of: int) -> dict:
        """With everything that a guide of form 2 weighs: what is held, what was gathered, days of leave."""
        standings = {}
        for _, indicator in self.indicators:
            name = indicator["name"]
            if indicator["form"] == "level":
                held = [h.value for h in evidence.holdings if h.indicator == name and h.on <= as_of <= h.until]
                standings |= {name: max(held)} if held else {}
            if indicator["form"] == "stock":
                table = next(
                    t["weights"] for t in self.guide["decay"]["tables"] if t["half_life"] == indicator["half_life"]
                )
                young = [
                    e for e in evidence.events
                    if e.indicator == name and e.on <= as_of and self.age(e.on, as_of, evidence.stopped) < len(table)
                ]  # fmt: skip
                if young:
                    good, _bad = self.sums(young, name, as_of, evidence.stopped)
                    standings[name] = floor(Fraction(good, 10**6) * 100)
        return self.assess(evidence.events, as_of, standings, frozenset(evidence.stopped))

    @staticmethod
    def age(on: int, as_of: int, stopped=()) -> int:
        """Days after `on` up to `as_of`, those of leave left out."""
        return sum(1 for day in range(on + 1, as_of + 1) if day not in stopped) if stopped else as_of - on

    def sums(self, events, name: str, as_of: int, stopped=()) -> tuple[int, int]:
        """S_k and F_k scaled by 10^6: one sum over days of shifted products."""
        half_life = next(i["half_life"] for _, i in self.indicators if i["name"] == name)
        good = bad = 0
        mine = [event for event in events if event.indicator == name and event.on <= as_of]
        for day in {event.on for event in mine}:
            today = [event for event in mine if event.on == day]
            weight = self.weight(half_life, self.age(day, as_of, stopped))
            good += floor(Fraction(sum(e.c * e.y for e in today) * weight, 2**20))
            if as_of - day < 1826:
                bad += floor(Fraction(sum(e.c * (1000 - e.y) for e in today) * weight, 2**20))
        return good, bad

    def theta(self, indicator, good: int, bad: int) -> Fraction:
        lo, hi = Fraction(indicator["lo"], 1000), Fraction(indicator["hi"], 1000)
        kappa, nu = Fraction(indicator["kappa"], 1000), indicator["nu"]
        alpha = nu * (lo + hi) / 2
        s, n = Fraction(good, 10**6), Fraction(good + bad, 10**6)
        return (alpha + kappa * s) / (nu + kappa * n)

    def u(self, indicator, sums, standing) -> int:
        """In billionths, floored."""
        if indicator["form"] == "level":
            return (indicator["prior"] if standing is None else standing) * 10**6
        if indicator["form"] == "stock":
            step = min(floor(Fraction(standing or 0, 100) / indicator["x0"] * 100), 2000)
            u0 = Fraction(indicator["u0"], 1000)
            return floor((u0 + (1 - u0) * Fraction(self.guide["saturation"][step], 10**9)) * 10**9)
        lo, hi = Fraction(indicator["lo"], 1000), Fraction(indicator["hi"], 1000)
        share = (self.theta(indicator, *sums) - lo) / (hi - lo)
        return floor(min(max(share, Fraction(0)), Fraction(1)) * 10**9)

    def variance(self, dimension, indicator, sums, standing) -> int:
        """In µ-points²."""
        points = 100 * Fraction(dimension["weight"], 1000) * Fraction(indicator["share"], 1000)
        if indicator["form"] != "rate":
            spread = Fraction(indicator["sd_missing"], 1000)
            return 0 if standing is not None else floor((points * spread) ** 2 * 10**12)
        theta = self.theta(indicator, *sums)
        kappa = Fraction(indicator["kappa"], 1000)
        amount = indicator["nu"] + kappa * Fraction(sum(sums), 10**6)
        beta = theta * (1 - theta) / (amount + 1)
        scale = points / (Fraction(indicator["hi"], 1000) - Fraction(indicator["lo"], 1000))
        return floor(min(scale**2 * beta, points**2 / 8) * 10**12)

    def assess(self, events, as_of: int, standings=None, stopped=()) -> dict:
        standings = standings or {}
        rates = [indicator["name"] for _, indicator in self.indicators if indicator["form"] == "rate"]
        sums = {name: self.sums(events, name, as_of, stopped) for name in rates}
        us = {i["name"]: self.u(i, sums.get(i["name"]), standings.get(i["name"])) for _, i in self.indicators}
        total = sum(Fraction(d["weight"] * i["share"], 10**6) * us[i["name"]] for d, i in self.indicators) * 100
        points = total / 10**9
        variance = sum(self.variance(d, i, sums.get(i["name"]), standings.get(i["name"])) for d, i in self.indicators)
        mean, sigma = floor(points * 10**6), isqrt(variance)
        half = ceil(Fraction(1644854, 10**6) * sigma)
        z = min(max(floor(Fraction(mean - 80 * 10**6, sigma) * 100), -400), 400)
        score, p80 = floor(points * 10), self.guide["normal"][z + 400]
        return {
            "score": score,
            "low": min(max(floor(Fraction(mean - half, 10**5)), 0), 1000),
            "high": min(max(ceil(Fraction(mean + half, 10**5)), 0), 1000),
            "p80": p80,
            "band": self.band(score, p80, sums),
            "dimensions": {
                d["name"]: floor(sum(Fraction(i["share"] * us[i["name"]], 10**9) for i in d["indicators"]))
                for d in self.guide["dimensions"]
            },
        }

    def band(self, score: int, p80: int, sums) -> str:
        if sum(good + bad for good, bad in sums.values()) < 10 * 10**6:
            return "thin"
        if score < 600 or sum(good for good, _ in sums.values()) < 10 * 10**6:
            return "none"
        if score >= 800 and p80 >= 600:
            return "A"
        return "B" if score >= 700 else "C"
