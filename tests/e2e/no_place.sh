#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Rasters that do not say where they lie, or in no CRS: where their item says it in full, they lie there;
# else they are set aside by name. None passes for a scene that lies on no site.
need_modules osgeo numpy
"$PYTHON" - <<'PY'
import json, pathlib
import numpy
from osgeo import gdal, osr
gdal.UseExceptions()
X, Y, SIDE, N = 500000.0, 4000000.0, 10.0, 60
utm = osr.SpatialReference()
utm.ImportFromEPSG(32650)
values = (numpy.arange(N * N, dtype="f4").reshape(N, N) / (N * N))
there = {"proj:transform": [SIDE, 0, X, 0, -SIDE, Y], "proj:shape": [N, N]}
code = {"proj:code": "EPSG:32650"}


def make(folder, crs, placed, properties, asset=None, name="s", href=None):
    pathlib.Path(folder).mkdir(exist_ok=True)
    if href is None:
        href = name + ".tif"
        file = gdal.GetDriverByName("GTiff").Create(f"{folder}/{href}", N, N, 1, gdal.GDT_Float32)
        if placed:
            file.SetGeoTransform((X, SIDE, 0, Y, 0, -SIDE))
        if crs:
            file.SetProjection(utm.ExportToWkt())
        file.GetRasterBand(1).WriteArray(values)
        file = None
    item = {"type": "Feature", "stac_version": "1.1.0", "id": name, "collection": "c", "geometry": None, "links": [],
            "properties": {"datetime": "2020-01-01T00:00:00Z", "terrassay:mask": "applied", **properties},
            "assets": {"ndvi": {"href": href, "terrassay:index": "ndvi", "bands": [{}], **(asset or {})}}}
    pathlib.Path(f"{folder}/{name}.json").write_text(json.dumps(item), encoding="utf-8")


off = {"proj:transform": [SIDE, 0, X + 5 * SIDE, 0, -SIDE, Y], "proj:shape": [N, N]}
small = {"proj:transform": [SIDE, 0, X, 0, -SIDE, Y], "proj:shape": [N, N - 1]}
make("whole", True, True, code)
make("given_crs", False, True, {**code, **there})
make("given_own", False, False, code, there)
make("given_all", False, False, {**code, **there})
make("given_place", True, False, there)
make("bare_code", False, True, code)
make("bare_off", False, True, {**code, **off})
make("bare_unsized", False, True, {**code, "proj:transform": there["proj:transform"]})
make("lost_code", False, False, code)
make("lost_small", False, False, {**code, **small})
make("lost_own", False, False, code, small)
make("lost_nowhere", False, False, there)
make("lost_crs", True, False, {})
far = {"proj:transform": [SIDE, 0, X + 1e5, 0, -SIDE, Y], "proj:shape": [N, N]}
for folder, wrong in (("off", off), ("off_site", far), ("former", far)):
    make(folder, False, False, {**code, **wrong})
    make(folder, False, False, {**code, **there}, name="right", href="s.tif")
    item = json.loads(pathlib.Path(f"{folder}/right.json").read_text(encoding="utf-8"))
    pathlib.Path(f"{folder}/right.json").unlink()
    pathlib.Path(f"{folder}.right").write_text(json.dumps({**item, "id": "s"}), encoding="utf-8")
# two items of one file put it at two places
make("two", False, False, {**code, **there})
make("two", False, False, {**code, **off, "datetime": "2020-02-01T00:00:00Z"}, name="t", href="s.tif")
ring = ",".join(f"{X + x} {Y - y}" for x, y in ((200, 200), (400, 200), (400, 400), (200, 400), (200, 200)))
pathlib.Path("site.csv").write_text(f'id,name,wkt\np,P,"POLYGON(({ring}))"\n', encoding="utf-8")
PY
site() { # WORKSPACE
    rm -rf "$1"
    expect 0 project import site.csv --crs EPSG:32650 -w "$1"
}
site w_whole
expect 0 refresh --catalog whole -w w_whole
expect 0 project looks p -w w_whole --json
rows 'len(rows) == 1 and rows[0]["mean"] is not None'
whole=$("$PYTHON" -c 'import json; print(json.loads(open("'"$OUT"'").readline())["mean"])')
for case in given_crs given_own given_all given_place; do
    site w
    expect 0 refresh --catalog $case -w w
    expect 0 project looks p -w w --json
    rows "len(rows) == 1 and rows[0]['mean'] == $whole"
    expect 0 zonal $case/s.json -z site.csv --crs EPSG:32650 -s mean --json
    rows "len(rows) == 1 and abs(rows[0]['mean'] - $whole) < 1e-12"
done
for case in bare_code bare_off bare_unsized lost_code lost_small lost_own lost_nowhere lost_crs; do
    site w
    expect 3 refresh --catalog $case -w w
    prints "^set aside +c/s .*$case/s\.tif: declares no place or no CRS; .*state proj:code, proj:shape and proj:transform in its item"
    says 'observed=0 set_aside=1 '
    says_not 'lies on any site'
    "$PYTHON" - w/store.gpkg <<'PY' || die "$case: not set aside in the store"
import sqlite3, sys
state = sqlite3.connect(sys.argv[1]).execute("SELECT state, reason FROM ta_scene").fetchall()
print(state)
assert len(state) == 1 and state[0][0] == "set_aside" and "declares no place or no CRS" in state[0][1], state
PY
    expect 65 zonal $case/s.json -z site.csv --crs EPSG:32650 -s mean
    says 'declares no place or no CRS'
done
site w
expect 0 refresh --catalog two -w w
expect 0 project looks p -w w --json
rows "len(rows) == 2 and rows[0]['mean'] == $whole and rows[1]['mean'] != $whole"
# what an item said wrong is looked at anew once it is right: the look, and what lay on no site
is_whole() { # CASE: the look of w is that of the file with a place of its own; then nothing is new
    expect 0 refresh --catalog "$1" -w w
    says 'observed=1 set_aside=0 '
    expect 0 project looks p -w w --json
    rows "len(rows) == 1 and rows[0]['mean'] == $whole"
    expect 0 refresh --catalog "$1" -w w
    says 'observed=0 set_aside=0 '
}
site w
expect 0 refresh --catalog off -w w
expect 0 project looks p -w w --json
rows "len(rows) == 1 and rows[0]['mean'] != $whole"
expect 0 refresh --catalog off -w w
says 'observed=0 set_aside=0 '
cp off.right off/s.json
is_whole off
for case in off_site former; do
    site w
    expect 0 refresh --catalog $case -w w
    says 'observed=0 set_aside=0 '
    expect 0 refresh --catalog $case -w w
    says 'observed=0 set_aside=0 '
    # a former program did not keep what the item said
    [ $case = off_site ] || "$PYTHON" - <<'PY' || die "former: no such row"
import sqlite3
recipe = sqlite3.connect("w_whole/store.gpkg").execute("SELECT recipe FROM ta_scene").fetchone()
with sqlite3.connect("w/store.gpkg") as store:
    before = store.execute("SELECT state, assets_sha256, recipe FROM ta_scene").fetchall()
    print(before, recipe)
    assert len(before) == 1 and before[0][:2] == ("observed", "") and before[0][2] != recipe[0]
    store.execute("UPDATE ta_scene SET recipe = ?", recipe)
PY
    cp $case.right $case/s.json
    is_whole $case
done
# a file with a place of its own is not looked at again for what its item says
sed -i 's/"proj:code": "EPSG:32650"/"proj:shape": [60, 60]/' whole/s.json
expect 0 refresh --catalog whole -w w_whole
says 'observed=0 set_aside=0 '
