"""Run the command line: `wortlaut`, or `python -m app`."""

import gc
import sys

from app import GARBAGE_AFTER


def main() -> None:
    """Run a command."""
    gc.set_threshold(GARBAGE_AFTER)
    try:
        # Imported here, so that it is loaded with this setting.
        from app.cli.commands import main as run

        run()
    except KeyboardInterrupt:  # while the command line was loaded
        sys.exit(130)


if __name__ == "__main__":
    main()
