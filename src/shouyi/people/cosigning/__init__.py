"""Scores that organisations recomputed and signed: what they do with a consent, and what its owner has of it."""
