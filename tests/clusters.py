"""Real servers of PostgreSQL for the tests, made and run by its own programs."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.databases import find_free_port

EXTERNAL = "TEST_POSTGRESQL_URL"
"""Names a server that is there already, as postgresql+psycopg://USER:PASSWORD@HOST/DATABASE."""


def find_postgresql_binaries() -> Path | None:
    """Return the folder of PostgreSQL's server programs, or None; Debian keeps them out of the PATH."""
    found = shutil.which("pg_ctl")
    folders = [Path(found).resolve().parent] if found else []
    folders += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    return next((folder for folder in folders if (folder / "initdb").exists()), None)


class Cluster:
    """A PostgreSQL server with a folder of its own, which can be stopped and started again.

    It is new, or a streaming replica of another one that runs.
    """

    def __init__(
        self, binaries: Path, folder: Path, *, connections: int, primary: "Cluster | None" = None
    ) -> None:
        self._binaries = binaries
        self._folder = folder
        self._connections = connections
        self._port = find_free_port()
        self._run_as: list[str | Path] = []
        if os.geteuid() == 0:  # initdb refuses root.
            shutil.chown(folder, "postgres")
            self._run_as = ["runuser", "-u", "postgres", "--"]
        if primary is None:
            self._run("initdb", "-A", "trust", "-U", "postgres", "-E", "UTF8", "--locale=C.UTF-8")
        else:
            source = f"host=127.0.0.1 port={primary._port} user=postgres"
            self._run("pg_basebackup", "-R", "-X", "stream", "-c", "fast", "--no-sync", "-d", source)

    @property
    def url(self) -> str:
        """The address of its first database."""
        return f"postgresql+psycopg://postgres@127.0.0.1:{self._port}/postgres"

    @property
    def is_running(self) -> bool:
        return (self._folder / "cluster" / "postmaster.pid").exists()

    def start(self) -> None:
        """Let it run; nothing of it survives the tests, so nothing has to reach the disk."""
        options = (
            f"-p {self._port} -c listen_addresses=127.0.0.1 -k {self._folder} -c fsync=off "
            f"-c max_connections={self._connections}"
        )
        self._run("pg_ctl", "-o", options, "-l", self._folder / "log", "-w", "start")

    def promote(self) -> None:
        """Let a replica follow its primary no more, and take writes."""
        self._run("pg_ctl", "-w", "promote")

    def stop(self, mode: str = "immediate") -> None:
        """End it: fast lets sessions know, immediate is like a crash."""
        self._run("pg_ctl", "-m", mode, "-w", "stop")

    def _run(self, program: str, *arguments: str | Path) -> None:
        command = [*self._run_as, self._binaries / program, "-D", self._folder / "cluster", *arguments]
        # In a folder of its own: PostgreSQL's user may not be able to read the one we are in.
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd=self._folder)


@contextmanager
def make_cluster(*, connections: int = 200, primary: Cluster | None = None) -> Iterator[Cluster | None]:
    """Yield a server that runs, a replica of `primary` if given; or None where its programs are missing."""
    binaries = find_postgresql_binaries()
    if binaries is None:
        yield None
        return
    folder = Path(tempfile.mkdtemp(prefix="wortlaut-postgresql-"))
    try:
        cluster = Cluster(binaries, folder, connections=connections, primary=primary)
        cluster.start()
        try:
            yield cluster
        finally:
            if cluster.is_running:
                cluster.stop()
    finally:
        shutil.rmtree(folder)


@contextmanager
def run_postgresql() -> Iterator[str | None]:
    """Yield the URL of a PostgreSQL server, started for the tests unless one is given; None without one."""
    if os.environ.get(EXTERNAL):
        yield os.environ[EXTERNAL]
        return
    with make_cluster() as cluster:
        yield None if cluster is None else cluster.url
