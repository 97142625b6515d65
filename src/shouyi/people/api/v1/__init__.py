"""Version 1: its operations, one module a subject. `Needs` names a row of the table."""
