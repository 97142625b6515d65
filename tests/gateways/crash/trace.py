"""Records a run's writes, renames and syncs with strace, and reads them as operations on names and inodes."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

TESTS = Path(__file__).parents[2]
# Whatever else could change a file is traced too, so that a call which nobody modelled fails the test aloud.
CALLS = (
    "write,writev,pwrite64,pwritev,pwritev2,rename,renameat,renameat2,unlink,unlinkat,rmdir,ftruncate,truncate,fallocate,"
    "fsync,fdatasync,sync_file_range,openat,creat,mkdir,mkdirat,link,linkat,symlink,symlinkat,mmap,lseek,close,dup,dup2,"
    "dup3,copy_file_range,sendfile"
)
_CALL = re.compile(r"^\d+ +(\w+)\((.*)\) += (-?\d+|0x[0-9a-f]+)(?:<([^>]*)>)?", re.DOTALL)
_CUT = re.compile(r"^(\d+) +(\w+)\((.*?),? *<unfinished \.\.\.>$", re.DOTALL)
_RESUMED = re.compile(r"^(\d+) +<\.\.\. \w+ resumed>(.*)$", re.DOTALL)
_UNORDERED = re.compile(r"^\d+ +(fsync|fdatasync|mmap|close)\(")
_FD = re.compile(r"^(\d+)<([^>]*)>")


@dataclass(frozen=True, slots=True)
class Op:
    """`kind`: create, mkdir, write, truncate, rename, unlink, rmdir, sync, say. `path` is below the home; "" is it."""

    kind: str
    path: str = ""
    to: str = ""
    at: int = 0
    data: bytes = b""


def record(home: Path, trace: Path, *arguments: str) -> list[Op]:
    """Runs the writer on `home` under strace; its operations in order."""
    command = [
        "strace",
        "-f",
        "-y",
        "-xx",
        "-s",
        "10000000",
        "-e",
        "signal=none",
        "-e",
        f"trace={CALLS}",
        "-o",
        str(trace),
    ]
    run = [sys.executable, "-B", "-m", "gateways.crash.writer", str(home), *arguments]
    subprocess.run([*command, *run], check=True, capture_output=True, timeout=120, env={"PYTHONPATH": str(TESTS)})
    return list(_Reader(str(home)).read(trace))


class _Reader:
    """Follows file descriptors' offsets, since plain writes go where the last one ended."""

    def __init__(self, home: str) -> None:
        self._home, self._offset, self._known = home, dict[str, int](), set[str]()
        self._pending: dict[str, str] = {}

    def read(self, trace: Path) -> Iterator[Op]:
        with trace.open() as lines:
            for line in map(self._whole, lines):
                found = _CALL.match(line)
                if found and not found[3].startswith("-"):
                    yield from self._op(found[1], found[2], found[3], found[4])

    def _whole(self, line: str) -> str:
        """A call that another thread's line cut in two, when it returns.

        Threads may sync at once, since the order of syncs among themselves says nothing; whatever changes a file must
        run alone, or the trace could not be ordered.
        """
        if cut := _CUT.match(line):
            self._pending[cut[1]] = line[: cut.end(3)]
        elif resumed := _RESUMED.match(line):
            line = self._pending.pop(resumed[1]) + resumed[2]
        if cut or _CALL.match(line):
            at_once = {**self._pending, line.partition(" ")[0]: line}
            assert len(at_once) == 1 or all(map(_UNORDERED.match, at_once.values())), at_once
        return "" if cut else line

    def _op(self, call: str, arguments: str, result: str, opened: str | None) -> Iterator[Op]:
        fd = _FD.match(arguments)
        path = _unhex(fd[2]) if fd else ""
        if call == "write" and fd and fd[1] == "1":
            yield Op("say", data=_bytes(arguments))
        elif call in ("openat", "mkdir", "rename", "unlink", "rmdir"):
            yield from self._naming(call, arguments, result)
        elif not path.startswith(self._home):
            return
        elif call in ("fsync", "fdatasync"):
            yield Op("sync", self._below(path))
        elif call == "ftruncate":
            yield Op("truncate", self._below(path), at=int(arguments.rsplit(", ", 1)[1]))
        elif call == "pwrite64":
            yield self._write(path, int(arguments.rsplit(", ", 1)[1]), _bytes(arguments), int(result))
        elif call == "write":
            at = self._offset.get(fd[1], 0)
            self._offset[fd[1]] = at + int(result)
            yield self._write(path, at, _bytes(arguments), int(result))
        elif call == "lseek":
            self._offset[fd[1]] = int(result)
        elif call == "mmap":
            assert "MAP_SHARED" not in arguments or path.endswith("-shm"), arguments
        else:
            assert call == "close", f"{call} is not modelled"

    def _naming(self, call: str, arguments: str, result: str) -> Iterator[Op]:
        names = [_unhex(text) for text in re.findall(r'"([^"]*)"', arguments)]
        if not names[0].startswith(self._home):
            return
        name = self._below(names[0])
        if call == "openat":
            yield from self._open(name, arguments, result)
        elif call == "rename":
            self._known.add(self._below(names[1]))
            self._known.discard(name)
            yield Op("rename", name, self._below(names[1]))
        else:
            self._known.discard(name)
            yield Op(call, name)

    def _open(self, name: str, arguments: str, result: str) -> Iterator[Op]:
        self._offset[result] = 0
        assert "O_APPEND" not in arguments
        if "O_CREAT" in arguments and name not in self._known:
            self._known.add(name)
            yield Op("create", name)
        elif "O_TRUNC" in arguments:
            yield Op("truncate", name)

    def _write(self, path: str, at: int, data: bytes, length: int) -> Op:
        assert len(data) == length, "a short write"
        return Op("write", self._below(path), at=at, data=data)

    def _below(self, path: str) -> str:
        return path[len(self._home) :].strip("/")


def _unhex(text: str) -> str:
    return bytes.fromhex(text.replace("\\x", "")).decode()


def _bytes(arguments: str) -> bytes:
    return bytes.fromhex(arguments[arguments.index('"') + 1 : arguments.rindex('"')].replace("\\x", ""))
