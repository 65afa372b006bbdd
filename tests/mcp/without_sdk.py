"""The command line where the extra `mcp` is not installed."""

import sys

from app.__main__ import main

if __name__ == "__main__":
    sys.modules["mcp"] = None  # type: ignore[assignment]  # Python's way to say that a module is not there
    main()
