"""Who runs an installation: seated from its machine, since nobody is there yet, or any more, who could invite."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

from shouyi.acts.serving import environment_of
from shouyi.gateways.errors import GatewayError

if TYPE_CHECKING:
    from shouyi.wiring import House

SAID = "CommandError: "


class NotAppointed(Exception):
    """No such account, or it sits there already. The message says what to do, and repeats no number or address."""


def appoint(house: House, login: str) -> str:
    """Makes the account of this name, number or address an administrator of the operator's organisation; gives a line
    that says so. Raises NotAppointed, GatewayError."""
    command = [sys.executable, "-m", "shouyi.people", "appoint_administrator", "--", login]
    done = subprocess.run(command, env=environment_of(house), capture_output=True, text=True, check=False)
    if done.returncode == 0:
        return done.stdout.strip()
    problem = (done.stderr.strip().splitlines() or ["no reason given"])[-1]
    if problem.startswith(SAID):
        raise NotAppointed(problem.removeprefix(SAID))
    raise GatewayError(f"the pages' tables: {problem[:200]}; shouyi check says more", permanent=False)
