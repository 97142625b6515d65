"""What an installation does: it is founded, admits, assesses, proves, erases.

Stages judge, gateways touch, acts join them.
An act takes a `House` (wiring.py) and plain values, and gives plain values back; commands and pages call it.
"""
