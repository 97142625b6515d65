"""Something of everything behind the pages, for one visitor of each kind.

An artisan whose file is real, a newcomer, a helper, a buyer, officers of four kinds of organisations, a regulator.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from people.real_file import LOGIN, PLATFORM, organisations, real_file, seat

if TYPE_CHECKING:
    from shouyi.people.accounts.models import Account

OPERATOR = "org-operator-tests"
MORE = (
    (
        "org-bank-tests",
        "bank",
        "测试农商银行雷山支行营业部信贷服务中心",
        "Rural Commercial Bank of the Tests, Leishan Branch",
    ),
    ("org-regulator-tests", "regulator", "测试监管方", "Regulator of the tests"),
    ("org-federation-tests", "federation", "测试残联", "Federation of the tests"),
)
POSTS = {"officer": (PLATFORM, "officer"), "boss": (OPERATOR, "admin"), "banker": ("org-bank-tests", "admin"),
         "watcher": ("org-regulator-tests", "reader"), "counter": ("org-federation-tests", "officer")}  # fmt: skip
LOGINS = (None, LOGIN, "ahe", "buyer", "sister", *POSTS)
"""Who comes. `sister` helps the artisan and acts for her."""


def everybody() -> dict[str, Account]:
    """Rows for all of them; gives the accounts that are new here. Called inside a test's transaction."""
    from shouyi.people.organisations.models import Organisation

    real_file()
    organisations()
    for org, kind, zh, en in MORE:
        Organisation.objects.get_or_create(org=org, defaults={"kind": kind, "name_zh": zh, "name_en": en})
    made = {name: _account(name) for name in LOGINS if name in POSTS or name == "sister"}
    for name, (org, post) in POSTS.items():
        seat(name, org, post)
    seat("boss", "org-bank-tests", "reader")
    _things(made)
    return made


def _account(name: str) -> Account:
    from people.memory_reader import PASSWORD
    from shouyi.people.accounts.models import Account, Role

    found = Account.objects.filter(username=name).first() or Account(username=name, role=Role.OFFICER)
    found.name = found.text_or("name", "") or {"sister": "杨秀兰"}.get(name, name)
    if name == "sister":
        found.role = Role.MEMBER
    found.set_password(PASSWORD)
    found.save()
    return found


def _things(made: dict[str, Account]) -> None:
    from shouyi.people.accounts.models import Account, Helping

    artisan = Account.objects.get(username=LOGIN)
    _statements(artisan)
    _cases(artisan, made["officer"])
    _asks(artisan)
    Helping.objects.create(helper=made["sister"], owner=artisan, holder=artisan.holder, ref=artisan.ref,
                           rights=["file.read", "case.read", "case.open", "statement.read"], note="我妹妹")  # fmt: skip
    for account in (artisan, made["boss"], made["officer"]):
        _notices(account)


def _statements(artisan: Account) -> None:
    from shouyi.people.statements.models import State, Statement

    for state, title in ((State.NOTED, "蜡染围巾两条"), (State.DISPUTED, "《八角花》壁挂"), (State.ADMITTED, "绣片")):
        Statement.objects.create(holder=artisan.ref, ref=artisan.ref, title=title, state=state, ordered_on=20700,
                                 promised_on=20710, dispatched_on=20709, items=2, amount_fen=53600)  # fmt: skip


def _cases(artisan: Account, officer: Account) -> None:
    from shouyi.decision.cases import By, Step
    from shouyi.people.cases.steps import About, Hand, begin, operator, take
    from shouyi.people.organisations.models import Organisation

    platform, owner = Organisation.objects.get(org=PLATFORM), Hand(str(artisan.uid), By.OWNER)
    log, index = real_file()[0]
    begun = begin("objection", artisan, artisan.ref, platform, About(log, index), "那天我已经发货了。" * 8, owner)
    take(begun, Step.ANSWER, Hand(str(officer.uid), By.OFFICER), "查过物流记录。", outcome="declined")
    begin("objection", artisan, artisan.ref, platform, About(*real_file()[1]), "数量不对。", owner)
    begin("question", artisan, artisan.ref, operator(), About(), "怎样让别人看我的档案？", owner)


def _asks(artisan: Account) -> None:
    from shouyi.people.consent.models import Ask
    from shouyi.people.organisations.models import Organisation

    bank = Organisation.objects.get(org="org-bank-tests")
    Ask.objects.create(organisation=bank, ref=artisan.ref, purpose="loan", fields=["band", "score"], days=30)


def _notices(account: Account) -> None:
    from django.utils import timezone

    from shouyi.people.notices.models import Notice

    for turn, code in enumerate(("new_sign_in", "export_ready", "statement_confirmed")):
        at = timezone.now() - timedelta(days=turn)
        Notice.objects.create(account=account, code=code, key=f"test/{code}", ids={}, created_at=at)


def sign_in(client: object, login: str | None) -> object:
    """By the form, as everybody does; the sister then acts for the artisan."""
    from people.memory_reader import PASSWORD

    if login:
        answer = client.post("/account/sign-in", {"login": login, "password": PASSWORD})  # type: ignore[attr-defined]
        assert answer.status_code == 302, login
    return client
