"""The QR code of a work: an SVG without inline style, with its title, at error level M."""

from __future__ import annotations

import io

import segno


def code_picture(address: str, title: str) -> bytes:
    """The SVG of a code that holds `address`; `title` becomes its text alternative (escaped by segno)."""
    written = io.BytesIO()
    segno.make(address, error="m", micro=False).save(
        written, kind="svg", xmldecl=False, svgclass="qr", lineclass=None, title=title, omitsize=True, border=4
    )
    return written.getvalue()
