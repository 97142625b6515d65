"""Guides as they were published: canonical documents, the schema they follow, and the script that wrote them."""

from __future__ import annotations

from importlib.resources import files

VERSIONS = ("1", "2")
LATEST = VERSIONS[-1]
"""What an installation begins with."""


def guide_bytes(version: str = LATEST) -> bytes:
    """The canonical document of a published guide. Raises FileNotFoundError for a version that was never published."""
    return files(__name__).joinpath(f"v{version}.json").read_bytes()
