"""The demonstration town: people who never lived, orders nobody placed, reviews nobody wrote, all from one seed.

It stands beside the command line at the end of the river. It only makes source material, which then goes through the
same importers as a real platform's files; it writes nothing to a ledger.
"""
