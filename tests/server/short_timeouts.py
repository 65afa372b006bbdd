"""The command line with short timeouts for clients: `python -m tests.server.short_timeouts serve`."""

from app.server import timeouts

SHORT = {
    "HEAD_TIMEOUT": 1.5,
    "KEEP_ALIVE_TIMEOUT": 2.5,
    "WRITE_STALL_TIMEOUT": 3.0,
    "BODY_TIMEOUT": 4.0,
    "SHUTDOWN_TIMEOUT": 1.0,
    "SWEEP_INTERVAL": 0.1,
}
"""In the order of the real ones, and far enough apart to tell which one closed a connection."""

if __name__ == "__main__":
    for name, seconds in SHORT.items():
        if not hasattr(timeouts, name):
            raise AttributeError(name)
        setattr(timeouts, name, seconds)

    from app.cli.commands import main  # after the timeouts are set, because some are read when it is loaded

    main()
