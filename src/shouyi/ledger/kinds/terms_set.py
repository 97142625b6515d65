"""The terms of votes about one subject. The founder lays down the first; others come by a vote on the subject `terms`.

Then the document that was voted on is the canonical form of this entry's `pub`.
"""

from collections.abc import Mapping
from typing import Any

from shouyi.canon.canonical import encode_plain
from shouyi.governance.errors import VoteRefused
from shouyi.governance.records import Terms
from shouyi.governance.texts import document_digest
from shouyi.governance.voting import require_terms
from shouyi.ledger.kind import RULE, Kind, Shape, View, Writer
from shouyi.ledger.votes import TERMS, in_force, judged

DAYS_AND_SHARES = ("comment", "majority", "notice", "quorum", "veto", "voting")


def effect(by: str, pub: Mapping[str, Any], state: View) -> Mapping[str, Any]:
    key = f"terms/{pub['subject']}"
    if state.get(key) is not None:
        voted = in_force(state, TERMS, state.day)
        if voted is None or voted.document != document_digest(encode_plain(dict(pub))):
            raise VoteRefused("not-voted", f"{pub['subject']} has terms; a vote on `terms` put no others in force")
    return {key: require_terms(Terms(**{name: pub[name] for name in DAYS_AND_SHARES})).to_plain()}


KIND = Kind(
    name="terms.set",
    log=RULE,
    writer=Writer.FOUNDER,
    pub={**dict.fromkeys(DAYS_AND_SHARES, Shape.COUNT), "subject": Shape.WORD},
    effect=judged(effect),
)
