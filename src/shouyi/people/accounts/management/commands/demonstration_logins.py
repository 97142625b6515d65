"""`python -m shouyi.people demonstration_logins`: makes the accounts and prints them."""

from typing import Any

from django.core.management.base import BaseCommand

from shouyi.people.accounts.demonstration import ensure_logins
from shouyi.people.reading import reader


class Command(BaseCommand):
    help = "Make the demonstration's sign-ins and print them."

    def handle(self, *args: Any, **options: Any) -> None:
        logins = reader().logins()
        ensure_logins(logins)
        for login in logins:
            self.stdout.write(f"{login.role:8} {login.login:24} {login.password:24} {login.name}")
