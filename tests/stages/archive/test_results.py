"""A run over a few people: everybody's result holds under its root, with `holder`; no place says whose it is."""

from __future__ import annotations

from dataclasses import replace

import pytest

from shouyi.archive.errors import ArchiveError, NotInArchive
from shouyi.archive.results import make_run, result_seed
from shouyi.ledger.errors import FieldMismatch, InclusionMismatch
from shouyi.ledger.kind import RESULT_FIELDS, RULE
from shouyi.ledger.kinds.assessment_run import run_digest
from shouyi.ledger.prooffile import Disclosure, ProofFile, require_proof
from stages.archive.small_world import Story, pin
from world.ledger import FOUNDER, plain, seed

PUB = {"as_of": 20_000, "guide": seed("guide").hex(), "sizes": [0, 0, 0, 8]}
DIGEST = run_digest(FOUNDER, PUB)
PERSONS = [f"artisan-{n}" for n in range(7)]


def fields(person):
    return dict.fromkeys(RESULT_FIELDS) | {"band": "A", "holder": seed("holder", person).hex(), "score": len(person)}


RESULTS = {person: fields(person) for person in PERSONS}
SEEDS = {person: result_seed(seed("person", person), DIGEST) for person in PERSONS}
RUN = make_run(RESULTS, SEEDS)


@pytest.fixture(scope="module")
def file():
    """A proof file of the run's entry, to which results are added."""
    story = Story()
    story.begin()
    story.world.write(FOUNDER, [plain("guide.published", {"digest": PUB["guide"], "version": "1"})])
    entry = plain("assessment.run", {**PUB, "count": RUN.count, "root": RUN.root.hex()})
    story.world.write(FOUNDER, [entry])
    index = story.sizes[RULE] - 1
    path = tuple(story.world.hashes[RULE].inclusion(index, index + 1))
    return ProofFile(entry.to_bytes(), Disclosure((), ()), None, index, path, story.notes()[RULE])


@pytest.mark.parametrize("person", PERSONS)
def test_everybody_can_show_theirs(file, person):
    data = replace(file, result=RUN.result_for(RESULTS[person], SEEDS[person], ["band"])).to_bytes()
    held = require_proof(data, pin())
    assert held.result == {"band": "A", "holder": seed("holder", person).hex()}


def test_places_follow_from_hashes_alone():
    assert list(RUN.leaves) == sorted(RUN.leaves)
    backwards = make_run(dict(reversed(RESULTS.items())), SEEDS)
    assert backwards == RUN


def test_another_runs_seed_makes_other_leaves():
    other = {person: result_seed(seed("person", person), seed("another run")) for person in PERSONS}
    assert not set(make_run(RESULTS, other).leaves) & set(RUN.leaves)


def test_nobody_shows_anothers_or_a_better_result(file):
    mine = RUN.result_for(RESULTS["artisan-1"], SEEDS["artisan-1"], ["score"])
    better = tuple((name, 990 if name == "score" else value, salt) for name, value, salt in mine.disclosure.fields)
    forged = replace(mine, disclosure=replace(mine.disclosure, fields=better))
    with pytest.raises(FieldMismatch, match="score"):
        require_proof(replace(file, result=forged).to_bytes(), pin())
    with pytest.raises(InclusionMismatch):
        require_proof(replace(file, result=replace(mine, index=(mine.index + 1) % 7)).to_bytes(), pin())


def test_what_the_run_does_not_hold_is_said():
    with pytest.raises(NotInArchive):
        RUN.result_for(RESULTS["artisan-1"] | {"score": 990}, SEEDS["artisan-1"], [])
    with pytest.raises(ArchiveError, match="a result's fields"):
        RUN.result_for({"score": 1}, SEEDS["artisan-1"], [])
    with pytest.raises(ArchiveError, match="a result's fields"):
        RUN.result_for(RESULTS["artisan-1"], SEEDS["artisan-1"], ["name"])
    with pytest.raises(ArchiveError, match="one seed"):
        make_run(RESULTS, {})
