"""The public proofs' address: what it serves, how, and that it serves nothing else."""

import http.client
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gateways.served import calling
from gateways.small_world import World
from shouyi.archive.errors import ArchiveError, NotInArchive, PersonErased
from shouyi.gateways.errors import GatewayError
from shouyi.gateways.proofs_app import PUBLISHED, proofs_app
from shouyi.ledger.tile import bundle_path, records_path, tile_path

PROOFS = {"AB-_12": b"c2sp.org/tlog-proof@v1\nindex 0\n\n"}
PROBLEMS = {
    "damaged": ArchiveError("a row of the vault was changed"),
    "down": GatewayError("the vault is locked", permanent=False),
    "erased": PersonErased("no key of this person is here"),
    "unpublished": NotInArchive("the entry is not under a published checkpoint yet"),
}


def find(public_id):
    if public_id in PROBLEMS:
        raise PROBLEMS[public_id]
    return PROOFS.get(public_id)


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    world = World(tmp_path_factory.mktemp("home")).found().trade(*range(300))
    (world.folder / "pin.json").write_bytes(b'{"pin":1}')
    for secret in ("keys.db", "public/secret", "public/trace/secret", "public/trace/tile/secret", "public/state.new"):
        (world.folder / secret).write_bytes(b"SECRET")
    return world


@pytest.fixture(scope="module")
def client(world):
    with calling(proofs_app(world.public, world.folder / "pin.json", find)) as client:
        yield client


def published(world):
    """Every path that the folder holds, but for what was planted."""
    files = (path for path in world.public.rglob("*") if path.is_file() and path.read_bytes() != b"SECRET")
    return sorted(str(path.relative_to(world.public)) for path in files)


def test_everything_that_a_log_publishes_is_served_byte_for_byte(world, client):
    names = published(world)
    assert {"state", "rule/checkpoint", "trace/tile/1/000.p/1", "trace/tile/entries/000"} <= set(names)
    for name in names:
        answer = client.get(f"/{name}")
        assert (answer.status_code, answer.content) == (200, (world.public / name).read_bytes()), name


@pytest.mark.parametrize(
    ("path", "kind", "freshness"),
    [
        ("/trace/tile/0/000", "application/octet-stream", "immutable"),
        ("/trace/tile/entries/000", "application/octet-stream", "immutable"),
        ("/trace/tile/entries/001.p/44", "application/octet-stream", "max-age=3600"),
        ("/batches/000.p/2", "application/octet-stream", "max-age=3600"),
        ("/trace/checkpoint", "text/plain; charset=utf-8", "no-cache"),
        ("/state", "application/json", "no-cache"),
        ("/pin", "application/json", "no-cache"),
        ("/pin.json", "application/json", "no-cache"),
        ("/proof/AB-_12", "text/plain; charset=utf-8", "no-store"),
        ("/health", "application/json", "no-store"),
    ],
)
def test_types_and_how_long_they_stay_fresh(client, path, kind, freshness):
    answer = client.get(path)
    assert (answer.status_code, answer.headers["content-type"]) == (200, kind)
    assert freshness in answer.headers["cache-control"]


def test_the_pin_is_read_by_pages_and_saved_by_people(client):
    read, saved = client.get("/pin"), client.get("/pin.json")
    assert read.content == saved.content == b'{"pin":1}'
    assert "content-disposition" not in read.headers
    assert saved.headers["content-disposition"] == 'attachment; filename="pin.json"'


def test_guides_are_saved_under_the_name_that_the_command_asks_for(world, client):
    assert client.get("/guide/2.2.json").status_code == 404
    (world.public / "guide").mkdir(exist_ok=True)
    for ending in ("json", "note"):
        (world.public / "guide" / f"2.2.{ending}").write_bytes(b"{}")
        answer = client.get(f"/guide/2.2.{ending}")
        (world.public / "guide" / f"2.2.{ending}").unlink()
        assert (answer.status_code, answer.content) == (200, b"{}")
        assert answer.headers["content-disposition"] == f'attachment; filename="2.2.{ending}"'


def test_proofs_and_the_verifier_are_saved_under_names_of_their_own(world, client):
    answer = client.get("/proof/AB-_12")
    assert answer.headers["content-disposition"] == 'attachment; filename="AB-_12.tlog-proof"'
    assert "content-disposition" not in client.get("/proof/none").headers
    assert client.get("/verify.html").status_code == 404
    (world.public / "verify.html").write_bytes(b"<!doctype html>")
    answer = client.get("/verify.html")
    (world.public / "verify.html").unlink()
    assert (answer.status_code, answer.content) == (200, b"<!doctype html>")
    assert answer.headers["content-disposition"] == 'attachment; filename="shouyi-verify.html"'


@pytest.mark.parametrize("path", ["/state", "/pin", "/proof/AB-_12", "/health", "/proof/none", "/nowhere", "/"])
def test_any_page_may_read_and_no_cookie_is_set(client, path):
    answer = client.get(path, headers={"Origin": "https://shop.example", "Cookie": "session=1"})
    assert answer.headers["access-control-allow-origin"] == "*"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["content-security-policy"].startswith("default-src 'none'")
    assert "set-cookie" not in answer.headers
    assert "access-control-allow-credentials" not in answer.headers


@pytest.mark.parametrize(
    "path",
    [
        "/../keys.db", "/..%2fkeys.db", "/%2e%2e/keys.db", "/trace/../../keys.db", "/trace/%2e%2e%2f%2e%2e%2fkeys.db",
        "/trace/tile/..%2f..%2fsecret", "//keys.db", "/%2fetc%2fpasswd", "/secret", "/trace/secret",
        "/trace/tile/secret",
        "/state.new", "/state%00", "/state%0a", "/state/", "/trace/", "/trace", "/trace/tile/0/", "/trace/tile/9/000",
        "/trace/tile/0/0", "/trace/tile/0/000.p/0", "/trace/tile/0/000.p/01", "/trace/tile/0/x001", "/batches",
        "/other/checkpoint", "/pin/", "/proof/", "/proof/none", "/proof/..%2f..%2fkeys.db", "/proof/%00", "/",
        "/proof/a/b", "/guide/", "/guide/2", "/guide/..%2fpin.json", "/guide/../state", "/guide/2.2.json/",
        "/guide/2.2.2.2.json", "/guide/a.json", "/guide/2.json%00", "/guide/%D9%A2.json",
        "/trace/tile/0/000/..", "/trace\\..\\..\\keys.db", "/trace/tile/0/%D9%A0%D9%A0%D9%A0",
        "/trace/tile/7/000", "/trace/tile/0/" + "x001/" * 2000 + "000", "/batches/" + "x001/" * 7 + "000",
    ],
)  # fmt: skip
def test_nothing_else_is_there(client, path):
    """The path goes over the wire as it stands here: no client tidies it."""
    connection = http.client.HTTPConnection(client.base_url.host, client.base_url.port)
    connection.putrequest("GET", path, skip_host=True)
    connection.putheader("Host", "localhost")
    connection.endheaders()
    answer = connection.getresponse()
    assert (answer.status, answer.read()) == (404, b"not found\n")
    connection.close()


@settings(max_examples=300, deadline=None)
@given(
    st.text(max_size=60)
    | st.lists(st.sampled_from(["..", "trace", "tile", "0", "000", "/", "%2e", "x001"])).map("".join)
)
def test_no_path_that_is_let_through_leaves_the_folder(path):
    if PUBLISHED.fullmatch(path):
        assert ".." not in path
        assert not path.startswith("/")
        assert re.fullmatch(r"[a-z0-9./]+", path)


def test_every_path_that_the_ledger_can_name_is_let_through():
    for index in (0, 999, 1000, 1234067, 10**9, 2**63 // 256, 2**63 - 1):
        for width in (1, 44, 255, 256):
            for path in (tile_path(0, index, width), tile_path(5, index, width), bundle_path(index, width)):
                assert PUBLISHED.fullmatch(f"skill/{path}"), path
            assert PUBLISHED.fullmatch(records_path(index, width))


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS"])
def test_there_is_nothing_to_write(client, method):
    assert client.request(method, "/state", content=b"x").status_code == 405


@pytest.mark.parametrize("public_id", ["damaged", "down", "unpublished"])
def test_what_cannot_be_given_now_is_no_missing_proof(client, public_id):
    assert client.get(f"/proof/{public_id}").status_code == 503


def test_what_was_erased_meanwhile_is_not_there(client):
    assert client.get("/proof/erased").status_code == 404


def test_before_the_first_publication_there_is_nothing(tmp_path):
    with calling(proofs_app(tmp_path / "public", tmp_path / "pin.json", find)) as empty:
        paths = ("/state", "/trace/checkpoint", "/pin", "/health")
        assert [empty.get(path).status_code for path in paths] == [404, 404, 404, 200]
