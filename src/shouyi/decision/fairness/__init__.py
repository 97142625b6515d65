"""The audit by group: who is shown, who is approved, what a score of 80 means, measured for each group with intervals.

It measures and promises nothing: a difference that is not found may be there, and `power` says how large it would have
to be. Groups come from an audit sample of people who consented to be counted (`gateways.audit_sample`, which only the
audit's acts reach), or from a file that stands in for one. No figure enters a score, and nothing here names a person:
figures are about groups, and a group that is too small is left out together with another (`small_cells`).

Floats live inside; a report holds whole millionths (`report`). docs/algorithms/fairness.md has formulas and sources.
"""
