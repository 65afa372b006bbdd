"""Where the migrations and the seed are: beside the package."""

from pathlib import Path

_ROOT = Path(__file__).resolve().parent.parent

MIGRATIONS = _ROOT / "migrations"
SEED = _ROOT / "seed_data"
