"""Consent: who may read which fields of a file, for what, until when."""
