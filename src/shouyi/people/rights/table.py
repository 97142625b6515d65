"""What becomes of every kind of row: who erases it with its person, how long it is kept, and why.

docs/operating/retention.md shows this table; a test keeps the two alike, and another walks all models and finds one
that names a person and stands nowhere here. Terms and reasons are codes and numbers; pages say them in words.

Reasons. `use`: needed no longer. `proof`: shows that something was allowed or answered; three years, as long as claims
can be brought (Civil Code, article 188) and records of processing must be kept (Personal Information Protection Law,
article 56). `short`: opens something, so it ends early. `person`: theirs, for as long as they want it. `work`: belongs
to an organisation's working life and names nobody beyond a random id.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Ends(StrEnum):
    """With what a row goes: the file, the account, its own term alone."""

    FILE = "file"
    ACCOUNT = "account"
    TERM = "term"


@dataclass(frozen=True, slots=True)
class Rule:
    """`model` by its label. `ends`: with what it is erased at the latest. `days` after `since` (a column) it goes by
    itself (None: never while the person is there).
    `by` is the job that deletes."""

    model: str
    ends: Ends
    reason: str
    days: int | None = None
    since: str = ""
    by: str = "rights.retain"


YEARS_3 = 3 * 366
TABLE: tuple[Rule, ...] = (
    # the file
    Rule("cases.Case", Ends.FILE, "proof", YEARS_3, "closed_on"),
    Rule("cases.Event", Ends.FILE, "proof", YEARS_3, "case__closed_on"),
    Rule("consent.Consent", Ends.FILE, "proof", YEARS_3, "until_on"),
    Rule("consent.Ask", Ends.FILE, "use", 180, "asked_at"),
    Rule("consent.Code", Ends.FILE, "short", 7, "until"),
    Rule("trail.Look", Ends.FILE, "proof", YEARS_3, "at"),
    Rule("statements.Statement", Ends.FILE, "person"),
    Rule("statements.Reply", Ends.FILE, "short", 2, "made_at", "statements.tidy"),
    Rule("leave.Wish", Ends.FILE, "use", 400, "made_at"),
    Rule("cosigning.Signed", Ends.FILE, "person"),
    Rule("uploads.Upload", Ends.FILE, "person"),
    Rule("accounts.Helping", Ends.FILE, "proof", YEARS_3, "ended_at"),
    Rule("accounts.HelpOffer", Ends.FILE, "short", 30, "until"),
    Rule("rights.Export", Ends.FILE, "short", 0, "until"),
    Rule("jobs.Job", Ends.FILE, "use", 90, "ended_at", "jobs.tidy"),
    Rule("notices.Notice", Ends.FILE, "use", 365, "created_at"),
    Rule("notices.Delivery", Ends.FILE, "use", 365, "notice__created_at"),
    # the account
    Rule("accounts.Account", Ends.ACCOUNT, "person"),
    Rule("accounts.Trusted", Ends.ACCOUNT, "use", 365, "ended_at"),
    Rule("accounts.Recovery", Ends.ACCOUNT, "proof", YEARS_3, "made_at"),
    Rule("accounts.Happening", Ends.ACCOUNT, "use", 2 * 366, "at"),
    Rule("notices.Preference", Ends.ACCOUNT, "person"),
    Rule("notices.QuietHours", Ends.ACCOUNT, "person"),
    Rule("votes.DelegateKey", Ends.ACCOUNT, "person"),
    Rule("mfa.Authenticator", Ends.ACCOUNT, "person"),
    Rule("accounts.Device", Ends.ACCOUNT, "use"),
    Rule("account.EmailAddress", Ends.ACCOUNT, "use"),
    Rule("start.Remembered", Ends.ACCOUNT, "person"),
    # their own term alone
    Rule("organisations.Membership", Ends.TERM, "proof", YEARS_3, "ended_at"),
    Rule("rights.Erasure", Ends.TERM, "proof", 90, "done_at"),
    Rule("facts.Delivery", Ends.TERM, "work"),
    Rule("api.Client", Ends.TERM, "work"),
    Rule("api.Kept", Ends.TERM, "short", 2, "begun_at"),
    Rule("accounts.Code", Ends.TERM, "short", 1, "until"),
    Rule("organisations.Invitation", Ends.TERM, "short", 30, "until"),
    Rule("organisations.Change", Ends.TERM, "work"),
    Rule("votes.Draft", Ends.TERM, "work"),
    Rule("votes.Wish", Ends.TERM, "work"),
    Rule("watching.Watched", Ends.TERM, "proof", YEARS_3, "made_at"),
    Rule("rights.Receipt", Ends.TERM, "short", 0, "until"),
    Rule("sessions.Session", Ends.TERM, "short", 0, "expire_date"),
)
BY_MODEL = {rule.model: rule for rule in TABLE}
assert len(BY_MODEL) == len(TABLE), "one row a model"

REACH_DAYS = 180
"""What a visitor reported, and how they can be answered, cannot be opened after this, answered or not."""
KEY_BACKUP_DAYS = 30
"""How long a backup of keys is kept at most (`acts.backing_up.KEYS_TERM_DAYS`)."""
ELSEWHERE: tuple[tuple[str, str, str], ...] = (
    ("evidence, results, works in the vault", "until erased; negative evidence stops weighing after 1,826 days",
     "the guide's own rule: nobody is measured for ever by what went wrong"),
    ("commitments on the log", "for ever; nobody can open them once the file is erased",
     "other people's proofs rest on them"),
    ("files of uploads and exports", "with their row; without a row one day later", "theirs"),
    ("backups of keys", "30 days", "an erased person's key lives no longer in any of them"),
    ("backups of the house", "as many as the operator keeps", "ciphertext; without keys it opens nothing"),
    ("logs of the programs", "as the operator's journal keeps them", "they name nobody"),
)  # fmt: skip


def as_markdown() -> str:
    """The table for docs/operating/retention.md."""
    head = "| rows | erased at the latest with | kept | since | deleted by | why |\n" + "| --- " * 6 + "|\n"
    own = "".join(
        f"| `{rule.model}` | {rule.ends.value} | {_term(rule)} | {f'`{rule.since}`' if rule.since else ''} | "
        f"{f'`{rule.by}`' if rule.since else ''} | {rule.reason} |\n"
        for rule in TABLE
    )
    elsewhere = "".join(f"| {what} | {kept} | {why} |\n" for what, kept, why in ELSEWHERE)
    return f"{head}{own}\n| elsewhere | kept | why |\n| --- | --- | --- |\n{elsewhere}"


def _term(rule: Rule) -> str:
    if rule.days is None:
        return "while the person is there" if rule.ends is not Ends.TERM else "with its organisation"
    return f"{rule.days} days"
