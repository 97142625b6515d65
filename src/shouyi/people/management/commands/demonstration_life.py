"""`python -m shouyi.people demonstration_life`: what has happened among the demonstration's logins."""

from typing import Any

from django.core.management.base import BaseCommand

from shouyi.people.demonstration.living import live
from shouyi.people.reading import reader


class Command(BaseCommand):
    help = "Play what has happened in the demonstration, unless it was played."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write("played" if live(reader().logins()) else "stands already")
