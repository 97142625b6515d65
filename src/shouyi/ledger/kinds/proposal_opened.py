"""That a document take the place of the one in force for a subject: both by digest, the document's version, its inputs.

`n` counts the organisation's earlier proposals, so that each has a digest of its own, which everything else names.
"""

from collections.abc import Mapping
from typing import Any

from shouyi.governance.errors import VoteRefused
from shouyi.governance.records import Proposal, Tally
from shouyi.governance.texts import proposal_digest
from shouyi.governance.voting import require_open
from shouyi.ledger.kind import RULE, Kind, Shape, View, Writer
from shouyi.ledger.votes import GUIDE, base, judged, roll, roll_number, terms


def effect(by: str, pub: Mapping[str, Any], state: View) -> Mapping[str, Any]:
    count, digest, now = f"proposals/{by}", proposal_digest(by, pub), roll(state)
    due = state.get(count) or 0
    if pub["n"] != due:
        raise VoteRefused("n", f"proposal {pub['n']} of {by}, but {due} is due")
    new = Proposal(
        by=by, subject=pub["subject"], document=pub["document"], version=pub["version"], replaces=pub["replaces"],
        inputs=tuple(pub["inputs"]), opened_on=state.day, terms=terms(state, pub["subject"]), roll=roll_number(state),
        orgs=len(now.orgs), seats=now.seats_on(state.day),
    )  # fmt: skip
    require_open(new, now, base(state, new.subject, new.replaces))
    if new.subject == GUIDE:
        require_version(state, new)
    return {count: due + 1, f"proposal/{digest}": new.to_plain(), f"tally/{digest}": Tally().to_plain()}


def require_version(state: View, new: Proposal) -> None:
    """A guide's version means one document, and a document has one. Raises VoteRefused."""
    document, version = state.get(f"guide-version/{new.version}"), state.get(f"guide/{new.document}")
    if document not in (None, new.document) or version not in (None, new.version):
        raise VoteRefused("version", f"guide {new.version} is another document, or this one has another version")


KIND = Kind(
    name="proposal.opened",
    log=RULE,
    writer=Writer.ANY,
    pub={"document": Shape.HEX32, "inputs": Shape.WORDS, "n": Shape.COUNT, "replaces": Shape.WORD,
         "subject": Shape.WORD, "version": Shape.WORD},
    effect=judged(effect),
)  # fmt: skip
