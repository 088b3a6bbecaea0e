#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# An item names the file of its near infrared, and the file is not there: refresh names it (exit 3) and uses the
# other bands; record, page and portfolio say how many looks came without it, and no longer that none was clear.
# All of it is made up.
export PYTHONPATH=$SOURCE/tests/fault
"$PYTHON" - <<'PY'
import json, os
import numpy as np
import scenes
os.makedirs("looks")
for year, days in ((2024, (1, 9, 17, 25)), (2025, (1, 9, 17, 25))):
    for day in days:
        name = f"s{year}07{day:02d}"
        side = (scenes.SIDE, scenes.SIDE)
        scenes.make_band(f"looks/{name}_red.tif", np.full(side, 500, np.uint16))
        scenes.make_band(f"looks/{name}_nir.tif", np.full(side, 4000, np.uint16))
        cloudy = year == 2025 and day == 1
        scenes.make_band(f"looks/{name}_scl.tif", np.full(side, 9 if cloudy else 4, np.uint8))
        band = lambda b, common: {"href": f"{name}_{b}.tif", "eo:bands": [{"name": b, "common_name": common}],
                                  "raster:bands": [{"scale": 0.0001, "offset": 0, "nodata": 0}]}
        item = {"type": "Feature", "stac_version": "1.0.0", "id": name, "collection": "made", "geometry": None,
                "links": [], "assets": {"red": band("red", "red"), "nir08": band("nir", "nir08"),
                                        "scl": {"href": f"{name}_scl.tif"}},
                "properties": {"datetime": f"{year}-07-{day:02d}T03:00:00Z", "platform": "sentinel-2a",
                               "processing:level": "L2A", "grid:code": "MGRS-50TMK",
                               "s2:processing_baseline": "05.00"}}
        json.dump(item, open(f"looks/{name}.json", "w", encoding="utf-8"))
scenes.write_sites("sites.csv", 1)
PY
mkdir away
mv looks/s20250709_nir.tif looks/s20250717_nir.tif looks/s20250725_nir.tif away/
expect 0 key new
expect 0 project import sites.csv --crs EPSG:32650
# nobody has refreshed: that no source was available is not said
expect 0 assess p00000 --as-of 2025-08-31
expect 0 report p00000 -o none.html
expect 0 report p00000 --lang zh -o none-zh.html
expect 0 portfolio --html none-all.html
for page in none none-all; do
    grep -q 'no scene of the place was taken in' $page.html || die "$page: not the reason"
    ! grep -q 'the source was not available' $page.html || die "$page: the source was not available"
done
grep -q '未读入该地的影像' none-zh.html || die "not so in Chinese"
expect 3 refresh --catalog looks
says 'scenes=8 .* observed=8 set_aside=3 superseded=0 problems=0 '
prints '^set aside +[^ ]*s20250709\.json .* named here and not on disk: s20250709_nir\.tif \(nir\); to mend it: put them where'
expect 3 refresh --catalog looks # told until it is mended
says 'set_aside=3 '
found() { # PYTHON: over `loss` of the newest record
    "$PYTHON" - "$OUT" "$1" <<'PY' || die "not so: $1"
import json, sys
row = json.loads(open(sys.argv[1], encoding="utf-8").read())
record = json.load(open(f"workspace/{row['path']}", encoding="utf-8"))["record"]
loss = next(i for i in record["indicators"] if i["id"] == "vegetation_loss")
detail = {d["name"]: d["value"] for d in loss["details"]}
print(loss["reason"], loss["why"], detail)
sys.exit(not eval(sys.argv[2]))
PY
}
expect 0 assess p00000 --as-of 2025-08-31 --json
found 'loss["reason"] == "no_clear_look" and loss["why"].endswith("looks without nir: 3") and detail["scenes_window"] == 1'
for lang in en zh; do
    expect 0 report p00000 --lang $lang -o $lang.html
    expect 0 portfolio --lang $lang --html all-$lang.html
done
for page in en all-en; do
    grep -q 'the bands it needs are missing' $page.html || die "$page: not the reason"
    ! grep -q 'Vegetation loss[^<]*no clear look' $page.html || die "$page: no clear look"
done
grep -q 'looks without nir: 3' en.html || die "the page does not count them"
grep -q 'names each band file that an item names and that is not there' en.html || die "no mend"
grep -q '影像条目所指而磁盘上没有的波段文件' zh.html || die "no mend in Chinese"
for page in zh.html all-zh.html; do grep -q '缺少所需的波段' $page || die "not so in Chinese: $page"; done
grep -q '缺少波段 [^<]*的影像：3 景' zh.html || die "they are not counted in Chinese"
expect 0 portfolio --json
expect 0 verify --all

# the files come: the looks are read again, and nothing is missing
mv away/* looks/
expect 0 refresh --catalog looks
says 'again=3 .*set_aside=0 .*problems=0 '
expect 0 assess p00000 --as-of 2025-08-31 --json
found 'loss["reason"] == "observed" and "looks without" not in loss["why"] and detail["scenes_window"] == 4'
