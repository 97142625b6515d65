"""Watching the score: figures of a whole population, drift, and signs that somebody plays the number.

Counts are whole numbers, floats are for the report alone. Nothing here enters a score; a sign is for a person to look
at. Whatever leaves the operator names nobody and shows no cell of fewer than ten people (`cells`).
docs/algorithms/watch.md works every figure by hand.
"""
