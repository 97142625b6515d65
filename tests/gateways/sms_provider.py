"""A provider of SMS on this machine: checks every request as Tencent Cloud's API 3.0 documents it, written from the
document and not from the client library. It answers one of several ways, and keeps what it accepted.

Stricter than the document in one point: the very same request, trace id included, is not taken a second time.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

ID, SECRET = "id-of-tests", "secret-of-tests"
APP, SIGN, TEMPLATES = "1400006666", "守艺", {"900001": 2, "900002": 0}
SKEW_S_MAX = 300
AUTHORIZATION = re.compile(
    r"TC3-HMAC-SHA256 Credential=([^/]+)/(\d{4}-\d{2}-\d{2})/(\w+)/tc3_request, "
    r"SignedHeaders=([a-z;-]+), Signature=([0-9a-f]{64})"
)


class Refused(Exception):
    pass


class Provider(ThreadingHTTPServer):
    """`mode` is how it answers: ok, or one of the methods `answer_…` below. `accepted` are the bodies it took."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.mode, self.clock, self.accepted, self.raw = "ok", time.time, [], []
        self.seen: set[tuple[str, str]] = set()
        self.guard = threading.Lock()
        self.code = "Ok"

    @property
    def endpoint(self) -> str:
        return f"127.0.0.1:{self.server_port}"


class Handler(BaseHTTPRequestHandler):
    server: Provider
    protocol_version = "HTTP/1.1"

    def log_message(self, *args: object) -> None: ...

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.raw.append((dict(self.headers), body))
        try:
            self.require_signed(body)
            asked = self.require_sendable(body)
        except Refused as refusal:
            return self.answer_error(str(refusal))
        return getattr(self, f"answer_{self.server.mode}")(asked)

    def require_signed(self, body: bytes) -> None:
        found = AUTHORIZATION.fullmatch(self.headers.get("Authorization", ""))
        if not found:
            raise Refused("AuthFailure.InvalidAuthorization")
        who, date, service, signed, signature = found.groups()
        stamp = int(self.headers["X-TC-Timestamp"])
        if who != ID:
            raise Refused("AuthFailure.SecretIdNotFound")
        if abs(self.server.clock() - stamp) > SKEW_S_MAX:
            raise Refused("AuthFailure.SignatureExpire")
        if service != "sms" or date != datetime.fromtimestamp(stamp, UTC).strftime("%Y-%m-%d"):
            raise Refused("AuthFailure.SignatureFailure")
        if self.headers["Host"] != self.server.endpoint or not {"content-type", "host"} <= set(signed.split(";")):
            raise Refused("AuthFailure.SignatureFailure")
        if not hmac.compare_digest(self.signature(body, signed, date, service), signature):
            raise Refused("AuthFailure.SignatureFailure")
        self.require_new(signature)

    def signature(self, body: bytes, signed: str, date: str, service: str) -> str:
        heads = "".join(f"{name}:{self.headers[name].strip().lower()}\n" for name in signed.split(";"))
        request = "\n".join(("POST", self.path, "", heads, signed, hashlib.sha256(body).hexdigest()))
        scope = f"{date}/{service}/tc3_request"
        digest = hashlib.sha256(request.encode()).hexdigest()
        text = "\n".join(("TC3-HMAC-SHA256", self.headers["X-TC-Timestamp"], scope, digest))
        key = f"TC3{SECRET}".encode()
        for word in (date, service, "tc3_request"):
            key = hmac.digest(key, word.encode(), "sha256")
        return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()

    def require_new(self, signature: str) -> None:
        once = (signature, self.headers.get("X-TC-TraceId", ""))
        with self.server.guard:
            if once in self.server.seen:
                raise Refused("AuthFailure.SignatureFailure")
            self.server.seen.add(once)

    def require_sendable(self, body: bytes) -> dict:
        if (self.headers["X-TC-Action"], self.headers["X-TC-Version"]) != ("SendSms", "2021-01-11"):
            raise Refused("InvalidAction")
        asked = json.loads(body)
        if asked["SmsSdkAppId"] != APP:
            raise Refused("UnauthorizedOperation.SmsSdkAppIdVerifyFail")
        if asked["SignName"] != SIGN:
            raise Refused("FailedOperation.SignatureIncorrectOrUnapproved")
        return asked

    def answer_ok(self, asked: dict) -> None:
        self.server.accepted.append(asked)
        self.answer(200, {"SendStatusSet": [self.state(asked)], "RequestId": "r-1"})

    def state(self, asked: dict) -> dict:
        """Template errors stand in the state of the one number, as the provider gives them."""
        wanted = TEMPLATES.get(asked["TemplateId"])
        code = self.server.code
        if wanted is None:
            code = "FailedOperation.TemplateUnapprovedOrNotExist"
        elif wanted != len(asked["TemplateParamSet"]):
            code = "FailedOperation.TemplateParamSetNotMatchApprovedTemplate"
        number = asked["PhoneNumberSet"][0]
        return {
            "SerialNo": f"2640:{len(self.server.accepted)}", "PhoneNumber": number, "Fee": 1, "IsoCode": "CN",
            "SessionContext": asked["SessionContext"], "Code": code, "Message": f"about {number}",
        }  # fmt: skip

    def answer_stranger(self, asked: dict) -> None:
        state = self.state(asked) | {"SessionContext": "another"}
        self.answer(200, {"SendStatusSet": [state], "RequestId": "r-1"})

    def answer_nothing(self, asked: dict) -> None:
        self.answer(200, {"SendStatusSet": [], "RequestId": "r-1"})

    def answer_throttled(self, asked: dict) -> None:
        self.answer_error("RequestLimitExceeded")

    def answer_unavailable(self, asked: dict) -> None:
        self.send(503, b"upstream is away: " + asked["PhoneNumberSet"][0].encode(), "text/plain")

    def answer_html(self, asked: dict) -> None:
        self.send(200, b"<html>" + asked["PhoneNumberSet"][0].encode(), "text/html")

    def answer_silent(self, asked: dict) -> None:
        self.server.accepted.append(asked)
        time.sleep(1.5)
        self.close_connection = True

    def answer_half(self, asked: dict) -> None:
        """It took the message and dies in the middle of saying so."""
        self.server.accepted.append(asked)
        body = json.dumps({"Response": {"SendStatusSet": [self.state(asked)]}}).encode()
        self.send(200, body[: len(body) // 2], "application/json", len(body))
        self.close_connection = True

    def answer_error(self, code: str) -> None:
        self.answer(200, {"Error": {"Code": code, "Message": "see +8613800138000, 123456"}, "RequestId": "r-1"})

    def answer(self, status: int, said: dict) -> None:
        self.send(status, json.dumps({"Response": said}).encode(), "application/json")

    def send(self, status: int, body: bytes, kind: str, length: int | None = None) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body) if length is None else length))
        self.end_headers()
        self.wfile.write(body)


@contextmanager
def provider() -> Iterator[Provider]:
    server = Provider()
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
