"""A witness over HTTP, and the process that runs one.

POST /cosign          {} or {sizes}: pulls, and gives the four cosigned checkpoints: {checkpoints: [text × 4]}
POST /unspent         {asked: [{by, field, salt, sizes, value}]}, 1 to 512: {lines: [text]} in their order
POST /add-checkpoint  C2SP tlog-witness v1
GET  /key, /health    its verifier key; how far it has got

Nobody signs in: whatever can be asked here is public, or known to whoever asks. /cosign, /add-checkpoint, /key and
/health say what the log has published. /unspent says of a tag that the asker already knows whether the log holds it,
which the log's own entries say too; it is not written down, in no store, log line or message.

Refusals are {code, message} with status 400 (the request), 409 (an older cut, with `sizes`), 413, 422 (what does not
hold; spent tags with `places`), 503 (the log does not answer: try again).
"""

from __future__ import annotations

import fcntl
import logging
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from shouyi.gateways.asgi import PLAIN, Headers, read_body
from shouyi.gateways.errors import GatewayError
from shouyi.gateways.mirror import Mirror
from shouyi.gateways.source import HttpSource, Source
from shouyi.gateways.witness import Witness
from shouyi.ledger.errors import (
    CheckpointRolledBack,
    LedgerError,
    SignatureInvalid,
    SignatureMissing,
    TagsSpent,
    UnknownFormat,
)
from shouyi.ledger.note import Signer
from shouyi.ledger.policy import Pin, parse_pin
from shouyi.ledger.ports import Clock
from shouyi.ledger.witness import Addition, parse_cut, parse_questions, read_addition

BODY_BYTES_MAX = 256 * 1024
REFUSED_PAUSE_FACTOR = 15
Work = Callable[[bytes], Response]
log = logging.getLogger("shouyi.witness")


def witness_app(witness: Witness) -> Starlette:
    """The application of one witness."""

    async def key(request: Request) -> Response:  # async: it answers though every thread waits for the log
        return PlainTextResponse(witness.verifier.to_vkey() + "\n")

    async def health(request: Request) -> Response:
        return JSONResponse({"sizes": list(witness.sizes)})

    routes = [
        Route("/cosign", _posted(lambda body: _cosign(witness, body)), methods=["POST"]),
        Route("/unspent", _posted(lambda body: _unspent(witness, body)), methods=["POST"]),
        Route("/add-checkpoint", _posted(lambda body: _add_checkpoint(witness, body)), methods=["POST"]),
        Route("/key", key),
        Route("/health", health),
    ]
    return Starlette(routes=routes, middleware=[Middleware(Headers, headers=PLAIN | {"Cache-Control": "no-store"})])


def _posted(work: Work) -> Callable[[Request], Awaitable[Response]]:
    """The body, bounded, then the work in a thread: it waits for disks and for the log."""

    async def endpoint(request: Request) -> Response:
        body = await read_body(request, BODY_BYTES_MAX)
        if body is None:
            return _refusal(413, "TooLong", f"more than {BODY_BYTES_MAX} bytes")
        return await run_in_threadpool(work, body)

    return endpoint


def _cosign(witness: Witness, body: bytes) -> Response:
    try:
        sizes = parse_cut(body)
    except LedgerError as problem:
        return _refusal(400, problem.code, str(problem))
    try:
        return JSONResponse({"checkpoints": [note.to_bytes().decode() for note in witness.cosign(sizes)]})
    except (LedgerError, GatewayError) as problem:
        return _refused(witness, problem)


def _unspent(witness: Witness, body: bytes) -> Response:
    try:
        questions = parse_questions(body)
    except LedgerError as problem:
        return _refusal(400, problem.code, str(problem))
    try:
        return JSONResponse({"lines": [line.to_text() for line in witness.unspent(questions)]})
    except (LedgerError, GatewayError) as problem:
        return _refused(witness, problem)


def _add_checkpoint(witness: Witness, body: bytes) -> Response:
    try:
        addition = read_addition(body, witness.pin)
    except (SignatureInvalid, SignatureMissing) as problem:
        return _text(403, problem)
    except UnknownFormat as problem:
        return _text(404, problem)
    except LedgerError as problem:
        return _text(400, problem)
    return _added(witness, addition)


def _added(witness: Witness, addition: Addition) -> Response:
    try:
        return PlainTextResponse(witness.add_checkpoint(addition).to_text())
    except CheckpointRolledBack:
        size = f"{witness.sizes[addition.log]}\n"
        return Response(size, status_code=409, headers={"Content-Type": "text/x.tlog.size"})
    except LedgerError as problem:
        return _text(422, problem)
    except GatewayError as problem:
        return _text(503, problem)


def _refused(witness: Witness, problem: LedgerError | GatewayError) -> Response:
    if isinstance(problem, GatewayError):
        return _refusal(503, "GatewayError", str(problem))
    if isinstance(problem, CheckpointRolledBack):
        return _refusal(409, problem.code, str(problem), sizes=list(witness.sizes))
    if isinstance(problem, TagsSpent):
        return _refusal(422, problem.code, str(problem), places=list(problem.places))
    return _refusal(422, problem.code, str(problem))


def _refusal(status: int, code: str, message: str, **more: Any) -> Response:
    return JSONResponse({"code": code, "message": message} | more, status_code=status)


def _text(status: int, problem: Exception) -> Response:
    return PlainTextResponse(f"{problem}\n", status_code=status)


@contextmanager
def open_witness(home: Path, source: Source, pin: Pin, signer: Signer, clock: Clock) -> Iterator[Witness]:
    """The witness whose mirror lies in `home`; it alone may use it. Its name is what the pin's policy says of its key.

    Raises GatewayError when the pin does not list the key, or another process holds the mirror.
    """
    verifier = next((v for v in pin.policy.witnesses.values() if v.public == signer.public), None)
    if verifier is None:
        raise GatewayError("the policy lists no witness with this key", permanent=True)
    home.mkdir(parents=True, exist_ok=True)
    with (home / "lock").open("w") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise GatewayError("another process runs this witness", permanent=True) from None
        mirror = Mirror(home / "mirror.db", pin.net)
        try:
            yield Witness(mirror, source, pin, verifier, signer, clock)
        finally:
            mirror.close()


def run_witness(
    home: Path, log_url: str, bind: str, pin_path: Path, signer: Signer, clock: Clock, *, poll_seconds: float = 2.0
) -> None:
    """Mirrors the log at `log_url` every `poll_seconds` and serves at `bind` (host:port), until it is told to end.

    Raises LedgerError for a pin that cannot be read, GatewayError as `open_witness` does.
    """
    pin = parse_pin(pin_path.read_bytes())
    host, _, port = bind.rpartition(":")
    with open_witness(home, HttpSource(log_url), pin, signer, clock) as witness, polling(witness, poll_seconds):
        config = uvicorn.Config(witness_app(witness), host=host, port=int(port), access_log=False, log_level="warning")
        uvicorn.Server(config).run()


@contextmanager
def polling(witness: Witness, seconds: float) -> Iterator[None]:
    """Pulls in a thread of its own, at once and then every `seconds`, more rarely from a log that does not hold."""
    ended = Event()
    thread = Thread(target=_poll, args=(witness, seconds, ended), name="witness-poll", daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()


def _poll(witness: Witness, seconds: float, ended: Event) -> None:
    said, pause = "", 0.0
    while not ended.wait(pause):
        found, pause = "", seconds
        try:
            witness.pull()
        except GatewayError as problem:
            found = f"the log cannot be read: {problem}"
        except LedgerError as problem:
            found, pause = f"NOT COSIGNED, {problem.code}: {problem}", seconds * REFUSED_PAUSE_FACTOR
        if found != said:
            log.warning(found or f"the log is followed again, up to {list(witness.sizes)}")
        said = found
