#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Holds every shipped model against model.schema.json, by PyYAML and jsonschema."""
import datetime
import json
import pathlib
import sys

try:
    import jsonschema
    import yaml
except ImportError as missing:
    print(f"skipped: {missing}")
    sys.exit(77)


def plain(value):
    """Dates as text, as JSON has them."""
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [plain(item) for item in value]
    return value.isoformat() if isinstance(value, datetime.date) else value


def main(datasets):
    schema = json.loads((datasets / "schema/model.schema.json").read_text("utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    models = sorted((datasets / "models").glob("*.yaml"))
    for path in models:
        jsonschema.validate(plain(yaml.safe_load(path.read_text("utf-8"))), schema)
    print(f"{len(models)} models follow the schema")
    return 0 if models else 1


sys.exit(main(pathlib.Path(sys.argv[1])))
