"""Votes: what anybody can see and check of them, and what organisations and delegates do in them."""
