#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# What must not move an answer: who else is a client, a green label, and the projection of the scene, whose cells
# in Web Mercator at 40 degrees north look 1.7 times as large as the ground they show.
need_modules numpy osgeo.gdal
"$PYTHON" "$SOURCE/tests/e2e/portfolio_data.py" make made
"$PYTHON" - <<'PYTHON'
import json
import os
import shutil
from osgeo import gdal
gdal.UseExceptions()
made = json.load(open("made/projects.geojson", encoding="utf-8"))
labelled = next(f for f in made["features"] if f["properties"]["id"] == "p3")
labelled["properties"]["catalogue"] = {"scheme": "Green Finance Endorsed Project Catalogue 2025", "code": "1.1.1"}
json.dump(dict(made, features=[labelled]), open("alone.geojson", "w", encoding="utf-8"))
os.mkdir("mercator")
gdal.Warp("mercator/s.tif", "made/scenes/s.tif", dstSRS="EPSG:3857", xRes=2, yRes=2, dstNodata=-32768).FlushCache()
shutil.copy("made/scenes/s.json", "mercator/s.json")
PYTHON
bank() { # WORKSPACE PROJECTS SCENES
    expect 0 key new -w "$1" --now 2020-01-01
    expect 0 project import "$2" -w "$1"
    expect 0 refresh --catalog "$3" -w "$1"
    expect 0 assess --all --model credit-1 --as-of 2020-07-31 --now 2020-08-02 -w "$1"
}
bank all made/projects.geojson made/scenes
bank alone alone.geojson made/scenes
bank flat alone.geojson mercator
"$PYTHON" - <<'PYTHON' || die "something moved"
import glob
import json


def record(workspace):
    (path,) = glob.glob(f"{workspace}/records/p3*/*.json")
    return json.load(open(path, encoding="utf-8"))["record"]


def told(body):
    return {"score": body["score"], "opinion": body["opinion"], "indicators": [
        {k: i[k] for k in ("id", "value", "lo", "hi", "reason", "grade", "why")} for i in body["indicators"]]}


def loss(workspace):
    (found,) = [i for i in record(workspace)["indicators"] if i["id"] == "vegetation_loss"]
    # with that of cells that the site's rim cuts, which is told apart
    return sum(d["value"] for d in found["details"] if d["name"] in ("loss_ha", "rim_loss_ha"))


among, alone = told(record("all")), told(record("alone"))
assert any(i["id"] == "vegetation_loss" and i["value"] is not None for i in among["indicators"]), among
assert among == alone, (among, alone)
assert "catalogue" in json.dumps(json.load(open("alone.geojson"))), "no label"
# it is told as a proposal, where it stands, and moves nothing
label = [f for f in record("alone")["findings"] if f["code"] == "label_proposed"]
assert [f["object"] for f in label] == ["Green Finance Endorsed Project Catalogue 2025 1.1.1"], label
assert not [f for f in record("all")["findings"] if f["code"].startswith("label_")]
# three of ten columns of a hectare are bare
assert abs(loss("alone") - 0.3) < 0.01, loss("alone")
assert abs(loss("flat") - 0.3) < 0.03, loss("flat")
print(f"{loss('alone'):.3f} ha in UTM, {loss('flat'):.3f} ha in Web Mercator")
PYTHON
