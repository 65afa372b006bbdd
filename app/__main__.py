"""Run the command line: `wortlaut`, or `python -m app`."""

import gc

from app import GARBAGE_AFTER


def main() -> None:
    """Carry out a command."""
    gc.set_threshold(GARBAGE_AFTER)
    # Here, so that it is loaded under this setting.
    from app.cli import main as run

    run()


if __name__ == "__main__":
    main()
