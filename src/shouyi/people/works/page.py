"""A work as its template needs it: words, marks, addresses."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.safestring import SafeString
from django.utils.translation import ngettext

from shouyi.people.embedding import inside_script
from shouyi.people.wording import works as words

if TYPE_CHECKING:
    from shouyi.people.ports import Grade, State, Work


@dataclass(frozen=True, slots=True)
class StepRow:
    name: str
    when: str
    said: str
    grade: Grade


@dataclass(frozen=True, slots=True)
class CheckRow:
    said: str
    state: State
    more: str = ""


@dataclass(frozen=True, slots=True)
class WorkPage:
    work: Work
    verdict: SafeString
    verdict_next: str
    state_text: str
    steps: tuple[StepRow, ...]
    steps_takeaway: str
    checks: tuple[CheckRow, ...]
    proof_url: str
    verifier_url: str
    proof_kb: int
    extract_proof_url: str
    pin: SafeString


def work_page(work: Work, proofs_url: str, pin: bytes) -> WorkPage:
    """Everything on the page of this work. `pin` is canonical JSON, made safe to stand inside a script element."""
    return WorkPage(
        work=work,
        verdict=words.verdict(work),
        verdict_next=words.verdict_next(work),
        state_text=words.state_text(work),
        steps=tuple(
            StepRow(words.step_name(step), words.step_when(step), words.step_sentence(step), step.grade)
            for step in work.steps
        ),
        steps_takeaway=_takeaway(len(work.steps)),
        checks=tuple(CheckRow(words.check_sentence(code), state) for code, state in work.checks),
        proof_url=proofs_url + work.proof_path,
        verifier_url=proofs_url + "/verify.html",
        proof_kb=max(1, -(-work.proof_bytes // 1000)),
        extract_proof_url=proofs_url + work.extract.proof_path if work.extract and work.extract.proof_path else "",
        pin=inside_script(pin),
    )


def _takeaway(count: int) -> str:
    return ngettext(
        "%(n)s step. The fuller the square, the harder the evidence.",
        "%(n)s steps. The fuller the square, the harder the evidence.",
        count,
    ) % {"n": count}
