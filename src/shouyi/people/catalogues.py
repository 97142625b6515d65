"""Compiles the translations: `python -m shouyi.people.catalogues`. What it writes is never committed."""

from __future__ import annotations

import os
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

PEOPLE = Path(__file__).resolve().parent


def sources(folder: Path = PEOPLE) -> list[Path]:
    """Every .po: the common one in `locale`, and each app's own beside its code."""
    return sorted([*folder.glob("locale/*/LC_MESSAGES/*.po"), *folder.glob("*/locale/*/LC_MESSAGES/*.po")])


def compile_catalogues(folder: Path = PEOPLE) -> list[Path]:
    """Writes a .mo beside every .po and returns the paths written. An unsettled translation is an error."""
    return [_compile(path) for path in sources(folder)]


def _compile(path: Path) -> Path:
    with path.open("rb") as source:
        catalogue = read_po(source, abort_invalid=True)
    written = path.with_suffix(".mo")
    beside = written.with_name(f"{written.name}.{os.getpid()}")  # replaced whole: somebody may be reading the old one
    with beside.open("wb") as target:
        write_mo(target, catalogue)
    beside.replace(written)
    return written


if __name__ == "__main__":
    for written in compile_catalogues():
        print(written.relative_to(PEOPLE))
