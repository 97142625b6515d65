"""Pages of lists: a cursor says where to go on, and is signed for this list of this organisation alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from django.core import signing

from shouyi.people.api.problems import Place, Problem

if TYPE_CHECKING:
    from django.db.models import Model, QuerySet

SALT = "shouyi.people.api.cursors"
ROWS_MAX, CHARS_MAX = 100, 400
M = TypeVar("M", bound="Model")


def write_cursor(about: str, pk: int) -> str:
    """`about` names the list, its owner and its filters."""
    return signing.dumps([about, pk], salt=SALT)


def read_cursor(about: str, unverified: str) -> int:
    """Raises Problem(cursor_invalid) for what we did not write for this list."""
    try:
        found = signing.loads(unverified[: CHARS_MAX + 1], salt=SALT)
    except (signing.BadSignature, ValueError, UnicodeError):
        found = None
    if not isinstance(found, list) or len(found) != 2 or found[0] != about or not isinstance(found[1], int):
        raise Problem("cursor_invalid", Place("query", "cursor", "cursor_invalid"))
    return found[1]


def page(rows: QuerySet[M], about: str, cursor: str, limit: int, *, forwards: bool = False) -> tuple[list[M], str]:
    """At most `limit` rows beyond the cursor, the newest first (or `forwards`), and the next cursor ("": none)."""
    after: dict[str, Any] = {}
    if cursor:
        after = {"pk__gt" if forwards else "pk__lt": read_cursor(about, cursor)}
    found = list(rows.filter(**after).order_by("pk" if forwards else "-pk")[: limit + 1])
    if len(found) <= limit:
        return found, ""
    return found[:limit], write_cursor(about, found[limit - 1].pk)
