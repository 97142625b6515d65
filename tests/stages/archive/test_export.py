"""A complete export holds and says so; whatever is left out, closed or changed is named with its place."""

from __future__ import annotations

from dataclasses import replace

import pytest

from shouyi.archive.audit import STEPS, audit_export, why_export
from shouyi.archive.errors import ArchiveError, CosignaturesTooOld
from shouyi.archive.export import ends_of, make_export
from shouyi.archive.exportfile import EndField, OpenField, parse_export
from shouyi.archive.facts import facts_of
from shouyi.ledger.errors import (
    ArchiveIncomplete,
    EntryRefused,
    FieldMismatch,
    InclusionMismatch,
    LedgerError,
    MalformedBytes,
    QuorumMissing,
    SignatureInvalid,
    SignatureMissing,
    UnknownFormat,
)
from shouyi.ledger.keys import tag
from shouyi.ledger.kind import LOGS
from shouyi.ledger.note import Note
from shouyi.ledger.unspent import DOMAIN, parse_unspent
from stages.archive.small_world import SILENT, UNIX, Story, lines, pin, short, told
from world.ledger import DAY, FOUNDER, OTHER, PLATFORM, REGISTRAR, batch_key, key_added, org_added

PIN = pin()
STORY = told()
COMPLETE = STORY.export()


def where(opening):
    return f"entry {opening.index} of {LOGS[opening.kind.log]}"


def name(opening):
    return f"{opening.by}-{opening.n}"


def chain(by, story=STORY):
    return [opening for opening in story.openings if opening.by == by]


def after(data, old, new):
    """The export with one shown entry changed: `new(shown)` instead of the one that `old` finds."""
    file = parse_export(data)
    parts = [replace(part, entries=tuple(new(s) if old(s) else s for s in part.entries)) for part in file.logs]
    return replace(file, logs=tuple(parts)).to_bytes()


def is_(opening):
    return lambda shown: shown.entry.tag == opening.tag


def without_fields(*names):
    return lambda shown: replace(shown, fields=tuple(f for f in shown.fields if f.name not in names))


# complete -------------------------------------------------------------------------------------------------------------


def test_a_complete_export_holds():
    found, steps = why_export(COMPLETE, PIN)
    assert steps == dict.fromkeys(STEPS)
    assert (len(found.entries), found.registrar) == (len(STORY.openings), REGISTRAR)
    assert (found.erased, found.aged, found.cosigned_at, found.sizes) == (1, 0, UNIX, STORY.sizes)


def test_it_says_what_the_keeper_knows():
    found = {(e.by, e.n): e for e in audit_export(COMPLETE, PIN).entries_of("artisan")}
    assert found.keys() == {(o.by, o.n) for o in STORY.openings}
    for opening in STORY.openings:
        told = found[opening.by, opening.n]
        assert (told.person, told.kind, told.index) == ("artisan", opening.kind.name, opening.index)
        for field in set(told.fields) - {"next", "first"}:
            assert told.fields[field] == opening.opened(field)[0]


def test_the_shortest_export_holds():
    data = short().export()
    assert len(data) <= 8192
    assert len(audit_export(data, PIN).entries) == 2


def test_an_end_shows_no_tag_that_could_be_spent_or_watched():
    for request in ends_of(STORY.openings):
        assert request.value.hex().encode() not in COMPLETE
        assert request.salt.hex().encode() not in COMPLETE


def test_two_exports_of_one_cut_are_equal():
    assert STORY.export() == COMPLETE


# left out -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("left", STORY.openings, ids=name)
def test_leaving_out_one_entry_is_named_with_its_place(left):
    with pytest.raises(ArchiveIncomplete) as caught:
        audit_export(STORY.export(lambda opening: opening.tag == left.tag), PIN)
    before = [opening for opening in chain(left.by) if opening.n == left.n - 1]
    if left.kind.name == "fact.erased":
        assert "must stand open" in str(caught.value)
    elif before:
        assert where(before[0]) in str(caught.value)
        assert left.by in str(caught.value)
    elif left.by == REGISTRAR:
        assert "archive.opened" in str(caught.value)
    else:
        assert f"the chain of {left.by}" in str(caught.value)


@pytest.mark.parametrize("count", range(1, 6))
def test_leaving_out_the_end_of_a_chain_needs_a_note_that_nobody_gives(count):
    kept = chain(PLATFORM)[:-count]
    with pytest.raises(ArchiveIncomplete, match=f"the chain of {PLATFORM} ends at {where(kept[-1])}: no note"):
        audit_export(STORY.export(lambda opening: opening.by == PLATFORM and opening.n >= len(kept)), PIN)


@pytest.mark.parametrize("by", [PLATFORM, OTHER])
def test_leaving_out_a_whole_chain_is_named(by):
    with pytest.raises(ArchiveIncomplete, match=rf"{by}, which entry \d+ of rule names, wrote nothing: no note"):
        audit_export(STORY.export(lambda opening: opening.by == by), PIN)


@pytest.mark.parametrize("org", [PLATFORM, OTHER, SILENT])
def test_leaving_out_a_source_with_the_entry_that_names_it_is_named(org):
    def left(opening):
        return opening.by == org or (opening.kind.name == "source.added" and opening.opened("org")[0] == org)

    with pytest.raises(ArchiveIncomplete, match=f"the chain of {REGISTRAR} (breaks after|ends at) entry"):
        audit_export(STORY.export(left), PIN)


@pytest.mark.parametrize("at", range(4))
def test_leaving_out_a_note_is_named(at):
    file = parse_export(COMPLETE)
    with pytest.raises(ArchiveIncomplete, match="no note says that nobody spent"):
        audit_export(replace(file, unspent=file.unspent[:at] + file.unspent[at + 1 :]).to_bytes(), PIN)


def test_there_are_four_ends_and_a_note_too_many_is_refused():
    file = parse_export(COMPLETE)
    assert len(file.unspent) == 4
    for notes in ((*file.unspent, file.unspent[-1]), file.unspent[::-1], (*file.unspent, STORY.note(OTHER, b"x" * 32))):
        with pytest.raises(MalformedBytes, match="one for each end"):
            audit_export(replace(file, unspent=notes).to_bytes(), PIN)


def test_an_entry_of_somebody_else_hangs_on_no_chain():
    story = told()
    other = Story(story.world, "a third")
    other.begin()
    other.add(PLATFORM)
    made = other.write(PLATFORM, [other.statement(PLATFORM)])
    story.openings += made
    with pytest.raises(ArchiveIncomplete, match=f"{where(made[0])}, by {PLATFORM}, hangs on no chain"):
        audit_export(story.export(), PIN)


def test_two_files_are_not_one_export():
    story = short()
    other = Story(story.world, "a third")
    other.begin()
    story.openings += other.openings
    with pytest.raises(EntryRefused, match="two files in one export"):
        audit_export(story.export(), PIN)


def test_an_organisation_is_named_once():
    story = short()
    story.add(PLATFORM)
    with pytest.raises(EntryRefused, match=f"entry 10 of rule: {PLATFORM} has a chain already"):
        audit_export(story.export(), PIN)


def test_only_the_registrars_chain_names_sources():
    second = "org-second"
    story = short()
    story.world.write(FOUNDER, [org_added(second, role="registrar"), key_added(batch_key(second), second)])
    story.add(second)
    added = story.source(second).open("source.added", {"org": OTHER}, first=tag(story.source(OTHER).key, 0))
    story.write(second, [added])
    with pytest.raises(EntryRefused, match=f"the chain of {second} adds a source"):
        audit_export(story.export(), PIN)


def test_an_entry_shown_twice_or_in_another_log_is_refused():
    file = parse_export(COMPLETE)
    skill, trace, voice, rule = file.logs
    twice = replace(trace, entries=(trace.entries[0], *trace.entries))
    with pytest.raises(LedgerError):
        audit_export(replace(file, logs=(skill, twice, voice, rule)).to_bytes(), PIN)
    moved = replace(voice, entries=(*voice.entries, trace.entries[0]))
    with pytest.raises(MalformedBytes, match=r"of voice: trade\.statement stands in another"):
        audit_export(replace(file, logs=(skill, trace, moved, rule)).to_bytes(), PIN)


# closed ---------------------------------------------------------------------------------------------------------------


def test_the_buyers_words_may_stay_closed():
    review = next(o for o in STORY.openings if o.kind.name == "review.given")
    assert audit_export(after(COMPLETE, is_(review), without_fields("text")), PIN).erased == 1


@pytest.mark.parametrize("kind", ["trade.statement", "review.given", "source.added", "archive.opened", "fact.erased"])
def test_every_other_field_must_stand_open(kind):
    opening = next(o for o in STORY.openings[::-1] if o.kind.name == kind and o.own)
    for field in set(opening.kind.fields) - opening.kind.other:
        with pytest.raises(ArchiveIncomplete) as caught:
            audit_export(after(COMPLETE, is_(opening), without_fields(field)), PIN)
        if field != "tag":  # without it, what was erased is closed for no reason
            assert where(opening) in str(caught.value)


def test_what_is_old_may_close_but_for_its_day():
    story = told()
    old = next(o for o in story.openings if o.on == DAY - 1900 and o.kind.name == "trade.statement")
    story.age(old)
    assert audit_export(story.export(), PIN).aged == 1
    with pytest.raises(ArchiveIncomplete, match=where(old)):
        audit_export(after(story.export(), is_(old), without_fields("on")), PIN)


@pytest.mark.parametrize(("days", "may"), [(1826, False), (1827, True)])
def test_old_is_over_1826_days_before_the_oldest_cosignature(days, may):
    story = short()
    made = story.write(PLATFORM, [story.statement(PLATFORM, DAY - days)])
    story.age(made[0])
    if may:
        assert audit_export(story.export(), PIN).aged == 1
    else:
        with pytest.raises(ArchiveIncomplete, match=where(made[0])):
            audit_export(story.export(), PIN)


@pytest.mark.parametrize(
    ("what", "until", "keep", "may"),
    [
        ("county_inheritor", DAY - 1, ("until", "what"), True),
        ("county_inheritor", DAY, ("until", "what"), False),  # its last day
        ("county_inheritor", None, ("until", "what"), False),  # in force for good
        ("county_inheritor", DAY - 1, ("what",), False),
        ("county_inheritor", DAY - 1, ("until",), False),
        ("county_inheritor", DAY - 1, (), False),
        ("quality_check", None, ("until", "what"), True),
        ("quality_check", None, ("what",), False),
        ("campaign", None, ("until", "what"), False),
    ],
)
def test_an_old_outcome_may_close_once_it_holds_no_longer(what, until, keep, may):
    story = short()
    (made,) = story.write(PLATFORM, [story.outcome(PLATFORM, what, DAY - 1900, until=until)])
    story.age(made, *keep)
    if may:
        found = audit_export(story.export(), PIN)
        assert found.aged == 1
        assert facts_of(found.entries_of("p")) == []
        return
    with pytest.raises(ArchiveIncomplete, match=where(made)):
        audit_export(story.export(), PIN)


def test_the_day_turns_at_midnight_in_china():
    story = short()
    story.age(story.write(PLATFORM, [story.statement(PLATFORM, DAY - 1826)])[0])
    story.unix = (DAY + 1) * 86_400 - 28_800
    assert audit_export(story.export(), PIN).aged == 1
    story.unix -= 1
    with pytest.raises(ArchiveIncomplete):
        audit_export(story.export(), PIN)


def test_old_is_counted_at_the_oldest_of_all_cosignatures_a_notes_too():
    story = short()
    story.age(story.write(PLATFORM, [story.statement(PLATFORM, DAY - 1827)])[0])
    file = parse_export(story.export())
    assert audit_export(file.to_bytes(), PIN).replays_from == DAY
    story.unix -= 86_400
    early = tuple(story.note(found.by, found.digest) for found in map(parse_unspent, file.unspent))
    with pytest.raises(ArchiveIncomplete, match="must stand open"):
        audit_export(replace(file, unspent=early).to_bytes(), PIN)


def test_what_closed_for_its_age_cannot_be_replayed_before_that_day():
    story = told()
    assert audit_export(story.export(), PIN).replays_from is None
    story.age(next(o for o in story.openings if o.on == DAY - 1900))
    assert audit_export(story.export(), PIN).replays_from == DAY


def test_nothing_in_rule_closes_for_its_age():
    story = Story()
    story.begin()
    added = story.source(REGISTRAR).open("source.added", {"org": PLATFORM}, first=b"x" * 16, on=DAY - 3000)
    placed = story.write(REGISTRAR, [added])[0]
    data = after(story.export(), is_(placed), without_fields("org"))
    with pytest.raises(ArchiveIncomplete, match=f"{where(placed)}: which organisation it adds stays closed"):
        audit_export(data, PIN)


def test_an_old_erasure_in_rule_does_not_close_either():
    story = short()
    first = story.write(PLATFORM, [story.statement(PLATFORM, DAY - 3000)])[0]
    fields = {"reason": "wish", "tag": first.tag.hex()}
    erased = story.write(PLATFORM, [story.source(PLATFORM).open("fact.erased", fields, on=DAY - 3000)])[0]
    assert audit_export(story.export(), PIN).erased == 0
    data = after(story.export(), is_(erased), without_fields("reason"))
    with pytest.raises(ArchiveIncomplete, match=f"{where(erased)}, a fact.erased by .*: reason must"):
        audit_export(data, PIN)


def test_only_a_later_erasure_of_the_same_chain_closes_a_fact():
    story = short()
    source = story.source(PLATFORM)
    story.add(OTHER)
    statement = story.statement(PLATFORM)
    after_it = {"reason": "wish", "tag": statement.tag.hex()}
    story.write(PLATFORM, [statement])
    story.write(OTHER, [story.source(OTHER).open("fact.erased", after_it)])
    closed = after(story.export(), is_(statement), without_fields("sold"))
    with pytest.raises(ArchiveIncomplete, match="sold must stand open"):
        audit_export(closed, PIN)
    story.write(PLATFORM, [source.open("fact.erased", after_it)])
    assert audit_export(after(story.export(), is_(statement), without_fields("sold")), PIN).erased == 1


def test_an_erasure_that_came_first_closes_nothing():
    story = short()
    coming = tag(story.source(PLATFORM).key, 1).hex()
    story.write(PLATFORM, [story.source(PLATFORM).open("fact.erased", {"reason": "wish", "tag": coming})])
    statement = story.write(PLATFORM, [story.statement(PLATFORM)])[0]
    with pytest.raises(ArchiveIncomplete, match="sold must stand open"):
        audit_export(after(story.export(), is_(statement), without_fields("sold")), PIN)


def test_the_registrars_entries_cannot_be_erased():
    story = short()
    added = story.openings[-1]
    fields = {"reason": "wish", "tag": added.tag.hex()}
    story.write(REGISTRAR, [story.source(REGISTRAR).open("fact.erased", fields)])
    with pytest.raises(ArchiveIncomplete, match=f"{where(added)}, a source.added by {REGISTRAR}: on must stand open"):
        audit_export(after(story.export(), is_(added), without_fields("on")), PIN)


def test_an_aged_fact_says_nothing_to_the_score():
    story = told()
    every = facts_of(audit_export(story.export(), PIN).entries_of("artisan"))
    story.age(next(o for o in story.openings if o.on == DAY - 1900))
    kept = facts_of(audit_export(story.export(), PIN).entries_of("artisan"))
    assert len(kept) == len(every) - 1


# fields ---------------------------------------------------------------------------------------------------------------


def test_a_name_opens_once_and_in_order():
    statement = chain(PLATFORM)[0]
    for change in (lambda f: (*f, f[-1]), lambda f: f[:1] + f, lambda f: f[::-1], lambda f: (f[1], f[0], *f[2:])):
        data = after(COMPLETE, is_(statement), lambda s, change=change: replace(s, fields=change(s.fields)))
        with pytest.raises(FieldMismatch, match="the shown fields do not stand in the kind's order"):
            audit_export(data, PIN)


def test_another_value_is_refused():
    statement = chain(PLATFORM)[0]

    def forged(shown):
        fields = [replace(f, value=("o9", 9, 9, "CNY")) if f.name == "sold" else f for f in shown.fields]
        return replace(shown, fields=tuple(fields))

    with pytest.raises(FieldMismatch, match=f"{where(statement)}: the field 'sold'"):
        audit_export(after(COMPLETE, is_(statement), forged), PIN)


SHAPES = [
    OpenField("sold", None, b"x" * 32, b"y" * 32),
    OpenField("next", "a", b"x" * 32),
    EndField("sold", b"x" * 32, b"y" * 32),
    OpenField("score", 1, b"x" * 32),
]


@pytest.mark.parametrize("field", SHAPES, ids=lambda field: f"{type(field).__name__}-{field.name}")
def test_a_field_has_its_own_shape_and_no_other(field):
    statement = chain(PLATFORM)[0]
    data = after(COMPLETE, is_(statement), lambda s: replace(s, fields=(field, *s.fields)))
    with pytest.raises(LedgerError, match=rf"{field.name}"):
        audit_export(data, PIN)


def test_the_last_next_stays_closed():
    last = chain(PLATFORM)[-1]
    value, salt = last.opened("next")
    opened = OpenField("next", value, salt, last.blind("next")[0])

    def shown(entry):
        return replace(entry, fields=tuple(opened if f.name == "next" else f for f in entry.fields))

    with pytest.raises(ArchiveIncomplete, match=f"the chain of {PLATFORM} breaks after {where(last)}"):
        audit_export(after(COMPLETE, is_(last), shown), PIN)


# cut, signatures, age -------------------------------------------------------------------------------------------------


def test_a_note_of_another_cut_is_refused():
    file = parse_export(COMPLETE)
    stale = STORY.unspent(ends_of(STORY.openings), sizes=[size + 1 for size in STORY.sizes])
    for at in range(4):
        notes = tuple(stale[at] if place == at else note for place, note in enumerate(file.unspent))
        with pytest.raises(MalformedBytes, match="another network or another cut"):
            audit_export(replace(file, unspent=notes).to_bytes(), PIN)


def test_checkpoints_of_two_cuts_are_refused():
    story = told()
    older = parse_export(story.export())
    story.write(OTHER, [story.statement(OTHER)])
    newer = parse_export(story.export())
    for log in range(4):
        parts = tuple(older.logs[at] if at == log else part for at, part in enumerate(newer.logs))
        if older.logs[log] != newer.logs[log]:
            with pytest.raises(LedgerError):
                audit_export(replace(newer, logs=parts).to_bytes(), PIN)


def test_left_out_entries_need_their_cover():
    file = parse_export(COMPLETE)
    trace = replace(file.logs[1], entries=file.logs[1].entries[1:])
    with pytest.raises(InclusionMismatch, match="trace"):
        audit_export(replace(file, logs=(file.logs[0], trace, *file.logs[2:])).to_bytes(), PIN)


@pytest.mark.parametrize("log", range(4))
def test_signatures_are_looked_for_on_every_checkpoint(log):
    file = parse_export(COMPLETE)

    def signed(lines):
        part = replace(file.logs[log], note=Note(file.logs[log].note.body, tuple(lines)))
        return replace(file, logs=(*file.logs[:log], part, *file.logs[log + 1 :])).to_bytes()

    ours, east, west = file.logs[log].note.signatures
    assert audit_export(signed([ours, west]), PIN).entries
    with pytest.raises(SignatureMissing, match=f"the checkpoint of {LOGS[log]}"):
        audit_export(signed([east, west]), PIN)
    with pytest.raises(QuorumMissing, match=f"the checkpoint of {LOGS[log]}"):
        audit_export(signed([ours]), PIN)
    with pytest.raises(SignatureInvalid):
        audit_export(signed([replace(ours, blob=bytes(64)), east]), PIN)


def test_a_checkpoints_cosignature_does_not_pass_for_a_notes():
    file = parse_export(COMPLETE)
    note = file.unspent[0]
    wrong = Note(note.body, (note.signatures[0], *lines(note.body, UNIX)))
    with pytest.raises(SignatureInvalid):
        audit_export(replace(file, unspent=(wrong, *file.unspent[1:])).to_bytes(), PIN)
    right = Note(note.body, (note.signatures[0], *lines(note.body, UNIX, DOMAIN)))
    assert audit_export(replace(file, unspent=(right, *file.unspent[1:])).to_bytes(), PIN)


def test_a_foreign_network_cannot_be_told():
    other = replace(PIN, net="elsewhere/1", policy=pin().policy)
    with pytest.raises(LedgerError):
        audit_export(COMPLETE, other)
    empty = replace(PIN, policy=replace(PIN.policy, logs={}))
    with pytest.raises(UnknownFormat, match="knows no log"):
        audit_export(COMPLETE, empty)


def test_too_old_cannot_be_told():
    assert audit_export(COMPLETE, PIN, max_age_seconds=3600, now=UNIX + 3600)
    with pytest.raises(CosignaturesTooOld, match="3601 seconds old"):
        audit_export(COMPLETE, PIN, max_age_seconds=3600, now=UNIX + 3601)
    with pytest.raises(CosignaturesTooOld):
        audit_export(COMPLETE, pin((), 0), max_age_seconds=3600, now=UNIX)


def test_what_does_not_hold_outweighs_what_nobody_can_tell():
    story = told()
    file = parse_export(story.export(lambda opening: opening.by == OTHER))
    wrong = [replace(shown, fields=shown.fields[::-1]) for shown in file.logs[1].entries]
    parts = (file.logs[0], replace(file.logs[1], entries=tuple(wrong)), *file.logs[2:])
    bare = tuple(replace(part, note=Note(part.note.body, part.note.signatures[:1])) for part in parts)
    data = replace(file, logs=bare).to_bytes()
    assert isinstance(why_export(data, PIN)[1]["signed"], QuorumMissing)
    with pytest.raises(FieldMismatch):
        audit_export(data, PIN)


# making ---------------------------------------------------------------------------------------------------------------


def test_openings_beyond_the_cut_are_not_exported():
    older = STORY.notes()
    story = told()
    story.write(OTHER, [story.statement(OTHER)])
    with pytest.raises(ArchiveError, match="of trace do not all stand under the cut"):
        make_export(story.openings, story.world.hashes, older, story.unspent)
    with pytest.raises(ArchiveError, match="0 unspent notes for 4 ends"):
        make_export(story.openings, story.world.hashes, story.notes(), lambda requests: [])


def test_what_the_vault_kept_of_an_old_fact_is_its_day():
    story = told()
    old = next(o for o in story.openings if o.on == DAY - 1900)
    story.age(old)
    shown = next(s for s in parse_export(story.export()).entries if s.entry.tag == old.tag)
    assert [f.name for f in shown.fields] == ["next", "on"]
