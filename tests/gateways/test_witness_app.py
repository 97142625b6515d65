"""A witness over HTTP: the honest way, every refusal's status, any bytes at all, and a log that asks."""

import json
import logging
import socket
import subprocess
import sys
import threading
import time
from base64 import b64encode
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gateways.served import calling, served
from gateways.small_world import (
    NET,
    UNIX,
    World,
    key,
    make_pin,
    make_witness,
    origins,
    tag,
    witness_verifier,
)
from shouyi.gateways.cosigning import ask, require_history
from shouyi.gateways.errors import GatewayError
from shouyi.gateways.proofs_app import proofs_app
from shouyi.gateways.source import FolderSource, HttpSource
from shouyi.gateways.witness_app import open_witness, polling, witness_app
from shouyi.gateways.witness_client import WitnessClient
from shouyi.ledger import unspent
from shouyi.ledger.checkpoint import Checkpoint, read_checkpoint
from shouyi.ledger.errors import (
    CheckpointRolledBack,
    ConsistencyMismatch,
    CutUnknown,
    QuorumMissing,
    SignatureInvalid,
    SignatureMissing,
    TagsSpent,
)
from shouyi.ledger.kind import LOGS
from shouyi.ledger.note import parse_line, parse_note, sign_note
from shouyi.ledger.proof import leaf_hash
from shouyi.ledger.tree import Hashes
from shouyi.ledger.witness import Question, write_questions


@pytest.fixture
def world(tmp_path):
    return World(tmp_path / "log").found().trade(1, 2, 3)


@pytest.fixture
def witness(tmp_path, world):
    return make_witness(tmp_path / "bank", world.public)


@pytest.fixture
def http(witness):
    with calling(witness_app(witness)) as client:
        yield client


def question(number, sizes, by="org-shop"):
    return Question(by, "next", tag(number), b"s" * 32, sizes)


# the whole way ----------------------------------------------------------------------------------------------------


def test_two_witnesses_follow_a_log_over_real_http_and_a_quorum_holds(tmp_path, world):
    pin = make_pin()
    with served(proofs_app(world.public, tmp_path / "pin", lambda _: None)) as log_url:
        ports, near = {}, []
        for name in ("bank", "culture"):
            source = HttpSource(log_url)
            witness = make_witness(tmp_path / name, source, name=name)
            serving = served(witness_app(witness))
            ports[name] = WitnessClient(serving.__enter__())
            near.append(serving)
        try:
            assert [port.key() for port in ports.values()] == [witness_verifier(name) for name in ports]
            world.ledger.on_publish = lambda cut: absent.append(ask(ports, world.tiles, pin))
            absent = []
            for start in range(10, 610, 300):
                world.trade(*range(start, start + 300))
            assert absent == [{}, {}]
            for log in range(4):
                assert pin.policy.require_quorum(parse_note(world.tiles.checkpoint(log))) == UNIX + 60
            asked = [question(n, world.sizes) for n in range(1000, 1600)]
            lines = [port.unspent(asked) for port in ports.values()]
            for one, both in zip(asked, zip(*lines, strict=True), strict=True):
                body = one.statement(f"{NET}/unspent").to_body()
                note = sign_note(body, f"{NET}/unspent", key(f"{NET}/unspent")).plus(both)
                assert unspent.require_unspent(note, pin, world.sizes)[1] == UNIX + 60
        finally:
            for serving in near:
                serving.__exit__(None, None, None)


def test_the_polling_witness_keeps_up_by_itself_and_says_once_what_is_wrong(tmp_path, world, caplog):
    pin = make_pin()
    with (
        caplog.at_level(logging.WARNING, logger="shouyi.witness"),
        open_witness(tmp_path / "home", FolderSource(world.public), pin, key("bank"), lambda: UNIX) as witness,
        polling(witness, 0.02),
    ):
        eventually(lambda: witness.sizes == world.sizes)
        world.trade(4)
        eventually(lambda: witness.sizes == world.sizes)
        (world.public / "state").write_bytes(b"{}")
        eventually(lambda: "NOT COSIGNED" in caplog.text)
        time.sleep(0.1)
    assert caplog.text.count("NOT COSIGNED, MalformedBytes") == 1


def eventually(holds, seconds=60):
    until = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < until
        time.sleep(0.01)


def test_a_process_of_its_own_mirrors_serves_and_starts_again(tmp_path, world):
    pin = make_pin(witnesses=("bank",), needed=1)
    (tmp_path / "pin.json").write_bytes(pin.to_bytes())
    with served(proofs_app(world.public, tmp_path / "pin.json", lambda _: None)) as log_url:
        for number in (4, 5):
            world.trade(number)
            with running_witness(tmp_path / "home", log_url, tmp_path / "pin.json") as client:
                eventually(lambda client=client: client.cosign(world.sizes))
                ask({"bank": client}, world.tiles, pin)
                assert pin.policy.require_quorum(world_notes(world)[1]) == UNIX
    with open_witness(tmp_path / "home", FolderSource(world.public), pin, key("bank"), lambda: UNIX) as witness:
        assert witness.sizes == world.sizes


@contextmanager
def running_witness(home, log_url, pin):
    """A client of `run_witness` in a process, which is killed at the end."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        bind = f"127.0.0.1:{free.getsockname()[1]}"
    script = Path(__file__).with_name("witness_process.py")
    with subprocess.Popen([sys.executable, script, home, log_url, bind, pin]) as process:
        client = WitnessClient(f"http://{bind}")
        try:
            eventually(lambda: answers(client))
            yield client
        finally:
            process.kill()


def answers(client):
    try:
        return client.key()
    except GatewayError:
        return None


def test_a_mirror_has_one_process_and_the_pin_must_know_the_key(tmp_path, world):
    source = FolderSource(world.public)
    another = open_witness(tmp_path / "home", source, make_pin(), key("bank"), lambda: UNIX)
    with (
        open_witness(tmp_path / "home", source, make_pin(), key("bank"), lambda: UNIX),
        pytest.raises(GatewayError, match="another process"),
    ):
        another.__enter__()
    with pytest.raises(GatewayError, match="no witness with this key"):
        open_witness(tmp_path / "home", source, make_pin(), key("mallory"), lambda: UNIX).__enter__()


# cosigning, on the log's side -------------------------------------------------------------------------------------


def test_checkpoints_are_the_same_bytes_whoever_answers_first(tmp_path, world):
    pin = make_pin()
    near = {name: make_witness(tmp_path / name, world.public, name=name) for name in ("bank", "culture")}
    seen = []
    for order in (("bank", "culture"), ("culture", "bank"), ("bank",), ()):
        assert ask({name: near[name] for name in order}, world.tiles, pin) == {}
        seen.append([world.tiles.checkpoint(log) for log in range(4)])
    assert seen[0] == seen[1] == seen[2] == seen[3]
    assert [line.name for line in parse_note(seen[0][1]).signatures] == [
        origins()[1],
        "bank.example",
        "culture.example",
    ]


def test_a_witness_that_answers_later_takes_the_place_of_its_older_line(tmp_path, world):
    pin, now = make_pin(witnesses=("bank",), needed=1), [UNIX]
    near = {"bank": make_witness(tmp_path / "bank", world.public, clock=lambda: now[0])}
    ask(near, world.tiles, pin)
    now[0] += 5
    ask(near, world.tiles, pin)
    note = parse_note(world.tiles.checkpoint(2))
    assert (len(note.signatures), pin.policy.require_quorum(note)) == (2, UNIX + 5)


def test_a_cosigned_checkpoint_is_accepted_by_the_log_at_its_next_publication(tmp_path, world):
    ask({"bank": make_witness(tmp_path / "bank", world.public)}, world.tiles, make_pin())
    world.trade(4)
    assert len(parse_note(world.tiles.checkpoint(1)).signatures) == 1


class Liar:
    """A witness that answers what it likes."""

    def __init__(self, answer):
        self.answer = answer

    def cosign(self, sizes=None):
        return self.answer(sizes)


def test_lines_that_do_not_hold_and_witnesses_that_fail_are_left_out_by_name(tmp_path, world):
    pin = make_pin(needed=1)
    good, other = (
        make_witness(tmp_path / "bank", world.public),
        make_witness(tmp_path / "m", world.public, name="mallory"),
    )

    def down(sizes):
        raise GatewayError("down", permanent=False)

    def posing(sizes):
        wrong = [line for note in other.cosign() for line in note.signatures[-1:]]
        name, found = "culture.example", witness_verifier("culture")
        lines = [type(line)(name, found.key_id, line.blob) for line in wrong]
        return [note.plus([line]) for note, line in zip(world_notes(world), lines, strict=True)]

    for answer, error in [
        (down, GatewayError),
        (posing, SignatureInvalid),
        (lambda sizes: other.cosign(), SignatureMissing),
        (lambda sizes: good.cosign()[::-1], SignatureMissing),
        (lambda sizes: (), SignatureMissing),
    ]:
        absent = ask({"culture": Liar(answer), "bank": good}, world.tiles, pin)
        assert {name: type(problem) for name, problem in absent.items()} == {"culture": error}
        assert all(pin.policy.require_quorum(note) for note in world_notes(world))
        assert "culture" not in world.tiles.checkpoint(1).decode()
    with pytest.raises(QuorumMissing):
        make_pin(needed=2).policy.require_quorum(world_notes(world)[0])


def test_a_store_put_back_whole_is_told_by_its_witness_before_anything_is_written(tmp_path, world):
    pin, near = make_pin(), {"bank": make_witness(tmp_path / "bank", world.public)}
    world.trade(4)
    assert require_history(near, world.tiles, pin) == {}
    put_back = World(tmp_path / "backup").found().trade(1, 2, 3)
    near["bank"]._source = FolderSource(put_back.public)
    with pytest.raises(CheckpointRolledBack, match="bank: "):
        require_history(near, put_back.tiles, pin)
    put_back.trade(5, 6)  # whoever writes on all the same is told as well
    with pytest.raises(ConsistencyMismatch, match="bank: "):
        require_history(near, put_back.tiles, pin)
    down = Liar(lambda sizes: (_ for _ in ()).throw(GatewayError("down", permanent=False)))
    assert list(require_history({"bank": down}, world.tiles, pin)) == ["bank"]


def world_notes(world):
    return [parse_note(world.tiles.checkpoint(log)) for log in range(4)]


# statuses ---------------------------------------------------------------------------------------------------------


def test_what_is_served_and_how(http, witness, world):
    assert http.get("/key").text == witness_verifier("bank").to_vkey() + "\n"
    assert http.get("/health").json() == {"sizes": [0, 0, 0, 0]}
    answer = http.post("/cosign")
    assert [parse_note(text.encode()).body for text in answer.json()["checkpoints"]] == [
        n.body for n in world_notes(world)
    ]
    assert http.get("/health").json() == {"sizes": [0, 3, 0, 6]}
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["cache-control"] == "no-store"
    assert [http.get(p).status_code for p in ("/", "/cosign", "/unspent", "/nowhere")] == [404, 405, 405, 404]


def test_refusals_have_their_status(http, witness, world):
    world.trade(4)
    http.post("/cosign")
    older = http.post("/cosign", json={"sizes": [0, 3, 0, 6]})
    assert (older.status_code, older.json()["code"], older.json()["sizes"]) == (
        409,
        "CheckpointRolledBack",
        [0, 4, 0, 6],
    )
    assert http.post("/cosign", json={"sizes": [9, 9, 9, 9]}).status_code == 503
    spent = http.post("/unspent", content=write_questions([question(9, (0, 4, 0, 6)), question(2, (0, 4, 0, 6))]))
    assert (spent.status_code, spent.json()["code"], spent.json()["places"]) == (422, "TagsSpent", [1])
    assert tag(2).hex() not in spent.text
    unknown = http.post("/unspent", content=write_questions([question(9, (0, 1, 0, 6))]))
    assert (unknown.status_code, unknown.json()["code"]) == (422, "CutUnknown")
    assert http.post("/unspent", content=b" " * 300_000).status_code == 413
    assert http.post("/unspent", content=write_questions([question(9, (0, 4, 0, 6))] * 513)).status_code == 400
    (world.public / "state").unlink()
    assert http.post("/cosign").status_code == 503


def test_a_fork_is_422_and_a_rewound_log_409(tmp_path, http, world):
    http.post("/cosign")
    fork = World(tmp_path / "fork").found().trade(1, 2, 9)
    with calling(witness_app(make_witness(tmp_path / "bank", fork.public))) as forked:
        answer = forked.post("/cosign")
    assert (answer.status_code, answer.json()["code"]) == (422, "ConsistencyMismatch")
    rewound = World(tmp_path / "rewound").found()
    with calling(witness_app(make_witness(tmp_path / "bank", rewound.public))) as rewinding:
        answer = rewinding.post("/cosign")
    assert (answer.status_code, answer.json()["sizes"]) == (409, [0, 3, 0, 6])


def test_the_client_raises_what_the_witness_says(tmp_path, world):
    witness = make_witness(tmp_path / "bank", world.public)
    with served(witness_app(witness)) as url:
        client = WitnessClient(url)
        assert [note.body for note in client.cosign((0, 3, 0, 6))] == [note.body for note in world_notes(world)]
        with pytest.raises(CheckpointRolledBack, match="were asked for"):
            client.cosign((0, 2, 0, 6))
        with pytest.raises(GatewayError) as later:
            client.cosign((0, 4, 0, 6))
        assert not later.value.permanent
        asked = [question(n, world.sizes) for n in range(50, 650)]
        asked[7] = asked[599] = question(1, world.sizes)
        with pytest.raises(TagsSpent) as spent:
            client.unspent(asked)
        assert spent.value.places == (7,)
        asked[7] = question(7, world.sizes)
        with pytest.raises(TagsSpent) as spent:
            client.unspent(asked)
        assert spent.value.places == (599,)
        with pytest.raises(CutUnknown):
            client.unspent([question(7, (0, 0, 0, 1))])
        fork = World(tmp_path / "fork").found().trade(1, 2, 9)
        witness._source = FolderSource(fork.public)
        with pytest.raises(ConsistencyMismatch):
            client.cosign()
    with pytest.raises(GatewayError, match="does not answer") as down:
        client.cosign()
    assert not down.value.permanent


@pytest.mark.parametrize(
    ("status", "body"),
    [(200, b""), (200, b"{}"), (200, b'{"checkpoints":[]}'), (200, b'{"checkpoints":["","","",""]}'), (200, b"[1]"),
     (200, b'{"checkpoints":[1,2,3,4]}'), (200, b"\xff" * 99), (422, b""), (422, b'{"code":"Sequence"}'), (500, b"{}"),
     (422, b'{"code":"TagsSpent","places":[-1]}'), (409, b'{"code":7}'), (301, b""), (200, b"1" * (2 << 20))],
)  # fmt: skip
def test_an_answer_without_sense_is_a_gateway_error(status, body):
    client = WitnessClient("http://witness.example")
    client._client = httpx.Client(
        base_url="http://witness.example", transport=httpx.MockTransport(lambda _: httpx.Response(status, content=body))
    )
    for call in (client.cosign, client.key, lambda: client.unspent([question(1, (0, 0, 0, 0))])):
        with pytest.raises(GatewayError):
            call()


@settings(max_examples=40, deadline=None)
@given(status=st.sampled_from([200, 301, 404, 500]), body=st.binary(max_size=100))
def test_whatever_a_log_answers_is_its_bytes_or_a_gateway_error(status, body):
    source = HttpSource("http://log.example")
    source._client = httpx.Client(
        base_url="http://log.example/", transport=httpx.MockTransport(lambda _: httpx.Response(status, content=body))
    )
    if status in (200, 404):
        assert source.read("state") == (body if status == 200 else None)
    else:
        with pytest.raises(GatewayError):
            source.read("state")


# C2SP -------------------------------------------------------------------------------------------------------------


def added(world, log, old, size=None, origin=None, signer=None):
    """The body of add-checkpoint for the log's last checkpoint."""
    leaves = Hashes()
    leaves.extend(map(leaf_hash, world.store.entries(log, 0, world.sizes[log])))
    data = world.tiles.checkpoint(log)
    size = read_checkpoint(data)[1].size
    proof = leaves.consistency(old, size) if 0 <= old <= size else []
    lines = "".join(b64encode(h).decode() + "\n" for h in proof)
    return f"old {old}\n{lines}\n".encode() + data


def test_add_checkpoint_as_c2sp_has_it(http, world):
    first = http.post("/add-checkpoint", content=added(world, 1, 0))
    note = parse_note(world.tiles.checkpoint(1)).plus([parse_line(first.text)])
    assert make_pin(witnesses=("bank",), needed=1).policy.require_quorum(note) == UNIX + 60
    world.trade(4, 5)
    stale = http.post("/add-checkpoint", content=added(world, 1, 0))
    assert (stale.status_code, stale.text, stale.headers["content-type"]) == (409, "3\n", "text/x.tlog.size")
    assert http.post("/add-checkpoint", content=added(world, 1, 3)).status_code == 200
    assert http.post("/add-checkpoint", content=added(world, 1, 5)).status_code == 200  # again, with an empty proof
    assert http.post("/add-checkpoint", content=added(world, 3, 6)).status_code == 200  # pulled together with the rest


def test_add_checkpoint_refuses_as_c2sp_has_it(http, world, tmp_path):
    http.post("/cosign")
    world.trade(4)
    good = added(world, 1, 3)

    def status(body):
        return http.post("/add-checkpoint", content=body).status_code

    def of(size, root, origin=f"{NET}/trace", signer=None):
        note = sign_note(Checkpoint(origin, size, root).to_body(), origin, key(signer or origin))
        return b"old 3\n\n" + note.to_bytes()

    assert status(of(4, bytes(32), origin="mallory.example")) == 404
    assert status(of(4, bytes(32), signer="mallory")) == 403
    assert status(good.replace(b"old 3", b"old 5")) == 400
    assert status(of(3, bytes(32))) == 409  # the same size, another root
    assert status(of(4, bytes(32))) == 422  # signed, and not consistent
    assert status(good.replace(b"old 3\n", b"old 3\n" + b64encode(bytes(32)) + b"\n", 1)) == 422
    fork = World(tmp_path / "fork").found().trade(1, 2, 3).trade(9)
    assert status(added(fork, 1, 3)) == 409  # consistent with what we saw, but not what the log shows us
    for body in [b"", b"old\n\n", b"old 03\n\n" + good.partition(b"\n\n")[2], b"old 3\nx\n\n", b"old -1\n\n", b"\xff"]:
        assert status(body) in (400, 404)
    assert status(good) == 409  # by now the witness has gone on to 4 by itself
    assert status(added(world, 1, 4)) == 200


def test_a_checkpoint_is_not_signed_before_its_entries_were_seen(http, world):
    http.post("/cosign")
    hidden = {log: world.tiles.checkpoint(log) for log in range(4)}
    state = (world.public / "state").read_bytes()
    world.trade(4)
    body = added(world, 1, 3)
    for log, data in hidden.items():
        (world.public / LOGS[log] / "checkpoint").write_bytes(data)
    (world.public / "state").write_bytes(state)
    assert http.post("/add-checkpoint", content=body).status_code == 503


# any bytes --------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def shared(tmp_path_factory):
    """(client of a witness that has cosigned, its log): shared, since nothing that is refused changes anything."""
    world = World(tmp_path_factory.mktemp("fuzz")).found().trade(1, 2)
    witness = make_witness(tmp_path_factory.mktemp("w"), world.public)
    witness.cosign()
    with calling(witness_app(witness)) as client:
        yield client, world


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(st.text(max_size=6), inner, max_size=5),
    max_leaves=12,
)
QUESTION = {"by": "org-shop", "field": "next", "salt": "73" * 32, "sizes": [0, 2, 0, 6], "value": tag(9).hex()}


@settings(max_examples=80, deadline=None)
@given(path=st.sampled_from(["/cosign", "/unspent", "/add-checkpoint"]), body=st.binary(min_size=1, max_size=400))
def test_any_bytes_are_refused_with_a_4xx(path, body, shared):
    http, _ = shared
    assert 400 <= http.post(path, content=body).status_code < 500


@settings(max_examples=80, deadline=None)
@given(data=st.data())
def test_any_json_in_place_of_any_part_of_a_question_is_refused_and_repeats_no_tag(data, shared):
    http, _ = shared
    value = data.draw(json_values)
    where = data.draw(st.sampled_from([*QUESTION, "", "asked", "more"]))
    asked = QUESTION if where in ("", "asked") else QUESTION | {where: value}
    plain = {"": value, "asked": {"asked": value}}.get(where, {"asked": [QUESTION, asked]})
    answer = http.post("/unspent", content=json.dumps(plain))
    if plain != {"asked": [QUESTION, QUESTION]}:
        assert 400 <= answer.status_code < 500
    assert tag(9).hex() not in answer.text


@settings(max_examples=60, deadline=None)
@given(value=json_values)
def test_any_json_in_place_of_sizes_is_refused(value, shared):
    http, _ = shared
    for body in (value, {"sizes": value}):
        assert 400 <= http.post("/cosign", content=json.dumps(body)).status_code < 500


@settings(max_examples=80, deadline=None)
@given(data=st.data())
def test_any_byte_changed_in_an_addition_is_refused(data, shared):
    http, world = shared
    body = bytearray(added(world, 1, 2))
    at = data.draw(st.integers(0, len(body) - 1))
    body[at] ^= data.draw(st.integers(1, 255))
    assert 400 <= http.post("/add-checkpoint", content=bytes(body)).status_code < 500


def test_what_was_asked_stands_in_no_log_line_and_in_no_store(tmp_path, world, capfd, caplog):
    witness = make_witness(tmp_path / "bank", world.public)
    witness.cosign()
    with caplog.at_level(logging.DEBUG), served(witness_app(witness)) as url:
        client = WitnessClient(url)
        client.unspent([question(77, world.sizes)])
        with pytest.raises(TagsSpent):
            client.unspent([question(77, world.sizes), question(1, world.sizes)])
        httpx.post(f"{url}/unspent", content=b'{"asked":["' + tag(77).hex().encode() + b'"]}')
    said = caplog.text + "".join(capfd.readouterr())
    assert tag(77).hex() not in said
    assert tag(1).hex() not in said
    stored = b"".join(path.read_bytes() for path in (tmp_path / "bank").iterdir())
    assert tag(77) not in stored
    assert tag(77).hex().encode() not in stored


def test_many_at_once_are_answered_one_after_another(tmp_path, world, witness):
    with served(witness_app(witness)) as url:
        answers = []

        def asking():
            client = WitnessClient(url)
            answers.append([note.to_bytes() for note in client.cosign()])
            client.unspent([question(9, world.sizes)])

        threads = [threading.Thread(target=asking) for _ in range(8)]
        [thread.start() for thread in threads]
        [thread.join() for thread in threads]
    assert answers == [answers[0]] * 8
