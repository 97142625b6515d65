"""`python -m shouyi.people metrics --bind 127.0.0.1:9108`: adds up what the processes counted, and serves it."""

from __future__ import annotations

import signal
import threading
from ipaddress import ip_address
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError
from prometheus_client import CollectorRegistry, start_http_server
from prometheus_client.multiprocess import MultiProcessCollector

from shouyi.people.metrics import Asked

if TYPE_CHECKING:
    from argparse import ArgumentParser


class Command(BaseCommand):
    help = "Serves metrics for Prometheus on a loopback address. They are for the operator alone."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--bind", required=True, help="as 127.0.0.1:9108")

    def handle(self, *args: Any, bind: str, **options: Any) -> None:
        host, port = require_loopback(bind)
        ended = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: ended.set())
        registry = CollectorRegistry()
        MultiProcessCollector(registry)
        registry.register(Asked())
        server, thread = start_http_server(port, host, registry)
        ended.wait()
        server.shutdown()
        thread.join()


def require_loopback(bind: str) -> tuple[str, int]:
    """Host and port. Raises CommandError unless only this machine reaches it."""
    host, _, port = bind.rpartition(":")
    try:
        fine = ip_address(host).is_loopback and 0 < int(port) < 65_536
    except ValueError:
        fine = False
    if not fine:
        raise CommandError("metrics.bind must be a loopback address and a port, as 127.0.0.1:9108")
    return host, int(port)
