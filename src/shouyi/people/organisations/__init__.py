"""Organisations, their members, roles, invitations and keys."""
