"""Sealed columns: personal text in a table is ciphertext under the key of whom it is about.

A model inherits `SealedModel` and declares `name = SealedText()`. All sealed texts of a row are one JSON object in the
column `sealed`, AES-256-GCM under the key of `holder`, bound to table and `uid` so that no row can be put in another's
place. Destroying the holder's key closes every row for good, in backups and write-ahead logs too.
"""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any, Self, overload

import orjson
from django.db import models

from shouyi.archive.errors import PersonErased
from shouyi.people.behind import sealer

if TYPE_CHECKING:
    from collections.abc import Iterable


class SealedText:
    """A text of a sealed row: reads "" when never set; raises PersonErased once the key was destroyed."""

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    @overload
    def __get__(self, row: None, owner: type) -> Self: ...
    @overload
    def __get__(self, row: SealedModel, owner: type) -> str: ...
    def __get__(self, row: SealedModel | None, owner: type) -> str | Self:
        return self if row is None else row.opened().get(self.name, "")

    def __set__(self, row: SealedModel, value: str) -> None:
        row.opened()[self.name] = str(value)


class SealedModel(models.Model):
    """`uid` is the row's random public name, `holder` the 32-hex ref of whose key seals it."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    holder = models.CharField(max_length=32, db_index=True, blank=True, default="")
    sealed = models.BinaryField(default=b"", editable=False)

    class Meta:
        abstract = True

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        texts = {
            name: kwargs.pop(name) for name in list(kwargs) if isinstance(getattr(type(self), name, None), SealedText)
        }
        super().__init__(*args, **kwargs)
        for name, text in texts.items():
            setattr(self, name, text)

    def opened(self) -> dict[str, str]:
        """The sealed texts by name, opened once a row object. Raises PersonErased, ValueError."""
        texts: dict[str, str] | None = self.__dict__.get("_texts")
        if texts is None:
            plain = sealer().open(self.holder, bytes(self.sealed), self._about()) if self.sealed else b"{}"
            texts = self.__dict__["_texts"] = orjson.loads(plain)
        return texts

    def save(self, *args: Any, update_fields: Iterable[str] | None = None, **kwargs: Any) -> None:
        """Seals what was read or set. With `update_fields`, the sealed column is written when it is named."""
        texts: dict[str, str] | None = self.__dict__.get("_texts")
        if texts and (update_fields is None or "sealed" in update_fields):
            plain = orjson.dumps(texts, option=orjson.OPT_SORT_KEYS)
            self.sealed = sealer().seal(self.holder, plain, self._about())
        super().save(*args, update_fields=update_fields, **kwargs)

    def refresh_from_db(self, *args: Any, **kwargs: Any) -> None:
        """Forgets what was opened before."""
        self.__dict__.pop("_texts", None)
        super().refresh_from_db(*args, **kwargs)

    def text_or(self, name: str, otherwise: str) -> str:
        """A sealed text for showing; `otherwise` where nobody can open it any more."""
        try:
            return self.opened().get(name, "") or otherwise
        except PersonErased:
            return otherwise

    def _about(self) -> str:
        return f"{self._meta.label_lower}/{self.uid}"
