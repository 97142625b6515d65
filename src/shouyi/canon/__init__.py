"""Bytes and values that everybody shares: canonical JSON, digests, days, money. It imports nothing of ours."""
