#!/usr/bin/env bash
# Holds the running API against its OpenAPI document: every check, every phase, three seeds; then the writes,
# with a token.
source "$(dirname "$0")/serving.sh"
run() {
  schemathesis --config-file .schemathesis.toml run "$url/openapi.json" --checks all --phases examples,coverage,fuzzing,stateful \
    --max-examples "${EXAMPLES:-60}" --generation-database none --no-color "$@"
}
for seed in ${SEEDS:-1 2 3}; do
  run --seed "$seed"
done
run --seed 4 --header "Authorization: Bearer $TOKEN" --include-path '/v1/articles/{article_id}' --exclude-checks ignored_auth
