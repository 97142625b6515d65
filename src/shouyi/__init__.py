"""Shouyi 守艺: what a craft-keeper can do, written where nobody can quietly change it."""
