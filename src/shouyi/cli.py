"""`shouyi …`: the commands. Each reads its settings, calls an act, prints; exit 0 holds, 1 does not, 2 cannot tell."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn, TypeVar

import click

from shouyi.archive.errors import ArchiveError
from shouyi.canon.days import from_iso, to_iso
from shouyi.canon.errors import CanonError
from shouyi.decision.errors import DecisionError
from shouyi.evidence.errors import EvidenceError
from shouyi.gateways.errors import GatewayError
from shouyi.governance.errors import VoteRefused
from shouyi.ledger.errors import LedgerError
from shouyi.score.errors import ScoreError
from shouyi.settings import bind_address

if TYPE_CHECKING:
    from shouyi.acts.admission import Admitted
    from shouyi.acts.auditing import Audited, Labelled
    from shouyi.evidence.facts import Stated
    from shouyi.evidence.records import Refusal
    from shouyi.gateways.engines import Engine
    from shouyi.wiring import House

Voted = TypeVar("Voted")
HOLDS, BROKEN, UNKNOWN = 0, 1, 2
ATTESTING = ("bank", "certifier", "culture", "enterprise", "platform", "registrar", "training", "workshop")
"""Organisations that may state something about a person: those of `evidence.outcome.attesters`."""
KNOWN = (ArchiveError, CanonError, DecisionError, EvidenceError, GatewayError, LedgerError, ScoreError, VoteRefused)


class Commands(click.Group):
    """Errors that we know end in one line and exit status 2, never in a traceback."""

    def invoke(self, context: click.Context) -> object:
        try:
            return super().invoke(context)
        except KNOWN as problem:
            stop(UNKNOWN, f"{type(problem).__name__}: {problem}")


def stop(status: int, message: str) -> NoReturn:
    """Ends the command with one line on standard error."""
    say(f"shouyi: {message}")
    sys.exit(status)


def say(message: str) -> None:
    """For the person at the terminal; results go to standard output. No stranger's text gives orders to it."""
    click.echo("".join(sign if sign.isprintable() else "\N{REPLACEMENT CHARACTER}" for sign in message), err=True)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="shouyi")
def main() -> None:
    """Shouyi 守艺: a credit file that its owner holds, whose every point can be explained and recomputed."""


@contextmanager
def progress() -> Iterator[Callable[[str, int, int], None]]:
    """A bar on a terminal, a line a phase elsewhere. Called as (phase, done, total)."""
    said: dict[str, int] = {}

    def show(phase: str, done: int, total: int) -> None:
        tenth = 10 * done // total if total else 10
        if sys.stderr.isatty():
            bar = "█" * (2 * tenth) + "░" * (20 - 2 * tenth)
            click.echo(f"\r{phase:<10} {bar} {done}/{total} ", err=True, nl=done >= total)
        elif tenth == 10 or total > said.get(phase, 0):
            said[phase] = total
            say(f"{phase}: {done}/{total}")

    yield show


def house(*, founded: bool = False) -> House:
    """This installation, settled, and founded where there is none yet: unless it must be `founded` already."""
    from shouyi.acts.proving import require_unrewound
    from shouyi.wiring import open_house

    if founded:
        require_home()
    opened = open_house()
    opened.begin()
    require_unrewound(opened)
    return opened


def require_home() -> None:
    """Ends the command where there is no installation: a wrong folder must not become one."""
    from shouyi.settings import read_settings

    home = read_settings().home
    if not (home / "home.json").exists():
        stop(UNKNOWN, f"no installation in {home}: SHOUYI_HOME names another folder, or nothing was imported yet")


# admit ----------------------------------------------------------------------------------------------------------------


@main.group("import")
def import_() -> None:
    """Admit real files: refused rows are listed, nothing else is lost; doing it again adds nothing."""


strict = click.option("--strict", is_flag=True, help="Exit 2 when any row is refused.")
org_option = click.option("--org", required=True, help="The organisation that states this, as org-…")


@import_.command("olist")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@strict
def import_olist(folder: Path, strict: bool) -> None:
    """Orders and reviews of the Olist data set, plain or gzip."""
    from shouyi.evidence.trade.olist import read_olist

    with progress() as show:
        opened = house()
        today = opened.keeper.today()
        reading = read_olist(folder, today=today, progress=lambda done, total: show("rows", done, total))
        names = {"en": "Olist marketplace (sample of real orders)", "zh": "Olist 平台（真实订单样本）"}
        _admit(opened, reading, "org-olist", names, show, strict)


@import_.command("orders")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@org_option
@strict
def import_orders(file: Path, org: str, strict: bool) -> None:
    """Orders in the documented CSV or JSON Lines (docs/stages/evidence.md)."""
    from shouyi.evidence.trade.tables import read_orders

    with progress() as show:
        opened = house()
        reading = read_orders(file, today=opened.keeper.today(), progress=lambda d, t: show("rows", d, t))
        _admit(opened, reading, org, {"en": org, "zh": org}, show, strict)


@import_.command("reviews")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--orders",
    required=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="The orders that these reviews are about.",
)
@org_option
@strict
def import_reviews(file: Path, orders: Path, org: str, strict: bool) -> None:
    """Reviews in the documented CSV or JSON Lines (docs/stages/evidence.md)."""
    from shouyi.evidence.trade.tables import read_orders, read_reviews

    with progress() as show:
        opened = house()
        today = opened.keeper.today()
        units = read_orders(orders, today=today).units
        reading = read_reviews(file, units, today=today, progress=lambda d, t: show("rows", d, t))
        _admit(opened, reading, org, {"en": org, "zh": org}, show, strict)


@import_.command("outcomes")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@org_option
@click.option("--kind", type=click.Choice(ATTESTING), help="What the organisation is, when it is not here yet.")
@click.option("--keepers-names", is_flag=True, help="The file calls people by the names that this house gave them.")
@click.option("--dry-run", is_flag=True, help="Say what would be admitted and refused, and write nothing.")
@strict
def import_outcomes(file: Path, org: str, kind: str | None, keepers_names: bool, dry_run: bool, strict: bool) -> None:
    """Attested facts beside trade, in the documented CSV or JSON Lines (docs/stages/evidence.md)."""
    from shouyi.acts.admission import admit_reading, rehearse_reading
    from shouyi.acts.founding import Joining, join
    from shouyi.acts.introducing import known_by_consent
    from shouyi.evidence.outcome.tables import introduced, read_outcomes

    with progress() as show:
        opened = house()
        if opened.ledger.state.get(f"org/{org}") is None:
            if dry_run or kind is None:
                stop(UNKNOWN, f"{org} is not here yet: import something for it with --kind first")
            with opened.ledger.writing():
                join(opened, [Joining(org, kind, {"en": org, "zh": org})])
        today = opened.keeper.today()
        read = read_outcomes(file, today=today, progress=lambda d, t: show("rows", d, t))
        reading, people = introduced(read, known_by_consent(opened, org, today))
        if dry_run:
            _tell(rehearse_reading(opened, reading, org, shared_names=keepers_names, introduced=people), strict)
            return
        done = admit_reading(opened, reading, org, show, shared_names=keepers_names, introduced=people)
        _cosign(opened)
        _tell(done, strict)


def _admit(
    opened: House,
    reading: Stated,
    org: str,
    names: dict[str, str],
    show: Callable[[str, int, int], None],
    strict: bool,
) -> None:
    from shouyi.acts.admission import admit_reading
    from shouyi.acts.founding import Joining, join

    with opened.ledger.writing():
        join(opened, [Joining(org, "platform", names)])
    done = admit_reading(opened, reading, org, show)
    _cosign(opened)
    _tell(done, strict)


def _tell(done: Admitted, strict: bool) -> None:
    _list_refusals(done.refusals)
    say(
        f"{done.persons} makers, {done.facts} new facts in {done.entries} entries, {done.known} facts known before, "
        f"{len(done.refusals)} rows refused"
    )
    if strict and done.refusals:
        sys.exit(UNKNOWN)


def _cosign(opened: House) -> None:
    from shouyi.acts.proving import cosign_where_named

    if problem := cosign_where_named(opened):
        say(problem)


def _list_refusals(refusals: tuple[Refusal, ...]) -> None:
    for row in refusals:
        say(f"  refused {row.file}:{row.line} {row.code} {row.detail}".rstrip())


# assess ---------------------------------------------------------------------------------------------------------------


@main.command()
@click.option("--engine", type=click.Choice(["duckdb", "spark"]), default="duckdb", show_default=True)
@click.option(
    "--as-of", "as_of", metavar="DAY", help="Score as of this day (2026-11-24); by default the last evidence's."
)
@click.option("--person", help="One person alone, explained.")
@click.option(
    "--recompute",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Score from this export alone, with nothing else at hand.",
)
@click.option("--policy", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="The pin to judge it by.")
@click.option("--guide", help="With --recompute: a published version (1, 2), or the file of any guide.")
@click.option("--run", "run", metavar="ID", help="Replay this run: its digest, eight digits of it or more, or `last`.")
@click.option("--json", "as_json", is_flag=True, help="JSON Lines, one person a line.")
def assess(
    engine: Engine,
    as_of: str | None,
    person: str | None,
    recompute: Path | None,
    policy: Path | None,
    guide: str | None,
    run: str | None,
    as_json: bool,
) -> None:
    """Score everybody under the guide in force; the run becomes one entry.

    With --run nothing is written: an earlier run is replayed at its tree sizes, as of its day, under the guide that it
    names. Exit 0: every digit and the root of its entry are the same; 1: something differs, named; 2: cannot tell. Of
    whoever left since, or had facts taken out, the commitment alone is left: they are counted.

    Spark gives the same digits as DuckDB, for more than one machine: see docs/operating/spark.md.
    """
    day = from_iso(as_of) if as_of else None
    if run is not None:
        if any((as_of, person, recompute, policy, guide)):
            raise click.UsageError("--run says day, guide and people itself; it goes with --engine and --json alone")
        _replay(run, engine, as_json)
    if recompute:
        _recompute(recompute, person or "", policy, day, as_json, guide)
        return
    from shouyi.acts.assessing import assess_everybody, assess_person, last_run

    opened = house(founded=True)
    found = [assess_person(opened, person, day)] if person else assess_everybody(opened, day, engine)
    _cosign(opened)
    day_shown = to_iso(found[0].day) if found else "no day"
    say(f"guide {opened.guide.version}, as of {day_shown}, {len(found)} people")
    if not person and (last := last_run(opened)):
        say(f"run {last.digest.hex()}, entry {last.index} of rule")
    for each in found:
        click.echo(each.to_json() if as_json else _line(each))


def _replay(run: str, engine: Engine, as_json: bool) -> NoReturn:
    from shouyi.acts.replaying import replay

    found = replay(house(founded=True), run, engine)
    for line in found.lines:
        say(line)
    for each in found.digits:
        click.echo(each.to_json() if as_json else _line(each))
    sys.exit(found.status)


def _line(found: object) -> str:
    from shouyi.score.records import Digits

    assert isinstance(found, Digits)
    return f"{found.person}  {found.score / 10:.1f}  [{found.low / 10:.1f}, {found.high / 10:.1f}]  {found.band}"


def _guide_document(asked: str | None) -> bytes | None:
    from shouyi.score.guides import VERSIONS, guide_bytes

    if asked is None or asked in VERSIONS:
        return guide_bytes(asked) if asked else None
    path = Path(asked)
    if not path.is_file():
        raise click.BadParameter(f"{asked}: neither a published version ({', '.join(VERSIONS)}) nor a file")
    return path.read_bytes()


def _recompute(file: Path, person: str, policy: Path | None, day: int | None, as_json: bool, guide: str | None) -> None:
    from shouyi.acts.checking import recompute_file

    document = _guide_document(guide)
    say("an export names nobody: whose it is, its reader says")
    verdict = recompute_file(file.read_bytes(), policy.read_bytes() if policy else None, person, day, document)
    for line in verdict.lines:
        say(line)
    if verdict.assessment:
        click.echo(verdict.assessment.to_json() if as_json else _line(verdict.assessment))
    sys.exit(verdict.status)


# prove ----------------------------------------------------------------------------------------------------------------


@main.command()
@click.option("--person", required=True)
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def export(person: str, file: Path) -> None:
    """Write the person's archive with proofs, complete and checkable offline."""
    from shouyi.acts.noting import EXPORT, noted
    from shouyi.acts.proving import export_person

    opened = house(founded=True)
    with noted(opened, EXPORT, person):
        data = export_person(opened, person)
    _write_private(file, data)
    say(f"{len(data)} bytes in {file}")


def _write_private(file: Path, data: bytes) -> None:
    """For its owner's eyes alone, also where another file of that name stood."""
    with open(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as handle:
        if file.is_file():  # no pipe, no device
            os.fchmod(handle.fileno(), 0o600)
        handle.write(data)


@main.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--policy", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="The pin to judge it by.")
@click.option(
    "--max-age",
    "max_age_days",
    metavar="DAYS",
    type=click.IntRange(min=0),
    help="What was cosigned longer ago than this cannot be told.",
)
@click.option("--log", metavar="URL|FOLDER", help="The published log, by which a cosigned assessment is judged.")
@click.option("--challenge", help="Of a cosigned assessment: your challenge to whoever shows it.")
@click.option("--answer", help="What they answered; both as `shouyi challenge` and their page print them.")
def verify(
    file: Path,
    policy: Path | None,
    max_age_days: int | None,
    log: str | None,
    challenge: str | None,
    answer: str | None,
) -> None:
    """Check a proof file, an export (both offline) or a cosigned assessment: exit 0 it holds, 1 it does not, 2 cannot
    tell."""
    from shouyi.acts.checking import Freshness, verify_file
    from shouyi.acts.countersigning import is_cosigned_file, verify_cosigned_file, verify_held
    from shouyi.gateways.chance import system_clock

    fresh = None if max_age_days is None else Freshness(max_age_days * 86_400, system_clock())
    data, pin = file.read_bytes(), policy.read_bytes() if policy else None
    is_cosigned = is_cosigned_file(data)
    if (challenge is None) != (answer is None) or (challenge and not is_cosigned):
        raise click.UsageError("--challenge and --answer go together, with a cosigned assessment")
    verdicts = [verify_cosigned_file(data, pin, log) if is_cosigned else verify_file(data, pin, fresh)]
    if challenge is not None and answer is not None:
        verdicts.append(verify_held(data, challenge, answer))
    for line in (line for verdict in verdicts for line in verdict.lines):
        click.echo(line)
    statuses = {verdict.status for verdict in verdicts}
    sys.exit(BROKEN if BROKEN in statuses else max(statuses))


@main.command()
@click.argument("note", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--reader", required=True, help="Who asks, as the holder knows you: they read it before they answer.")
def challenge(note: Path, reader: str) -> None:
    """Print a line by which whoever shows you the cosigned assessment in NOTE can show that it is theirs.

    Keep it: their answer is to this line alone (`shouyi verify NOTE --challenge … --answer …`).
    """
    from shouyi.acts.countersigning import challenge_for
    from shouyi.gateways.chance import system_randomness

    click.echo(challenge_for(note.read_bytes(), reader, system_randomness(b"challenge", 32)))


@main.command("new-key")
@click.argument("file", type=click.Path(exists=False, dir_okay=False, path_type=Path))
def new_key(file: Path) -> None:
    """Make a signing key of an organisation's own in FILE, and print its public half, for the network to know."""
    from shouyi.gateways.chance import system_randomness
    from shouyi.gateways.keystore import key_file

    if file.exists():
        raise click.BadParameter(f"{file} is there already", param_hint="FILE")
    click.echo(key_file(file, system_randomness, b"own", create=True).public.hex())


@main.command()
@click.argument("export", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.argument("note", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--org", required=True, help="Who signs: the organisation's id.")
@click.option("--key", required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path), help="Its own key.")
@click.option("--policy", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="The pin to judge it by.")
@click.option("--guide", help="A published version (1, 2), or the file of any guide.")
@click.option(
    "--as-of", metavar="DAY", help="By default the last evidence's; beside another's signature, the same day."
)
def countersign(
    export: Path, note: Path, org: str, key: Path, policy: Path | None, guide: str | None, as_of: str | None
) -> None:
    """Recompute somebody's EXPORT, and sign in NOTE what was found, beside whoever did so before."""
    from shouyi.acts.countersigning import countersign_file
    from shouyi.gateways.chance import system_clock
    from shouyi.gateways.keystore import key_file

    signer = key_file(key, lambda purpose, length: b"", b"own")
    signed = countersign_file(
        export.read_bytes(),
        policy.read_bytes() if policy else None,
        _guide_document(guide),
        (org, signer),
        system_clock(),
        note.read_bytes() if note.exists() else None,
        from_iso(as_of) if as_of else None,
    )
    _write_private(note, signed)
    say(f"signed by {org} under {signer.public.hex()[:16]}… in {note}")


@main.command()
def fsck() -> None:
    """Derive everything again from the entries and name the first thing that differs."""
    from shouyi.acts.checking import check_house
    from shouyi.wiring import open_house

    require_home()
    with progress() as show:
        report = check_house(open_house(), show)
    for finding in report.findings:
        click.echo(finding)
    for name in (*report.stale, *report.pending):
        say(f"fsck: {name}")
    if report.findings:
        sys.exit(BROKEN)
    say(f"fsck: {report.batch_count} batches derived again, everything is the same")


@main.command()
@click.option("--person", required=True)
@click.confirmation_option(prompt="Erase everything of this person? It cannot be undone.")
def erase(person: str) -> None:
    """Destroy a person's key, so that none of their commitments can ever be opened, and erase what the pages hold."""
    from shouyi.acts.erasing import erase_everywhere

    for line in erase_everywhere(house(founded=True), person):
        say(line)
    _cosign(house(founded=True))  # anew: the pages may have written the entry that says so


# keep -----------------------------------------------------------------------------------------------------------------

folder_path = click.Path(file_okay=False, path_type=Path)


@main.command()
@click.argument("folder", type=folder_path)
@click.option("--keys", type=folder_path, help="Where the keys go, apart; without it they are in no backup.")
@click.option("--keep", type=click.IntRange(min=1), help="How many backups stay; older ones are removed.")
def backup(folder: Path, keys: Path | None, keep: int | None) -> None:
    """Back up everything below FOLDER, while the house serves and writes; keys apart."""
    from shouyi.acts.backing_up import back_up
    from shouyi.gateways.chance import system_clock
    from shouyi.wiring import open_house

    require_home()
    done = back_up(open_house(), folder, keys, system_clock(), keep)
    say(f"backed up in {done.house}" + (f", its keys in {done.keys}" if done.keys else "; WITHOUT KEYS, which open it"))
    if done.removed:
        say(f"{done.removed} older ones removed")


@main.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--keys", required=True, type=click.Path(exists=True, file_okay=False, path_type=Path))
def restore(folder: Path, keys: Path) -> None:
    """Restore the backup in FOLDER (or the newest below it) and its keys into an empty home."""
    from shouyi.acts.restoring import restore as run
    from shouyi.settings import read_settings

    done = run(read_settings(), folder, keys)
    say(f"restored from {done.backup.name}: {done.batch_count} batches derived again, everything is the same")


@main.command()
@click.option("--check", is_flag=True, help="Only compare; exit 1 when something differs.")
def rebuild(check: bool) -> None:
    """Make everything that is derived from ledger and vault again: published files, weighed table, pages' tables."""
    from shouyi.acts.rebuilding import compare
    from shouyi.acts.rebuilding import rebuild as run
    from shouyi.wiring import open_house

    require_home()
    with progress() as show:
        found = (compare if check else run)(open_house(), show)
    for line in found:
        click.echo(line)
    if not found:
        say("rebuild: everything is what ledger and vault give")
    elif check:
        sys.exit(BROKEN)
    else:
        say(f"rebuild: {len(found)} differed, and were made again")


# vote -----------------------------------------------------------------------------------------------------------------

json_file = click.Path(exists=True, dir_okay=False, path_type=Path)
voter = click.option("--org", required=True, help="The organisation that writes it, as org-…")
seat_option = click.option("--seat", help="The delegate's seat, as seat-1; the organisation carries what they signed.")
sig_option = click.option("--sig", metavar="HEX", help="The delegate's Ed25519 signature, 128 hex digits.")
text_option = click.option("--text", is_flag=True, help="Print the bytes that the delegate signs, and end.")


@main.group("roll")
def roll_() -> None:
    """Who may vote, and by which terms: each change is an entry, and counts for what is proposed after it."""


@roll_.command("terms")
@click.argument("subject")
@click.option("--comment", default=14, show_default=True, help="Days of comments alone, before the first ballot.")
@click.option("--voting", default=14, show_default=True, help="Days on which ballots are taken.")
@click.option("--notice", default=30, show_default=True, help="Days between the deadline and the activation.")
@click.option("--quorum", default=500, show_default=True, help="‰ of the electorate that must cast a ballot.")
@click.option("--majority", default=501, show_default=True, help="‰ of yes and no together that must say yes.")
@click.option("--veto", default=334, show_default=True, help="‰ of the seats that must veto one and the same input.")
def roll_terms(subject: str, comment: int, voting: int, notice: int, quorum: int, majority: int, veto: int) -> None:
    """Lay down how votes about SUBJECT go; other terms than the first need a vote on `terms`."""
    from shouyi.acts.voting import lay_down_terms
    from shouyi.governance.records import Terms

    terms = Terms(comment, majority, notice, quorum, veto, voting)
    _voted(lambda opened: lay_down_terms(opened, subject, terms))


@roll_.command("add")
@click.argument("org")
def roll_add(org: str) -> None:
    """Accredit an organisation to vote."""
    from shouyi.acts.voting import accredit

    _voted(lambda opened: accredit(opened, org))


@roll_.command("strike")
@click.argument("org")
def roll_strike(org: str) -> None:
    """Let an organisation vote no more; what it cast stands."""
    from shouyi.acts.voting import strike

    _voted(lambda opened: strike(opened, org))


@roll_.command("seat")
@click.argument("seat")
@click.argument("key")
@click.option("--until", required=True, metavar="DAY", help="The term's last day (2027-11-24).")
@click.option("--election", required=True, type=json_file, help="The record of the election, JSON.")
@click.option("--org", default="org-registrar", show_default=True, help="The registrar that held the election.")
def roll_seat(seat: str, key: str, until: str, election: Path, org: str) -> None:
    """Seat an elected delegate: SEAT as seat-1, KEY their Ed25519 public key of this term, 64 hex digits."""
    from shouyi.acts.voting import seat_delegate

    day, record = from_iso(until), election.read_bytes()
    say(f"election {_voted(lambda opened: seat_delegate(opened, org, seat, key, day, record))}")


@roll_.command("unseat")
@click.argument("seat")
@click.option("--reason", required=True, type=click.Choice(["key", "left", "recalled"]))
@click.option("--org", default="org-registrar", show_default=True)
def roll_unseat(seat: str, reason: str, org: str) -> None:
    """End a delegate's term at once; what they cast stands."""
    from shouyi.acts.voting import unseat_delegate

    _voted(lambda opened: unseat_delegate(opened, org, seat, reason))


@main.command()
@click.argument("subject")
@click.argument("file", type=json_file)
@voter
def propose(subject: str, file: Path, org: str) -> None:
    """Propose that the document FILE come in force for SUBJECT (guide, standard, …); prints the proposal's digest."""
    from shouyi.acts.voting import propose as run

    data = file.read_bytes()
    click.echo(_voted(lambda opened: run(opened, org, subject, data)))


@main.command()
@click.argument("proposal")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path, allow_dash=True))
@voter
def comment(proposal: str, file: Path, org: str) -> None:
    """Comment on a proposal with the text in FILE (UTF-8, - for standard input); the ledger gets its digest alone."""
    from shouyi.acts.voting import say_about

    with click.open_file(str(file), encoding="utf-8") as handle:
        text = handle.read()
    click.echo(_voted(lambda opened: say_about(opened, org, proposal, text)))


@main.command()
@click.argument("proposal")
@click.argument("choice", type=click.Choice(["yes", "no", "abstain"]))
@click.option("--org", help="The organisation that votes, or carries a delegate's ballot.")
@seat_option
@sig_option
@text_option
def vote(proposal: str, choice: str, org: str | None, seat: str | None, sig: str | None, text: bool) -> None:
    """Cast a ballot, once: an organisation's own, or with --seat and --sig a delegate's."""
    from shouyi.acts.voting import ballot_bytes, carry_ballot
    from shouyi.acts.voting import vote as run

    if text and seat:
        click.echo(ballot_bytes(house(founded=True), proposal, seat, choice), nl=False)
        return
    writer, seat_and_sig = _carrier(org, seat, sig, text)
    if seat_and_sig:
        _voted(lambda opened: carry_ballot(opened, writer, proposal, seat_and_sig[0], choice, seat_and_sig[1]))
    else:
        _voted(lambda opened: run(opened, writer, proposal, choice))


@main.command()
@click.argument("proposal")
@click.argument("input_", metavar="INPUT")
@click.option("--org", help="The organisation that carries it.")
@seat_option
@sig_option
@text_option
def veto(proposal: str, input_: str, org: str | None, seat: str | None, sig: str | None, text: bool) -> None:
    """Carry a delegate's veto of one input that a proposal would take in; `shouyi votes PROPOSAL` lists them."""
    from shouyi.acts.voting import carry_veto, veto_bytes

    if text and seat:
        click.echo(veto_bytes(house(founded=True), proposal, seat, input_), nl=False)
        return
    writer, seat_and_sig = _carrier(org, seat, sig, text)
    if not seat_and_sig:
        stop(UNKNOWN, "a veto is a delegate's: name --seat and --sig")
    _voted(lambda opened: carry_veto(opened, writer, proposal, seat_and_sig[0], input_, seat_and_sig[1]))


def _carrier(org: str | None, seat: str | None, sig: str | None, text: bool) -> tuple[str, tuple[str, str] | None]:
    """Who writes, and for which seat under which signature. Ends the command where something is missing."""
    if text:
        stop(UNKNOWN, "--text prints what a delegate signs: name their --seat")
    if org is None:
        stop(UNKNOWN, "name the organisation that writes it: --org")
    if (seat is None) != (sig is None):
        stop(UNKNOWN, "a delegate's word needs both --seat and --sig")
    return org, (seat, sig) if seat and sig else None


@main.command()
@click.argument("proposal")
@voter
def activate(proposal: str, org: str) -> None:
    """Bring what passed in force, from tomorrow on; refused until its notice is over, and if it did not pass."""
    from shouyi.acts.voting import activate as run

    say(f"in force from {to_iso(_voted(lambda opened: run(opened, org, proposal)))}")


@main.command()
@click.argument("proposal", required=False)
def votes(proposal: str | None) -> None:
    """List what was proposed, or tell one PROPOSAL with its days, ballots and inputs."""
    from shouyi.acts.voting import standing, standings, summary, tell, tell_rules

    opened = house(founded=True)
    for each in [standing(opened, proposal)] if proposal else standings(opened):
        click.echo(summary(each))
        for line in tell(each) if proposal else ():
            click.echo(f"  {line}")
    for line in () if proposal else tell_rules(opened):
        say(line)


def _voted(step: Callable[[House], Voted]) -> Voted:
    """Takes a step of a vote, then asks the witness."""
    opened = house(founded=True)
    done = step(opened)
    _cosign(opened)
    return done


# audit by group -------------------------------------------------------------------------------------------------------

groups_option = click.option(
    "--groups", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="A group for each name in FILE."
)
sample_option = click.option("--sample", metavar="ORG", help="Groups from this house's audit sample, by ORG's names.")
consent_option = click.option("--consent", default="unstated", show_default=True, help="What they agreed to: one word.")
reference_option = click.option("--reference", help="The group to compare with; by default the largest.")
least_option = click.option(
    "--least", default=10, show_default=True, type=click.IntRange(1), help="No count below this is shown."
)
report_json = click.option("--json", "as_json", is_flag=True, help="One object, under a published schema.")


@main.group("audit")
def audit_() -> None:
    """Measure by group who is shown, who is approved, what an indicator tells (docs/algorithms/fairness.md).

    Exit 0: no difference by group was found, which is no promise; 1: one was; 2: cannot tell.
    """


@audit_.command("exposure")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@groups_option
@sample_option
@consent_option
@reference_option
@least_option
@report_json
def audit_exposure(
    file: Path,
    groups: Path | None,
    sample: str | None,
    consent: str,
    reference: str | None,
    least: int,
    as_json: bool,
) -> None:
    """A platform's log: does relevance explain who is shown, and how is exposure spread?"""
    from shouyi.acts.auditing import audit_exposure as run

    _audited(run(file, _labelled(groups, sample, consent), reference=reference, least=least), least, as_json)


@audit_.command("decisions")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@groups_option
@sample_option
@consent_option
@reference_option
@least_option
@report_json
def audit_decisions(
    file: Path,
    groups: Path | None,
    sample: str | None,
    consent: str,
    reference: str | None,
    least: int,
    as_json: bool,
) -> None:
    """A bank's decisions: approval, the ladder's step, and what a score means, by group."""
    from shouyi.acts.auditing import audit_decisions as run

    _audited(run(file, _labelled(groups, sample, consent), reference=reference, least=least), least, as_json)


@audit_.command("indicators")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path), required=False)
@groups_option
@sample_option
@consent_option
@reference_option
@least_option
@report_json
def audit_indicators(
    file: Path | None,
    groups: Path | None,
    sample: str | None,
    consent: str,
    reference: str | None,
    least: int,
    as_json: bool,
) -> None:
    """What indicators give: which of them tells a group, and whom its removal moves; without FILE, in this house."""
    from shouyi.acts.auditing import audit_house
    from shouyi.acts.auditing import audit_indicators as run

    by = _labelled(groups, sample, consent)
    if file is None:
        found = audit_house(house(founded=True), by, reference=reference, least=least)
    else:
        found = run(file, by, reference=reference, least=least)
    _audited(found, least, as_json)


@audit_.command("credit")
@click.argument("name", type=click.Choice(["german", "credit_data", "sba", "all"]), default="all")
@click.option(
    "--folder",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("../shared/data/credit"),
    show_default=True,
    help="Where the published sets lie.",
)
@least_option
@report_json
def audit_credit(name: str, folder: Path, least: int, as_json: bool) -> None:
    """Published sets of loans under a plain scorecard: what the audit finds where a stand-in takes a group's place."""
    from shouyi.acts.auditing import audit_credit as run
    from shouyi.decision.fairness.credit import SETS

    found = list(run(list(SETS) if name == "all" else [name], folder, say, least=least))
    for which, audited in found:
        click.echo(audited.to_json() if as_json else f"══ {which}\n{audited.told()}\n")
    sys.exit(BROKEN if any(audited.report.found for _, audited in found) else HOLDS if found else UNKNOWN)


@audit_.command("compare")
@click.argument("earlier", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.argument("later", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="An array, one object a figure.")
def audit_compare(earlier: Path, later: Path, as_json: bool) -> None:
    """Two reports (--json) of one kind, a year apart: which figures moved by more than chance explains."""
    from shouyi.acts.auditing import compare_reports

    found = compare_reports(earlier, later)
    click.echo(found.to_json() if as_json else found.told())


@audit_.command("enrol")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@strict
def audit_enrol(file: Path, strict: bool) -> None:
    """Put people who agreed into the audit sample, from the documented table; what stood there of them is replaced."""
    from shouyi.acts.sampling import enrol

    done = enrol(house(founded=True), file)
    _list_refusals(done.refusals)
    say(f"{done.people} people in the audit sample, {len(done.refusals)} rows refused")
    if strict and done.refusals:
        sys.exit(UNKNOWN)


@audit_.command("withdraw")
@click.option("--person", required=True)
def audit_withdraw(person: str) -> None:
    """Take a person out of the audit sample; whether they were in it is not told."""
    from shouyi.acts.sampling import withdraw

    withdraw(house(founded=True), person)
    say("not in the audit sample any more, if ever; reports that were made stay, and name nobody")


def _labelled(groups: Path | None, sample: str | None, consent: str) -> Labelled:
    from shouyi.acts.auditing import labels_from_file, labels_from_sample

    if (groups is None) == (sample is None):
        raise click.UsageError("say where groups come from: --groups FILE or --sample ORG")
    if groups is not None:
        return labels_from_file(groups, consent)
    assert sample is not None
    return labels_from_sample(house(founded=True), sample)


def _audited(found: Audited, least: int, as_json: bool) -> NoReturn:
    from shouyi.decision.fairness.small_cells import LEAST

    _list_refusals(found.refusals)
    if least < LEAST:
        say(f"counts below {LEAST} may show in this: it is not to be published")
    click.echo(found.to_json() if as_json else found.told())
    sys.exit({"holds": HOLDS, "broken": BROKEN, "unknown": UNKNOWN}[found.verdict])


# serve ----------------------------------------------------------------------------------------------------------------


@main.command()
@click.option("--bind", default="127.0.0.1:8002", show_default=True)
@click.option("--log", "log_url", help="Where the log is served; by default SHOUYI_PROOFS_URL.")
def witness(bind: str, log_url: str | None) -> None:
    """Mirror the log, execute every batch again, cosign, and sign `unspent` notes."""
    from shouyi.gateways.witness_app import run_witness
    from shouyi.wiring import open_house

    require_home()
    opened = open_house()
    settings = opened.settings
    folder = settings.home / "witness"
    run_witness(
        folder, log_url or settings.proofs_url, bind, opened.public / "pin.json", opened.witness_key, opened.clock
    )


@main.command()
@click.option("--bind", default=bind_address, show_default="SHOUYI_BIND or 127.0.0.1:8000")
@click.option("--no-worker", is_flag=True, help="Do no jobs here: a worker runs elsewhere.")
def serve(bind: str, no_worker: bool) -> None:
    """Serve the pages and the public proofs, and do the jobs (a witness runs elsewhere: SHOUYI_WITNESS)."""
    from shouyi.acts.serving import migrate
    from shouyi.acts.serving import serve as run
    from shouyi.acts.supervising import CrashLoop

    opened = house()
    migrate(opened)
    try:
        run(opened, bind, witness=False, worker=not no_worker, ready=lambda: say(f"serving on {bind}"), say=say)
    except CrashLoop as problem:
        stop(BROKEN, f"CrashLoop: {problem}")


@main.command()
def check() -> None:
    """Look whether this installation can work: each item with what to do next. Exit 1 when one is wrong."""
    from shouyi.acts.housecheck import check_installation

    found = check_installation()
    for item in found:
        click.echo(f"{item.state:<8} {item.name:<12} {item.detail}")
        if item.next_step:
            click.echo(f"{'':<22}→ {item.next_step}")
    sys.exit(BROKEN if any(item.state == "wrong" for item in found) else HOLDS)


@main.command()
@click.argument("login")
def appoint(login: str) -> None:
    """Let the account LOGIN (name, number or mail address) run this installation; its owner joined by the pages."""
    from shouyi.acts.appointing import NotAppointed
    from shouyi.acts.appointing import appoint as run

    try:
        say(run(house(founded=True), login))
    except NotAppointed as why:
        stop(BROKEN, str(why))


@main.command()
def config() -> None:
    """Print the settings in force, and whence each comes; secrets are hidden."""
    from shouyi.gateways.configuration import KEYS
    from shouyi.settings import read_configuration

    found = read_configuration()
    click.echo(f"# {found.path or 'no file'}")
    for key in KEYS:
        value = "(hidden)" if key.secret and found.values[key.name] else found.values[key.name]
        click.echo(f"{key.name} = {list(value) if isinstance(value, tuple) else value!r}  # {found.origins[key.name]}")


@main.command()
@click.option("--bind", default=bind_address, show_default="SHOUYI_BIND or 127.0.0.1:8000")
@click.option("--artisans", type=click.IntRange(12), default=64, show_default=True)
@click.option("--orders", type=click.IntRange(300), default=20_000, show_default=True)
@click.option("--build-only", is_flag=True, help="Build the town and end.")
def demo(bind: str, artisans: int, orders: int, build_only: bool) -> None:
    """Build the demonstration town, if it is not there yet, and serve it with a witness of its own."""
    from shouyi.acts.demonstrating import open_demonstration, serve_demonstration

    with progress() as show:
        opened = open_demonstration(artisans, orders, show)
    if not build_only:
        serve_demonstration(opened, bind, say)


@main.command()
@click.argument("name", type=click.Choice(["otc", "sybil", "olist", "all"]), default="all")
@click.option(
    "--ratings",
    type=click.Path(dir_okay=False, path_type=Path),
    default=Path("../shared/data/reputation/soc-sign-bitcoinotc.csv.gz"),
    show_default=True,
    help="Ratings in the format of Bitcoin OTC.",
)
@click.option(
    "--orders",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("../shared/data/olist/sample_5k"),
    show_default=True,
    help="A folder in the format of Olist.",
)
@click.option(
    "--orders-from", default="2017-10-01", metavar="DAY", show_default=True, help="Where orders' test begins."
)
@click.option("--json", "as_json", is_flag=True, help="One compact object.")
def backtest(name: str, ratings: Path, orders: Path, orders_from: str, as_json: bool) -> None:
    """What the guide would have said, against what happened: exit 0 when every target is met, 1 when one is not."""
    from shouyi.acts.backtesting import backtest as run

    done = run(name, ratings, orders, from_iso(orders_from), say)
    click.echo(done.to_json() if as_json else done.told())
    sys.exit({"holds": HOLDS, "broken": BROKEN, "unknown": UNKNOWN}[done.verdict])


@main.command()
@click.option("--as-of", metavar="DAY", help="By default the last day that evidence tells of.")
@click.option("--against", metavar="DAY", help="The earlier day of drift; by default thirty days before.")
@click.option("--flags", type=click.Path(dir_okay=False, path_type=Path), help="Write the makers to look at, by name.")
@click.option("--json", "as_json", is_flag=True, help="One compact object.")
def watch(as_of: str | None, against: str | None, flags: Path | None, as_json: bool) -> None:
    """Figures of everybody's scores that name nobody: exit 1 where something is to be looked at, 2 if it cannot tell.

    FLAGS is for the operator's eyes: signs for a person to look into, never a verdict.
    """
    from shouyi.acts.watching import watch as run

    found = run(house(founded=True), from_iso(as_of) if as_of else None, from_iso(against) if against else None)
    click.echo(found.to_json() if as_json else found.told())
    if flags:
        _write_private(flags, found.flagged().encode())
        say(f"{len(found.flags)} signs in {flags}")
    sys.exit({"holds": HOLDS, "broken": BROKEN, "unknown": UNKNOWN}[found.verdict])


@main.command()
@click.option("--seed", default="demo", show_default=True, help="Of the invented people.")
@click.option(
    "--pairs", default=384, show_default=True, type=click.IntRange(2, 10_000), help="People, each living twice."
)
@click.option("--orders", default=312, show_default=True, type=click.IntRange(1, 10_000), help="Orders a person.")
@click.option(
    "--effect", "effects", multiple=True, metavar="NAME", help="hours, waiting, delays, leave; by default all."
)
@click.option(
    "--guide", help="A published version (1, 2), or a guide's file; by default the one in force here, or in the town."
)
@click.option("--set", "numbers", multiple=True, metavar="NAME=N", help="Another number, as dispatch.hi=900.")
@click.option("--json", "as_json", is_flag=True, help="One compact object.")
def gap(
    seed: str,
    pairs: int,
    orders: int,
    effects: tuple[str, ...],
    guide: str | None,
    numbers: tuple[str, ...],
    as_json: bool,
) -> None:
    """How far scores of two lives of equal craft and honesty lie apart: exit 1 beyond a point, 2 if it cannot tell."""
    from shouyi.acts.comparing import ALL_EFFECTS, compare, live, with_numbers

    if unknown := sorted(set(effects) - set(ALL_EFFECTS)):
        raise click.BadParameter(f"{unknown[0]} is none of {', '.join(ALL_EFFECTS)}", param_hint="--effect")
    changed = dict(map(_number, numbers))
    under = with_numbers(_guide_document(guide) or _guide_here(), changed)
    found = compare(live(seed, pairs, orders, under, effects or ALL_EFFECTS), under, seed=seed, changed=changed)
    click.echo(found.to_json() if as_json else found.told())
    sys.exit({"holds": HOLDS, "broken": BROKEN, "unknown": UNKNOWN}[found.verdict])


def _guide_here() -> bytes:
    """The guide in force in this home; without one, in the demonstration's town."""
    from shouyi.acts.past_votes import town_guide
    from shouyi.settings import read_settings
    from shouyi.wiring import open_house

    return open_house().guide_document if (read_settings().home / "home.json").exists() else town_guide()


def _number(text: str) -> tuple[str, int]:
    name, _, number = text.partition("=")
    if not re.fullmatch(r"[0-9]{1,9}", number):
        raise click.BadParameter(f"{text[:80]!r} is not NAME=N", param_hint="--set")
    return name, int(number)


@main.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--market",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="The market's average rates: on, rate, source.",
)
@click.option("--guide", help="A published version (1, 2), or the file of any guide; by default the latest.")
@click.option("--json", "as_json", is_flag=True, help="One compact object.")
def shadow(file: Path, market: Path | None, guide: str | None, as_json: bool) -> None:
    """A bank's own decisions beside the ladder, no money moves: exit 1 when rows were refused, 2 if it cannot tell."""
    from shouyi.acts.shadowing import compare
    from shouyi.score.guides import guide_bytes

    found = compare(file, market, _guide_document(guide) or guide_bytes())
    _list_refusals(found.refusals)
    click.echo(found.to_json() if as_json else found.told())
    sys.exit({"holds": HOLDS, "broken": BROKEN, "unknown": UNKNOWN}[found.verdict])


@main.command()
@click.argument("name")
@click.option("--json", "as_json", is_flag=True)
def bench(name: str, as_json: bool) -> None:
    """Run one benchmark, or `all`."""
    from shouyi.bench.run import main as run

    run(name, as_json=as_json)


@main.command()
@click.option("--scores", required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path), metavar="F.npz")
@click.option("--owners", required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path), metavar="F.npy")
@click.option("--floor", required=True, type=click.IntRange(min=0), help="Impressions that every owner is to have.")
@click.option("--k", required=True, type=click.IntRange(min=1), help="Works of a list.")
@click.option("--online", is_flag=True, help="Serve users in random order, none known before its turn.")
@click.option("--seed", default=1, show_default=True, type=click.IntRange(min=0), help="Of the order, with --online.")
@click.option("--blind", is_flag=True, help="With --online: not told either how much each owner could receive at all.")
@click.option("--as-far-as-possible", "most", is_flag=True, help="Lower floors that cannot be met to what can.")
@click.option("--json", "as_json", is_flag=True, help='One object: {"lists": [[item, …], …], "prices": [price, …]}.')
def rank(
    scores: Path, owners: Path, floor: int, k: int, online: bool, seed: int, blind: bool, most: bool, as_json: bool
) -> None:
    """Lists of the most relevant items that give every owner its floor, and one price an owner.

    SCORES is a scipy sparse matrix, users × items: what is stored is a candidate. OWNERS says whose each item is, −1:
    nobody's. Exit 2 where files do not fit, or a floor cannot be met: its owners are named. What is known beforehand
    with --online: docs/algorithms/exposure.md.
    """
    import json

    from shouyi.acts.ranking import measured, rank_files

    found = rank_files(scores, owners, floor, k, arrivals=seed if online else None, blind=blind, most=most)
    of = measured(found, floor)
    say(
        f"NDCG@{k} {of.ndcg:.4f}, least exposure {of.least}, {of.below} owners under {floor}"
        + (f" by {of.shortfall} impressions in all" if of.below else "")
    )
    click.echo(json.dumps(found.value(), separators=(",", ":")) if as_json else _prices(found.prices.tolist()))


def _prices(prices: list[float]) -> str:
    return "\n".join(f"owner {owner}: price {price:.6f}" for owner, price in enumerate(prices))
