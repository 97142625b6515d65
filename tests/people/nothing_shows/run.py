"""One house, built and walked in a process of its own: `python -m people.nothing_shows.run OUT TIER [EXCHANGE]`.

The environment names the home and the seed. What was seen is written to OUT as JSON: `seen` (name → parts), `routes`
and `sent` (route → statuses), `planted` (kind of a planted leak → what was seen with it in place).
"""

from __future__ import annotations

import json
import sys
import traceback
from collections.abc import Iterator
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from people.nothing_shows.fixed import chance, fix

fix()

if TYPE_CHECKING:
    from people.nothing_shows.answers import Parts
    from people.nothing_shows.visiting import Walk, Ways


@dataclass(frozen=True, slots=True)
class Tier:
    """How large a town, how far visitors walk (`visiting.Ways`), in which languages, and whether everybody's part is
    walked and every purpose opened."""

    artisans: int
    orders: int
    most: int
    enough: int
    languages: tuple[str, ...]
    whole: bool


TIERS = {
    "commit": Tier(10, 60, 2, 3, ("zh-hans",), False),
    "soak": Tier(24, 600, 4, 10_000, ("zh-hans", "en"), True),
}


class Log(StringIO):
    """Where the log goes; asked for what is new."""

    def new(self) -> str:
        said = self.getvalue()
        self.seek(0)
        self.truncate()
        return said


def main(out: Path, tier: Tier, exchange: str) -> None:
    log = Log()
    sys.stderr = log  # before Django's settings: the handler keeps what it finds
    from people.nothing_shows import household

    migrated = out.with_name("migrated.sqlite3")
    house = household.build(tier.artisans, tier.orders, exchange, migrated, whole=tier.whole)
    from people.nothing_shows.plants import planted
    from people.nothing_shows.programs import metrics, published

    log.new()
    walks = list(_walks(tier, log))
    sent: set[str] = set()
    for walk in reversed(walks):  # the operator's first: less of it is the account's own
        walk.hand_in(set() if tier.whole else sent)
    seen: dict[str, Parts] = {name: parts for walk in walks for name, parts in walk.seen.items()}
    seen |= dict(published(house, log.new))
    seen["metrics"] = metrics()
    seen |= {f"export {who}": {"content": data.decode("latin-1")} for who, data in household.exports(house)}
    seen |= {f"file {name}": {"content": d.decode("latin-1")} for name, d in household.on_disk(house.settings.home)}
    leaks = planted(house, walks, log.new)
    out.write_text(
        json.dumps({"seen": seen, "routes": walks[0].ways.statuses, "sent": walks[0].ways.sent, "planted": leaks})
    )


def _walks(tier: Tier, log: Log) -> Iterator[Walk]:
    from django.test import Client

    from people.nothing_shows.programs import token
    from people.nothing_shows.tables import MAIN, OTHERS
    from people.nothing_shows.visiting import API, BEGIN, OUT, Walk, Ways, without_parameters
    from people.routes.walk import addresses

    ways, visitors = Ways(tier.most, tier.enough), (OUT, *MAIN, *(OTHERS if tier.whole else ()))
    made = [_visitor(who, language, log, ways) for language in tier.languages for who in visitors]
    for walk in made:
        walk.along_links(without_parameters() if tier.whole or walk.who == OUT else BEGIN)
    for org in _organisations():
        chance.begin(f"program of {org}")
        client = Client(SERVER_NAME="localhost")
        walk = Walk(f"program of {org}", client, log.new, ways, headers=token(client, org))
        walk.along_links(path for path in without_parameters() if path.startswith(API))
        made.append(walk)
    for walk in made:
        if walk.language in ("", f" {tier.languages[0]}"):  # what they are refused, once
            walk.where_no_link_led([route for route in addresses() if walk.is_for(route)], everywhere=tier.whole)
        yield walk


def _visitor(who: str, language: str, log: Log, ways: Ways) -> Walk:
    from django.test import Client

    from people.nothing_shows.visiting import OUT, Walk

    client: Any = Client(headers={"accept-language": language}, SERVER_NAME="localhost", raise_request_exception=False)
    walk = Walk(who, client, log.new, ways, language=f" {language}")
    if who != OUT:
        chance.begin(f"{who} signs in")
        walk.enter({login.login: login.password for login in _logins()}[who])
    return walk


def _logins() -> Any:
    from shouyi.people.reading import reader

    return reader().logins()


def _organisations() -> list[str]:
    """A bank, a platform and a regulator: one organisation of each kind that has a program."""
    from people.nothing_shows.tables import PROGRAMS

    orgs = {login.login: login.org for login in _logins()}
    return [orgs[login] for login in PROGRAMS]


if __name__ == "__main__":
    try:
        main(Path(sys.argv[1]), TIERS[sys.argv[2]], sys.argv[3] if len(sys.argv) > 3 else "")
    except BaseException:
        traceback.print_exc(file=sys.__stderr__)
        sys.exit(1)
