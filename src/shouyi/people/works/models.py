"""What visitors report about a work. The report itself is a case (`cases.models`)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class What(models.TextChoices):
    """What is not right, in the words of whoever reports it."""

    DIFFERENT = "different", _("The thing in my hands is not the one on the page")
    MOVED = "moved", _("The code looks as if it had been moved or covered")
    MAKER = "maker", _("I am the real maker")
    OTHER = "other", _("Something else")
