"""The view log: who looked at a file and who acted for its owner."""
