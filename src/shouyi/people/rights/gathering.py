"""Everything about one account and its file as plain tables, from which JSON-LD, CSV and PDF are made alike.

The file itself is read through the door, so that the view log says so. Values are texts, whole numbers, True, False or
None; instants and days are ISO 8601. Sealed texts that nobody can open any more are "".
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from shouyi.canon.days import to_iso
from shouyi.people import wording
from shouyi.people.accounts.models import Account, Happening, Helping
from shouyi.people.behind import behind
from shouyi.people.cases.annotations import annotations
from shouyi.people.cases.models import Case, Event
from shouyi.people.cases.words import remark
from shouyi.people.consent.models import Ask, Consent
from shouyi.people.cosigning.models import Signed
from shouyi.people.leave.models import Wish
from shouyi.people.notices.models import Notice
from shouyi.people.statements.models import Statement
from shouyi.people.trail.models import Look
from shouyi.people.uploads.models import Upload
from shouyi.people.wording.numbers import tenths
from shouyi.people.wording.reports import reason_sentence

if TYPE_CHECKING:
    from datetime import datetime

    from shouyi.people.permission.actors import Actor
    from shouyi.people.sealing import SealedModel

Value = str | int | bool | None
Row = Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Table:
    """`code` names it, `kind` its rows in the vocabulary of the context, `columns` in the order of show."""

    code: str
    kind: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]


def gather(account: Account, actor: Actor) -> tuple[Table, ...]:
    """Every table, those with nothing in them too. Call it outside transactions; the texts are in the language set."""
    ref = account.ref or ""
    file = (*_file(actor, ref),) if ref else ()
    return (_account(account), *file, *_pages(account, ref))


def _table(code: str, kind: str, columns: str, rows: Sequence[Sequence[Value]]) -> Table:
    names = tuple(columns.split())
    return Table(code, kind, names, tuple(dict(zip(names, row, strict=True)) for row in rows))


def _at(instant: datetime | None) -> str | None:
    return instant.isoformat(timespec="seconds") if instant else None


def _on(day: int | None) -> str | None:
    return None if day is None else to_iso(day)


def _text(row: SealedModel, name: str) -> str:
    return row.text_or(name, "")


def _account(account: Account) -> Table:
    columns = "id name reach reach_verified sign_in_name role language file joined_at"
    row = (
        str(account.uid), _text(account, "name"), _text(account, "reach"), account.reach_verified, account.username,
        account.role, account.language, _text(account, "person"), _at(account.date_joined),
    )  # fmt: skip
    return _table("account", "Person", columns, [row])


# the file -------------------------------------------------------------------------------------------------------------


def _file(actor: Actor, ref: str) -> tuple[Table, ...]:
    remarks = annotations(ref)
    lines = []
    for line in behind().door.lines(actor, ref):
        case = remarks.get((line.log, line.index))
        said = " ".join(wording.line_sentences(line, frozenset()))
        lines.append((
            f"{line.log}/{line.index}", line.log, line.index, line.kind, _on(line.on), line.org, said, line.opening,
            remark(case.state, case.outcome) if case else "",
        ))  # fmt: skip
    columns = "id log index kind on stated_by said opening remark"
    return (_table("lines", "EvidenceLine", columns, lines), *_score(actor, ref))


def _score(actor: Actor, ref: str) -> tuple[Table, ...]:
    report = behind().door.report(actor, ref)
    if report is None:
        return ()
    found = report.assessment
    head = (
        report.run, tenths(found.score), tenths(found.low), tenths(found.high), found.band, found.guide,
        found.guide_digest, _on(found.day),
    )  # fmt: skip
    parts = [
        (each.indicator, each.dimension, str(each.exact), str(each.exact_without_evidence), each.missing)
        for each in found.contributions
    ]
    reasons = [
        (
            each.code,
            each.indicator,
            tenths(abs(each.moved_tenths)),
            each.moved_tenths < 0,
            reason_sentence(each, found.guide),
        )
        for each in (*found.reasons_up, *found.reasons_down)
    ]
    return (
        _table("score", "Score", "id score low high band guide guide_digest on", [head]),
        _table("contributions", "Contribution", "indicator dimension exact exact_without_evidence missing", parts),
        _table("reasons", "Reason", "code indicator points lowers said", reasons),
    )


# the pages ------------------------------------------------------------------------------------------------------------


def _pages(account: Account, ref: str) -> tuple[Table, ...]:
    by_ref: tuple[Callable[[str], Table], ...] = (_consents, _asks, _looks, _statements, _wishes, _signed,
                                                      _uploads, _helpers)  # fmt: skip
    of_file = tuple(make(ref) for make in by_ref) if ref else ()
    of_account = (_cases(account, ref), _events(account, ref), _sessions(account), _happenings(account))
    return (*of_file, *of_account, _notices(account))


def _consents(ref: str) -> Table:
    rows = [
        (str(c.uid), c.organisation.org, c.purpose, " ".join(c.fields), c.sensitive, _at(c.given_at), _on(c.until_on),
         _at(c.withdrawn_at))
        for c in Consent.objects.filter(ref=ref).select_related("organisation").order_by("pk")
    ]  # fmt: skip
    return _table(
        "consents", "Consent", "id organisation purpose fields sensitive given_at until_on withdrawn_at", rows
    )


def _asks(ref: str) -> Table:
    rows = [
        (str(a.uid), a.organisation.org, a.purpose, " ".join(a.fields), a.days, _at(a.asked_at), _at(a.answered_at),
         a.declined)
        for a in Ask.objects.filter(ref=ref).select_related("organisation").order_by("pk")
    ]  # fmt: skip
    return _table("asks", "ConsentRequest", "id organisation purpose fields days asked_at answered_at declined", rows)


def _looks(ref: str) -> Table:
    """As the page tells it: whoever looked for an organisation by what they do there, never by an account of theirs."""
    rows = [
        (str(k.uid), _at(k.at), k.act, k.tie, k.org, k.post, k.purpose, " ".join(k.fields), k.openings)
        for k in Look.objects.filter(ref=ref).order_by("at", "pk")
    ]
    return _table("views", "View", "id at act tie organisation post purpose fields openings", rows)


def _statements(ref: str) -> Table:
    columns = (
        "id title words state ordered_on promised_on dispatched_on delivered_on items amount_fen stars confirmed_on"
    )
    rows = [
        (str(s.uid), _text(s, "title"), _text(s, "words"), s.state, _on(s.ordered_on), _on(s.promised_on),
         _on(s.dispatched_on), _on(s.delivered_on), s.items, s.amount_fen, s.stars, _on(s.confirmed_on))
        for s in Statement.objects.filter(ref=ref)
    ]  # fmt: skip
    return _table("statements", "OwnStatement", columns, rows)


def _wishes(ref: str) -> Table:
    """What is declared of leave and not yet written into the file, where it then stands among the lines."""
    rows = [(str(w.uid), _text(w, "said"), w.state, _at(w.made_at)) for w in Wish.objects.filter(ref=ref)]
    return _table("leaves", "LeaveWish", "id said state made_at", rows)


def _signed(ref: str) -> Table:
    """Scores that organisations recomputed and signed, each as the note that its readers get."""
    rows = [(str(s.uid), _text(s, "note"), _at(s.begun_at), _at(s.signed_at)) for s in Signed.objects.filter(ref=ref)]
    return _table("signed", "SignedScore", "id note begun_at signed_at", rows)


def _uploads(ref: str) -> Table:
    rows = [
        (str(u.uid), _text(u, "name"), _text(u, "alternative"), u.kind, u.size, _at(u.made_at))
        for u in Upload.objects.filter(holder=ref)
    ]
    return _table("files", "UploadedFile", "id name alternative kind bytes made_at", rows)


def _helpers(ref: str) -> Table:
    rows = [
        (str(h.uid), h.helper.get_full_name(), _text(h, "note"), " ".join(h.rights), _at(h.since), _at(h.until),
         _at(h.ended_at))
        for h in Helping.objects.filter(ref=ref).select_related("helper").order_by("pk")
    ]  # fmt: skip
    return _table("helpers", "Helper", "id name note rights since until ended_at", rows)


def _cases(account: Account, ref: str) -> Table:
    rows = [
        (str(c.uid), c.kind, c.state, c.outcome, c.organisation.org, c.log, c.index, c.public_id, _on(c.opened_on),
         _on(c.due_on), _on(c.closed_on))
        for c in _own_cases(account, ref)
    ]  # fmt: skip
    columns = "id kind state outcome organisation log index work opened_on due_on closed_on"
    return _table("cases", "Case", columns, rows)


def _events(account: Account, ref: str) -> Table:
    events = Event.objects.filter(case__in=[case.pk for case in _own_cases(account, ref)]).select_related("case")
    rows = [(str(e.uid), str(e.case.uid), _at(e.at), e.step, e.side, e.outcome, _text(e, "text")) for e in events]
    return _table("case_steps", "CaseStep", "id case at step side outcome said", rows)


def _own_cases(account: Account, ref: str) -> list[Case]:
    found = Case.objects.filter(account=account) | (Case.objects.filter(ref=ref) if ref else Case.objects.none())
    return list(found.select_related("organisation").order_by("pk"))


def _sessions(account: Account) -> Table:
    rows = [(f"{d.browser} {d.system}".strip(), _at(d.since)) for d in account.devices.order_by("pk")]
    return _table("sessions", "SignIn", "device since", rows)


def _happenings(account: Account) -> Table:
    rows = [(str(h.uid), _at(h.at), h.act, _text(h, "org")) for h in Happening.objects.filter(account=account)]
    return _table("happenings", "Happening", "id at act organisation", rows)


def _notices(account: Account) -> Table:
    rows = [
        (str(n.uid), n.code, _at(n.created_at), _at(n.read_at))
        for n in Notice.objects.filter(account=account).order_by("pk")
    ]
    return _table("notices", "Notice", "id code created_at read_at", rows)
