"""The real worker command, with the chores known to it: `python -m people.jobs.at_work --look-s 0.02`."""

from __future__ import annotations

import os
import sys

import django
from django.core.management import call_command

if __name__ == "__main__":
    django.setup()
    if "CHORE_DATABASE_WAITS_S" in os.environ:
        from django.db import connection

        if connection.vendor == "sqlite":
            connection.settings_dict["OPTIONS"]["timeout"] = float(os.environ["CHORE_DATABASE_WAITS_S"])
    import people.jobs.chores

    assert people.jobs.chores
    call_command("worker", *sys.argv[1:])
