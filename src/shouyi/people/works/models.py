"""Problems that visitors report about a work: working life, never the truth of record."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class What(models.TextChoices):
    """What is not right, in the words of whoever reports it."""

    DIFFERENT = "different", _("The thing in my hands is not the one on the page")
    MOVED = "moved", _("The code looks as if it had been moved or covered")
    MAKER = "maker", _("I am the real maker")
    OTHER = "other", _("Something else")


class Problem(models.Model):
    """One report. `reach` is how to answer, when the visitor wants an answer."""

    public_id = models.SlugField(max_length=64, db_index=True)
    what = models.CharField(max_length=16, choices=What.choices)
    said = models.TextField(max_length=2000)
    reach = models.CharField(max_length=120, blank=True)
    reported_at = models.DateTimeField(auto_now_add=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-reported_at",)
