"""Version 1: its operations, one module a subject. Nothing here decides who may what: `Needs` names a row of the table."""
