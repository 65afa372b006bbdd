"""The command line where the extra `parquet` is not installed."""

import sys

from app.__main__ import main

if __name__ == "__main__":
    sys.modules["pyarrow"] = None  # type: ignore[assignment]  # Python's way to say that a module is not there
    main()
