"""Django for tests: a house of its own in a temporary folder, whose environment does not leak into other tests."""

from __future__ import annotations

import os
import tempfile
from functools import cache
from pathlib import Path
from unittest.mock import patch

ENVIRONMENT = {
    "DJANGO_SETTINGS_MODULE": "shouyi.people.settings",
    "SHOUYI_READER": "people.memory_reader.reader",
    "SHOUYI_SEED": "people-tests",
    "SHOUYI_URL": "http://localhost:8000",
    "SHOUYI_PROOFS_URL": "http://localhost:8001",
}


@cache
def set_up() -> Path:
    """Settings, compiled catalogues, migrated database, the demonstration's accounts. Returns the folder.

    The database is SQLite, or PostgreSQL where SHOUYI_TEST_DATABASE says so.
    """
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # Playwright keeps a loop in this thread; no view runs in it
    home = Path(tempfile.mkdtemp(prefix="shouyi-people-"))
    with patch.dict(os.environ, ENVIRONMENT | {"SHOUYI_HOME": str(home), "SHOUYI_DATABASE_URL": database_url()}):
        import django
        from django.core.management import call_command

        from shouyi.people.catalogues import compile_catalogues

        compile_catalogues()
        django.setup()
        call_command("migrate", verbosity=0)
        _stand_behind()
    _faster_passwords()
    _list_static_files_once()
    _keep_every_message()
    _accounts()
    _operator()
    return home


def _stand_behind() -> None:
    """Opens what stands behind the pages while the environment names this home: it is made once a process."""
    from shouyi.people.behind import behind

    behind()


def database_url() -> str:
    """A new database on a server of the tests' own where SHOUYI_TEST_DATABASE is `postgresql`; else "", for SQLite."""
    asked = os.environ.get("SHOUYI_TEST_DATABASE", "sqlite")
    if asked not in ("sqlite", "postgresql"):
        raise ValueError(f"SHOUYI_TEST_DATABASE is sqlite or postgresql, not {asked}")
    if asked == "sqlite":
        return ""
    from world.postgres import server

    return server().new_database()


def _faster_passwords() -> None:
    """The real hash takes half a second on purpose; tests sign in dozens of times."""
    from django.conf import settings

    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.ACCOUNT_RATE_LIMITS = {"login": "1000/m/ip"}


def _list_static_files_once() -> None:
    """Each new test client builds the middleware anew, and whitenoise then looks at every static file again: 3 ms of
    the 8 that a small page takes, measured."""
    from whitenoise.middleware import WhiteNoiseMiddleware

    list_files, found = WhiteNoiseMiddleware.add_files_from_finders, {}

    def add_files(self: WhiteNoiseMiddleware) -> None:
        if not found:
            list_files(self)
            found.update(self.files)
        self.files.update(found)

    WhiteNoiseMiddleware.add_files_from_finders = add_files


def _keep_every_message() -> None:
    """Tests count what was sent; a demonstration keeps the last hundred."""
    from shouyi.gateways import outbox

    outbox.KEPT_MAX = 100_000


def _accounts() -> None:
    from shouyi.people.accounts.demonstration import ensure_logins
    from shouyi.people.reading import reader

    ensure_logins(reader().logins())


def _operator() -> None:
    """The one who answers what visitors report, as every installation has one."""
    from shouyi.people.organisations.models import Organisation

    names = {"name_zh": "测试运营方", "name_en": "Operator of the tests"}
    Organisation.objects.get_or_create(org="org-operator-tests", defaults={"kind": "operator", **names})
