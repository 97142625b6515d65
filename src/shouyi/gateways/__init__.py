"""Every touch with the world, one module a thing. Chosen in wiring.py, handed in as arguments."""
