"""A person's rights over the file: to take it along, to have it erased; and what goes by itself after its term."""
