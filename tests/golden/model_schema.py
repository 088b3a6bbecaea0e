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
    print(f"skipped: no {missing.name}")
    sys.exit(77)


def plain(value):
    """Dates as text, as JSON has them."""
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [plain(item) for item in value]
    return value.isoformat() if isinstance(value, datetime.date) else value


# A model of use index; none is shipped, because it belongs to a table.
INDEX = """
schema: terrassay/model/1
id: example
version: 1
use: index
title: Example
made_by: somebody
table: {unit: code, group: continent}
impute: group_mean
treat: {skewness: 2, kurtosis: 3.5, most: 6}
scale: {from: 0, to: 100}
groups: [{id: top, mean: arithmetic}, {id: water, parent: top, mean: geometric}]
indicators: [{id: stress, parent: water, weight: 1, direction: -1, denominator: area}]
"""


def main(datasets):
    schema = json.loads((datasets / "schema/model.schema.json").read_text("utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(plain(yaml.safe_load(INDEX)), schema)
    models = sorted((datasets / "models").glob("*.yaml"))
    for path in models:
        jsonschema.validate(plain(yaml.safe_load(path.read_text("utf-8"))), schema)
    print(f"{len(models)} models follow the schema")
    return 0 if models else 1


sys.exit(main(pathlib.Path(sys.argv[1])))
