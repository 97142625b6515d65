"""At a counter: an account, a file, a way back in, for somebody who is present."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from people.accounts.test_recovering import pass_days
from people.accounts.visitors import Visitor, a_number, last_code

New = Callable[..., Visitor]


@pytest.fixture
def officer(visitor: New) -> Callable[[str], Visitor]:
    """An officer of an organisation of this kind."""
    from shouyi.people.organisations.models import Membership, Organisation

    def of(kind: str) -> Visitor:
        someone = visitor()
        account = someone.enter(a_number(), "经办人")
        org = Organisation.objects.create(org=f"org-{kind}-test", kind=kind, name_zh="x", name_en="x")
        Membership.objects.create(account=account, organisation=org, post="officer")
        return someone

    return of


def open_by_code(someone: Visitor, number: str, **more: str) -> str:
    assert someone.post("/account/counter/new", name="老人", reach=number, **more).status_code == 302
    html = someone.post("/account/counter/code", code=last_code()).content.decode()
    found = re.search(r"sy-\d{8}", html)
    assert found is not None, html
    return found[0]


def account_of(name: str):  # type: ignore[no-untyped-def]
    from shouyi.people.accounts.models import Account

    return Account.objects.get(username=name)


def test_an_account_confirmed_on_the_persons_own_telephone(officer: Callable[[str], Visitor], visitor: New) -> None:
    number = a_number()
    name = open_by_code(officer("registrar"), number)
    person = visitor()
    assert person.enter(number).username == name
    assert "opened at a counter" in person.page("/account/")


def test_without_a_telephone_a_sheet_of_codes(officer: Callable[[str], Visitor], visitor: New) -> None:
    someone, person = officer("training"), visitor()
    sheet = someone.post("/account/counter/new", name="老人", reach="").content.decode()
    codes = re.findall(r"<code>(\d{4} \d{4})</code>", sheet)
    name = re.search(r"sy-\d{8}", sheet)[0]  # type: ignore[index]
    person.post("/account/lost/code", login=name, code=codes[0])
    assert not person.signed_in, "not before the person has confirmed it"
    assert "not on the sheet" in someone.post("/account/counter/paper", code="0000 0000").content.decode()
    assert name in someone.post("/account/counter/paper", code=codes[0]).content.decode()
    person.post("/account/lost/code", login=name, code=codes[1])
    assert person.signed_in


def test_a_sheet_left_lying_opens_no_account_that_was_closed_in_the_night(officer: Callable[[str], Visitor]) -> None:
    from shouyi.people.accounts.closing import close_account
    from shouyi.people.accounts.models import Account

    someone = officer("training")
    sheet = someone.post("/account/counter/new", name="老人", reach="").content.decode()
    account = Account.objects.get(username=re.search(r"sy-\d{8}", sheet)[0])  # type: ignore[index]
    close_account(account)
    code = re.findall(r"<code>(\d{4} \d{4})</code>", sheet)[0]
    assert someone.post("/account/counter/paper", code=code).status_code == 404
    assert not Account.objects.get(pk=account.pk).is_active


def test_a_file_is_the_registrars_whichever_counter_helped(officer: Callable[[str], Visitor]) -> None:
    """With a federation's counter: nothing of it stands in ledger or file."""
    from shouyi.people.behind import behind

    someone, before = officer("federation"), _ledger()
    account = account_of(open_by_code(someone, a_number(), file="on"))
    assert re.fullmatch(r"craft-[0-9a-f]{24}", account.person)
    vault = behind().registry.house.vault
    opened = [each for each in vault.openings(account.person) if each.kind.name == "archive.opened"]
    assert len(opened) == 1
    assert b"federation" not in _ledger()[len(before) :]
    assert "federation" not in repr(opened)


def _ledger() -> bytes:
    from pathlib import Path

    from django.conf import settings

    return b"".join(
        path.read_bytes() for path in sorted((Path(settings.SHOUYI_HOME) / "public").rglob("*")) if path.is_file()
    )


def test_a_file_for_who_joined_alone(officer: Callable[[str], Visitor], visitor: New) -> None:
    person, someone = visitor(), officer("culture")
    account = person.enter(a_number())
    assert account.username in person.page("/account/file")
    assert someone.post("/account/counter/file", login=account.username).status_code == 200, "identity is looked at"
    someone.post("/account/counter/file", login=account.username, seen="on")
    assert "The file is open" in someone.post("/account/counter/code", code=last_code()).content.decode()
    assert person.account().ref
    again = someone.post("/account/counter/file", login=account.username, seen="on").content.decode()
    assert "has one already" in again


def test_a_way_back_in_waits_a_day(officer: Callable[[str], Visitor], visitor: New) -> None:
    owner, someone, back, new = visitor(), officer("registrar"), visitor(), a_number()
    account = owner.enter(a_number())
    someone.post("/account/counter/back-in", login=owner.reach, reach=new, seen="on")
    assert "Asked for." in someone.post("/account/counter/code", code=last_code()).content.decode()
    back.ask(new)
    assert "being kept open" in back.post("/account/code", code=last_code()).content.decode()
    pass_days(owner, 1)
    assert back.enter(new).pk == account.pk


def test_a_known_number_changes_nothing(officer: Callable[[str], Visitor], visitor: New) -> None:
    person, someone = visitor(), officer("registrar")
    account = person.enter(a_number(), "mine")
    someone.post("/account/counter/new", name="other", reach=person.reach)
    assert "already has an account" in someone.post("/account/counter/code", code=last_code()).content.decode()
    account.refresh_from_db()
    assert account.name == "mine"


@pytest.mark.parametrize("page", ["", "/new", "/file", "/back-in", "/code"])
def test_a_bank_has_no_counter_and_a_visitor_neither(
    officer: Callable[[str], Visitor], visitor: New, page: str
) -> None:
    assert officer("bank").client.get(f"/account/counter{page}").status_code == 403
    person = visitor()
    person.enter(a_number())
    assert person.client.get(f"/account/counter{page}").status_code == 404
    assert visitor().client.get(f"/account/counter{page}").headers["Location"].startswith("/account/sign-in")


def test_nothing_about_a_body_is_asked(officer: Callable[[str], Visitor]) -> None:
    main = officer("federation").page("/account/counter/new").split("<main")[1].split("</main>")[0]
    assert set(re.findall(r'name="(\w+)"', main)) == {"csrfmiddlewaretoken", "name", "reach", "file"}


class AwayError(Exception): ...


def test_a_file_whose_opening_was_cut_off_is_one_file_when_it_is_asked_for_again(
    officer: Callable[[str], Visitor], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The registry has it, the account does not know yet: another code of the sheet goes on with the same file."""
    from shouyi.people.accounts.models import Account
    from shouyi.people.behind import behind

    someone, registry = officer("training"), type(behind().registry)
    sheet = someone.post("/account/counter/new", name="老人", reach="", file="1").content.decode()
    codes = re.findall(r"<code>(\d{4} \d{4})</code>", sheet)
    account = Account.objects.get(username=re.search(r"sy-\d{8}", sheet)[0])  # type: ignore[index]
    real, asked = registry.open_file, []

    def cut(self: object, person: str) -> None:
        real(self, person)
        asked.append(person)
        if len(asked) == 1:
            raise AwayError

    monkeypatch.setattr(registry, "open_file", cut)
    with pytest.raises(AwayError):
        someone.post("/account/counter/paper", code=codes[0])
    account.refresh_from_db()
    assert (account.ref, account.is_active) == (None, False), "nobody signs in to half an account"
    assert "The file is open." in someone.post("/account/counter/paper", code=codes[1]).content.decode()
    account.refresh_from_db()
    assert asked[0] == asked[1] == account.person
    assert account.ref
    assert account.is_active
    assert account.happenings.filter(act="file_opened").count() == 1
