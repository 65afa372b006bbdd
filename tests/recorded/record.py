"""Write the answers of the session anew: `python -m tests.recorded.record`.

One does that only on purpose: after a request of the session was added or changed, or where the API is meant
to answer otherwise from now on. The difference to the answers before is then to be looked at, one by one;
`compare` of comparing.py shows it. Never to make a failing test pass.
"""

import tempfile

from tests.recorded.playing import DIGEST, play, write_answers
from tests.servers import run_server


def main() -> None:
    """Write the file."""
    with (
        tempfile.TemporaryDirectory() as folder,
        run_server(f"sqlite:///{folder}/recorded.db", "--quiet", WORTLAUT_WRITE_TOKENS=DIGEST) as url,
    ):
        write_answers(play(url))


if __name__ == "__main__":
    main()
