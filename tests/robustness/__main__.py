"""Attack a server for minutes and print what became of it: `python -m tests.robustness`."""

import argparse
import resource

from tests.robustness import clients, soak
from tests.robustness.server import TOKEN, attacked
from tests.servers import Server

KINDS = ("sqlite", "postgresql")
MEASURES = ("large", "crowds", "writers", "soak")


def main() -> None:
    """Attack the server of each kind of database."""
    parser = argparse.ArgumentParser("python -m tests.robustness", description=__doc__)
    parser.add_argument("--databases", nargs="+", choices=KINDS, default=KINDS, help="(both)")
    parser.add_argument("--only", nargs="+", choices=MEASURES, default=MEASURES, help="(all)")
    parser.add_argument("--seconds", type=int, default=30, help="for each number of readers (%(default)s)")
    parser.add_argument("--requests", type=int, default=100_000, help="of the soak (%(default)s)")
    options = parser.parse_args()
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    for kind in options.databases:
        with attacked(kind) as server:
            for name in options.only:
                print(f"== {name}, {kind}", flush=True)
                _attack(server, name, options)


def _attack(server: Server, name: str, options: argparse.Namespace) -> None:
    if name == "large":
        clients.send_too_much(server, TOKEN)
    elif name == "crowds":
        clients.crowd(server)
    elif name == "writers":
        soak.write_among_readers(server, options.seconds)
    else:
        soak.soak(server, options.requests)


if __name__ == "__main__":
    main()
