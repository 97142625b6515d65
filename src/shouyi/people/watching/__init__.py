"""The operator's look at everybody's scores: how they spread, whether they drift, whether somebody seems to play them.

It shows what `shouyi watch` prints, which names nobody, as pictures with a sentence and a table each.
"""
