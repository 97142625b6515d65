"""The self-contained verifier: one HTML file that opens from disk, asks no network, and carries the pin inside.

The template comes from `web/build.mjs`. Filling it is deterministic, so the file's digest can stand in `rule`
(`verifier.published`), where a copy saved earlier can be told from a swapped one.
"""

from __future__ import annotations

from base64 import b64encode
from hashlib import sha256

_STYLE = ("<style>", "</style>")
_SCRIPT = ("<script>", "</script>")


def offline_file(pin: bytes, template: str) -> bytes:
    """The file for this pin (canonical JSON). Raises ValueError when the template is not one of `web/build.mjs`.

    The content security policy allows exactly the one script and the one style that the file holds, by SHA-256; the pin
    stands in a data block, which browsers never run, with every `<` escaped so that it cannot end the block.
    """
    filled = _filled(template, "{{script-hash}}", _csp_hash(_between(template, _SCRIPT)))
    filled = _filled(filled, "{{style-hash}}", _csp_hash(_between(template, _STYLE)))
    return _filled(filled, "{{pin}}", pin.decode().replace("<", "\\u003c")).encode()


def _between(template: str, tags: tuple[str, str]) -> str:
    _, found, rest = template.partition(tags[0])
    inside, ended, _ = rest.partition(tags[1])
    if not found or not ended:
        raise ValueError(f"the offline template has no {tags[0]} … {tags[1]}")
    return inside


def _csp_hash(text: str) -> str:
    """A CSP level 3 hash source, without its quotes."""
    return f"sha256-{b64encode(sha256(text.encode()).digest()).decode()}"


def _filled(template: str, place: str, text: str) -> str:
    if template.count(place) != 1:
        raise ValueError(f"the offline template must hold {place} once")
    return template.replace(place, text)
