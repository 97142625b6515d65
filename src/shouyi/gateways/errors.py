"""The world failed: a disk, a network, another process."""

from __future__ import annotations


class GatewayError(Exception):
    """`permanent`: trying again will not help."""

    def __init__(self, message: str, *, permanent: bool) -> None:
        super().__init__(message)
        self.permanent = permanent
