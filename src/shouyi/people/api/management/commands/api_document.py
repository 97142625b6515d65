"""Writes the document of the API: `python -m shouyi.people api_document docs/api/openapi.json`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from shouyi.people.api.document import document_text


class Command(BaseCommand):
    help = "Write the API's OpenAPI document."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        file.write_text(document_text(), encoding="utf-8")
