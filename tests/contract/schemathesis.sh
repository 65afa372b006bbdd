#!/usr/bin/env bash
# Holds the running API against its OpenAPI document: every check, every phase, the random ones with two seeds;
# then the writes, with a token. Two run at a time: each waits for the server half of its time.
source "$(dirname "$0")/serving.sh"
all=examples,coverage,fuzzing,stateful
run() {
  local name=$1
  shift
  schemathesis --config-file .schemathesis.toml run "$url/openapi.json" --checks all \
    --max-examples "${EXAMPLES:-40}" --generation-database none --no-color "$@" >"$folder/$name" 2>&1
}
pids=()
names=()
begin() {
  run "$@" &
  pids+=($!)
  names+=("$1")
}
# Wait for all that runs, print what it wrote, and fail if one of them did.
finish() {
  local failed=0
  for at in "${!pids[@]}"; do
    wait "${pids[$at]}" || failed=1
    cat "$folder/${names[$at]}"
  done
  pids=()
  names=()
  return $failed
}
begin seed-1 --seed 1 --phases $all
begin seed-2 --seed 2 --phases fuzzing,stateful
finish  # The writes change what the others read.
begin writes --seed 3 --phases $all --header "Authorization: Bearer $TOKEN" \
  --include-path '/v1/articles/{article_id}' --exclude-checks ignored_auth
finish
