"""A witness signs what it ran itself, and nothing else: one honest log, and every way in which a log may lie."""

import json
import sqlite3

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gateways.small_world import DAY, NET, UNIX, World, entry, key, make_pin, make_witness, origins, tag
from shouyi.canon.canonical import encode
from shouyi.gateways.errors import GatewayError
from shouyi.gateways.source import FolderSource
from shouyi.ledger import unspent
from shouyi.ledger.batch import Batch, Head, make_batch
from shouyi.ledger.checkpoint import Checkpoint
from shouyi.ledger.errors import (
    BatchRefused,
    CheckpointRolledBack,
    ConsistencyMismatch,
    CutUnknown,
    LedgerError,
    MalformedBytes,
    QuorumMissing,
    SignatureInvalid,
    SignatureMissing,
    TagsSpent,
    UnknownFormat,
)
from shouyi.ledger.fields import field_digest
from shouyi.ledger.kind import LOGS
from shouyi.ledger.note import sign_note
from shouyi.ledger.proof import leaf_hash
from shouyi.ledger.tile import bundle_path, pack_bundle, read_bundle, records_path
from shouyi.ledger.tree import root_of
from shouyi.ledger.witness import Published, Question


@pytest.fixture
def world(tmp_path):
    return World(tmp_path / "log").found().trade(1, 2, 3)


@pytest.fixture
def witness(tmp_path, world):
    return make_witness(tmp_path / "bank", world.public)


# honest -----------------------------------------------------------------------------------------------------------


def test_an_honest_log_is_mirrored_and_cosigned(world, witness):
    notes = witness.cosign()
    pin = make_pin(witnesses=("bank",), needed=1)
    assert [pin.policy.require_quorum(note) for note in notes] == [UNIX + 60] * 4
    assert witness.sizes == world.sizes == (0, 3, 0, 6)
    with pytest.raises(QuorumMissing):
        make_pin().policy.require_quorum(notes[0])


def test_two_witnesses_of_their_own_make_the_quorum(tmp_path, world):
    both = [make_witness(tmp_path / name, world.public, name=name).cosign() for name in ("bank", "culture")]
    for first, second in zip(*both, strict=True):
        assert make_pin().policy.require_quorum(first.plus(second.signatures)) == UNIX + 60


def test_a_log_of_many_bundles_is_followed_step_by_step_and_after_a_restart(tmp_path, world, witness):
    witness.pull()
    for start in range(4, 1000, 199):
        world.trade(*range(start, start + 199))
    witness.pull()
    world.trade(5000)
    again = make_witness(tmp_path / "bank", world.public)  # as after a restart: all it knows is on its disk
    again.cosign()
    late = make_witness(tmp_path / "late", world.public)
    late.cosign()
    assert again.sizes == late.sizes == world.sizes
    mirrored = [again._mirror.entries(log, 0, size) for log, size in enumerate(world.sizes)]
    assert mirrored == [world.store.entries(log, 0, size) for log, size in enumerate(world.sizes)]
    assert again._mirror.load().app_hash == world.ledger.state.app_hash


def test_the_clock_alone_makes_the_difference_between_two_answers(tmp_path, world):
    twice = [make_witness(tmp_path / name, world.public).cosign() for name in ("one", "other")]
    assert twice[0] == twice[1]
    later = make_witness(tmp_path / "third", world.public, clock=lambda: UNIX + 61).cosign()
    assert later[1] != twice[0][1]


def test_a_partial_bundle_that_went_away_is_read_from_the_full_one(tmp_path, world):
    world.trade(*range(10, 300))
    names = [*(f"{log}/checkpoint" for log in LOGS), "state", records_path(0, 3)]
    cut = {world.public / name: (world.public / name).read_bytes() for name in names}
    world.trade(*range(300, 600))
    for path, data in cut.items():
        path.write_bytes(data)
    for partial in world.public.glob("trace/tile/entries/001.p/*"):
        partial.unlink()
    witness = make_witness(tmp_path / "w", world.public)
    witness.cosign()
    assert witness.sizes == (0, 293, 0, 6)


def test_a_log_that_publishes_while_it_is_read_is_followed_up_to_the_cut_that_was_claimed(tmp_path, world):
    """Its next publication takes the partial bundles of the cut before away."""
    world.trade(*range(10, 300))
    source = Publishing(world)
    witness = make_witness(tmp_path / "w", source)
    witness.cosign()
    assert (witness.sizes, world.sizes) == ((0, 293, 0, 6), (0, 294, 0, 6))
    witness.cosign()
    assert witness.sizes == world.sizes


class Publishing(FolderSource):
    """The folder of a log that writes on as soon as its first full bundle is read."""

    def __init__(self, world):
        super().__init__(world.public)
        object.__setattr__(self, "world", world)

    def read(self, path):
        if path == "trace/tile/entries/000" and self.world.sizes[1] == 293:
            self.world.trade(1000)
            for gone in ("trace/tile/entries/001.p/37", "batches/000.p/3"):
                (self.world.public / gone).unlink(missing_ok=True)
        return super().read(path)


# lying ------------------------------------------------------------------------------------------------------------


def refused(witness, error, words, sizes):
    """Refused for this reason, nothing kept, and still refused when asked again."""
    for _ in range(2):
        with pytest.raises(error, match=words):
            witness.cosign()
        assert (witness.sizes, witness._mirror.sizes()) == (sizes, sizes)


def publish_checkpoint(world, log, leaves, **changed):
    """A checkpoint of other leaves that the log's own key signed, with the state's sizes to match."""
    origin = origins()[log]
    note = sign_note(
        Checkpoint(origin, len(leaves), root_of(list(map(leaf_hash, leaves)))).to_body(), origin, key(origin)
    )
    (world.public / LOGS[log] / "checkpoint").write_bytes(note.to_bytes())
    state = json.loads((world.public / "state").read_bytes())
    state["sizes"][log] = len(leaves)
    (world.public / "state").write_bytes(encode(state | changed))


def test_a_forked_log_is_not_followed(tmp_path, world, witness):
    witness.cosign()
    fork = World(tmp_path / "fork").found().trade(1, 2, 4).trade(5)
    forked = make_witness(tmp_path / "bank", fork.public)
    refused(forked, ConsistencyMismatch, "trace: the entries do not give", witness.sizes)
    world.trade(6)
    assert make_witness(tmp_path / "bank", world.public).cosign()[1].body.split(b"\n")[1] == b"4"


def test_a_fork_of_the_same_size_is_told(tmp_path, witness):
    witness.cosign()
    fork = World(tmp_path / "fork").found().trade(1, 2, 4)
    refused(make_witness(tmp_path / "bank", fork.public), ConsistencyMismatch, "trace: another root", (0, 3, 0, 6))


def test_a_fork_that_is_longer_gives_other_roots(tmp_path, witness):
    witness.cosign()
    fork = World(tmp_path / "fork").found().trade(1, 2, 4).trade(5, 6)
    refused(
        make_witness(tmp_path / "bank", fork.public), ConsistencyMismatch, "trace: the entries do not", (0, 3, 0, 6)
    )


def test_a_rewound_log_is_told(tmp_path, world, witness):
    world.trade(4)
    witness.cosign()
    rewound = World(tmp_path / "rewound").found().trade(1, 2, 3)
    refused(
        make_witness(tmp_path / "bank", rewound.public), CheckpointRolledBack, "trace: 3 are published, 4", (0, 4, 0, 6)
    )


def test_a_changed_entry_is_told_though_the_log_signs_it(world, witness):
    path = world.public / "trace" / bundle_path(0, 3)
    leaves = list(read_bundle(path.read_bytes()))
    leaves[1] = leaves[1].replace(b'"day":20781', b'"day":20780')
    path.write_bytes(pack_bundle(leaves))
    publish_checkpoint(world, 1, leaves)
    refused(witness, BatchRefused, "the head's root is not the root", (0, 0, 0, 0))


def test_an_entry_left_out_is_told(world, witness):
    leaves = list(read_bundle((world.public / "trace" / bundle_path(0, 3)).read_bytes()))[:2]
    (world.public / "trace" / bundle_path(0, 2)).write_bytes(pack_bundle(leaves))
    publish_checkpoint(world, 1, leaves)
    refused(witness, BatchRefused, "more entries than trace has published", (0, 0, 0, 0))


def test_an_entry_that_no_batch_carries_is_told(world, witness):
    leaves = [*world.store.entries(1, 0, 3), entry("trade.statement", "org-shop", DAY, tag(9)).to_bytes()]
    (world.public / "trace" / bundle_path(0, 4)).write_bytes(pack_bundle(leaves))
    publish_checkpoint(world, 1, leaves)
    refused(witness, ConsistencyMismatch, "the batches end at 3, the checkpoint is of 4", (0, 0, 0, 0))


def append_unjudged(world, batch, day=DAY):
    """Publishes a batch as a log does that has stopped judging: entries, record, checkpoint, all in order."""
    by_log, at = [], 0
    for log, count in enumerate(batch.head.counts):
        leaves = [*world.store.entries(log, 0, world.sizes[log]), *batch.entries[at : at + count]]
        at += count
        by_log.append(leaves)
        if leaves:
            path = world.public / LOGS[log] / bundle_path(0, len(leaves))
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(pack_bundle(leaves))
    records = [*world.store.records(0, world.store.batch_count()), batch.to_record(day)]
    (world.public / records_path(0, len(records))).write_bytes(pack_bundle(records))
    for log, leaves in enumerate(by_log):
        publish_checkpoint(world, log, leaves, batches=len(records))


def shop_batch(world, numbers, signer="org-shop", **head):
    return make_batch([entry("trade.statement", "org-shop", DAY, tag(n)) for n in numbers], "org-shop", key(signer),
                      head.get("n", 1), NET)  # fmt: skip


def test_a_batch_of_a_revoked_key_is_told(world, witness):
    world.write("org-founder", [entry("key.revoked", "org-founder", key=key("org-shop").public.hex())])
    append_unjudged(world, shop_batch(world, [9]))
    refused(witness, BatchRefused, "batch 3 of those run again: the key is not a good batch key", (0, 0, 0, 0))


def test_a_batch_of_a_stranger_s_key_is_told(world, witness):
    append_unjudged(world, shop_batch(world, [9], "mallory", n=0))
    refused(witness, BatchRefused, "not a good batch key of org-shop", (0, 0, 0, 0))


def test_a_batch_whose_signature_fails_is_told(world, witness):
    good = shop_batch(world, [9])
    append_unjudged(world, Batch(good.head, bytes(64), good.entries))
    refused(witness, SignatureInvalid, "org-shop", (0, 0, 0, 0))


def test_a_batch_taken_twice_is_told(world, witness):
    append_unjudged(world, shop_batch(world, [9], n=0))
    refused(witness, BatchRefused, "batch 0 of this key, but 1 is due", (0, 0, 0, 0))


def test_a_tag_spent_twice_is_told(world, witness):
    append_unjudged(world, shop_batch(world, [3]))
    refused(witness, LedgerError, "was spent before by org-shop", (0, 0, 0, 0))


def test_a_day_before_the_last_one_is_told(world, witness):
    append_unjudged(world, shop_batch(world, [9]), day=DAY - 1)
    refused(witness, BatchRefused, "is before day", (0, 0, 0, 0))


def test_a_head_that_counts_beyond_a_batch_is_told_before_anything_is_read(world, witness):
    head = Head("org-shop", (0, 2**53 - 1, 0, 0), key("org-shop").public, 1, NET, bytes(32))
    records = [*world.store.records(0, 2), Batch(head, bytes(64), ()).to_record(DAY)]
    (world.public / records_path(0, 3)).write_bytes(pack_bundle(records))
    publish_checkpoint(world, 1, world.store.entries(1, 0, 3), batches=3)
    refused(witness, BatchRefused, "more than a batch can hold", (0, 0, 0, 0))


def test_another_app_hash_is_told(world, witness):
    state = json.loads((world.public / "state").read_bytes())
    (world.public / "state").write_bytes(encode(state | {"app": "00" * 32}))
    refused(witness, ConsistencyMismatch, "the app hash is another", (0, 0, 0, 0))


def test_fewer_batches_than_the_checkpoints_hold_are_told(world, witness):
    state = json.loads((world.public / "state").read_bytes())
    (world.public / records_path(0, 1)).write_bytes(pack_bundle(world.store.records(0, 1)))
    (world.public / "state").write_bytes(encode(state | {"batches": 1}))
    refused(witness, ConsistencyMismatch, "trace: the batches end at 0, the checkpoint is of 3", (0, 0, 0, 0))


@pytest.mark.parametrize(("signed_as", "error"), [("mallory", SignatureMissing), (None, UnknownFormat)])
def test_a_checkpoint_of_somebody_else_is_told(world, witness, signed_as, error):
    origin = origins()[3] if signed_as else "mallory.example/log"
    body = Checkpoint(origin, 6, bytes(32)).to_body()
    (world.public / "rule" / "checkpoint").write_bytes(sign_note(body, origin, key(signed_as or origin)).to_bytes())
    refused(witness, error, "rule: ", (0, 0, 0, 0))


def test_files_of_two_cuts_are_waited_for_and_never_signed(world, witness):
    before = (world.public / "rule" / "checkpoint").read_bytes()
    world.write("org-founder", [entry("org.added", "org-founder", org="org-late", role="bank")])
    (world.public / "rule" / "checkpoint").write_bytes(before)
    with pytest.raises(GatewayError, match="not of one cut") as told:
        witness.cosign()
    assert not told.value.permanent


@pytest.mark.parametrize("name", ["state", "voice/checkpoint", "batches/000.p/2", "trace/tile/entries/000.p/3"])
def test_a_file_that_is_missing_is_the_world_s_failure(world, witness, name):
    (world.public / name).unlink()
    with pytest.raises(GatewayError, match=f"publishes no {name.split('.p')[0]}"):
        witness.cosign()


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_any_byte_flipped_in_what_is_published_is_told(data, tmp_path_factory):
    """Or lies in a checkpoint's signature bytes that C2SP tells readers to ignore: none here, all keys are known."""
    world, published = flipped_world(tmp_path_factory)
    name = data.draw(st.sampled_from(sorted(published)))
    at = data.draw(st.integers(0, len(published[name]) - 1))
    changed = bytearray(published[name])
    changed[at] ^= data.draw(st.integers(1, 255))
    witness = make_witness(tmp_path_factory.mktemp("w"), Overlay(FolderSource(world.public), {name: bytes(changed)}))
    with pytest.raises((LedgerError, GatewayError)):
        witness.cosign()


_flipped = {}


def flipped_world(tmp_path_factory):
    if not _flipped:
        world = World(tmp_path_factory.mktemp("flipped")).found().trade(1, 2)
        names = ["state", *(f"{log}/checkpoint" for log in LOGS), records_path(0, 2), f"trace/{bundle_path(0, 2)}",
                 f"rule/{bundle_path(0, 6)}"]  # fmt: skip
        _flipped["it"] = world, {name: (world.public / name).read_bytes() for name in names}
    return _flipped["it"]


class Overlay:
    """A source in which some files are others; it can count what is read."""

    def __init__(self, below, files):
        self.below, self.files = below, files

    def read(self, path):
        return self.files.get(path, self.below.read(path))


# one transaction ----------------------------------------------------------------------------------------------------


def test_a_failure_at_any_insert_leaves_the_mirror_where_it_was(tmp_path, world, witness, monkeypatch):
    witness.cosign()
    for n in range(10, 14):
        world.trade(n)
    insert, calls = type(witness._mirror)._insert, []

    def failing(self, changes):
        calls.append(changes)
        if len(calls) == 3:
            raise sqlite3.OperationalError("disk I/O error")
        insert(self, changes)

    monkeypatch.setattr(type(witness._mirror), "_insert", failing)
    with pytest.raises(sqlite3.OperationalError):
        witness.cosign()
    assert witness.sizes == make_witness(tmp_path / "bank", world.public).sizes == (0, 3, 0, 6)
    assert witness.cosign()
    assert witness.sizes == (0, 7, 0, 6)


# older cuts ----------------------------------------------------------------------------------------------------------


def test_an_older_cut_is_not_cosigned_again(world, witness):
    witness.cosign((0, 3, 0, 6))
    world.trade(4)
    with pytest.raises(CheckpointRolledBack, match="were asked for"):
        witness.cosign((0, 3, 0, 6))
    witness.cosign((0, 4, 0, 6))
    with pytest.raises(CheckpointRolledBack):
        witness.cosign((0, 3, 0, 6))
    with pytest.raises(GatewayError, match="not published this cut yet"):
        witness.cosign((0, 5, 0, 6))


# unspent -------------------------------------------------------------------------------------------------------------


def question(number, sizes, by="org-shop", name="next"):
    return Question(by, name, tag(number), b"s" * 32, sizes)


def signed(asked, *lines):
    body = asked.statement(f"{NET}/unspent").to_body()
    return sign_note(body, f"{NET}/unspent", key(f"{NET}/unspent")).plus(lines)


def test_an_unspent_tag_is_vouched_for_and_the_note_holds(tmp_path, world, witness):
    witness.cosign()
    culture = make_witness(tmp_path / "culture", world.public, name="culture")
    culture.cosign()
    asked = question(4, world.sizes)
    note = signed(asked, *witness.unspent([asked]), *culture.unspent([asked]))
    found, at = unspent.require_unspent(note, make_pin(), world.sizes)
    assert (found.digest, at) == (field_digest("next", tag(4).hex(), b"s" * 32), UNIX + 60)
    assert tag(4) not in note.to_bytes()
    assert tag(4).hex().encode() not in note.to_bytes()


def test_an_unspent_line_is_no_cosignature_and_the_other_way_round(world, witness):
    notes = witness.cosign()
    asked = question(4, world.sizes)
    [line] = witness.unspent([asked])
    pin = make_pin(witnesses=("bank",), needed=1)
    with pytest.raises(SignatureInvalid):
        pin.policy.require_quorum(signed(asked, line))
    with pytest.raises(SignatureInvalid):
        pin.policy.require_quorum(notes[1], domain=unspent.DOMAIN)


def test_a_spent_tag_is_refused_and_the_refusal_repeats_no_tag(world, witness):
    witness.cosign()
    asked = [question(4, world.sizes), question(2, world.sizes), question(3, world.sizes, name="first")]
    with pytest.raises(TagsSpent) as told:
        witness.unspent(asked)
    assert told.value.places == (1, 2)
    assert not any(tag(n).hex() in str(told.value) for n in (2, 3, 4))
    assert tag(2).hex() not in repr(asked)
    assert str(tag(2)) not in repr(asked)


def test_a_tag_that_another_organisation_spent_is_not_spent_by_this_one(world, witness):
    witness.cosign()
    assert witness.unspent([question(2, world.sizes, by="org-registrar")])


def test_any_cut_that_was_cosigned_can_be_asked_about(tmp_path, world, witness):
    witness.cosign()
    old = world.sizes
    world.trade(4)
    witness.cosign()
    for asked in (witness, make_witness(tmp_path / "bank", world.public)):
        assert asked.unspent([question(4, old)])
        with pytest.raises(TagsSpent):
            asked.unspent([question(4, world.sizes)])


def test_a_cut_never_cosigned_cannot_be_asked_about(world, witness):
    world.trade(4)
    witness.cosign()
    for sizes in [(0, 3, 0, 6), (0, 0, 0, 0), (0, 4, 0, 7)]:
        with pytest.raises(CutUnknown):
            witness.unspent([question(9, sizes)])


def test_a_refused_pull_leaves_earlier_answers_standing(tmp_path, world, witness):
    witness.cosign()
    append_unjudged(world, shop_batch(world, [3]))
    with pytest.raises(LedgerError):
        witness.cosign()
    assert witness.unspent([question(9, (0, 3, 0, 6))])
    with pytest.raises(TagsSpent):
        witness.unspent([question(1, (0, 3, 0, 6))])


def test_published_state_is_read_in_its_one_form_only():
    from shouyi.ledger.witness import parse_published

    state = Published(b"a" * 32, 3, (1, 2, 3, 4))
    assert parse_published(state.to_bytes()) == state
    for data in [b"", b"{}", b" " + state.to_bytes(), state.to_bytes().replace(b"3,", b"-3,")]:
        with pytest.raises(MalformedBytes):
            parse_published(data)
