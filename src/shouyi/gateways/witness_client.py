"""A witness elsewhere, over HTTP. It implements `ledger.ports.WitnessPort`.

Trust: none. What comes back is parsed here and verified by whoever uses it (`gateways.cosigning`, `ledger.policy`).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import httpx

from shouyi.canon.canonical import decode, encode
from shouyi.canon.errors import CanonError
from shouyi.gateways.errors import GatewayError
from shouyi.gateways.source import bounded
from shouyi.ledger import errors
from shouyi.ledger.errors import LedgerError, TagsSpent
from shouyi.ledger.kind import LOGS
from shouyi.ledger.note import Note, SignatureLine, Verifier, parse_line, parse_note, parse_vkey
from shouyi.ledger.witness import QUESTIONS_MAX, Question, Sizes, write_questions

ANSWER_BYTES_MAX = 1 << 20
WORDS_MAX = 300


class WitnessClient:
    """`timeout_seconds` is long by default: a witness that is far behind runs everything again before it answers."""

    def __init__(self, url: str, *, timeout_seconds: float = 60.0) -> None:
        timeout = httpx.Timeout(timeout_seconds, connect=5.0)
        self._client = httpx.Client(base_url=url.rstrip("/") + "/", timeout=timeout, trust_env=False)

    def close(self) -> None:
        self._client.close()

    def key(self) -> Verifier:
        """Its verifier key as it says itself: to be compared with a policy, not to be put into one unseen."""
        try:
            return parse_vkey(self._call("GET", "key", b"").decode().strip())
        except (LedgerError, UnicodeDecodeError) as problem:
            raise _senseless(problem) from None

    def cosign(self, sizes: Sizes | None = None) -> tuple[Note, ...]:
        """See `WitnessPort`."""
        texts = _strings(self._call("POST", "cosign", encode({"sizes": list(sizes)}) if sizes else b""), "checkpoints")
        if len(texts) != len(LOGS):
            raise GatewayError(f"the witness answers {len(texts)} checkpoints", permanent=True)
        try:
            return tuple(parse_note(text.encode()) for text in texts)
        except LedgerError as problem:
            raise _senseless(problem) from None

    def unspent(self, questions: Sequence[Question]) -> tuple[SignatureLine, ...]:
        """See `WitnessPort`; any number, in requests of 512. `places` of TagsSpent count through all of them."""
        lines: list[SignatureLine] = []
        for at in range(0, len(questions), QUESTIONS_MAX):
            try:
                lines += self._asked(questions[at : at + QUESTIONS_MAX])
            except TagsSpent as problem:
                raise TagsSpent([at + place for place in problem.places]) from None
        return tuple(lines)

    def _asked(self, questions: Sequence[Question]) -> list[SignatureLine]:
        texts = _strings(self._call("POST", "unspent", write_questions(questions)), "lines")
        if len(texts) != len(questions):
            raise GatewayError(f"the witness answers {len(texts)} of {len(questions)} questions", permanent=True)
        try:
            return list(map(parse_line, texts))
        except LedgerError as problem:
            raise _senseless(problem) from None

    def _call(self, method: str, path: str, body: bytes) -> bytes:
        try:
            with self._client.stream(method, path, content=body) as response:
                data = bounded(response, ANSWER_BYTES_MAX)
        except httpx.HTTPError as problem:
            raise GatewayError(f"the witness does not answer ({type(problem).__name__})", permanent=False) from None
        if response.status_code != 200:
            raise _refusal(response.status_code, data)
        return data


def _refusal(status: int, data: bytes) -> LedgerError | GatewayError:
    """The error that the witness names; its words are a stranger's, so they are cut short."""
    plain = _object(data) if status in (400, 409, 422) else {}
    kind = getattr(errors, str(plain.get("code")), None)
    if kind is TagsSpent and (places := _places(plain.get("places"))):
        return TagsSpent(places)
    if isinstance(kind, type) and issubclass(kind, LedgerError) and kind is not TagsSpent:
        return kind(f"the witness refuses: {str(plain.get('message'))[:WORDS_MAX]}")
    return GatewayError(f"the witness answers {status}", permanent=400 <= status < 500)


def _places(found: Any) -> list[int]:
    if type(found) is not list or not all(type(place) is int and 0 <= place < QUESTIONS_MAX for place in found):
        return []
    return found


def _object(data: bytes) -> dict[str, Any]:
    try:
        plain = decode(data)
    except CanonError:
        return {}
    return plain if type(plain) is dict else {}


def _strings(data: bytes, name: str) -> list[str]:
    found = _object(data).get(name)
    if type(found) is not list or not all(type(text) is str for text in found):
        raise GatewayError(f"the witness's answer holds no list `{name}`", permanent=True)
    return found


def _senseless(problem: Exception) -> GatewayError:
    return GatewayError(f"the witness's answer cannot be read: {problem}", permanent=True)
