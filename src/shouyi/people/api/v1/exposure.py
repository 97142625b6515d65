"""Exposure floors as a service that keeps nothing: scores and floors in, lists and one price an owner out."""

from __future__ import annotations

import numpy as np
from django.http import HttpRequest
from ninja import Router
from scipy.sparse import csr_array

from shouyi.decision.exposure.errors import ExposureError
from shouyi.decision.exposure.problem import Problem as Posed
from shouyi.decision.exposure.problem import judge
from shouyi.decision.exposure.rank import rank
from shouyi.people.api.gate import Needs
from shouyi.people.api.limits import count_one
from shouyi.people.api.problems import Place, Problem
from shouyi.people.api.schemas import Ranked, RankHeard

router = Router(tags=["exposure"])
PLACES = {"too_few_candidates": "/views", "k": "/k", "no_owner": "/owners"}
"""Where the fault lies that the library names; everything else is about floors."""


@router.post("/rank", auth=Needs("exposure.rank", types=("application/json",), keyed=True, atomic=False),
             response=Ranked, operation_id="rank", summary="Rank with exposure floors")  # fmt: skip
def rank_views(request: HttpRequest, heard: RankHeard) -> Ranked:
    """The most relevant lists that give every owner its floor, exactly, and the price of each floor.

    Nothing of it is kept but this answer, for a repeated Idempotency-Key. Whose the items are, you know: owners are
    numbers here. A floor that cannot be met is refused (`floors_infeasible`); ask for less, or bring more candidates.
    """
    count_one("rank", request.actor.program.client)  # type: ignore[attr-defined]
    try:
        found = rank(_posed(heard))
    except ExposureError as refused:
        raise Problem("invalid", Place("body", PLACES.get(refused.code, "/floors"), refused.code)) from None
    return Ranked(lists=found.lists, prices=[round(price) for price in found.prices.tolist()])


def _posed(heard: RankHeard) -> Posed:
    """Raises Problem for candidates that are no rows of a matrix, ExposureError for the rest."""
    items = len(heard.owners)
    for at, view in enumerate(heard.views):
        if len(view.items) != len(view.scores):
            raise Problem("invalid", Place("body", f"/views/{at}/scores", "length"))
        if max(view.items) >= items:
            raise Problem("invalid", Place("body", f"/views/{at}/items", "beyond_owners"))
        if len(set(view.items)) != len(view.items):
            raise Problem("invalid", Place("body", f"/views/{at}/items", "twice"))
    start = np.cumsum([0, *(len(view.items) for view in heard.views)])
    item = np.array([each for view in heard.views for each in view.items], dtype=np.int64)
    score = np.array([each for view in heard.views for each in view.scores], dtype=np.float64)
    matrix = csr_array((score, item, start), shape=(len(heard.views), items))
    return judge(matrix, np.array(heard.owners), np.array(heard.floors, dtype=np.int64), heard.k)
