"""The score: a claim about evidence under a published guide, to the same digit for whoever recomputes it."""
