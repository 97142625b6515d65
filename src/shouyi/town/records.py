"""What the town is made of. Days are whole days since 1970-01-01, money is fen, names are invented.

Nothing in here says who is disabled: that lies in `private.py`, and what is built from these records cannot tell.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Text:
    """One text in both languages, neither of them a translation for show."""

    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Item:
    """What a craft sells, its usual range of prices, and whether it is something to be set up in a room."""

    name: str
    low_fen: int
    high_fen: int
    decor: bool


@dataclass(frozen=True, slots=True)
class Craft:
    """One craft of the national list (`seq` there), with what the town needs to tell of it.

    `lead_days` is the usual range from order to dispatch; `phrases` are fragments of reviews by aspect, `tied` names
    those words that fit some of the items only.
    """

    key: str
    seq: int
    name: Text
    short: str
    category: str
    place: Text
    county: str
    materials: Text
    studio: Text
    surnames: str
    lead_days: tuple[int, int]
    items: tuple[Item, ...]
    titles: tuple[Text, ...]
    words: tuple[Text, ...]
    phrases: Mapping[str, tuple[str, ...]] = field(hash=False)
    tied: Mapping[str, frozenset[str]] = field(hash=False)


@dataclass(frozen=True, slots=True)
class Artisan:
    """A craft-keeper as the public may see them. `since` is the first year in the craft, `words` their own words.

    `name` is the name on the identity card, `maker` the name under which they sell; `releases` says whether they chose
    to show band, day and guide beside their works. `platforms` are organisations' ids.
    """

    id: str
    name: Text
    maker: Text
    craft: str
    since: int
    words: Text
    releases: bool
    platforms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Work:
    """One finished work, registered on day `on`."""

    id: str
    artisan: str
    craft: str
    title: Text
    on: int


@dataclass(frozen=True, slots=True)
class Organisation:
    """`role` is the word that `org.added` makes public."""

    id: str
    role: str
    name: Text

    @property
    def is_source(self) -> bool:
        """Whether it may state facts about a person. A federation never does: its name alone would say too much."""
        return self.role != "federation"


@dataclass(frozen=True, slots=True)
class Leave:
    """Days on which a shop was closed, as declared: first and last day. No reason is asked, so none is here."""

    artisan: str
    from_on: int
    to_on: int


@dataclass(frozen=True, slots=True)
class Order:
    """One order × maker as a platform tells it; a day that is None has not come or was not told."""

    id: str
    platform: str
    maker: str
    buyer: str
    cohort: str
    item: str
    purchased_on: int
    purchased_second: int
    promised_on: int
    items: int
    amount_fen: int
    dispatched_on: int | None = None
    expected_on: int | None = None
    delivered_on: int | None = None
    cancelled_on: int | None = None
    cancelled_by: str | None = None
    returned_on: int | None = None
    return_reason: str | None = None
    again: bool = False

    @property
    def late_days(self) -> int:
        """Days between promise and dispatch, 0 when kept or not dispatched."""
        return max((self.dispatched_on or 0) - self.promised_on, 0)

    @property
    def over_days(self) -> int:
        """Days between the day promised to the buyer and delivery, 0 when in time or not delivered."""
        return max((self.delivered_on or 0) - (self.expected_on or 0), 0) if self.delivered_on else 0


@dataclass(frozen=True, slots=True)
class Review:
    """What a buyer answered on day `answered_on`, in Chinese."""

    order: str
    platform: str
    maker: str
    buyer: str
    cohort: str
    answered_on: int
    stars: int
    text: str


@dataclass(frozen=True, slots=True)
class Attested:
    """One fact beside trade about an artisan, as organisation `org` states it: a row of the table of outcomes."""

    org: str
    artisan: str
    what: str
    on: int
    value: int
    until: int | None = None
    about: str | None = None


@dataclass(frozen=True, slots=True)
class Story:
    """Somebody in the town to look at, and why. `order` is the order in question, if there is one."""

    artisan: str
    about: Text
    order: str | None = None


@dataclass(frozen=True, slots=True)
class Login:
    """A way in for a demonstration: `person` is an artisan's id, `org` the organisation an officer works for."""

    role: str
    name: str
    password: str
    person: str | None = None
    org: str | None = None


@dataclass(frozen=True, slots=True)
class Town:
    """Everything, as one value. Orders stand by platform and instant, everything else in the order it was made."""

    seed: str
    first_day: int
    last_day: int
    crafts: tuple[Craft, ...]
    artisans: tuple[Artisan, ...]
    works: tuple[Work, ...]
    organisations: tuple[Organisation, ...]
    leaves: tuple[Leave, ...]
    orders: tuple[Order, ...]
    reviews: tuple[Review, ...]
    logins: tuple[Login, ...]
    stories: Mapping[str, Story] = field(hash=False)
    attested: tuple[Attested, ...] = ()
    label: Text = Text(
        "演示数据：人物、订单、评价、各机构的证明均为虚构。",
        "Demonstration data: people, orders, reviews and what organisations attest are invented.",
    )
