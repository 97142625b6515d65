"""The documented API for organisations' programs."""
