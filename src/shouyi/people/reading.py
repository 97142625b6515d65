"""Which reader answers the pages: the one that the settings name, made once a process."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, cast

from django.conf import settings
from django.utils.module_loading import import_string

if TYPE_CHECKING:
    from shouyi.people.ports import Reader


@cache
def reader() -> Reader:
    """The reader behind `SHOUYI_READER`."""
    return cast("Reader", import_string(settings.SHOUYI_READER)())
