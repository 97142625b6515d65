"""`python -m shouyi.people projections [--check]`: one line of standard output for each row that differed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand

from shouyi.people.projections import compare, rebuild, registered

if TYPE_CHECKING:
    from argparse import ArgumentParser


class Command(BaseCommand):
    help = "Makes the tables that repeat ledger and vault from them again, or only compares."
    requires_system_checks = ()  # they import every page; tables alone are of interest here

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", help="only compare")

    def handle(self, *args: Any, check: bool, **options: Any) -> None:
        found = [difference for projection in registered() for difference in compare(projection)]
        for projection in () if check else registered():
            rebuild(projection)
        for difference in found:
            self.stdout.write(str(difference))
