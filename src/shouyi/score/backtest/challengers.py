"""Learned models beside the guide, as auditors and never as judges: the optional extra `challengers`.

Everything is seeded and runs on one thread, so that two runs on one machine say the same.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping
from importlib.util import find_spec

import numpy as np

from shouyi.score.backtest import logistic
from shouyi.score.backtest.features import NAMES, SUMS
from shouyi.score.backtest.records import Flags, Floats

SEED = 1
Challenger = Callable[[Floats, Flags, Floats], Floats]
"""(rows to learn from, their outcomes, rows to judge) → P(bad)."""


def logistic_regression(known: Floats, bad: Flags, asked: Floats) -> Floats:
    """On all features."""
    return logistic.predict(logistic.train(logistic.plain(known), bad), logistic.plain(asked))


def lightgbm(known: Floats, bad: Flags, asked: Floats) -> Floats:
    """Gradient boosting on all features: a hundred trees of seven leaves."""
    import lightgbm as engine

    fewest = min(100, max(5, len(known) // 50))
    settings = {"objective": "binary", "learning_rate": 0.05, "num_leaves": 7, "min_data_in_leaf": fewest,
                "seed": SEED, "num_threads": 1, "deterministic": True, "verbose": -1}  # fmt: skip
    booster = engine.train(settings, engine.Dataset(known, label=bad.astype(np.int64)), num_boost_round=100)
    return np.asarray(booster.predict(asked), dtype=np.float64)


def lightgbm_on_sums(known: Floats, bad: Flags, asked: Floats) -> Floats:
    """The same on what the guide's sums hold, without the order of events."""
    return lightgbm(known[:, : len(SUMS)], bad, asked[:, : len(SUMS)])


def scorecard(known: Floats, bad: Flags, asked: Floats) -> Floats:
    """Weight-of-evidence scorecard with optimal binning (optbinning), logistic regression on top."""
    import pandas as pd
    from optbinning import BinningProcess, Scorecard
    from sklearn.linear_model import LogisticRegression

    names = list(NAMES)
    card = Scorecard(binning_process=BinningProcess(names), estimator=LogisticRegression(max_iter=1000))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        card.fit(pd.DataFrame(known, columns=names), bad.astype(np.int64))
        said = card.predict_proba(pd.DataFrame(asked, columns=names))
    return np.asarray(said[:, 1], dtype=np.float64)


def at_hand() -> Mapping[str, Challenger]:
    """The challengers that this installation can train, by the name they have in the report."""
    found: dict[str, Challenger] = {"logistic regression": logistic_regression}
    if find_spec("lightgbm"):
        found |= {"LightGBM": lightgbm, "LightGBM on the guide's sums": lightgbm_on_sums}
    if find_spec("optbinning") and find_spec("sklearn"):
        found["optbinning scorecard"] = scorecard
    return found
