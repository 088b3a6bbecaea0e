#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Looks with their units: reflectance, kelvin, counts, an index, radar. What `project looks --json` prints is of the form
# of datasets/schema/observation.schema.json, and the partition holds the same fields.
need_modules osgeo numpy h5py jsonschema
export PYTHONPATH=$SOURCE/tests/fault
"$PYTHON" - <<'PY'
import json
import os
import numpy as np
import scenes
os.makedirs("looks")
side = (scenes.SIDE, scenes.SIDE)
made = {"red": (1000, {"scale": 0.0001}, {}), "nir": (3000, {"scale": 0.0001}, {}),
        "lwir11": (29597, {"scale": 0.01}, {"terrassay:quantity": "temperature"}),
        "green": (77, {}, {"terrassay:quantity": "dn"})}
assets = {}
for band, (value, line, more) in made.items():
    scenes.make_band(f"looks/{band}.tif", np.full(side, value, np.uint16))
    assets[band] = {"href": f"{band}.tif", "eo:bands": [{"name": band, "common_name": band}],
                    "raster:bands": [{"scale": 1, "offset": 0, "nodata": 0, **line}],
                    "terrassay:quantity": "reflectance_surface", **more}
json.dump({"type": "Feature", "stac_version": "1.0.0", "id": "s", "collection": "made", "geometry": None, "links": [],
           "assets": assets, "properties": {"datetime": "2020-01-01T03:00:00Z"}}, open("looks/s.json", "w"))
scenes.write_sites("sites.csv", 1)
PY
expect 0 project import sites.csv --crs EPSG:32650
expect 0 refresh --catalog looks
expect 0 project looks p00000 --all-layers --json
cp "$OUT" looks.json
"$PYTHON" - "$SOURCE/datasets/schema/observation.schema.json" looks.json workspace/observations <<'PY' || die "not of the form"
import copy, glob, json, sys
import h5py, jsonschema
form = json.load(open(sys.argv[1], encoding="utf-8"))
rows = [json.loads(line) for line in open(sys.argv[2], encoding="utf-8")]
check = jsonschema.Draft202012Validator(form)
for row in rows:
    check.validate(row)
    for name in row:  # the form allows nothing else, and misses what is left out
        less = copy.copy(row)
        del less[name]
        assert name not in form["required"] or not check.is_valid(less), name
    assert not check.is_valid({**row, "clear": 1}), row
unit = {row["layer"]: row["unit"] for row in rows}
mean = {row["layer"]: row["mean"] for row in rows}
print(unit, mean)
assert unit["red"] == unit["nir"] == unit["ndvi"] == "1" and unit["lwir11"] == "K" and unit["green"] == "count", unit
assert abs(mean["lwir11"] - 295.97) < 1e-9 and mean["green"] == 77 and abs(mean["red"] - 0.1) < 1e-12, mean
assert all(abs(row["sum"] - row["mean"] * row["count"]) < 1e-6 for row in rows if row["mean"] is not None)
assert all(row["cell_area_m2"] is not None and 99 < row["cell_area_m2"] < 101 for row in rows)
path, = glob.glob(sys.argv[3] + "/**/*.h5", recursive=True)
with h5py.File(path) as f:
    assert set(form["required"]) <= set(f), set(form["required"]) - set(f)
    for name in ("unit", "layer", "scene"):
        assert name + "_index" in f
PY
expect 0 project looks p00000 --layer lwir11
prints '295\.97 +K '
expect 0 project looks p00000 --layer lwir11 --lang zh
prints '单位'

# an empty table says why it is empty
expect 0 project looks p00000 --layer foo
says 'p00000 has no looks of layer "foo"; it has those of .*ndvi'
expect 0 project looks p00000 --layer foo -q
[ ! -s "$ERR" ] || die "-q speaks"
expect 0 project looks p00000 --from 2021-01-01
says 'none of this site or these days'
expect 0 project import sites.csv --crs EPSG:32650 -w empty
expect 0 project looks p00000 -w empty
says 'p00000 has no looks: no scene'
