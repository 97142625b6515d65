"""A file that somebody handed in. What it says of itself to people is sealed with the rest of the owner's."""

from __future__ import annotations

from django.db import models

from shouyi.evidence.upload import MEDIA_TYPES, PICTURES
from shouyi.people.sealing import SealedModel, SealedText

SUFFIXES = {"jpeg": "jpg", "png": "png", "csv": "csv", "jsonl": "jsonl", "pdf": "pdf"}


class Upload(SealedModel):
    """`holder` is the owner's ref, `address` where the content lies among the owner's files (64 hex), `size` in bytes.

    `alternative` is what a picture says to whoever does not see it, "" only when it is `decorative`. `name` is what its
    owner called it: shown, and never a path.
    """

    address = models.CharField(max_length=64)
    kind = models.CharField(max_length=8)
    size = models.PositiveIntegerField()
    width = models.PositiveIntegerField(default=0)
    height = models.PositiveIntegerField(default=0)
    decorative = models.BooleanField(default=False)
    made_at = models.DateTimeField(auto_now_add=True)
    name = SealedText()
    alternative = SealedText()

    class Meta:
        ordering = ("-made_at", "-pk")
        indexes = (models.Index(fields=("holder", "address"), name="upload_of_content"),)

    @property
    def is_picture(self) -> bool:
        return self.kind in PICTURES

    @property
    def media_type(self) -> str:
        return MEDIA_TYPES[self.kind]  # type: ignore[index]

    @property
    def filename(self) -> str:
        """A name for saving, from nothing that a stranger wrote."""
        return f"shouyi-{str(self.uid)[:8]}.{SUFFIXES[self.kind]}"
