"""Finding lines of the file at hand by what the page says of them: a look into the file, so it comes by the door."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _

from shouyi.people.artisan.file_page import file_page
from shouyi.people.behind import behind
from shouyi.people.permission.actors import Target
from shouyi.people.permission.decide import decide
from shouyi.people.reading import reader
from shouyi.people.start.searching import Hit, searching
from shouyi.people.wording.numbers import day_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from shouyi.people.start.searching import Query

LINES_A_PAGE = 40


@searching("artisan", lambda: _("Lines of the file"))
def lines_found(query: Query) -> Iterator[Hit]:
    """Of the own file, or of that of whom a helper acts for and who let them read it."""
    if not query.ref or not decide(query.actor, "file.read", Target(ref=query.ref)).allowed:
        return
    page = file_page(behind().door.lines(query.actor, query.ref), reader().guide(), "")
    for at, line in enumerate(page.lines):
        if query.finds(*line.sentences, line.org, line.place, day_text(line.on)):
            href = f"{reverse('my_file')}?page={at // LINES_A_PAGE + 1}#line-{line.log}-{line.index}"
            yield Hit(" ".join(line.sentences), f"{day_text(line.on)} · {line.org}", href)
