"""Taking in a form's files: in memory, up to a limit, and never in plain on a disk.

What grows past the limit is dropped while it arrives, and the form is told. A body that says beforehand that it is far
too long is not read at all. (The web server in front has the last word on lengths: docs/operating/files.md.)
"""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadedfile import InMemoryUploadedFile
from django.core.files.uploadhandler import FileUploadHandler

if TYPE_CHECKING:
    from collections.abc import Mapping

FORM_BYTES_MAX = 1024 * 1024
"""What the other fields of a form with a file may take."""


class CappedUploadHandler(FileUploadHandler):
    """Gives each file as an InMemoryUploadedFile; one that was too large is empty and has its real `size`."""

    chunk_size = 64 * 1024

    def handle_raw_input(
        self, input_data: Any, meta: Mapping[str, Any], content_length: int, boundary: bytes, encoding: Any = None
    ) -> None:
        if content_length > settings.SHOUYI_UPLOAD_BYTES_MAX * 2 + FORM_BYTES_MAX:
            raise RequestDataTooBig("a body longer than any form of ours")

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.held, self.seen = BytesIO(), 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self.seen += len(raw_data)
        if self.seen <= settings.SHOUYI_UPLOAD_BYTES_MAX:
            self.held.write(raw_data)
        elif self.held.tell():
            self.held = BytesIO()

    def file_complete(self, file_size: int) -> InMemoryUploadedFile:
        self.held.seek(0)
        return InMemoryUploadedFile(
            self.held, self.field_name, self.file_name or "-", self.content_type, file_size, self.charset
        )
