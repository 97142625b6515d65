"""Public proofs: where they lie. Whoever verifies trusts the pin and the signed checkpoints, never these answers."""

from __future__ import annotations

from typing import Annotated

from django.conf import settings
from django.http import Http404, HttpRequest
from ninja import Path, Router

from shouyi.people.api.gate import Needs
from shouyi.people.api.schemas import Checkpoints, Log, ProofSaid, day, instant
from shouyi.people.reading import reader

router = Router(tags=["proofs"])
LOGS = ("skill", "trace", "voice", "rule")
PUBLIC = Needs("proof.read", public=True, etag=True)


@router.get("/proofs/checkpoints", auth=PUBLIC, response=Checkpoints, operation_id="listCheckpoints",
            summary="Find the signed checkpoints")  # fmt: skip
def list_checkpoints(request: HttpRequest) -> Checkpoints:
    """Addresses of the checkpoints of the four logs, of the pin and of the offline verifier. No token is needed."""
    base = settings.SHOUYI_PROOFS_URL
    logs = [Log(name=name, checkpoint_url=f"{base}/{name}/checkpoint") for name in LOGS]
    return Checkpoints(
        pin_url=f"{base}/pin.json", verifier_url=f"{base}/verify.html", verifier_sha256=reader().verifier_digest(),
        logs=logs,
    )  # fmt: skip


@router.get("/proofs/works/{public_id}", auth=PUBLIC, response=ProofSaid, operation_id="readWorkProof",
            summary="Find the proof of a work")  # fmt: skip
def read_work_proof(
    request: HttpRequest, public_id: Annotated[str, Path(max_length=64, pattern=r"^[A-Za-z0-9_-]+$")]
) -> ProofSaid:
    """Where the proof file of a work lies, by the public id on its label. No token is needed."""
    work = reader().work(public_id)
    if work is None or not work.proof_path:
        raise Http404
    return ProofSaid(
        work=work.public_id, title=work.title, registered=day(work.registered_on), registered_by=work.registered_by,
        verdict=work.verdict, checked_at=instant(work.checked_at), place=f"{work.log}/{work.index}", leaf=work.leaf,
        proof_url=settings.SHOUYI_PROOFS_URL + work.proof_path, proof_bytes=work.proof_bytes,
    )  # fmt: skip
