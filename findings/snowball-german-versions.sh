#!/usr/bin/env bash
# A new version of a stemmer makes one word of Paket (parcel) and Pak (anti-tank gun), and another stem of Rakete (missile).
#
# Packages: PyStemmer 2.2.0.3 and 3.1.0 (bindings of Snowball), algorithm "german" in both.
# Expected: the algorithm of a language is stable, so an index of stems survives an update of the library.
# Seen:     2.2.0.3 stems Rakete, Paket, Dekret, konkret to "raket", "paket", "dekret", "konkret"; 3.1.0 stems them to
#           "rak", "pak", "dekr", "konkr". Tapete, Machete and Planet remain "tapet", "machet", "planet".
# Matters:  an index that was built with one version is searched with the other's stems: quotes about missiles are
#           no longer found, with no error. An index must record the version of its stemmer and be rebuilt with it.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

for version in 2.2.0.3 3.1.0; do
  python3 -m venv "$folder/$version"
  "$folder/$version/bin/pip" install -q "PyStemmer==$version"
  "$folder/$version/bin/python" - "$version" <<'PROGRAM'
import sys
from importlib.metadata import version

import Stemmer

EXPECTED = {
    "2.2.0.3": {"rakete": "raket", "raketen": "raket", "paket": "paket", "dekret": "dekret", "konkret": "konkret"},
    "3.1.0": {"rakete": "rak", "raketen": "rak", "paket": "pak", "dekret": "dekr", "konkret": "konkr"},
}[sys.argv[1]] | {"pak": "pak", "tapete": "tapet", "machete": "machet", "planet": "planet"}

stem = Stemmer.Stemmer("german").stemWord
seen = {word: stem(word) for word in EXPECTED}
print("PyStemmer", version("PyStemmer"), seen)
sys.exit(seen != EXPECTED)
PROGRAM
done
