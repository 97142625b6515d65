"""A witness as the command line runs it, with the small world's key and clock."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from gateways.small_world import UNIX, key
from shouyi.gateways.witness_app import run_witness

if __name__ == "__main__":
    home, log_url, bind, pin = sys.argv[1:]
    run_witness(Path(home), log_url, bind, Path(pin), key("bank"), lambda: UNIX, poll_seconds=0.1)
