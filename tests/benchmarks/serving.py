"""How the applications that Wortlaut is compared with are served: by uvicorn, with our options."""

from collections.abc import Callable
from typing import Any

import uvicorn


def serve(app: Callable[..., Any], port: int, *, access_log: bool = False) -> None:  # Any: as uvicorn has it
    """Serve an application until told to stop; uvicorn's access log, if it is on, goes to standard output."""
    uvicorn.run(
        app,
        host="127.0.0.1",
        port=port,
        access_log=access_log,
        server_header=False,
        proxy_headers=False,
        timeout_keep_alive=15,
        timeout_graceful_shutdown=8,
    )
