"""What was seen, each time everybody was looked at: figures that name nobody."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from django.db import models

if TYPE_CHECKING:
    from collections.abc import Mapping


class Watched(models.Model):
    """One look. `found` is the object that `shouyi watch --json` prints, as text: its order is part of it."""

    found = models.TextField()
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("-made_at", "-pk")

    @property
    def figures(self) -> Mapping[str, Any]:
        found: Mapping[str, Any] = json.loads(self.found)
        return found
