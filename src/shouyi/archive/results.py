"""Results of an assessment run: one root over everybody, of which each person can show theirs.

A result commits the fields of `RESULT_FIELDS` like an entry does; its leaf stands among all others in order of hash, so
that its place says nothing. The leaves alone are kept of others: whoever is erased takes with them what theirs was made
of, and the run's root stays what it was.
Bytes: docs/algorithms/bytes.md, 12.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from shouyi.archive.errors import ArchiveError, NotInArchive
from shouyi.canon.digest import mac
from shouyi.evidence.records import Value
from shouyi.ledger.fields import field_digest, fields_root, result_leaf
from shouyi.ledger.keys import result_key, salt
from shouyi.ledger.kind import RESULT_FIELDS
from shouyi.ledger.prooffile import HOLDER, Disclosure, Result
from shouyi.ledger.tree import Hashes, root_of


def result_seed(person_key: bytes, run: bytes) -> bytes:
    """HMAC(result key, run digest): the seed of a result's salts. 32 bytes."""
    return mac(result_key(person_key), run)


@dataclass(frozen=True, slots=True)
class Run:
    """`leaves`: 32 bytes a person, ascending. What `assessment.run` makes public of them is root and count."""

    leaves: tuple[bytes, ...]

    @property
    def count(self) -> int:
        return len(self.leaves)

    @property
    def root(self) -> bytes:
        """RFC 6962's, over the leaves as they are."""
        return root_of(self.leaves)

    def to_bytes(self) -> bytes:
        """The leaves one after the other; `run_of` reads them."""
        return b"".join(self.leaves)

    def result_for(self, fields: Mapping[str, Value], seed: bytes, names: Iterable[str]) -> Result:
        """What a proof file carries of one person's result: `names` and `holder` open, and the path to the root.

        Raises NotInArchive when these fields under this seed are no result of the run, ArchiveError for other fields.
        """
        disclosure = disclose(fields, seed, names)
        leaf = result_leaf(fields_root(disclosure.digests))
        if leaf not in self.leaves:
            raise NotInArchive("this result is not one of the run's")
        tree, index = Hashes(), self.leaves.index(leaf)
        tree.extend(self.leaves)
        return Result(disclosure, index, tuple(tree.inclusion(index, self.count)))


def run_of(leaves: bytes) -> Run:
    """What `Run.to_bytes` wrote."""
    return Run(tuple(leaves[at : at + 32] for at in range(0, len(leaves), 32)))


def make_run(results: Mapping[str, Mapping[str, Value]], seeds: Mapping[str, bytes]) -> Run:
    """The run over everybody's results; `seeds` are `result_seed`'s, by the same persons. Raises ArchiveError."""
    if results.keys() != seeds.keys():
        raise ArchiveError("every result has one seed")
    return Run(tuple(sorted(leaf_of(fields, seeds[person]) for person, fields in results.items())))


def leaf_of(fields: Mapping[str, Value], seed: bytes) -> bytes:
    """One result's leaf. 32 bytes. Raises ArchiveError for other fields."""
    return result_leaf(fields_root(disclose(fields, seed, ()).digests))


def disclose(fields: Mapping[str, Value], seed: bytes, names: Iterable[str]) -> Disclosure:
    """All digests of a result, with `names` and `holder` open. Raises ArchiveError for other fields or names."""
    chosen = {*names, HOLDER}
    if set(fields) != set(RESULT_FIELDS) or not chosen <= set(RESULT_FIELDS):
        raise ArchiveError(f"a result's fields are {', '.join(RESULT_FIELDS)}")
    salted = [(name, fields[name], salt(seed, name)) for name in RESULT_FIELDS]
    opened = tuple(each for each in salted if each[0] in chosen)
    return Disclosure(tuple(field_digest(*each) for each in salted), opened)
