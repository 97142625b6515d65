"""Exposure that is promised and delivered: floors from the guide, one price a merchant, a ledger of both.

Pure functions and one state (`pacing.Pacer`) over arrays that are handed in; chance comes in as a generator, time as a
count of arrivals. Whom a floor protects follows from the guide's function of band and interval; what a merchant is
beside that, nothing here can be told. What the figures mean and where they were measured: docs/algorithms/exposure.md.

`views` holds who may be shown to whom, `problem` judges it, `feasible` says whether floors can be met at all, `prices`
finds one price a merchant, `exact` the best lists with proof, `pacing` serves arrivals that nobody knew before.
"""
