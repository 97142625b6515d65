"""The demonstration town: built from one seed through the same doors that real evidence takes, and served."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from shouyi.acts.admission import admit_reading
from shouyi.acts.assessing import assess_everybody
from shouyi.acts.documents import FOUNDER
from shouyi.acts.founding import HOUSE, Joining, join
from shouyi.acts.past_votes import DAY_SECONDS, live_votes
from shouyi.acts.proving import cosign
from shouyi.acts.serving import environment_of, migrate, serve, witness_bind
from shouyi.canon.digest import digest
from shouyi.evidence.outcome.tables import read_outcomes
from shouyi.evidence.records import Draft
from shouyi.evidence.trade.tables import read_orders, read_reviews
from shouyi.gateways.chance import DEMONSTRATION_UNIX, SetClock
from shouyi.gateways.counting import counting
from shouyi.gateways.errors import GatewayError
from shouyi.people.ports import Login
from shouyi.settings import read_settings
from shouyi.town.organisations import organisations
from shouyi.town.votes import FOUNDED

if TYPE_CHECKING:
    from shouyi.archive.openings import Opening
    from shouyi.town.records import Organisation, Town
    from shouyi.wiring import House

Progress = Callable[[str, int, int], None]
SEED = "shouyi-demonstration"
NAMES = {"buyer": "买家小何", "member": "会员小秦", "helper": "周静（社工）"}
"""How pages address those who have neither a file nor an organisation of their own."""


def open_demonstration(artisans: int, orders: int, progress: Progress, exchange: str = "") -> House:
    """The demonstration's house, with its town in it; `exchange` as `town.build.write` has it. Raises GatewayError on a
    home that is not a demonstration's."""
    from shouyi.wiring import open_house

    settings = read_settings()
    if not settings.seed:
        if (settings.home / "home.json").exists():
            raise GatewayError("this home is not a demonstration; name another with SHOUYI_HOME", permanent=True)
        settings = replace(settings, seed=SEED)
    if (settings.home / "town" / "logins.json").exists():
        house = open_house(settings)
        house.begin()
        return house
    clock = SetClock(DEMONSTRATION_UNIX - FOUNDED * DAY_SECONDS)
    house = open_house(settings, past=clock)
    house.begin()
    with house.ledger.writing():
        join(house, _joinings(organisations()))
    live_votes(house, clock)
    build_town(house, artisans, orders, progress, exchange)
    return house


def serve_demonstration(house: House, bind: str, say: Callable[[str], None]) -> None:
    """Serves pages, proofs and a witness; once all answer, has the checkpoints cosigned and says where to go."""
    from shouyi.gateways.witness_client import WitnessClient

    migrate(house)
    play(house)

    def ready() -> None:
        cosign(house, WitnessClient(f"http://{witness_bind(bind)}"))
        for line in _welcome(house):
            say(line)

    serve(house, bind, witness=True, ready=ready, say=say)


def play(house: House) -> None:
    """What has happened in the town's organisations and accounts, played in a process of the pages' own."""
    environment = {"SHOUYI_LOG_LEVEL": "warning"} | environment_of(house)
    command = [sys.executable, "-m", "shouyi.people", "demonstration_life"]
    subprocess.run(command, env=environment, check=True, stdout=subprocess.DEVNULL)


TRY = (
    "Try:",
    "  as artisan-1  who may read what, and who has looked; somebody asks and waits for an answer",
    "  as artisan-3  the telephone is lost: see who helps back in, and stop it",
    "  as artisan-10 band A without a word about money; as artisan-11, what a year of late parcels does",
    "  as bank       what consent opens, field by field, and what it does not; a vote that waits for its ballot",
    "  as culture    a guide that is voted on, and an editor that tries another one on everybody",
    "  as helper     act for somebody within limits, and be seen to have acted",
    "  as operator   the console: organisations, jobs, a visitor's report",
    "  all of them   {url}/account/sign-in",
)


def _welcome(house: House) -> list[str]:
    """Where to go, and as whom. The address is a name, since passkeys refuse a number."""
    url = house.settings.url
    lines = ["", f"Shouyi 守艺 is open: {url}", "Demonstration data: people, orders and reviews are invented.", ""]
    lines += [f"  {login.login:<12} {login.password}   {login.role}" for login in read_logins(house)]
    lines += ["", *(line.format(url=url) for line in TRY)]
    works = house.vault.works(3)
    lines += ["", "Scan a work:", *(f"  {url}/w/{public_id}" for public_id in works), ""]
    if works and not url.startswith(("http://localhost", "http://127.")):
        lines += [*_qr(f"{url}/w/{works[0]}"), ""]
    return lines


def _qr(url: str) -> list[str]:
    """A code for a phone on the same network, drawn in the terminal."""
    import io

    import segno

    drawn = io.StringIO()
    segno.make(url, error="m").terminal(drawn, compact=True)
    return drawn.getvalue().splitlines()


@counting("demonstration")
def build_town(house: House, artisans: int, orders: int, progress: Progress, exchange: str = "") -> Town:
    """Builds the town and admits it; what stands already is left. `exchange` as `town.build.write` has it."""
    from shouyi.town.build import build, write

    town = build(house.settings.seed, artisans, orders)
    folder = house.settings.home / "town"
    write(town, folder, exchange)
    with house.ledger.writing():
        join(house, _joinings(town.organisations))
    for source in sorted((folder / "trade").iterdir()):
        today = house.keeper.today()
        orders_read = read_orders(source / "orders.csv", today=today)
        admit_reading(house, orders_read, source.name, progress, shared_names=True)
        reviews = read_reviews(source / "reviews.csv", orders_read.units, today=today)
        admit_reading(house, reviews, source.name, progress, shared_names=True)
    for source in sorted((folder / "attested").iterdir()):
        told = read_outcomes(source / "outcomes.csv", today=house.keeper.today())
        by = _in_the_ledger(town, source.name)
        assert by is not None
        admit_reading(house, told, by, progress, shared_names=True)
    with house.ledger.writing():
        house.keeper.begin()
        _register_works(house, town, progress)
        for artisan in town.artisans:
            house.vault.release(artisan.id, released=artisan.releases)
    _write_logins(house, town)
    before = town.last_day - 30  # so that pages can say what changed since: days, and the guide that was voted in
    assess_everybody(house, before, by=before)
    assess_everybody(house, town.last_day)
    return town


def _joinings(named: Iterable[Organisation]) -> list[Joining]:
    """The town's organisations but those that the house itself is: its operator and its registry."""
    own = {joining.names["zh"] for joining in HOUSE}
    others = [o for o in named if o.role != "operator" and o.name.zh not in own]
    return [Joining(o.id, o.role, {"en": o.name.en, "zh": o.name.zh} if o.is_source else {}) for o in others]


def _register_works(house: House, town: Town, progress: Progress) -> None:
    """Each work under a random public id, registered by the culture body; those that stand already are left."""
    by = next(o.id for o in town.organisations if o.role == "culture")
    makers = {artisan.id: artisan for artisan in town.artisans}
    crafts = {craft.key: craft for craft in town.crafts}
    house.keeper.open_files(makers)
    house.keeper.add_sources((work.artisan, by) for work in town.works)
    known = _works_by(house, by)
    drafts, ids = [], []
    for work in sorted(town.works, key=lambda work: (work.on, work.id)):
        public_id = house.randomness(b"work/" + digest(b"", work.id.encode()), 12).hex()
        ids.append((public_id, work.artisan))
        if house.vault.work(public_id) is None and public_id not in known:
            maker, craft = makers[work.artisan].maker, crafts[work.craft].name
            plate = {
                "craft": (craft.zh, craft.en),
                "maker": (maker.zh, maker.en),
                "title": (work.title.zh, work.title.en),
            }
            drafts.append(Draft("work.registered", work.artisan, by, work.on, {**plate, "work": public_id}))
    admitted = house.keeper.admit(drafts, lambda d, t: progress("works", d, t))
    openings = known | {str(o.opened("work")[0]): o for o in admitted}
    for public_id, artisan_id in ids:
        if public_id in openings:  # of those that stood already too: a crash may have come before this
            house.vault.put_work(public_id, artisan_id, openings[public_id])


def _works_by(house: House, by: str) -> dict[str, Opening]:
    """What this organisation has registered, by public id, but for what was erased."""
    found = (opening for _, opening in house.vault.all_openings(kind="work.registered", by=by))
    return {str(opening.opened("work")[0]): opening for opening in found if opening.is_open("work")}


def _write_logins(house: House, town: Town) -> None:
    roles = {"artisan": "artisan", "buyer": "buyer", "member": "member", "helper": "member"}
    makers = {artisan.id: artisan.maker.zh for artisan in town.artisans}
    orgs = {organisation.id: organisation.name.zh for organisation in town.organisations}
    plain = [
        {"login": each.name, "name": makers.get(each.person or "") or orgs.get(each.org or "") or NAMES[each.name],
         "password": each.password, "person": each.person, "role": roles.get(each.role, "officer"),
         "org": _in_the_ledger(town, each.org)}
        for each in town.logins
    ]  # fmt: skip
    path = house.settings.home / "town" / "logins.json"
    path.write_text(json.dumps(plain, ensure_ascii=False, indent=1))


def _in_the_ledger(town: Town, org: str | None) -> str | None:
    """The town's operator and its registry are the house's own there."""
    found = next((each for each in town.organisations if each.id == org), None)
    if found is None:
        return None
    own = {joining.names["zh"]: joining.org for joining in HOUSE}
    return FOUNDER if found.role == "operator" else own.get(found.name.zh, found.id)


def read_logins(house: House) -> tuple[Login, ...]:
    """The town's sign-ins; empty where there is no town."""
    path = house.settings.home / "town" / "logins.json"
    if not path.exists():
        return ()
    return tuple(Login(**each) for each in json.loads(path.read_text()))
