"""Somebody in front of the pages of accounts, and the messages that reach their telephone."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from django.test import Client

    from shouyi.people.accounts.models import Account


@dataclass
class Visitor:
    """Goes through the pages by what they show."""

    client: Client
    reach: str = ""

    def post(self, path: str, **data: Any) -> Any:
        return self.client.post(path, data)

    def page(self, path: str) -> str:
        answer = self.client.get(path)
        assert answer.status_code == 200, (path, answer.status_code, answer.headers.get("Location"))
        return answer.content.decode()

    def ask(self, reach: str, path: str = "/account/join", **more: str) -> Any:
        self.reach = reach
        return self.post(path, reach=reach, **more)

    def enter(self, reach: str, name: str = "阿月") -> Account:
        """Joins, or signs in where there is an account."""
        assert self.ask(reach).headers["Location"] == "/account/code"
        answer = self.post("/account/code", code=last_code())
        if answer.headers["Location"] == "/account/join/name":
            answer = self.post("/account/join/name", name=name)
        assert answer.headers["Location"] == "/my/", answer.headers
        return self.account()

    def account(self) -> Account:
        from shouyi.people.accounts.models import Account

        return Account.objects.get(pk=self.client.session["_auth_user_id"])

    @property
    def signed_in(self) -> bool:
        return "_auth_user_id" in self.client.session

    def grow_stale(self) -> None:
        """As if the sign-in had been an hour ago."""
        session = self.client.session
        for record in session["account_authentication_methods"]:
            record["at"] -= 3600
        session.save()


def last_message() -> Any:
    """What the demonstration's outbox holds last."""
    from shouyi.people.behind import behind

    return behind().post.kept(1)[0]


def last_code() -> str:
    """The digits of the last message, from SMS or mail."""
    kept = last_message()
    found = kept.params[0] if kept.kind == "sms" else re.search(r"\b(\d{6}|\d{5} \d{5})\b", kept.text)[1]  # type: ignore[index]
    return str(found)


def messages_kept() -> int:
    from shouyi.people.behind import behind

    return len(behind().post.kept(10_000))


_numbers = iter(range(1000, 9999))


def a_number() -> str:
    """A telephone number that no other test has used."""
    return f"1380013{next(_numbers)}"
