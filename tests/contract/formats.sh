#!/usr/bin/env bash
# Reads every format by programs of npm, each in a script that gets the server's address and a token that may write.
source "$(dirname "$0")/serving.sh"
cp -r tests/contract/formats "$folder/formats"
npm install --prefix "$folder/formats" --no-audit --no-fund --loglevel=error
for reader in "$folder"/formats/*.mjs; do
  node "$reader" "$url" "$TOKEN"
done
