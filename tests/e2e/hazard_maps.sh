#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Hazards by their sheets: maps by return period, tiles, bands, another CRS, NoData against dry ground,
# places with a declared reach, hundreds of events; each expected loss against numpy's. What is
# broken is named.
need_modules numpy osgeo.gdal
maps() { "$PYTHON" "$SOURCE/tests/e2e/hazard_maps.py" "$@" || die "hazard_maps.py $*"; }
maps make

expect 0 key new
expect 0 project import projects.csv --crs EPSG:4326
reported='[{id: flood_expected_loss, params: {sector: 1, region: 3, tail: 1}}, cyclone_expected_loss]'
sed "s/^version: 1/version: 9/; s/^reported: .*/reported: ${reported/cyclone_expected_loss/{id: cyclone_expected_loss\}}/" \
    "$SOURCE/datasets/models/credit-1.yaml" >hazards.yaml
expect 0 model check hazards.yaml

for case in maps dry bands tiles events utm points; do
    expect 0 layer import $case.yaml --name flood_depths --kind hazard --source 'made up' --json
    rows 'rows[0]["variable"] == "hazard:sheet" and rows[0]["path"].endswith(".json")'
    expect 0 assess --all --model hazards.yaml --as-of 2026-08-31
    maps check $case
done
expect 0 layer import storms.yaml --name cyclone_winds --kind hazard
expect 0 assess --all --model hazards.yaml --as-of 2026-08-31
maps check storms

# what was looked at is told: reach, blank ground, the map's end
why() { # PROJECT INDICATOR: the reason in its newest record
    "$PYTHON" - "$1" "$2" <<'PYTHON'
import glob, json, sys
records = [json.load(open(p, encoding="utf-8")) for p in glob.glob(f"workspace/records/{sys.argv[1]}/*.json")]
newest = max(records, key=lambda r: r["envelope"]["seq"])["record"]
print(next(x["why"] for x in newest["indicators"] if x["id"] == sys.argv[2]))
PYTHON
}
[ "$(why off flood_expected_loss)" = 'the hazard set has no place within 900 m of a site' ] || die "$(why off flood_expected_loss)"
expect 0 layer import maps.yaml --name flood_depths --kind hazard
expect 0 assess --all --model hazards.yaml --as-of 2026-08-31
[ "$(why off flood_expected_loss)" = 'the maps of the hazard hold 0 % of a site' ] || die "$(why off flood_expected_loss)"
[ "$(why partly flood_expected_loss)" = 'the maps of the hazard have a value for 50 % of a site' ] || die "$(why partly flood_expected_loss)"
expect 0 layer show flood_depths --json
rows 'rows[0]["scenario"] == "SSP5-8.5" and rows[0]["year"] == 2050 and rows[0]["nodata"] == "unknown" and rows[0]["files"] == 4'
expect 0 report --all --lang zh
grep -q 'SSP5-8.5, 2050' workspace/reports/wide-zh.html || die "the page does not say the scenario"
grep '重现期之间按重现期线性插值' workspace/reports/wide-zh.html >/dev/null || die "the page does not say the axis between periods"
grep -q '灾害图只在场地的' workspace/reports/partly-zh.html || die "a reason is not Chinese"

# each record comes out again, whichever version of the layer it rests on; the same again is no news
expect 0 verify --all
expect 0 layer import maps.yaml --name flood_depths --kind hazard
says 'unchanged'
expect 0 assess --all --model hazards.yaml --as-of 2026-08-31 --json
rows 'all(r["result"] == "unchanged" for r in rows)'

# water below zero is a NoData value that nobody declared
sed 's/rp/wrong/' maps.yaml >wrong.yaml
"$PYTHON" - <<'PYTHON'
import runpy, os
m = runpy.run_path(os.environ["TA_SOURCE"] + "/tests/e2e/hazard_maps.py")
for p, band in zip(m["PERIODS"], m["depths"]()):
    m["write"](f"wrong{p}.tif", band, nodata=None)
PYTHON
expect 0 layer import wrong.yaml --name flood_depths --kind hazard
expect 0 assess blank --model hazards.yaml --as-of 2026-08-31
why blank flood_expected_loss >words.txt
grep -q -- '-9999 on a site: is its NoData declared' words.txt || die "$(cat words.txt)"

# a kept file that was changed is named
expect 0 layer import maps.yaml --name flood_depths --kind hazard
kept=$(sha256sum rp50.tif | cut -c1-64)
chmod u+w "workspace/layers/$kept.tif"
echo >>"workspace/layers/$kept.tif"
expect 1 verify --all --json
rows 'any("imported as rp50.tif" in str(r) for r in rows)'
expect 65 assess blank --model hazards.yaml --as-of 2026-08-31
says 'imported as rp50.tif'

maps broken
while IFS=$'\t' read -r file words; do
    expect 65 layer import "$file" --name flood_depths --kind hazard -w other
    says "$words"
done <broken.txt
expect 2 layer import maps.yaml --name flood_depths --kind hazard --variable x
expect 65 layer import maps.yaml --name flood_depths --kind hazard --frequency event
