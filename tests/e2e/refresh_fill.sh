#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# A newer processing that has nothing but fill over a site, or in a band of it, takes no look away: the record rests on
# the older one there, says so, and comes out again. All scenes are simulated.
need_modules numpy osgeo.gdal
cat >make.py <<'PY'
"""make.py FOLDER VERSION RED NIR [OFFSET]: three years of looks; of 2020 the bands have these values, 0 is fill. With
an offset they have them in the west alone, and fill in the east."""
import json, os, sys
import numpy
from osgeo import gdal, osr
gdal.UseExceptions()
folder, version, red, nir = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
offset = float(sys.argv[5]) if len(sys.argv) > 5 else 0.0
X, Y, N = 500000, 4000000, 60
utm = osr.SpatialReference()
utm.ImportFromEPSG(32650)
os.makedirs(folder)
for day in [f"{y}-07-{d:02d}" for y in (2018, 2019, 2020) for d in (1, 11, 21)]:
    name = f"{day}-v{version}"
    assets = {}
    for band, value in (("red", 1000), ("nir", 4000)):
        value -= round(offset * 10000)
        value = {"red": red, "nir": nir}[band] if day >= "2020" else value
        out = gdal.GetDriverByName("GTiff").Create(f"{folder}/{name}-{band}.tif", N, N, 1, gdal.GDT_UInt16)
        out.SetProjection(utm.ExportToWkt())
        out.SetGeoTransform((X, 10, 0, Y, 0, -10))
        cells = numpy.full((N, N), value, "uint16")
        cells[:, 45:] = 0 if offset != 0.0 and day >= "2020" else value
        out.GetRasterBand(1).WriteArray(cells)
        out = None
        assets[band] = {"href": f"{name}-{band}.tif", "raster:scale": 0.0001, "raster:offset": offset, "nodata": 0,
                        "bands": [{"name": band, "eo:common_name": band}], "terrassay:quantity": "reflectance_surface"}
    item = {"type": "Feature", "stac_version": "1.1.0", "id": name, "collection": "made", "geometry": None, "links": [],
            "properties": {"datetime": f"{day}T03:00:00Z", "platform": "made", "s2:datatake_id": f"TAKE{day}",
                           "grid:code": "MGRS-50SMF", "processing:version": version, "terrassay:mask": "applied",
                           "terrassay:simulated": True}, "assets": assets}
    json.dump(item, open(f"{folder}/{name}.json", "w", encoding="utf-8"))
ring = ",".join(f"{X + x} {Y - y}" for x, y in ((200, 200), (400, 200), (400, 400), (200, 400), (200, 200)))
open("sites.csv", "w", encoding="utf-8").write(f'id,name,wkt\np,p,"POLYGON(({ring}))"\n')
PY
"$PYTHON" make.py nine 9.0 1000 4000
"$PYTHON" make.py ten 10.0 0 0
"$PYTHON" make.py half 11.0 1000 0
used() { # WORKSPACE VERSION: each look of the newest year that a record rests on is of it
    expect 0 assess p --model credit-1 --as-of 2020-07-31 --now 2020-08-02 -w "$1" --json
    "$PYTHON" - "$1" "$2" "$OUT" <<'PY' || die "the record does not rest on what it should"
import json, sys
folder, version, told = sys.argv[1:]
row = json.loads(open(told, encoding="utf-8").read())
record = json.loads(open(f"{folder}/{row['path']}", encoding="utf-8").read())["record"]
loss, = [i for i in record["indicators"] if i["id"] == "vegetation_loss"]
used = {record["evidence"][k]["id"] for k in loss["evidence"] if record["evidence"][k]["kind"] == "chip"}
print(sorted(used))
assert len(used) == 9, used
assert all(("-v" + version in one) == ("/2020" in one) for one in used if "/2020" in one), used
PY
    expect 0 verify --all -w "$1" --now 2020-08-03
    says '1 record: 1 intact, 1 comes out again, 0 faults'
}
for newer in ten half; do
    for first in nine $newer; do
        w=$newer-$first
        expect 0 key new -w "$w" --now 2020-01-01
        expect 0 project import sites.csv --crs EPSG:32650 -w "$w"
        expect 0 refresh --catalog "$first" -w "$w"
        expect 0 refresh --catalog nine --catalog $newer -w "$w"
        expect 0 refresh --catalog nine --catalog $newer -w "$w"
        says 'observed=0 set_aside=0 superseded=0'
        used "$w" 9.0
        expect 0 project looks p --layer ndvi --from 2020-01-01 -w "$w" --json
        rows "len(rows) == 3 and all('-v9' in row['scene'] and row['mean'] > 0.5 for row in rows)"
    done
done

# Water so dark that its bands add up to less than nothing has no NDVI, and was seen; beside it both processings
# stand, since another site lies in the fill of the newer one.
"$PYTHON" make.py dark 12.0 980 990 -0.1
printf '%s\n' 'q,q,"POLYGON((500480 3999800,500580 3999800,500580 3999600,500480 3999600,500480 3999800))"' >>sites.csv
expect 0 key new -w lake --now 2020-01-01
expect 0 project import sites.csv --crs EPSG:32650 -w lake
expect 0 refresh --catalog nine --catalog dark -w lake
says ' superseded=6 '
for layer in red nir ndvi; do
    expect 0 project looks p --layer $layer --from 2020-01-01 -w lake --json
    rows "len(rows) == 3 and all('-v12' in row['scene'] for row in rows)"
    expect 0 project looks q --layer $layer --from 2020-01-01 -w lake --json
    rows "len(rows) == 3 and all('-v9' in row['scene'] for row in rows)"
done
expect 0 assess p --model credit-1 --as-of 2020-07-31 --now 2020-08-02 -w lake --json
"$PYTHON" - lake "$OUT" <<'PY' || die "a record that rests on what was seen since"
import json, sys
folder, told = sys.argv[1:]
row = json.loads(open(told, encoding="utf-8").read())
record = json.loads(open(f"{folder}/{row['path']}", encoding="utf-8").read())["record"]
looks = [(l["layer"], record["evidence"][l["evidence"]]["id"]) for l in record["looks"] if l["layer"] == "ndvi"]
print(looks)
assert len(looks) == 9 and not any("/2020" in one and "-v9" in one for _, one in looks), looks
PY
expect 0 verify --all -w lake --now 2020-08-03
says '1 record: 1 intact, 1 comes out again, 0 faults'
