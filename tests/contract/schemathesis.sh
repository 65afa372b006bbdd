#!/usr/bin/env bash
# Holds the running API against its OpenAPI document: every check, every phase, three seeds.
source "$(dirname "$0")/serving.sh"
for seed in 1 2 3; do
  schemathesis --config-file .schemathesis.toml run "$url/openapi.json" --checks all --phases examples,coverage,fuzzing,stateful \
    --max-examples "${EXAMPLES:-100}" --seed "$seed" --generation-database none --no-color
done
