"""Run the command line: `wortlaut`, or `python -m app`."""

import gc

OBJECTS = 50_000
"""New objects after which Python looks for garbage: not its 700, because what this program makes lasts
for ever while it is loaded, and for one request later. Then its start takes 0.1 s less."""


def main() -> None:
    """Carry out a command."""
    gc.set_threshold(OBJECTS)
    # Here, so that it is loaded under this setting.
    from app.cli import main as run

    run()


if __name__ == "__main__":
    main()
