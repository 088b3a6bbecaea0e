# SPDX-License-Identifier: Apache-2.0
"""Our reader of projects and project.schema.json, judged by jsonschema, say the same.

usage: project_schema.py VERDICT_PROGRAM SCHEMA
Takes a full document and spoils every member in turn. Where the reader accepts, the schema must
accept; where only the reader refuses, it must be for a rule that JSON Schema cannot state."""
import copy
import json
import re
import subprocess
import sys

import jsonschema

SQUARE = [[100.0, 30.0], [100.25, 30.0], [100.25, 30.5], [100.0, 30.5], [100.0, 30.0]]
HOLE = [[100.1, 30.1], [100.1, 30.2], [100.2, 30.2], [100.2, 30.1], [100.1, 30.1]]
CNY = {"minor": "12500", "currency": "CNY"}
FULL = {
    "schema": "terrassay/project/1", "id": "Bank-1:p.7", "name": "Ünï 项目 \U0001f600",
    "client": {"id": "91350211M000100Y43", "name": "Works"},
    "sector": {"scheme": "GB/T 4754-2017", "code": "3120"},
    "country": "CN", "environmental_class": "A", "simulated": True,
    "technology": "EAF", "purpose": "new furnace",
    "catalogue": {"scheme": "2024", "code": "1.2.3"},
    "construction_start": "2019-02-28", "operation_start": "2024-02-29",
    "consent_on": "2025-01-01",
    "personal_data": {"class": "sensitive", "purpose": "credit decision", "ground": "consent",
                      "consent_until": "2026-01-01", "keep_until": "2030-01-01"},
    "loans": [{"id": "L1", "asset_class": "project_finance", "outstanding": CNY,
               "total_investment": CNY, "equity": {"minor": "-5", "currency": "CNY"},
               "debt": {"minor": "0", "currency": "CNY"}, "as_of": "2025-12-31",
               "average_outstanding": CNY, "evic": CNY, "total_assets": CNY, "revenue": CNY,
               "property_value": CNY, "gdp_ppp": CNY,
               "start": "2020-01-01", "maturity": "2030-01-01"},
              {"id": "L2", "asset_class": "business_loan"}],
    "rates": [{"from": "USD", "to": "CNY", "value": 7.125, "on": "2025-12-31", "source": "central parity"}],
    "declared": [{"name": "coal_burnt", "value": 1.5e5, "unit": "t/year", "from": "2025-01-01",
                  "to": "2025-12-31", "source": "verifier", "grade": 2},
                 {"name": "share", "value": -0.0, "unit": "1"}],
    "datastreams": [{"device": "d1", "name": "stack1.so2", "property": "so2", "unit": "mg/m3",
                     "range_lo": 0, "range_hi": 500, "limit": 35, "limit_source": "GB",
                     "interval_s": 60}],
    "permits": [{"kind": "eia", "number": "7", "authority": "MEE", "from": "2019-01-01",
                 "to": "2029-01-01"}],
    "backing": [{"kind": "collateral", "name": "plant", "by": "owner", "amount": CNY,
                 "from": "2020-01-01", "to": "2030-01-01"}],
    "suppliers": [{"id": "S", "name": "Mine"}],
    "sites": [{"n": 1, "name": "north", "geometry": {"type": "Polygon",
                                                     "coordinates": [SQUARE, HOLE]},
               "area_m2": 1.25e9, "position_error_m": 12.5, "drawn_by": "officer",
               "drawn_on": "2025-06-01", "source_crs": "EPSG:4490", "accuracy_m": 1},
              {"n": 2, "geometry": {"type": "MultiPolygon", "coordinates": [[SQUARE]]}},
              {"n": 7, "point": [-12.5, 45, 310], "radius_m": 500}],
}
SPOILS = ["x", "", "a b", "2024-02-30", "2024-03-01", "-1", "9" * 19, "9" * 30, 5, -1, 12.5, 1e9,
          1e300, 0, True, None, [], {}, [1], [[1, 2]], {"type": "Point", "coordinates": [1, 2]},
          "y" * 1001]
BEYOND_SCHEMA = re.compile(
    r"not closed|wanted a unit|point and radius_m stand|is also |runs from|above range_hi"
    r"|has no shape|need a day of consent|lies before consent_on|lies before construction_start| lies from ")

OF_SHAPES = re.compile(r"^no (sites\[\d\]\.(geometry|point)|document)")  # import brings them in another form


def paths(value, here=()):
    yield here
    if isinstance(value, dict):
        for key in value:
            yield from paths(value[key], here + (key,))
    if isinstance(value, list):
        for i, item in enumerate(value):
            yield from paths(item, here + (i,))


def put(document, path, change):
    """A copy with change(parent, key) done to the member at path."""
    document = copy.deepcopy(document)
    parent = document
    for step in path[:-1]:
        parent = parent[step]
    change(parent, path[-1])
    return document


def spoiled():
    yield FULL
    for path in paths(FULL):
        if not path:
            continue
        yield put(FULL, path, lambda parent, key: parent.pop(key))
        for spoil in SPOILS:
            yield put(FULL, path, lambda parent, key: parent.__setitem__(key, spoil))
        parent = FULL
        for step in path[:-1]:
            parent = parent[step]
        if isinstance(parent, dict):
            yield put(FULL, path, lambda parent, key: parent.__setitem__(key + "s", 1))


def verdicts(program, lines):
    out = subprocess.run([program], input="".join(line + "\n" for line in lines),
                         capture_output=True, text=True, check=True, encoding="utf-8")
    rows = out.stdout.splitlines()
    assert len(rows) == len(lines), f"{len(rows)} answers for {len(lines)} documents"
    return rows


def main(program, schema_path):
    with open(schema_path, encoding="utf-8") as f:
        schema = json.load(f)
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema, format_checker=jsonschema.FormatChecker())

    documents = list(spoiled())
    rows = verdicts(program, [json.dumps(d) for d in documents])
    findings, written = [], []
    for document, row in zip(documents, rows):
        ours, theirs = row.startswith("ok "), validator.is_valid(document)
        if ours:
            written.append(row[3:])
            if not validator.is_valid(json.loads(row[3:])):
                findings.append(f"written document fails the schema: {row[:300]}")
        if ours and not theirs:
            error = next(validator.iter_errors(document))
            findings.append(f"accepted against the schema: {error.json_path}: "
                            f"{error.message[:200]}")
        if theirs and not ours and not BEYOND_SCHEMA.search(row):
            findings.append(f"refused, the schema accepts: {row[:300]}")
        if not ours and row.rstrip().endswith("|") and not OF_SHAPES.search(row):
            findings.append(f"no mend: {row[:300]}")
    again = verdicts(program, written)
    if again != ["ok " + line for line in written]:
        findings.append("a written document is not its own canonical form")
    if rows[0] != "ok " + canonical(FULL):
        findings.append(f"the full document became {rows[0]}")
    for finding in findings:
        print(finding)
    print(f"{len(documents)} documents, {len(written)} accepted, {len(findings)} findings")
    sys.exit(1 if findings or not 50 < len(written) < len(documents) else 0)


def canonical(document):
    """What the full document should be written as: heights and -0 dropped, RFC 8785."""
    document = put(document, ("sites", 2, "point"),
                   lambda parent, key: parent.__setitem__(key, parent[key][:2]))
    document = put(document, ("sites", 1, "geometry"), lambda parent, key: parent.__setitem__(
        key, {"type": "Polygon", "coordinates": parent[key]["coordinates"][0]}))
    def whole(value):
        if isinstance(value, dict):
            return {key: whole(item) for key, item in value.items()}
        if isinstance(value, list):
            return [whole(item) for item in value]
        return int(value) if isinstance(value, float) and value == int(value) else value
    return json.dumps(whole(document), sort_keys=True, separators=(",", ":"), ensure_ascii=False)


main(*sys.argv[1:])
