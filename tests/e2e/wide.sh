#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# A line of 120 km across a tile: no picture of it is kept, and record, page and proof say so; the small site
# beside it has its own, as if nothing were there.
need_modules osgeo numpy
"$PYTHON" - <<'PY'
import json, pathlib
import numpy
from osgeo import gdal, osr
gdal.UseExceptions()
X, Y, SIDE, N = 500000.0, 785000.0, 10.0, 9000
utm = osr.SpatialReference()
utm.ImportFromEPSG(32637)
pathlib.Path("scenes").mkdir()
item = {"type": "Feature", "stac_version": "1.0.0", "id": "look", "collection": "c", "geometry": None, "links": [],
        "properties": {"datetime": "2020-03-01T08:00:00Z", "platform": "landsat-8", "landsat:correction": "L2SP"},
        "assets": {}}
for name, value in (("red", 8500), ("nir", 15500), ("qa_pixel", 21824)):
    # sparse but for the corner: what is left is fill
    file = gdal.GetDriverByName("GTiff").Create(f"scenes/{name}.tif", N, N, 1, gdal.GDT_UInt16, [
        "TILED=YES", "COMPRESS=DEFLATE", "SPARSE_OK=TRUE", "BLOCKXSIZE=512", "BLOCKYSIZE=512"])
    file.SetGeoTransform((X, SIDE, 0, Y, 0, -SIDE))
    file.SetProjection(utm.ExportToWkt())
    file.GetRasterBand(1).WriteArray(numpy.full((1024, 1024), value, "uint16"), 0, 0)
    file = None
    asset = item["assets"][name] = {"href": name + ".tif", "roles": ["cloud" if name == "qa_pixel" else "data"]}
    if name != "qa_pixel":
        asset["eo:bands"] = [{"name": name, "common_name": name}]
        asset["raster:bands"] = [{"scale": 0.0000275, "offset": -0.2, "nodata": 0}]
pathlib.Path("scenes/look.json").write_text(json.dumps(item), encoding="utf-8")
PY
{ echo id,name,wkt
  echo 'small,S,"POLYGON((502000 782000,503000 782000,503000 781000,502000 781000,502000 782000))"'
  echo 'line,L,"POLYGON((500500 784500,500700 784500,586700 698500,586500 698500,500500 784500))"'; } >sites.csv
expect 0 project import sites.csv --crs EPSG:32637
sed -i '/^line/d' sites.csv
expect 0 project import sites.csv --crs EPSG:32637 -w alone

expect 3 refresh --catalog scenes
prints '^problem +c/look .*line/1: no picture of it is kept, its figures are: 8[0-9]+ x 8[0-9]+ cells take [0-9]+ MB, too large; to mend it: split the site into parts'
says 'observed=1 set_aside=0 .*looks=2 chips=1 '
expect 0 refresh --catalog scenes # nothing is left to do
expect 0 refresh --catalog scenes -w alone
expect 0 project looks small --all-layers --json
cp "$OUT" beside
expect 0 project looks small --all-layers --json -w alone
same "$OUT" beside
expect 0 project looks line --json
rows 'len(rows) == 1 and rows[0]["count"] > 1000 and rows[0]["chip_sha256"] == ""'

# it is not observed, for a reason that is true, in both languages; nothing of it passes for broken
expect 0 key new
expect 0 assess --all --as-of 2020-03-31
grep -q '"reason":"source_unavailable","unit":"1","value":null,"why":"no picture of this site is kept: ' workspace/records/line/*.json ||
    grep -q 'no picture of this site is kept: ' workspace/records/line/*.json || die "why is nothing seen?"
grep -q 'no picture of this site' workspace/records/small/*.json && die "the small site has one"
expect 0 verify --all
expect 0 report line -o -
grep -q 'too long or scattered for one and wants to be split into parts' "$OUT" || die "the page does not say why"
expect 0 report line --lang zh -o -
grep -q '其边界过长或过于分散' "$OUT" || die "the page does not say why in Chinese"
expect 0 report small -o -
grep -q 'too long or scattered' "$OUT" && die "the small site is not too long"
exit 0
