"""Finding works by title, craft, maker or public id."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _

from shouyi.people.reading import reader
from shouyi.people.start.searching import Hit, searching

if TYPE_CHECKING:
    from collections.abc import Iterator

    from shouyi.people.start.searching import Query

LOOKED_AT = 500
"""Works that are looked through. More need an index of their own (issue of the traceability rows)."""


@searching("works", lambda: _("Works"))
def works_found(query: Query) -> Iterator[Hit]:
    """A public id first, exactly; then among the works that anybody may look at."""
    exact = reader().work(query.text.upper()) or reader().work(query.text) if query.text.isalnum() else None
    if exact:
        yield Hit(exact.title, f"{exact.craft} · {exact.maker}", reverse("work", args=[exact.public_id]))
    for work in reader().works(LOOKED_AT):
        if query.finds(work.title, work.craft, work.maker) and (exact is None or work.public_id != exact.public_id):
            yield Hit(work.title, f"{work.craft} · {work.maker}", reverse("work", args=[work.public_id]))
