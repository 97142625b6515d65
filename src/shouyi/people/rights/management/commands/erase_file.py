"""`python -m shouyi.people erase_file REF`: the pages' part of `shouyi erase`, which is the way to call it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand
from django.db import connection

from shouyi.people.rights import commanded
from shouyi.people.rights.models import Erasure

if TYPE_CHECKING:
    from argparse import ArgumentParser


class Command(BaseCommand):
    help = "Erases a file with everything that the pages hold of it, by its ref (32 hex digits)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("ref")
        parser.add_argument("--note", action="store_true", help="only note that it is to be done; says whether it was")

    def handle(self, *args: Any, ref: str, note: bool, **options: Any) -> None:
        if Erasure._meta.db_table not in connection.introspection.table_names():
            return  # an installation without pages
        if not note:
            for label, rows in commanded.carry_out_noted(ref).items():
                self.stdout.write(f"{label} {rows}")
        elif commanded.note_erasure(ref):
            self.stdout.write("noted")
