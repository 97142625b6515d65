"""`python -m shouyi.people migrate`: Django's own command, each of whose steps is done and recorded at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.management.commands import migrate
from django.db.migrations.executor import MigrationExecutor

if TYPE_CHECKING:
    from django.db.migrations import Migration
    from django.db.migrations.state import ProjectState


class WholeExecutor(MigrationExecutor):
    """Killed at any moment, it leaves each migration done and recorded, or neither.

    Django records a migration that has deferred statements (indexes, foreign keys) after its transaction: between the
    two, its tables stand and the next `migrate` fails at making them again.
    """

    def apply_migration(
        self, state: ProjectState, migration: Migration, fake: bool = False, fake_initial: bool = False
    ) -> ProjectState:
        if fake or fake_initial or not (migration.atomic and self.connection.features.can_rollback_ddl):
            return super().apply_migration(state, migration, fake=fake, fake_initial=fake_initial)
        self._tell("apply_start", migration)
        with self.connection.schema_editor(atomic=True) as editor:
            state = migration.apply(state, editor)
            for statement in editor.deferred_sql:
                editor.execute(statement, None)
            editor.deferred_sql.clear()
            self.record_migration(migration)
        self._tell("apply_success", migration)
        return state

    def _tell(self, what: str, migration: Migration) -> None:
        if self.progress_callback:
            self.progress_callback(what, migration, False)


class Command(migrate.Command):
    def handle(self, *args: Any, **options: Any) -> None:
        vars(migrate)["MigrationExecutor"] = WholeExecutor  # where Django's command looks for it
        super().handle(*args, **options)
