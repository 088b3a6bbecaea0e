#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Two tiles of one overpass hold a site, and the one that is chosen lacks a band: the layers of that band are the other's,
# and no others are. All scenes are simulated.
need_modules numpy osgeo.gdal
"$PYTHON" - <<'PY'
import json, os
import numpy
from osgeo import gdal, osr
gdal.UseExceptions()
X, Y, N = 500000, 4000000, 60
utm = osr.SpatialReference()
utm.ImportFromEPSG(32650)
os.makedirs("made")
for day in [f"{y}-07-{d:02d}" for y in (2018, 2019, 2020) for d in (1, 11, 21)]:
    for tile, bands, east in (("a", {"green": 900}, 0), ("b", {"green": 900, "red": 1000, "nir": 4000}, 100)):
        name, assets = f"{day}-{tile}", {}
        for band, value in bands.items():
            out = gdal.GetDriverByName("GTiff").Create(f"made/{name}-{band}.tif", N, N, 1, gdal.GDT_UInt16)
            out.SetProjection(utm.ExportToWkt())
            out.SetGeoTransform((X + east, 10, 0, Y, 0, -10))
            out.GetRasterBand(1).WriteArray(numpy.full((N, N), value, "uint16"))
            out = None
            assets[band] = {"href": f"{name}-{band}.tif", "raster:scale": 0.0001, "nodata": 0,
                            "bands": [{"name": band, "eo:common_name": band}], "terrassay:quantity": "reflectance_surface"}
        item = {"type": "Feature", "stac_version": "1.1.0", "id": name, "collection": "made", "geometry": None, "links": [],
                "properties": {"datetime": f"{day}T03:00:00Z", "platform": "made", "s2:datatake_id": f"TAKE{day}",
                               "grid:code": "MGRS-50SM" + tile.upper(), "terrassay:mask": "applied",
                               "terrassay:simulated": True}, "assets": assets}
        json.dump(item, open(f"made/{name}.json", "w", encoding="utf-8"))
ring = ",".join(f"{X + x} {Y - y}" for x, y in ((200, 200), (400, 200), (400, 400), (200, 400), (200, 200)))
open("sites.csv", "w", encoding="utf-8").write(f'id,name,wkt\np,p,"POLYGON(({ring}))"\n')
PY
expect 0 key new -w bank --now 2020-01-01
expect 0 project import sites.csv --crs EPSG:32650 -w bank
expect 0 refresh --catalog made -w bank
says 'observed=18 '
for layer in green-a ndvi-b; do
    expect 0 project looks p --layer ${layer%-*} -w bank --json
    rows "len(rows) == 9 and all(row['scene'].endswith('-${layer#*-}') for row in rows)"
done
expect 0 assess p --model credit-1 --as-of 2020-07-31 --now 2020-08-02 -w bank --json
"$PYTHON" - "$OUT" <<'PY' || die "the record does not rest on what it should"
import json, sys
row = json.loads(open(sys.argv[1], encoding="utf-8").read())
record = json.loads(open(f"bank/{row['path']}", encoding="utf-8").read())["record"]
evidence = record["evidence"]
loss, = [i for i in record["indicators"] if i["id"] == "vegetation_loss"]
used = {evidence[k]["id"] for k in loss["evidence"] if evidence[k]["kind"] == "chip"}
print(sorted(used))
assert len(used) == 9 and all(one.endswith("-b") for one in used), used
for one in evidence:  # the tile that lacks a band comes first in those that both have
    if one["kind"] == "chip":
        assert (evidence[one["behind"]]["id"].endswith("-a") if one["id"].endswith("-b") else "behind" not in one), one
PY
expect 0 verify --all -w bank --now 2020-08-03
says '1 record: 1 intact, 1 comes out again, 0 faults'
