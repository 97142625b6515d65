"""Secrets are made once, and known passwords never reach an installation that is no demonstration."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest
from django.test import override_settings

from shouyi.people.secret import secret_key

if TYPE_CHECKING:
    from pathlib import Path


def test_a_seed_gives_the_same_secret_and_writes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "secret"
    assert secret_key(path, "one") == secret_key(path, "one") != secret_key(path, "two")
    assert not path.exists()


def test_without_a_seed_the_secret_is_made_once(tmp_path: Path) -> None:
    path = tmp_path / "new" / "secret"
    with ThreadPoolExecutor(8) as workers:
        made = set(workers.map(lambda _: secret_key(path, ""), range(32)))
    assert len(made) == 1
    assert len(made.pop()) == 64
    assert path.stat().st_mode & 0o777 == 0o600
    assert [found.name for found in path.parent.iterdir()] == ["secret"]


def test_known_passwords_are_for_demonstrations_alone() -> None:
    from people.memory_reader import reader
    from shouyi.people.accounts.demonstration import NoDemonstration, ensure_logins

    with override_settings(SHOUYI_DEMONSTRATION=False), pytest.raises(NoDemonstration):
        ensure_logins(reader().logins())


def test_making_the_accounts_again_changes_nothing() -> None:
    from people.memory_reader import reader
    from shouyi.people.accounts.demonstration import ensure_logins
    from shouyi.people.accounts.models import Account

    before = {account.username: account.password for account in Account.objects.all()}
    ensure_logins(reader().logins())
    assert {account.username: account.password for account in Account.objects.all()} == before


@override_settings(SHOUYI_DEMONSTRATION=False)
def test_no_name_is_shown_where_no_demonstration_is(client) -> None:  # type: ignore[no-untyped-def]
    html = client.get("/account/sign-in").content.decode()
    assert "xiumei" not in html
    assert "演示" not in html


def test_models_and_migrations_agree() -> None:
    from django.core.management import call_command

    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_what_the_benchmark_asks_for_are_the_pages_that_it_names() -> None:
    from django.urls import resolve

    from shouyi.bench.serve import ARTISAN_HOME, WORK_PAGE

    assert resolve(ARTISAN_HOME).view_name == "my_desk"
    assert resolve(WORK_PAGE.format("SY7K3M92QF")).view_name == "work"
