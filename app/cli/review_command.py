"""Serve the review page on the loopback, to whoever opens the address that this prints."""

import contextlib
import secrets
import socket
from pathlib import Path

import uvicorn

from app.errors import CannotStart
from app.review.application import create_app
from app.review.library import NO_ADDRESS, has_address

LOOPBACK = "127.0.0.1"


def review(path: Path, port: int) -> int:
    """Print an address with a one-time token, and serve a file or a folder there; `port` 0 is any free one.

    Raises `CannotStart` if there is nothing to review or the port is taken.
    """
    if not path.exists():
        raise CannotStart(f"{path}: there is no such file or folder")
    if path.is_file() and not has_address(path.name):
        raise CannotStart(f"{path}: {NO_ADDRESS}")
    if path.suffix == ".jsonl":
        raise CannotStart(
            f"{path}: a .jsonl file has many documents; put each into a .json file, and review their folder"
        )
    listener = _listen(port)
    port = listener.getsockname()[1]
    token = secrets.token_urlsafe(32)
    server = uvicorn.Server(
        uvicorn.Config(
            create_app(path, token, port),
            ws="none",
            log_level="error",
            access_log=False,
            server_header=False,
            proxy_headers=False,
            timeout_graceful_shutdown=2,
        )
    )
    print(f"Open http://{LOOPBACK}:{port}/?token={token}", flush=True)
    print(
        "The address works once, on this machine. Ctrl+C ends the program; every decision is saved.",
        flush=True,
    )
    with contextlib.suppress(KeyboardInterrupt):  # the way to end it
        server.run(sockets=[listener])
    return 0


def _listen(port: int) -> socket.socket:
    listener = socket.socket()
    # A program that was ended can be started again on its port at once.
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((LOOPBACK, port))
        listener.listen()  # Whoever opens the address as soon as it is printed waits a moment.
    except (OSError, OverflowError) as error:
        listener.close()
        raise CannotStart(f"port {port} cannot be listened on: {error}") from None
    return listener
