"""A process in which strangers' files are decoded: no keys, no environment, little memory, little time, writes no file.

`judge_apart(data)` in the parent; `python -m shouyi.gateways.workbench` is the child. The file goes in by standard
input, the answer comes back by standard output: one line of JSON, then what is kept. A child that dies, hangs or asks
for too much has judged the file: `too_hard`.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
from threading import BoundedSemaphore

from shouyi.evidence.upload import CODES, MEDIA_TYPES, Judged, UploadRefused

MEMORY_BYTES_MAX = 1536 * 1024 * 1024
CPU_S_MAX = 10
WAIT_S_MAX = 30
AT_ONCE_MAX = 2

_places = BoundedSemaphore(AT_ONCE_MAX)


def judge_apart(unverified_data: bytes) -> Judged:
    """As `judging.judge`, in a process of its own. Raises UploadRefused."""
    command = [sys.executable, "-I", "-m", "shouyi.gateways.workbench"]
    with _places:
        try:
            done = subprocess.run(
                command, input=unverified_data, capture_output=True, timeout=WAIT_S_MAX, env={}, cwd=os.sep, check=False
            )
        except subprocess.TimeoutExpired:
            raise UploadRefused("too_hard", detail="time") from None
    if done.returncode:
        raise UploadRefused("too_hard", detail=f"ended with {done.returncode}")
    return _answer(done.stdout)


def _answer(output: bytes) -> Judged:
    head, _, data = output.partition(b"\n")
    said = json.loads(head)
    if "code" in said:
        assert said["code"] in CODES
        raise UploadRefused(said["code"], said["line"], said["detail"])
    assert said["kind"] in MEDIA_TYPES
    return Judged(said["kind"], data, said["width"], said["height"])


def main() -> None:
    """The child: limits first, then libraries, then the stranger's bytes."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES_MAX, MEMORY_BYTES_MAX))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_S_MAX, CPU_S_MAX))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    from shouyi.gateways.judging import judge

    try:
        judged = judge(sys.stdin.buffer.read())
    except UploadRefused as refusal:
        _say({"code": refusal.code, "line": refusal.line, "detail": refusal.detail})
    else:
        _say({"kind": judged.kind, "width": judged.width, "height": judged.height}, judged.data)


def _say(head: dict[str, object], data: bytes = b"") -> None:
    sys.stdout.buffer.write(json.dumps(head).encode() + b"\n" + data)
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
