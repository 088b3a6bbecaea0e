#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# slow
# assess is killed at 20 random moments; each time the next run completes, every record is there
# once, is exported, and verifies.
need_modules numpy osgeo.gdal
"$PYTHON" - <<'PY'
import datetime, json, os
import numpy as np
from osgeo import gdal, osr
gdal.UseExceptions()
os.makedirs("scenes")
utm = osr.SpatialReference()
utm.ImportFromEPSG(32650)
days = [f"{y}-07-{d:02d}" for y in (2018, 2019, 2020) for d in (1, 11, 21)]
d = gdal.GetDriverByName("GTiff").Create("scenes/s.tif", 120, 120, len(days), gdal.GDT_Int16)
d.SetProjection(utm.ExportToWkt())
d.SetGeoTransform((300000, 10, 0, 4500000, 0, -10))
for i, day in enumerate(days):
    v = np.full((120, 120), 7000, "int16")
    if day >= "2020":
        v[:, ::7] = 2000
    d.GetRasterBand(i + 1).WriteArray(v)
d = None
item = {"type": "Feature", "stac_version": "1.1.0", "id": "s", "collection": "made", "geometry": None,
        "links": [], "properties": {"datetime": None, "start_datetime": "2018-01-01T00:00:00Z",
                                    "end_datetime": "2021-01-01T00:00:00Z",
                                    "terrassay:mask": "applied", "terrassay:simulated": True},
        "assets": {"ndvi": {"href": "s.tif", "terrassay:index": "ndvi", "raster:scale": 0.0001,
                            "nodata": -32768,
                            "bands": [{"datetime": f"{day}T03:00:00Z", "platform": "made"}
                                      for day in days]}}}
json.dump(item, open("scenes/s.json", "w", encoding="utf-8"))
with open("sites.csv", "w", encoding="utf-8") as f:
    f.write("id,wkt,position_error_m\n")
    for i in range(8):
        x, y = 300100 + 110 * i, 4499800 - 100 * i
        f.write(f'p{i},"POLYGON(({x} {y},{x + 100} {y},{x + 100} {y + 90},{x} {y + 90},{x} {y}))",5\n')
PY
expect 0 key new -w base
expect 0 project import sites.csv --crs EPSG:32650 -w base
expect 0 refresh --catalog scenes -w base
cp -a base timed
began=$(date +%s%N)
expect 0 assess --all --as-of 2020-07-31 -w timed
took=$((($(date +%s%N) - began) / 1000000))

RANDOM=7 killed=0 partly=0
for round in $(seq 20); do
    rm -rf bank && cp -a base bank
    "$PROGRAM" assess --all --as-of 2020-07-31 -w bank >/dev/null 2>&1 &
    victim=$!
    sleep "$(printf '0.%03d' $((RANDOM % (took < 999 ? took : 999))))"
    kill -9 $victim 2>/dev/null && killed=$((killed + 1))
    wait $victim 2>/dev/null || true
    there=$(find bank -path '*/records/*.json' | wc -l)
    [ "$there" -gt 0 ] && [ "$there" -lt 8 ] && partly=$((partly + 1))
    expect 0 assess --all --as-of 2020-07-31 -w bank --json
    rows 'len(rows) == 8 and all(r["result"] in ("written", "unchanged") for r in rows)'
    expect 0 verify --all -w bank
    says '8 records: 8 intact, 8 come out again, 0 faults'
    [ "$(find bank/records -name '*.json' | wc -l)" = 8 ] || die "round $round: exports are missing"
done
echo "$killed killed, $partly of them half way"
[ "$killed" -ge 10 ] || die "hardly any was killed: the test shows nothing"
