"""Leaks that somebody might build, one of each kind, put into the running code of both houses alike.

Each asks the record of who is disabled, as no code may, and lets a little of the answer out at a seam of its own. In
both houses it is the same code; what it lets out differs, since everybody's disability was exchanged.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from io import BytesIO
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

from people.nothing_shows.answers import Parts
from people.nothing_shows.fixed import chance
from people.nothing_shows.household import on_disk
from people.nothing_shows.programs import metrics
from people.nothing_shows.visiting import OUT, Lines, Walk, Ways

if TYPE_CHECKING:
    from shouyi.wiring import House

Known = Callable[[str], str]
"""A work's public id or a file's keyed name → its person's disability."""


@dataclass(frozen=True, slots=True)
class Plant:
    """`put` places the leak for as long as its block lasts; `who` then asks for the first good answer of `route`, or
    `look` looks elsewhere. `found`: where the comparison must find it, as its name and its part begin."""

    kind: str
    put: Callable[[House, Known], AbstractContextManager[object]]
    who: str
    route: str
    found: tuple[str, str]
    look: Callable[[House], dict[str, Parts]] | None = None


def planted(house: House, walks: Sequence[Walk], lines: Lines) -> dict[str, dict[str, Parts]]:
    """Kind of leak → what was seen with it in place. Under "nothing", the same with none in place."""
    known = _known(house)
    found = {"nothing": {}} | {plant.kind: {} for plant in PLANTS}
    for plant in PLANTS:
        found["nothing"] |= _asked(plant, house, walks, lines, f" before {plant.kind}")
    for plant in PLANTS:
        with plant.put(house, known):
            found[plant.kind] = _asked(plant, house, walks, lines, f" with {plant.kind}")
    return found


def _asked(plant: Plant, house: House, walks: Sequence[Walk], lines: Lines, turn: str) -> dict[str, Parts]:
    walk = next(walk for walk in walks if walk.who == plant.who)
    good = [name for name, parts in walk.seen.items() if (parts["route"], parts["status"]) == (plant.route, "200")]
    assert good, f"{plant.who} was never let in at {plant.route}"
    again = Walk(walk.who, walk.client, lines, Ways(1, 1), walk.headers, walk.language, turn)
    again.get(good[0].split()[-1])
    chance.begin(turn)
    return dict(again.seen) if plant.look is None else plant.look(house)


def _known(house: House) -> Known:
    from shouyi.people.behind import sealer
    from shouyi.town.private import told

    people = told(house.settings.home / "town")
    named = {sealer().ref(person): disability for person, disability in people.items()}
    works = {
        work: named[bytes(found[0]).hex()] for work in house.vault.works(10_000) if (found := house.vault.work(work))
    }
    return lambda name: (named | works)[name]


# the seams ------------------------------------------------------------------------------------------------------------


def _a_field(house: House, known: Known) -> Any:
    from shouyi.people.works import views

    require = views._require_work

    def leaking(work: str) -> Any:
        found = require(work)
        return replace(found, title=f"{found.title} {known(work)}")

    return patch.object(views, "_require_work", leaking)


def _a_value(house: House, known: Known) -> Any:
    from shouyi.people.api.v1 import consents

    file = consents._file
    return patch.object(consents, "_file", lambda consent, found: file(consent, found).model_copy(
        update={"purpose": f"{consent.purpose}/{known(consent.ref)}"}))  # fmt: skip


def _on_answers(change: Callable[[Any, str], None]) -> Any:
    """In the middleware that adds headers, for pages about a work."""
    from shouyi.people.headers import SecurityHeaders

    add = SecurityHeaders.__call__

    def leaking(self: Any, request: Any) -> Any:
        answer = add(self, request)
        if request.resolver_match and request.resolver_match.view_name == "work":
            change(answer, request.resolver_match.kwargs["public_id"])
        return answer

    return patch.object(SecurityHeaders, "__call__", leaking)


def _a_header(house: House, known: Known) -> Any:
    return _on_answers(lambda answer, work: answer.headers.__setitem__("X-Segment", str(len(known(work)))))


def _a_cookie(house: House, known: Known) -> Any:
    return _on_answers(lambda answer, work: answer.set_cookie("seen", known(work)))


def _an_etag(house: House, known: Known) -> Any:
    return _on_answers(lambda answer, work: answer.headers.__setitem__("ETag", f'"{hash((work, known(work))):x}"'))


def _a_log_line(house: House, known: Known) -> Any:
    from shouyi.people.logs import events

    return _on_answers(lambda answer, work: events("pages").info("request", route=f"work.{known(work)}"))


def _a_count(house: House, known: Known) -> Any:
    from shouyi.people.counts import count

    return _on_answers(lambda answer, work: count("pages", f"work.{known(work)}", "GET", 200, 0.0))


def _a_cache_key(house: House, known: Known) -> Any:
    from django.core.cache import cache

    return _on_answers(lambda answer, work: cache.set(f"page/{work}/{known(work)}", b"", 600))


def _an_address(house: House, known: Known) -> Any:
    from shouyi.people.consent import recipient
    from shouyi.people.consent.models import Consent

    reverse = recipient.reverse

    def leaking(name: str, args: Any) -> str:
        return f"{reverse(name, args=args)}?s={known(Consent.objects.get(uid=args[1]).ref)}"

    return patch.object(recipient, "reverse", leaking)


def _a_file_name(house: House, known: Known) -> Any:
    from shouyi.people.consent import recipient
    from shouyi.people.consent.models import Consent

    class Leaking(recipient.HttpResponse):  # type: ignore[name-defined,misc]
        def __init__(self, *args: Any, headers: dict[str, str], **options: Any) -> None:
            handle = headers["Content-Disposition"].partition("shouyi-")[2].partition(".")[0]
            kind = known(Consent.objects.filter(handle=handle).earliest("pk").ref)
            named = headers["Content-Disposition"].replace(handle, f"{handle}-{kind}")
            super().__init__(*args, headers={"Content-Disposition": named}, **options)

    return patch.object(recipient, "HttpResponse", Leaking)


def _order_of_rows(house: House, known: Known) -> Any:
    from django.core.paginator import Paginator

    from shouyi.people.consent import recipient

    def sorted_by_it(rows: Any, number: int) -> Paginator[Any]:
        return Paginator(sorted(rows, key=lambda row: known(row.ref)), number)

    return patch.object(recipient, "Paginator", sorted_by_it)


@contextmanager
def _a_published_file(house: House, known: Known) -> Iterator[None]:
    """The writer of the public folder keeps an index beside, named by whose work stands first."""
    from shouyi.gateways.tiles import TileFolder

    write, made = TileFolder._write, []

    def leaking(self: TileFolder, name: str, data: bytes, *, replaces: bool = False) -> None:
        write(self, name, data, replaces=replaces)
        made.append(house.public / f"index.{known(sorted(house.vault.works(10_000))[0])}")
        made[-1].write_bytes(b"")

    with patch.object(TileFolder, "_write", leaking):
        yield
    for path in made:
        path.unlink(missing_ok=True)


def _picture(save: Callable[[BytesIO, str], object]) -> Callable[[House, Known], Any]:
    """In place of a work's code, a picture that says in its metadata who made the work."""

    def put(house: House, known: Known) -> Any:
        from shouyi.people.works import views

        def drawn(address: str, title: str) -> bytes:
            written = BytesIO()
            save(written, known(address.rpartition("/")[2]))
            return written.getvalue()

        return patch.object(views, "code_picture", drawn)

    return put


def _png(file: BytesIO, word: str) -> None:
    from PIL import Image
    from PIL.PngImagePlugin import PngInfo

    said = PngInfo()
    said.add_text("Comment", word)
    Image.new("L", (8, 8)).save(file, "PNG", pnginfo=said)


def _jpeg(file: BytesIO, word: str) -> None:
    from PIL import Image

    said = Image.Exif()
    said[0x010E] = word  # ImageDescription
    Image.new("L", (8, 8)).save(file, "JPEG", exif=said)


def _pdf(file: BytesIO, word: str) -> None:
    import pikepdf

    document = pikepdf.new()
    document.add_blank_page()
    document.docinfo["/Keywords"] = word
    document.save(file, deterministic_id=True)


# where to look --------------------------------------------------------------------------------------------------------


def _public_folder(house: House) -> dict[str, Parts]:
    house.ledger.folder._write("state", (house.public / "state").read_bytes(), replaces=True)
    return {f"file {name}": {"content": data.decode("latin-1")} for name, data in on_disk(house.public)}


def _cache(house: House) -> dict[str, Parts]:
    rows = dict(on_disk(house.settings.home))[CACHE]
    return {f"file {CACHE}": {"content": rows.decode("latin-1")}}


CACHE = "people.sqlite3/accounts_attempts"
WORK, PERSON = (OUT, "work"), ("bank", "disclosed_person")
PAGE, LIST, CODE = "out zh-hans GET /w/", "bank zh-hans GET /organisation/", (OUT, "work_code_svg")
PLANTS = (
    Plant("a field of a page", _a_field, *WORK, (PAGE, "content")),
    Plant("a field of the API", _a_value, "program of org-bank-yunqiao", "api1_read_file", ("program of", "content")),
    Plant("a header", _a_header, *WORK, (PAGE, "header X-Segment")),
    Plant("a cookie", _a_cookie, *WORK, (PAGE, "cookie seen")),
    Plant("the address of a link", _an_address, *PERSON, (LIST, "content")),
    Plant("the name of a download", _a_file_name, "bank", "disclosed_proof", (LIST, "header Content-Disposition")),
    Plant("the name of a published file", _a_published_file, *WORK, ("file index.", "address"), _public_folder),
    Plant("the order of rows", _order_of_rows, "bank", "disclosed_people", (LIST, "content")),
    Plant("the text in a PNG", _picture(_png), *CODE, (PAGE, "content, PNG chunk tEXt")),
    Plant("the EXIF of a JPEG", _picture(_jpeg), *CODE, (PAGE, "content, JPEG segment e1")),
    Plant("the keywords of a PDF", _picture(_pdf), *CODE, (PAGE, "content, PDF information /Keywords")),
    Plant("the key of a cached page", _a_cache_key, *WORK, (f"file {CACHE}", "content"), _cache),
    Plant("an ETag", _an_etag, *WORK, (PAGE, "header ETag")),
    Plant("a line of the log", _a_log_line, *WORK, (PAGE, "log")),
    Plant("a label of a count", _a_count, *WORK, ("metrics", "content"), lambda house: {"metrics": metrics()}),
)  # fmt: skip
