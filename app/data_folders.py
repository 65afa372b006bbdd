"""Where the migrations and the seed are: inside the installed package, or beside it in a checkout."""

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def _find(installed: str, checkout: str) -> Path:
    """Return the folder; a wheel has it under another name (pyproject.toml, package-dir)."""
    folder = _PACKAGE / installed
    return folder if folder.is_dir() else _PACKAGE.parent / checkout


MIGRATIONS = _find("_migrations", "migrations")
SEED = _find("_seed", "seed_data")
