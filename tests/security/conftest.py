"""The pages' fixtures, for attacks that go over several of their apps."""

from people.conftest import client, database, sign_in
from people.routes.conftest import house, standing

__all__ = ["client", "database", "house", "sign_in", "standing"]
