"""Real servers on the loopback, each in a thread, at ports that the system chooses."""

import socket
from contextlib import contextmanager
from threading import Thread

import httpx
import uvicorn


@contextmanager
def served(app):
    """The address of `app` while it is served over real HTTP."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        server = uvicorn.Server(uvicorn.Config(app, access_log=False, log_level="warning", lifespan="off"))
        thread = Thread(target=server.run, args=([listening],), daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join(10)


@contextmanager
def calling(app):
    """A client of `app` while it is served."""
    with served(app) as url, httpx.Client(base_url=url, timeout=60, trust_env=False) as client:
        yield client
