"""Documents for people as PDF/UA-1: tagged, titled, with language and bookmarks; set by WeasyPrint, without network."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

from django.template.loader import render_to_string
from django.utils.translation import get_language

log = logging.getLogger("shouyi.rights")
STYLE = Path(__file__).parent / "templates" / "rights" / "print.css"


class NoFonts(Exception):
    """The libraries that set type (pango) are not installed here."""


def pdf_of(template: str, context: dict[str, Any], style: str = "") -> bytes:
    """The document in the language set; `style` is added to the common sheet. Raises NoFonts."""
    try:
        from weasyprint import CSS, HTML
    except (ImportError, OSError) as problem:
        log.error("pdf: pango is not installed, so no report is set: %s", type(problem).__name__)
        raise NoFonts from None
    language = "zh-Hans" if (get_language() or "zh").startswith("zh") else "en"
    html = render_to_string(template, context | {"language": language})
    page = HTML(string=html, url_fetcher=_no_network)
    made: bytes = page.write_pdf(stylesheets=[CSS(string=STYLE.read_text("utf-8") + style, url_fetcher=_no_network)],
                                 pdf_variant="pdf/ua-1")  # fmt: skip
    return made


def _no_network(url: str, *_: object, **__: object) -> None:
    raise ValueError("a document fetches nothing")
