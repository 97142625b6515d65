"""SMS by a provider: one real adapter, over Tencent Cloud's own client library (API 2021-01-11, TC3-HMAC-SHA256).

A template is filed with the provider before it may be used; we name ours by a code of our own, and the configuration
says under which number the provider knows it. Neither number nor parameters stand in an exception or a log line; the
library's own logger, which writes both at debug level, is closed.

What the provider guarantees: `SessionContext` comes back with the answer as it was sent, so that an answer is tied to
its key. What it does not: two requests with the same key are two messages. So a message whose answer was lost
(`permanent` false) may arrive twice, and never silently not at all.
"""

from __future__ import annotations

import logging
import re
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, Protocol

from shouyi.gateways.errors import GatewayError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

E164 = re.compile(r"\+[1-9][0-9]{6,14}")
CODE = re.compile(r"[A-Za-z][A-Za-z0-9_.]{0,79}")
KEY_BYTES_MAX = 200  # the provider takes 511; a key of ours is never that long

REFUSALS = (
    "AuthFailure", "FailedOperation", "InvalidParameter", "InvalidParameterValue", "MissingParameter", "NoSuchVersion",
    "InvalidAction", "UnauthorizedOperation", "UnknownParameter", "UnsupportedOperation", "UnsupportedRegion",
)  # fmt: skip
"""First words of codes that say: this request, as it is, will never be taken."""
MENDED_OUTSIDE = frozenset({
    "AuthFailure.SignatureExpire",  # our clock, or theirs
    "FailedOperation.FailResolvePacket",
    "FailedOperation.InsufficientBalanceInSmsPackage",
    "FailedOperation.OtherError",
    "UnauthorizedOperation.ServiceSuspendDueToArrears",
})  # fmt: skip
"""The exceptions: the same request is taken once somebody has set something right."""
REFUSED_INSIDE = frozenset({"InternalError.SigFieldMissing", "InternalError.SigVerificationFail"})


@dataclass(frozen=True, slots=True)
class Sent:
    """The provider took it: `receipt` is its own number of the message. Whether it arrived is not known."""

    receipt: str
    key: str


class SmsPort(Protocol):
    """Sends one message. `number_e164` like +8613800138000, `params` in the order of the template's places."""

    def send(self, number_e164: str, template_code: str, params: Sequence[str], key: str) -> Sent:
        """Raises GatewayError; its text is a code and names nobody."""


@dataclass(frozen=True, slots=True)
class TencentSettings:
    """`templates`: our code → the number under which the provider approved it. `scheme` and `endpoint` differ in tests
    alone. `timeout_s` bounds each wait for the network, not their sum."""

    secret_id: str
    secret_key: str = field(repr=False)
    app_id: str
    sign_name: str
    templates: Mapping[str, str]
    region: str = "ap-guangzhou"
    endpoint: str = "sms.tencentcloudapi.com"
    scheme: str = "https"
    timeout_s: float = 10


class TencentSms:
    """Answers SmsPort. Safe from any thread: the library keeps one connection pool and no state of a request."""

    def __init__(self, settings: TencentSettings) -> None:
        self._settings = settings
        log = logging.getLogger("tencentcloud_sdk_common")
        log.propagate, log.disabled = False, True

    def send(self, number_e164: str, template_code: str, params: Sequence[str], key: str) -> Sent:
        """One message. Raises GatewayError."""
        require_sendable(number_e164, key)
        refusal = ""
        try:
            answer = self._client.SendSms(self._request(number_e164, template_code, params, key))
        except GatewayError:
            raise
        except Exception as problem:  # the library lets through what its own libraries raise
            refusal = _code(getattr(problem, "code", None) or type(problem).__name__)
        if refusal:  # raised here, so that not even the context of this error holds the library's text
            raise GatewayError(refusal, permanent=_is_permanent(refusal))
        return _require_sent(answer.SendStatusSet, key)

    def _request(self, number_e164: str, template_code: str, params: Sequence[str], key: str) -> Any:
        from tencentcloud.sms.v20210111.models import SendSmsRequest

        made = SendSmsRequest()
        made.PhoneNumberSet = [number_e164]
        made.SmsSdkAppId = self._settings.app_id
        made.SignName = self._settings.sign_name
        made.TemplateId = self._template(template_code)
        made.TemplateParamSet = list(params)
        made.SessionContext = key
        return made

    def _template(self, code: str) -> str:
        try:
            return self._settings.templates[code]
        except KeyError:
            raise GatewayError(f"template {_code(code)} has no number in the configuration", permanent=True) from None

    @cached_property
    def _client(self) -> Any:
        from tencentcloud.common.credential import Credential
        from tencentcloud.common.profile.client_profile import ClientProfile
        from tencentcloud.common.profile.http_profile import HttpProfile
        from tencentcloud.sms.v20210111.sms_client import SmsClient

        at = self._settings
        http = HttpProfile(protocol=at.scheme, endpoint=at.endpoint, reqTimeout=at.timeout_s)
        profile = ClientProfile(signMethod="TC3-HMAC-SHA256", httpProfile=http, disable_region_breaker=True)
        return SmsClient(Credential(at.secret_id, at.secret_key), at.region, profile)


def require_sendable(number_e164: str, key: str) -> None:
    """The number in E.164, the key short and plain. Raises GatewayError, permanent, without naming either."""
    if not E164.fullmatch(number_e164):
        raise GatewayError("NumberNotE164", permanent=True)
    if not key or not key.isascii() or len(key) > KEY_BYTES_MAX:
        raise GatewayError("KeyUnusable", permanent=True)


def _require_sent(states: Any, key: str) -> Sent:
    """The one state of the one message we asked for."""
    if not states or len(states) != 1:
        raise GatewayError("AnswerHalf", permanent=False)
    code = _code(states[0].Code)
    if code != "Ok":
        raise GatewayError(code, permanent=_is_permanent(code))
    if states[0].SessionContext != key or not states[0].SerialNo:
        raise GatewayError("AnswerOfAnother", permanent=False)
    return Sent(str(states[0].SerialNo), key)


def _is_permanent(code: str) -> bool:
    if code in REFUSED_INSIDE:
        return True
    return code.partition(".")[0] in REFUSALS and code not in MENDED_OUTSIDE


def _code(unverified_code: object) -> str:
    """A code is letters and dots; anything else might be text with a number in it."""
    text = str(unverified_code)
    return text if CODE.fullmatch(text) else "CodeUnreadable"
