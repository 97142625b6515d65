"""Files in S3-compatible storage (Amazon's, MinIO, Ceph, or a Chinese provider's): a `Shelf` of `blobs.py` over boto3.

The store sees ciphertext, keyed names, rounded sizes, and when something is written or read. One PUT is one object,
whole or not at all, so nothing half-written is left there. Until it is sent, ciphertext lies in a nameless temporary
file. Endpoint, bucket and keys come from the installation's settings alone, never from a request; no environment,
profile or metadata service of a cloud is asked.

Versioned buckets keep what is deleted: turn versioning off, or let old versions expire (docs/operating/files.md).
"""

from __future__ import annotations

import tempfile
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from shouyi.archive.errors import NotInArchive
from shouyi.gateways.errors import GatewayError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import BinaryIO

DELETED_AT_ONCE_MAX = 1000


@dataclass(frozen=True, slots=True)
class S3Account:
    """Where a bucket is. `endpoint` with scheme; `prefix` stands before every name, without a slash at either end."""

    endpoint: str
    bucket: str
    region: str
    key_id: str
    secret: str = field(repr=False)
    prefix: str = "blobs"


class S3Shelf:
    """Implements `blobs.Shelf`. Raises GatewayError when the store refuses or does not answer."""

    def __init__(self, account: S3Account) -> None:
        self.account = account
        self._s3 = boto3.session.Session().client(
            "s3",
            endpoint_url=account.endpoint,
            region_name=account.region,
            aws_access_key_id=account.key_id,
            aws_secret_access_key=account.secret,
            config=Config(
                connect_timeout=5,
                read_timeout=30,
                retries={"mode": "standard", "total_max_attempts": 3},
                s3={"addressing_style": "path"},
                request_checksum_calculation="when_required",  # others than Amazon's do not know the newer ones
                response_checksum_validation="when_required",
            ),
        )

    @contextmanager
    def draft(self) -> Iterator[S3Draft]:
        """A nameless file for ciphertext: a killed process leaves nothing of it."""
        with tempfile.TemporaryFile() as file:
            yield S3Draft(self, file)

    def put(self, ref: str, address: str, file: BinaryIO) -> None:
        file.seek(0)
        with _asking("put"):
            self._s3.put_object(
                Bucket=self.account.bucket,
                Key=self._name(ref, address),
                Body=file,
                ContentType="application/octet-stream",
            )

    def open(self, ref: str, address: str) -> BinaryIO:
        with _asking("get"):
            answer = self._s3.get_object(Bucket=self.account.bucket, Key=self._name(ref, address))
        return S3Body(answer["Body"])  # type: ignore[return-value]

    def delete(self, ref: str, address: str) -> None:
        with _asking("delete"):
            self._s3.delete_object(Bucket=self.account.bucket, Key=self._name(ref, address))

    def list(self, ref: str) -> Mapping[str, int]:
        prefix = self._name(ref, "")
        return {each["Key"].removeprefix(prefix): int(each["Size"]) for each in self._objects(prefix)}

    def refs(self) -> tuple[str, ...]:
        prefix = f"{self.account.prefix}/"
        names = (each["Key"].removeprefix(prefix) for each in self._objects(prefix))
        return tuple(sorted({name.partition("/")[0] for name in names}))

    def erase(self, ref: str) -> None:
        names = [{"Key": self._name(ref, address)} for address in self.list(ref)]
        for start in range(0, len(names), DELETED_AT_ONCE_MAX):
            some = {"Objects": names[start : start + DELETED_AT_ONCE_MAX], "Quiet": True}
            with _asking("delete"):
                answer = self._s3.delete_objects(Bucket=self.account.bucket, Delete=some)
            if answer.get("Errors"):
                raise GatewayError(f"the store kept {len(answer['Errors'])} files of an erased person", permanent=False)

    def _objects(self, prefix: str) -> Iterator[dict[str, Any]]:
        with _asking("list"):
            pages = self._s3.get_paginator("list_objects_v2").paginate(Bucket=self.account.bucket, Prefix=prefix)
            for page in pages:
                yield from page.get("Contents", ())

    def _name(self, ref: str, address: str) -> str:
        return f"{self.account.prefix}/{ref}/{address}"


@dataclass
class S3Draft:
    """Implements `blobs.Draft`."""

    shelf: S3Shelf
    file: BinaryIO

    def keep(self, ref: str, address: str) -> None:
        self.shelf.put(ref, address, self.file)


@dataclass
class S3Body:
    """An answer that is being read: a connection that breaks off is the gateway's error, not the file's."""

    body: Any

    def read(self, size: int) -> bytes:
        """`size` bytes, fewer at the end alone."""
        with _asking("get"):
            parts, missing = [], size
            while missing and (part := self.body.read(missing)):
                parts.append(part)
                missing -= len(part)
            return b"".join(parts)

    def close(self) -> None:
        self.body.close()

    def __enter__(self) -> S3Body:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


@contextmanager
def _asking(verb: str) -> Iterator[None]:
    try:
        yield
    except ClientError as problem:
        code = str(problem.response.get("Error", {}).get("Code", ""))
        if code in ("NoSuchKey", "404"):
            raise NotInArchive("no such file") from None
        lasting = code in ("AccessDenied", "NoSuchBucket", "InvalidAccessKeyId", "SignatureDoesNotMatch")
        raise GatewayError(f"the file store answered {verb} with {code or 'an error'}", permanent=lasting) from None
    except BotoCoreError as problem:
        raise GatewayError(f"the file store did not answer {verb}: {type(problem).__name__}", permanent=False) from None
