#!/usr/bin/env bash
# Lints the OpenAPI document with four linters: no finding of any severity is let through.
source "$(dirname "$0")/serving.sh"
install_node_tools @stoplight/spectral-cli@6.16.3 @stoplight/spectral-owasp-ruleset@2.0.1 @redocly/cli@2.77.0

curl -sf "$url/openapi.json" >"$folder/openapi.json"
openapi-spec-validator "$folder/openapi.json"
# Spectral looks for a ruleset's modules beside the ruleset.
cp .spectral.yaml "$tools"/spectral.yaml
"$tools"/node_modules/.bin/spectral lint --fail-severity hint -r "$tools"/spectral.yaml "$folder/openapi.json"
"$tools"/node_modules/.bin/redocly lint --config .redocly.yaml --max-problems 1000 "$folder/openapi.json"
curl -sf "$url/v1/schemas/article-document.json" >"$folder/schema.json"
python - "$folder/schema.json" seed_data/*.json <<'PYTHON'
"""Hold every seed document against the published JSON Schema, with a validator that is not ours."""
import json
import sys

import jsonschema

schema, *documents = [json.load(open(file, encoding="utf-8")) for file in sys.argv[1:]]
jsonschema.Draft202012Validator.check_schema(schema)
for document in documents:
    jsonschema.Draft202012Validator(schema).validate(document)
print(f"{len(documents)} seed documents fit the published schema.")
PYTHON
