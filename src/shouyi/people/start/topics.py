"""Subjects of the help page, which the search finds too: a question, its answer, and the same in easy language."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shouyi.people.start.searching import Hit, searching

if TYPE_CHECKING:
    from collections.abc import Iterator

    from shouyi.people.start.searching import Query


@dataclass(frozen=True, slots=True)
class Topic:
    """`code` is its anchor; `route` where it is settled, which `do` names."""

    code: str
    question: Promise
    answer: Promise
    easy: Promise
    route: str
    do: Promise


TOPICS = (
    Topic(
        "person",
        gettext_lazy("How do I reach a person?"),
        gettext_lazy(
            "Call, send a text message to the same number, or ask in writing. A person answers, and "
            "you may ask for a reply in sign language. Nobody asks why you want help."
        ),
        gettext_lazy("Call us. Or write to us. A person answers you."),
        "case_new",
        gettext_lazy("Ask in writing"),
    ),
    Topic(
        "wrong",
        gettext_lazy("A line in my file is wrong. What can I do?"),
        gettext_lazy(
            "Open your file and choose “Object” beside the line. Whoever stated it has to answer in "
            "time; if the answer does not convince you, somebody else looks again. Your words stand "
            "beside the line while it lasts."
        ),
        gettext_lazy("Is a line wrong? Press “Object” beside it. A person looks at it and answers."),
        "my_file",
        gettext_lazy("Open my file"),
    ),
    Topic(
        "lost",
        gettext_lazy("I lost my telephone. How do I get back in?"),
        gettext_lazy(
            "With a recovery code at once; with a passkey on another device at once; with the help of"
            " somebody whom you named, or at a counter, after a wait in which you can stop it if it "
            "was not you."
        ),
        gettext_lazy("Did you lose your telephone? You can come back in. Somebody you know can help."),
        "account_lost",
        gettext_lazy("Get back in"),
    ),
    Topic(
        "seen",
        gettext_lazy("Who sees my file?"),
        gettext_lazy(
            "You alone, until you let somebody see certain parts of it for a certain time. Each look "
            "is written down for you, and you can end it in one step, at once."
        ),
        gettext_lazy("Only you see your file. You can let others see a part. You can stop that at any time."),
        "consents",
        gettext_lazy("See who may see what"),
    ),
    Topic(
        "helper",
        gettext_lazy("May somebody do this for me?"),
        gettext_lazy(
            "Yes. You say who, for what and for how long. What they do is written down for you, and "
            "you can end it at any time. Consent, export and erasure stay yours alone."
        ),
        gettext_lazy("Yes. You choose who helps you. You can stop it at any time."),
        "account_helpers",
        gettext_lazy("Choose a helper"),
    ),
    Topic(
        "look",
        gettext_lazy("Can the pages be easier to read?"),
        gettext_lazy(
            "Yes: larger text, light or dark, no movement, easy language. What you choose is kept for"
            " you, and nobody else sees it."
        ),
        gettext_lazy("Yes. The letters can be larger. The sentences can be shorter."),
        "preferences",
        gettext_lazy("Choose how pages look"),
    ),
    Topic(
        "score",
        gettext_lazy("How does the score come about?"),
        gettext_lazy(
            "By a published guide: every weight stands on one page, and anybody can recompute a score"
            " from an exported file. What the guide never uses stands there too."
        ),
        gettext_lazy("There are public rules. Everybody can read them and check them."),
        "guide",
        gettext_lazy("Read the guide"),
    ),
)

OF_A_FILE = frozenset({"my_file", "consents"})
"""Routes that lead nowhere for whoever has no file."""


@searching("start", lambda: _("Get help"))
def topics_found(query: Query) -> Iterator[Hit]:
    """By the words of question, answer and easy answer."""
    for topic in TOPICS:
        if query.finds(topic.question, topic.answer, topic.easy):
            yield Hit(str(topic.question), str(topic.do), f"{reverse('help')}#{topic.code}")
