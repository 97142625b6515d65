"""What lies in the demonstration's drawers: pictures, an export, read notices, a program, a file to be admitted."""

from __future__ import annotations

import io
import random
from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils import timezone
from PIL import Image, ImageDraw

from shouyi.people.api.clients import make_client
from shouyi.people.api.models import Client
from shouyi.people.behind import behind
from shouyi.people.demonstration.clock import LEDGER_STANDS_AT, days_ago
from shouyi.people.facts.delivering import Handed, hand_in
from shouyi.people.facts.models import Delivery
from shouyi.people.notices.models import Notice
from shouyi.people.reading import reader
from shouyi.people.rights import exporting
from shouyi.people.rights.models import Export
from shouyi.people.uploads.keeping import keep_upload
from shouyi.people.uploads.models import Upload

if TYPE_CHECKING:
    from shouyi.people.demonstration.cast import Cast

PICTURES = (
    ("indigo.png", "靛蓝和米白相间的织纹，菱形一圈套一圈。", ((27, 54, 93), (236, 229, 215), (92, 122, 158))),
    ("madder.png", "茜红底上有米白的回纹，右边织到一半。", ((128, 36, 38), (238, 228, 208), (184, 92, 70))),
)
PICTURE_PX, THREADS = 480, 48
CLIENT = "订单系统"
SCOPES = ("facts.read", "facts.upload", "case.queue")
COLUMNS = (
    "order,maker,buyer,cohort,purchased_on,promised_on,dispatched_on,expected_on,delivered_on,items,amount_minor,"
    "currency"
)


def keep_pictures(cast: Cast) -> None:
    """Two pieces of cloth, drawn from the seed."""
    ref = cast.ref("artisan-1")
    if Upload.objects.filter(holder=ref).exists():
        return
    for name, alternative, colours in PICTURES:
        keep_upload(ref, behind().files.judge(woven(name, colours)), name, alternative)


def woven(name: str, colours: tuple[tuple[int, int, int], ...]) -> bytes:
    """A PNG of a weave: over or under by a small pattern that is mirrored, as on a loom."""
    drawn = random.Random(f"shouyi-demonstration/{name}")
    tie_up = [[drawn.randrange(len(colours)) for _ in range(THREADS // 8)] for _ in range(THREADS // 8)]
    image, step = Image.new("RGB", (PICTURE_PX, PICTURE_PX)), PICTURE_PX // THREADS
    pen = ImageDraw.Draw(image)
    for row in range(THREADS):
        for column in range(THREADS):
            x, y = column * step, row * step
            pen.rectangle((x, y, x + step - 1, y + step - 1), fill=colours[tie_up[_mirrored(row)][_mirrored(column)]])
    kept = io.BytesIO()
    image.save(kept, "PNG")
    return kept.getvalue()


def _mirrored(thread: int) -> int:
    """There and back again: 0 … 5, 5 … 0."""
    repeat = THREADS // 8
    return min(thread % (2 * repeat), 2 * repeat - 1 - thread % (2 * repeat))


def ask_for_an_export(cast: Cast) -> None:
    """The worker puts it together, with proofs once a witness answers."""
    account = cast.account("artisan-1")
    if not Export.objects.filter(account=account).exists():
        exporting.ask(account, "zh-hans")


def read_some_notices(cast: Cast) -> None:
    """Everybody has read what is older than three days; the rest waits."""
    before = timezone.now() - timedelta(days=3)
    Notice.objects.filter(account__in=cast.accounts.values(), read_at=None, created_at__lt=before).update(
        seen_at=timezone.now(), read_at=timezone.now()
    )


def hand_in_orders(cast: Cast) -> None:
    """A platform's file: looked at row by row, one row refused, waiting to be admitted."""
    platform = cast.organisation("platform")
    if not Delivery.objects.filter(organisation=platform).exists():
        hand_in(platform, Handed("orders", orders_file(cast), by=cast.account("platform")))


def orders_file(cast: Cast) -> bytes:
    """Three orders of a maker of whom the platform has told before; the third was sent before it was ordered."""
    maker, day = _sells(cast), LEDGER_STANDS_AT.date().isoformat()
    rows = [
        f"HZ9000001,{maker},b-7001,2026-03,2026-11-16,2026-11-21,2026-11-20,2026-11-25,{day},1,26800,CNY",
        f"HZ9000002,{maker},b-7002,2025-11,2026-11-18,2026-11-23,2026-11-23,2026-11-28,,2,53600,CNY",
        f"HZ9000003,{maker},b-7003,2026-10,2026-11-19,2026-11-24,2026-11-12,2026-11-29,,1,26800,CNY",
    ]
    return "\n".join([COLUMNS, *rows, ""]).encode()


def _sells(cast: Cast) -> str:
    """The first artisan of whose work this platform has stated something."""
    platform = cast.organisation("platform")
    for login in sorted(cast.accounts):
        person = cast.account(login).person
        if person and any(line.org in (platform.name_zh, platform.name_en) for line in reader().lines(person)):
            return person
    raise LookupError("nobody of the cast sells there")


def make_a_program(cast: Cast) -> None:
    """The platform's own program, by whose token orders come. Its secret is shown to nobody: make another to try."""
    platform = cast.organisation("platform")
    if not was_lived(cast):
        with days_ago(8):
            make_client(platform, CLIENT, SCOPES, cast.account("platform"))


def was_lived(cast: Cast) -> bool:
    """Clients are ended, never deleted: once this last one stands, nothing is played again."""
    return Client.objects.filter(organisation=cast.organisation("platform"), name=CLIENT).exists()
