"""How rules change: a proposal, comments, ballots, vetoes of inputs, an outcome on a day. One module for every vote."""
