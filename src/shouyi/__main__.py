"""`python -m shouyi …`: the same as `shouyi …`."""

from shouyi.cli import main

main()
