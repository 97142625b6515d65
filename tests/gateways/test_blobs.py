"""One suite for every shelf: what a store of files promises, in a folder and over S3."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, NamedTuple

import pytest

from gateways.shelves import folder_shelf, keystore, s3_server, s3_shelf
from shouyi.archive.errors import ArchiveError, NotInArchive, PersonErased
from shouyi.evidence.upload import UploadRefused
from shouyi.gateways.blobs import Blobs, FolderShelf, Limits, Shelf
from shouyi.gateways.errors import GatewayError
from shouyi.gateways.s3 import S3Account, S3Shelf
from shouyi.gateways.sealed_file import BlobBroken, padded_size

if TYPE_CHECKING:
    from pathlib import Path

    from shouyi.gateways.keystore import Keystore

MARKER = "种下的记号 planted".encode()
CONTENTS = [b"", b"x", MARKER, bytes(65_536), bytes(65_537), MARKER * 20_000]


class Store(NamedTuple):
    blobs: Blobs
    keys: Keystore
    shelf: Shelf
    maker: str
    other: str


@pytest.fixture(scope="module")
def endpoint() -> Iterator[str]:
    with s3_server() as address:
        yield address


@pytest.fixture(params=["folder", "s3"])
def make(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[..., Store]:
    def made(limits: Limits | None = None) -> Store:
        keys = keystore(tmp_path)
        on_disk = request.param == "folder"
        shelf = folder_shelf(tmp_path) if on_disk else s3_shelf(request.getfixturevalue("endpoint"))
        return Store(Blobs(shelf, keys, limits), keys, shelf, keys.ref("maker-1").hex(), keys.ref("maker-2").hex())

    return made


@pytest.fixture
def store(make: Callable[..., Store]) -> Store:
    return make()


def write(shelf: Shelf, ref: str, address: str, data: bytes) -> None:
    """As somebody with the disk would: past `Blobs`."""
    with shelf.draft() as draft:
        draft.file.write(data)
        draft.keep(ref, address)


def lying(shelf: Shelf, ref: str, address: str) -> bytes:
    with shelf.open(ref, address) as sealed:
        return sealed.read(1 << 26)


@pytest.mark.parametrize("content", CONTENTS, ids=len)
def test_what_was_put_is_opened_again(store: Store, content: bytes) -> None:
    blob = store.blobs.put(store.maker, [content[:7], content[7:]])
    assert blob.size == len(content)
    assert store.blobs.read(store.maker, blob.address) == content
    assert list(store.blobs.list(store.maker)) == [blob.address]


def test_the_store_holds_nothing_that_can_be_read(store: Store) -> None:
    blob = store.blobs.put(store.maker, [MARKER * 100])
    assert MARKER not in lying(store.shelf, store.maker, blob.address)


def test_the_same_content_lies_once_for_one_person_and_under_another_name_for_another(store: Store) -> None:
    first, again = (store.blobs.put(store.maker, [MARKER]) for _ in range(2))
    other = store.blobs.put(store.other, [MARKER])
    assert first == again
    assert other.address != first.address
    assert len(store.blobs.list(store.maker)) == len(store.blobs.list(store.other)) == 1


def test_a_known_picture_cannot_be_looked_for(store: Store) -> None:
    """Neither by its digest nor by its length."""
    from hashlib import sha256

    first, second = (store.blobs.put(store.maker, [bytes(size)]) for size in (100_000, 100_003))
    sizes = store.blobs.list(store.maker)
    assert sizes[first.address] == sizes[second.address]
    assert sha256(bytes(100_000)).hexdigest() not in sizes


def test_another_person_cannot_open_it(store: Store) -> None:
    blob = store.blobs.put(store.maker, [MARKER])
    with pytest.raises(NotInArchive):
        store.blobs.read(store.other, blob.address)
    write(store.shelf, store.other, blob.address, lying(store.shelf, store.maker, blob.address))
    with pytest.raises(BlobBroken):
        store.blobs.read(store.other, blob.address)


def test_swapped_files_do_not_open(store: Store) -> None:
    one, two = (store.blobs.put(store.maker, [content]) for content in (b"one", b"two"))
    write(store.shelf, store.maker, one.address, lying(store.shelf, store.maker, two.address))
    with pytest.raises(BlobBroken):
        store.blobs.open(store.maker, one.address)
    assert store.blobs.put(store.maker, [b"one"]) == one  # putting it again mends it
    assert store.blobs.read(store.maker, one.address) == b"one"


def test_deleting_is_final_and_may_be_repeated(store: Store) -> None:
    blob = store.blobs.put(store.maker, [MARKER])
    for _ in range(2):
        store.blobs.delete(store.maker, blob.address)
    with pytest.raises(NotInArchive):
        store.blobs.open(store.maker, blob.address)
    assert not store.blobs.list(store.maker)


def test_erased_nothing_is_left_and_nobody_else_is_touched(store: Store) -> None:
    blob = store.blobs.put(store.maker, [MARKER])
    kept = lying(store.shelf, store.maker, blob.address)
    store.blobs.put(store.maker, [b"another"])
    other = store.blobs.put(store.other, [MARKER])
    store.keys.destroy(bytes.fromhex(store.maker))
    for _ in range(2):
        store.blobs.erase(store.maker)
    assert store.shelf.refs() == (store.other,)
    assert store.blobs.read(store.other, other.address) == MARKER
    write(store.shelf, store.maker, blob.address, kept)  # from a backup
    with pytest.raises(PersonErased):
        store.blobs.open(store.maker, blob.address)
    with pytest.raises(PersonErased):
        store.blobs.put(store.maker, [MARKER])


def test_an_erasure_beside_a_put_leaves_nothing(store: Store) -> None:
    def chunks() -> Iterator[bytes]:
        yield MARKER
        store.keys.destroy(bytes.fromhex(store.maker))
        store.blobs.erase(store.maker)
        yield MARKER

    store.blobs.put(store.maker, [b"before"])
    with pytest.raises(PersonErased):
        store.blobs.put(store.maker, chunks())
    assert store.shelf.refs() == ()


def test_one_byte_too_many_is_refused_and_leaves_nothing(make: Callable[..., Store]) -> None:
    store = make(Limits(file_bytes_max=1000))
    store.blobs.put(store.maker, [bytes(1000)])
    with pytest.raises(UploadRefused) as refusal:
        store.blobs.put(store.maker, [bytes(1000), b"x"])
    assert refusal.value.code == "too_large"
    assert len(store.blobs.list(store.maker)) == 1


def test_a_persons_room_ends_and_deleting_gives_it_back(make: Callable[..., Store]) -> None:
    store = make(Limits(person_bytes_max=3000))
    first, _ = (store.blobs.put(store.maker, [content]) for content in (b"1", b"2"))
    with pytest.raises(UploadRefused) as refusal:
        store.blobs.put(store.maker, [b"3"])
    assert refusal.value.code == "room_full"
    assert len(store.blobs.list(store.maker)) == 2
    assert store.blobs.put(store.maker, [b"1"]) == first  # it is there already
    store.blobs.put(store.other, [b"3"])
    store.blobs.delete(store.maker, first.address)
    store.blobs.put(store.maker, [b"3"])


def test_a_source_that_breaks_off_leaves_nothing(store: Store) -> None:
    def chunks() -> Iterator[bytes]:
        yield MARKER
        raise ConnectionError

    with pytest.raises(ConnectionError):
        store.blobs.put(store.maker, chunks())
    assert store.shelf.refs() == ()


@pytest.mark.parametrize("address", ["", "..", "../" * 3 + "keys.db", "0" * 63, "0" * 65, "A" * 64, "0" * 64 + "\n"])
def test_no_path_is_made_of_a_strangers_address(store: Store, address: str) -> None:
    for ask in (store.blobs.open, store.blobs.delete):
        with pytest.raises(NotInArchive):
            ask(store.maker, address)


@pytest.mark.parametrize("ref", ["", "..", "incoming", "0" * 31, "Z" * 32])
def test_no_path_is_made_of_a_strangers_ref(store: Store, ref: str) -> None:
    for ask in (store.blobs.list, store.blobs.erase, lambda each: store.blobs.put(each, [b"x"])):
        with pytest.raises(PersonErased):
            ask(ref)


BREAKAGES: dict[str, Callable[[bytes], bytes]] = {
    "empty": lambda data: b"",
    "half a header": lambda data: data[:30],
    "header alone": lambda data: data[:64],
    "last byte cut": lambda data: data[:-1],
    "last chunk cut": lambda data: data[:65_616],
    "a byte more": lambda data: data + b"\0",
    "chunks turned": lambda data: (
        data[:64] + data[64 + 65_552 : 64 + 2 * 65_552] + data[64 : 64 + 65_552] + data[131_168:]
    ),
    "chunk twice": lambda data: data[:65_616] + data[64:],
    "chunk left out": lambda data: data[:64] + data[64 + 65_552 :],
    "another version": lambda data: b"shouyiF2" + data[8:],
}


@pytest.mark.parametrize("name", BREAKAGES)
def test_what_was_changed_on_the_shelf_is_not_given_out(store: Store, name: str) -> None:
    content = b"".join(bytes([each]) * 65_536 for each in range(3))
    blob = store.blobs.put(store.maker, [content])
    write(store.shelf, store.maker, blob.address, BREAKAGES[name](lying(store.shelf, store.maker, blob.address)))
    given: list[bytes] = []
    with pytest.raises(BlobBroken):
        given.extend(store.blobs.open(store.maker, blob.address))
    assert content.startswith(b"".join(given))  # what came before the breakage was true


def test_every_byte_counts(tmp_path: Path) -> None:
    """Each byte of a small file turned over, one after the other."""
    keys = keystore(tmp_path)
    shelf, maker = folder_shelf(tmp_path), keys.ref("maker-1").hex()
    blobs = Blobs(shelf, keys)
    blob = blobs.put(maker, [MARKER])
    path = tmp_path / "blobs" / maker / blob.address
    whole = path.read_bytes()
    for place in range(len(whole)):
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        with pytest.raises(ArchiveError):
            blobs.read(maker, blob.address)
    path.write_bytes(whole)
    assert blobs.read(maker, blob.address) == MARKER


def test_padding_is_small_and_hides_neighbours() -> None:
    for size in (0, 1, 1024, 1025, 9_999, 65_536, 1_000_001, 64 << 20):
        assert size <= padded_size(size) <= max(1024, size * 1.12)
    assert len({padded_size(size) for size in range(100_000, 101_000)}) <= 2


def test_large_files_stream(tmp_path: Path) -> None:
    """48 MiB go through a put and an open in less memory than they are."""
    import tracemalloc

    keys = keystore(tmp_path)
    blobs, maker = Blobs(folder_shelf(tmp_path), keys), keys.ref("maker-1").hex()
    tracemalloc.start()
    blob = blobs.put(maker, (bytes([each]) * (1 << 20) for each in range(48)))
    assert sum(len(chunk) for chunk in blobs.open(maker, blob.address)) == 48 << 20
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 8 << 20


def test_only_the_owner_of_the_process_reads_the_folder(tmp_path: Path) -> None:
    keys = keystore(tmp_path)
    shelf, maker = folder_shelf(tmp_path), keys.ref("maker-1").hex()
    Blobs(shelf, keys).put(maker, [MARKER])
    for path in (tmp_path / "blobs").rglob("*"):
        assert path.stat().st_mode & 0o077 == 0, path


def test_a_store_that_does_not_answer_is_the_worlds_error() -> None:
    shelf = S3Shelf(S3Account("http://127.0.0.1:9", "none", "us-east-1", "key", "secret"))
    shelf._s3.meta.config.connect_timeout = 1
    for ask in (lambda: shelf.list("0" * 32), lambda: shelf.put("0" * 32, "0" * 64, io.BytesIO(b"x"))):
        with pytest.raises(GatewayError) as problem:
            ask()
        assert not problem.value.permanent


def test_a_bucket_that_is_not_there_is_named(endpoint: str) -> None:
    shelf = S3Shelf(S3Account(endpoint, "no-such-bucket", "us-east-1", "key", "secret"))
    with pytest.raises(GatewayError, match="NoSuchBucket") as problem:
        shelf.list("0" * 32)
    assert problem.value.permanent


def test_the_account_never_shows_its_secret() -> None:
    assert "hush" not in repr(S3Account("http://store", "b", "r", "id", "hush"))


def test_a_foreign_file_beside_the_shelf_is_no_person(tmp_path: Path) -> None:
    shelf = FolderShelf(tmp_path / "blobs")
    assert shelf.refs() == ()
    (tmp_path / "blobs" / "lost+found").mkdir(parents=True)
    assert shelf.refs() == ()
