"""What `shouyi appoint LOGIN` calls: the first administrator of an installation, or the next one.

Everybody else is invited by pages; whoever runs the machine seats the one who can. It is also the way back when the
operator's only administrator is gone. The account is opened by the pages before, by its owner.
"""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from shouyi.people.accounts.signing import find
from shouyi.people.behind import behind
from shouyi.people.organisations.changing import project_all
from shouyi.people.organisations.membership import AlreadyAMember, seat
from shouyi.people.organisations.models import Organisation
from shouyi.people.permission.actors import Post


class Command(BaseCommand):
    help = "Make an account an administrator of the installation's own organisation."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("login", help="name (sy-…), telephone number or mail address of an account")

    def handle(self, *args: Any, login: str, **options: Any) -> None:
        project_all()
        organisation = Organisation.objects.filter(org=behind().orgs.founder()).first()
        if organisation is None:
            raise CommandError("this installation is not founded yet: import something, or start the demonstration")
        account = find(login)
        if account is None:
            raise CommandError("no open account has this name, number or address: its owner joins by the pages first")
        try:
            seat(organisation, account, Post.ADMIN, None)
        except AlreadyAMember:
            raise CommandError(f"{account.username} has a post in {organisation.org} already") from None
        self.stdout.write(f"{account.username} runs {organisation.org}: the console is at /console/")
