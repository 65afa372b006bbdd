"""Run the command line: `wortlaut`, or `python -m app`."""

import gc
import sys

from app import GARBAGE_AFTER


def main() -> None:
    """Carry out a command."""
    gc.set_threshold(GARBAGE_AFTER)
    try:
        # Here, so that it is loaded under this setting.
        from app.cli.commands import main as run

        run()
    except KeyboardInterrupt:  # while that was loaded
        sys.exit(130)


if __name__ == "__main__":
    main()
