"""The program works from a wheel, in any folder: migrations, seed and documentation page are inside."""

import os
import shutil
import subprocess
import sys
import sysconfig
import tomllib
import venv
from pathlib import Path
from zipfile import ZipFile

import httpx2
import pytest

from tests.databases import ROOT, find_free_port
from tests.servers import Server, wait_until_ready


def test_the_wheel_has_all_packages() -> None:
    listed = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["setuptools"]["packages"]
    folders = [folder for folder in (ROOT / "app").rglob("*") if folder.is_dir()]
    packages = {".".join(one.relative_to(ROOT).parts) for one in folders if one.name != "__pycache__"}
    assert {name for name in listed if "._" not in name} == {"app", *packages}


@pytest.mark.slow
def test_a_wheel_serves_from_any_folder(tmp_path: Path) -> None:
    """It is installed without its dependencies, into an environment that sees those of this one."""
    source = tmp_path / "source"  # a copy, because building leaves files behind
    for name in ("app", "migrations", "seed_data"):
        shutil.copytree(ROOT / name, source / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, source / name)
    run(sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "-w", tmp_path, source)
    [wheel] = tmp_path.glob("wortlaut-*.whl")
    files = {str(one.relative_to(source)) for one in (source / "app").rglob("*.*") if one.suffix != ".pyc"}
    assert files - set(ZipFile(wheel).namelist()) == set()
    venv.create(tmp_path / "venv", with_pip=False)
    python = tmp_path / "venv" / "bin" / "python"
    site = Path(run(python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))").strip())
    run(sys.executable, "-m", "pip", "install", "-q", "--no-deps", "--target", site, wheel)
    (site / "dependencies.pth").write_text(sysconfig.get_path("purelib"))
    folder = tmp_path / "anywhere"
    folder.mkdir()
    assert run(python, "-c", "import app; print(app.__file__)", folder=folder).startswith(str(site))

    port = find_free_port()
    log = (tmp_path / "log").open("w+b")
    command = [str(python), "-m", "app", "serve", "--port", str(port)]
    server = Server(
        f"http://127.0.0.1:{port}", subprocess.Popen(command, cwd=folder, stdout=log, stderr=log), log
    )
    try:
        wait_until_ready(server)
        assert httpx2.get(server.url).json()["coverage"]["articles"] == 1
        for path in ("/docs", "/docs/page.js", "/openapi.json"):
            assert httpx2.get(server.url + path).status_code == 200
        verdict = httpx2.get(f"{server.url}/v1/verify", params={"text": "neue Waffe"}).json()
        assert verdict["verdict"] == "unattributed"
    finally:
        said = server.stop()
    assert "Traceback" not in said
    assert (folder / "wortlaut.db").exists()


def run(*command: str | Path, folder: Path | None = None) -> str:
    """Run a command, and return what it prints."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    done = subprocess.run(command, cwd=folder, env=environment, check=True, capture_output=True)
    return done.stdout.decode()
