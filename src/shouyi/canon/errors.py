"""What can be wrong with a stranger's bytes before they mean anything."""

from __future__ import annotations


class CanonError(ValueError):
    """The value or the bytes have no canonical form. The message says what and, where it can, where."""
