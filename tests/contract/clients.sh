#!/usr/bin/env bash
# Generates a Python and a TypeScript client from the OpenAPI document and uses both.
source "$(dirname "$0")/serving.sh"
install_node_tools openapi-typescript@7.13.0 openapi-fetch@0.17.0 typescript@5.9.3
curl -sf "$url/openapi.json" >"$folder/openapi.json"

openapi-python-client generate --path "$folder/openapi.json" --output-path "$folder/client" --config tests/contract/python_client.yaml \
  --fail-on-warning
PYTHONPATH=$folder/client python tests/contract/use_client.py "$url" "$TOKEN"

mkdir -p "$tools"/client
cp tests/contract/use_client.mts "$tools"/client/
"$tools"/node_modules/.bin/openapi-typescript "$folder/openapi.json" -o "$tools"/client/wortlaut.d.ts
"$tools"/node_modules/.bin/tsc --strict --target es2022 --module nodenext --moduleResolution nodenext \
  --skipLibCheck --lib es2022,dom --outDir "$tools"/client "$tools"/client/use_client.mts
node "$tools"/client/use_client.mjs "$url"
