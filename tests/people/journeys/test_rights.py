"""Taking everything along, and having the file erased: after a fresh sign-in, with the work followed to its end."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from people.accounts.visitors import last_code
from people.journeys.cast import artisan, worker_works
from people.journeys.traveller import ANY, sign_in

if TYPE_CHECKING:
    from people.journeys.traveller import Traveller

Travel = Callable[..., "Traveller"]


def _show_who_you_are(owner: Traveller) -> None:
    owner.reads("Please show once more that it is you.")
    owner.press("Send me a code")
    owner.fill("Code of six digits", last_code())
    owner.press("Continue")


def test_take_everything_along(travel: Travel) -> None:
    mine = artisan("阿月")
    owner = sign_in(travel(heard="owner"), mine, fresh=False)
    owner.go("/my/rights")
    owner.press("Make an export")
    _show_who_you_are(owner)
    owner.press("Put it together")
    owner.reads("Cancel this work")
    worker_works()
    owner.again()
    owner.press("To the result")
    found = zipfile.ZipFile(io.BytesIO(owner.download("Export of %(day)s", day=ANY)))
    assert found.testzip() is None
    assert "data.jsonld" in found.namelist()
    assert "阿月" in found.read("data.jsonld").decode()


def test_have_the_file_erased(travel: Travel) -> None:
    from shouyi.people.behind import sealer

    mine = artisan("阿月")
    ref = mine.ref
    owner = sign_in(travel(heard="owner"), mine, fresh=False)
    owner.go("/my/rights")
    owner.press("Erase my file")
    _show_who_you_are(owner)
    owner.press("Go on")
    owner.hears("Choose when.", "alert")
    owner.pick("At once.", "The file. The account stays, and can be used without a file.")
    owner.press("Go on")
    owner.reads("What stays, and why")
    owner.press("Erase it")
    owner.reads("Keep this address")
    worker_works()
    owner.go(urlsplit(owner.page.locator("main a[href*='/erased/']").get_attribute("href")).path)
    owner.reads("Statement of erasure")
    owner.reads("What was erased")
    assert not sealer().has(ref)
    mine.refresh_from_db()
    assert (mine.ref, mine.name) == (None, "阿月")
