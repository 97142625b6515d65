"""Proof of power: what the guide's rates would have said before a day, against what happened after it.

Evidence goes through the score's own integers (`replay`). Floats begin where the report begins: priors are fitted,
challengers trained, figures taken; nothing of that enters a score. docs/algorithms/backtest.md has the definitions.
"""
