"""What systemd wants to hear: `READY=1`, `WATCHDOG=1`, `STOPPING=1`, as datagrams on the socket that it names."""

from __future__ import annotations

import socket


def notify(address: str, state: str) -> None:
    """Says it; nothing where there is no address. A socket that is gone is no reason to end. See sd_notify(3)."""
    if not address:
        return
    path = "\0" + address[1:] if address.startswith("@") else address
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as channel:
        try:
            channel.sendto(state.encode(), path)
        except OSError:
            return
