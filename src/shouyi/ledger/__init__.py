"""What can no longer be changed: entries, four logs, checkpoints, proofs, and the machine that orders them."""
