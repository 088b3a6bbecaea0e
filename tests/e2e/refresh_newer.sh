#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# A record rests on the processing that stood when it was assessed: after a newer one has won it verifies as it
# was, and a record of today rests on the newer one. All scenes are simulated.
need_modules numpy osgeo.gdal
"$PYTHON" "$SOURCE/tests/e2e/portfolio_data.py" make made
"$PYTHON" - <<'PYTHON'
import json
import os
import numpy as np
from osgeo import gdal
gdal.UseExceptions()

DAYS = [f"{y}-07-{d:02d}" for y in (2018, 2019, 2020) for d in (1, 11, 21)]


def process(folder, version, green):
    """Each day's look as an item of its own; the newer processing of 2020 is greener."""
    os.mkdir(folder)
    stack = gdal.Open("made/scenes/s.tif")
    for i, day in enumerate(DAYS):
        name = f"{day}-v{version.split('.')[0]}"
        values = stack.GetRasterBand(i + 1).ReadAsArray()
        if day >= "2020":
            values = np.where(values == 2000, green, values)
        out = gdal.GetDriverByName("GTiff").Create(f"{folder}/{name}.tif", 120, 120, 1, gdal.GDT_Int16)
        out.SetProjection(stack.GetProjection())
        out.SetGeoTransform(stack.GetGeoTransform())
        out.GetRasterBand(1).WriteArray(values.astype("int16"))
        out = None
        item = {"type": "Feature", "stac_version": "1.1.0", "id": name, "collection": "made", "geometry": None,
                "links": [], "properties": {
                    "datetime": f"{day}T03:00:00Z", "platform": "made", "s2:datatake_id": f"TAKE{day}",
                    "grid:code": "MGRS-50TMK", "processing:version": version, "terrassay:mask": "applied",
                    "terrassay:simulated": True},
                "assets": {"ndvi": {"href": f"{name}.tif", "terrassay:index": "ndvi", "raster:scale": 0.0001,
                                    "nodata": -32768, "bands": [{"name": "ndvi"}]}}}
        json.dump(item, open(f"{folder}/{name}.json", "w", encoding="utf-8"))


process("nine", "9.0", 2000)
process("ten", "10.0", 7000)
made = json.load(open("made/projects.geojson", encoding="utf-8"))
made["features"] = [f for f in made["features"] if f["properties"]["id"] == "p3"]
json.dump(made, open("one.geojson", "w", encoding="utf-8"))
PYTHON
expect 0 key new -w bank --now 2020-01-01
expect 0 project import one.geojson -w bank
expect 0 refresh --catalog nine -w bank
says 'observed=9 set_aside=0 superseded=0'
expect 0 assess p3 --model credit-1 --as-of 2020-07-31 --now 2020-08-02 -w bank --json
cp "$OUT" old.json
expect 0 verify --all -w bank --now 2020-08-03
says '1 record: 1 intact, 1 comes out again, 0 faults'

expect 0 refresh --catalog nine --catalog ten -w bank
says 'observed=9 set_aside=0 superseded=9'
expect 0 verify --all -w bank --now 2020-08-04
says '1 record: 1 intact, 1 comes out again, 0 faults'
expect 0 assess p3 --model credit-1 --as-of 2020-07-31 --now 2020-08-05 -w bank --json
cp "$OUT" new.json
"$PYTHON" - <<'PYTHON' || die "the records do not rest on what they should"
import json


def record(told):
    row = json.loads(open(told, encoding="utf-8").read())
    text = open(f"bank/{row['path']}", encoding="utf-8").read()
    body = json.loads(text)["record"]
    (loss,) = [i for i in body["indicators"] if i["id"] == "vegetation_loss"]
    hectares = sum(d["value"] for d in loss["details"] if d["name"] in ("loss_ha", "rim_loss_ha"))
    return text, hectares


(old, lost), (new, kept) = record("old.json"), record("new.json")
assert "-v9" in old and "-v10" not in old, "the old record names other looks"
assert "-v10" in new and "-v9" not in new, "the new record names other looks"
assert abs(lost - 0.3) < 0.01 and kept < 0.01, (lost, kept)
print(f"{lost:.2f} ha by the older processing, {kept:.2f} ha by the newer")
PYTHON
expect 0 verify --all -w bank --now 2020-08-06
says '2 records: 2 intact, 2 come out again, 0 faults'
# nothing of the older processing is fetched from its scenes: what the record used is kept
mv nine nine.gone
expect 0 verify --all -w bank --now 2020-08-07
says '2 records: 2 intact, 2 come out again, 0 faults'
