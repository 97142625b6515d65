"""Lending: the guide's ladder, what a loan costs, how it is decided, repaid and changed, and a run in the shadow.

Pure functions over whole numbers: money in fen, rates in millionths a year, shares in ‰, days since 1970-01-01. Nothing
here signs, stores or pays. Formulas, sources and what could not be verified stand in docs/algorithms/loans.md.
"""
