#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Statistics of rasters over polygons: what is counted, what is refused, where rows go.
#
# Ways to go wrong that others have gone, beside those of tests/unit/raster/test_pass.c:
#   zones in another CRS, latitude first         corner.py: degrees on a raster in metres
#   long edges moved by their end points         corner.py: a zone of three points, 60 km across
#   no zone meets the raster, exit code 0        beside.geojson
#   CRS not declared                             bare.csv
#   zones across 180 degrees                     globe.tif
#   bow-tie rings                                bow.csv
#   overviews read by accident                   pyramid.tif
#   a date of nobody                             the column is empty
#   a swath read as an image grid                TROPOMI's files are refused

"$PYTHON" "$SOURCE/tests/e2e/zonal_data.py" make

# --- the peers' small cases: 3 x 4 int16, a zone over halves of cells
expect 0 zonal small.tif -z half.geojson -s sum,mean,variety,min,max,mode,minority --json
rows 'len(rows) == 1 and rows[0]["count"] == 3 and abs(rows[0]["mean"] - 13 / 6) < 1e-15'
rows 'rows[0]["variety"] == 3 and rows[0]["min"] == 1 and rows[0]["max"] == 3 and rows[0]["valid_fraction"] == 1'
rows 'rows[0]["mode"] == 2 and rows[0]["minority"] == 1 and rows[0]["sum"] == 6.5'
rows 'rows[0]["band"] == "1" and rows[0]["raster"] == "small.tif" and "date" not in rows[0]'
expect 0 zonal small.tif -z half.geojson
prints '^Zone +Raster +Band +Date +Count +Valid +mean +stdev +min +max$'
says 'rasters=1 failed=0 zones=1 met=1 set_aside=0 mended=0 rows=1'
expect 0 zonal small.tif -z half.geojson -q
silent
expect 65 zonal small.tif -z half.geojson -b red=1,nir=9 -i ndvi
says 'small.tif: has 1 band, and no band 9 \(nir\)'
says 'number the bands from 1, in the order of the files'

# 64-bit numbers stay what they are, scale and offset come after no-data
expect 0 zonal wide.tif -z half.geojson -s min,max,mode -o wide.csv
"$PYTHON" - <<'PYTHON'
import csv
row = next(csv.DictReader(open("wide.csv")))
assert row["max"] == row["mode"] == "2397083434877565865", row
assert row["date"] == "", row
PYTHON
expect 0 zonal scaled.tif -z half.geojson -s mean,max --json
rows 'abs(rows[0]["mean"] - (250.47 + 0.00157 * 17650)) < 1e-9 and rows[0]["count"] < 3'
expect 0 zonal scaled.tif -z half.geojson -s mean --scale 2 --offset -1 --json
rows 'abs(rows[0]["mean"] - (2 * 17650 - 1)) < 1e-9'
expect 0 zonal masked.tif -z whole.geojson -s sum --json
rows 'rows[0]["count"] == 3 and rows[0]["sum"] == 3 + 4 + 5'
expect 0 zonal empty.tif -z half.geojson -s mean,min,mode,variety,shares --json
rows 'rows[0]["count"] == 0 and rows[0]["valid_fraction"] == 0'
rows 'all(rows[0][k] is None for k in ("mean", "min", "mode", "variety", "shares"))'
expect 0 zonal classes.tif -z whole.geojson -s shares -o -
prints ',7:0.25 9:0.75$'
expect 0 zonal small.tif -z whole.geojson -s p0,p25,median,p100 --json
rows 'rows[0]["p0"] == 1 and rows[0]["median"] == 2.5 and rows[0]["p100"] == 5'
expect 0 zonal pyramid.tif -z half_pyramid.geojson -s min,max --json
rows 'rows[0]["min"] == 1 and rows[0]["max"] == 1'

# --- zones elsewhere, in other systems, broken
expect 1 zonal small.tif -z beside.geojson -o beside.csv
says 'no zone meets any raster'
[ "$(wc -l <beside.csv)" = 1 ] || die "rows for zones that are not there"
expect 65 zonal small.tif -z bare.csv
says '--crs'
expect 65 zonal nothing.tif -z half.geojson -o -
prints_not .
expect 1 zonal small.tif -z beside.geojson -o -
prints_not .
expect 0 zonal small.tif -z half.geojson -s mean -o -
prints '^zone,raster,band,'
[ "$(wc -l <"$OUT")" = 2 ] || die "a head and a row"
expect 0 zonal small.tif -z bare.csv --crs EPSG:4326 -s mean --json
rows 'rows[0]["zone"] == "north, \"1\"" and rows[0]["count"] == 3'
expect 0 zonal small.tif -z bare.csv --crs EPSG:4326 -s mean -o -
prints '^"north, ""1""",small.tif,1,,3,1,2\.16666666666666'
expect 0 zonal small.tif -z bow.csv --crs EPSG:4326 -s mean --json
rows 'rows[0]["zone"] == "bow" and rows[0]["count"] == 2'
says 'Self-intersection'
expect 3 zonal small.tif -z mixed.csv --crs EPSG:4326 -s mean --json
rows '[r["zone"] for r in rows] == ["good"]'
says 'set_aside=1'
expect 0 zonal globe.tif -z fiji.geojson -s sum --json
rows 'rows[0]["count"] == 8 and rows[0]["sum"] == 8'
expect 0 zonal utm.tif -z corner.geojson -s mean,sum -o corner.csv
"$PYTHON" "$SOURCE/tests/e2e/zonal_data.py" corner

# zones that lie on no raster are named beside those that do, the first ten
"$PYTHON" - <<'PYTHON'
import json
here = json.load(open("half.geojson"))["features"][0]
there = json.load(open("beside.geojson"))["features"][0]
def write(path, n):
    features = [dict(here, properties={"id": "here"})] + [dict(there, properties={"id": f"off-{i}"}) for i in range(n)]
    json.dump({"type": "FeatureCollection", "features": features}, open(path, "w"))
write("off1.geojson", 1)
write("off12.geojson", 12)
PYTHON
expect 0 zonal small.tif -z off1.geojson -s mean --json
rows '[r["zone"] for r in rows] == ["here"]'
says '^1 of 2 zones lies on no raster that was read, and has no row: off-0; compare'
expect 0 zonal small.tif -z off12.geojson -s mean -o off12.csv
says '^12 of 13 zones lie on no raster that was read, and have no row: off-0, off-1, .*, off-9 and 2 more; compare'
says_not 'off-10'
says 'zones=13 met=1 '
expect 0 zonal small.tif -z half.geojson -s mean --json
says_not 'lie.? on no raster'

# --- bands, indices, masks
expect 0 zonal stack.tif -z utm_zone.geojson -s mean --json
rows '[r["band"] for r in rows] == ["1", "2", "3"]'
expect 0 zonal stack.tif -z utm_zone.geojson -b red=1,nir=3 -i ndvi -o ndvi.csv
expect 0 zonal stack.tif -z utm_zone.geojson -b red=1,nir=3 -i ndvi --keep-bands -s mean --json
rows '[r["band"] for r in rows] == ["red", "nir", "ndvi"]'
expect 0 zonal red.tif nir.tif --together -z utm_zone.geojson -b red=1,nir=2 -i ndvi -o together.csv
expect 0 zonal red.tif nir.tif --together -z utm_zone.geojson -b red=1,nir=2 -i ndvi -m scl.tif:scl -o scl.csv
expect 0 zonal red.tif nir.tif --together -z utm_zone.geojson -b red=1,nir=2 -i ndvi -m scl.tif:3,8,9 -o codes.csv
expect 0 zonal red.tif nir.tif --together -z utm_zone.geojson -b red=1,nir=2 -i ndvi -m scl.tif:bits=3 -o bits.csv
"$PYTHON" "$SOURCE/tests/e2e/zonal_data.py" ndvi
expect 65 zonal stack.tif -z utm_zone.geojson -i ndvi
says 'ndvi needs band (red|nir)'
expect 65 zonal stack.tif -z utm_zone.geojson -b red=1,nir=9 -i ndvi

# --- several rasters, dates, threads
expect 0 zonal item.json -z utm_zone.geojson -i ndvi --json
rows 'rows[0]["date"] == "2020-01-02" and rows[0]["raster"] == "c/first" and rows[0]["band"] == "ndvi"'
# an item that lies of its files: the scene is not read for another one's
"$PYTHON" - <<'PYTHON'
import json
for name, more in (("shape", {"proj:shape": [700, 350]}), ("crs", {"proj:code": "EPSG:32638"}),
                   ("place", {"proj:transform": [10, 0, 0, 0, -10, 0]})):
    item = json.load(open("item.json"))
    item["id"] = name
    item["properties"].update(more)
    json.dump(item, open(f"{name}.json", "w"))
PYTHON
for lie in shape crs place; do
    expect 65 zonal $lie.json -z utm_zone.geojson -i ndvi --json
    says 'its item says proj:'
    prints_not .
done
expect 3 zonal item.json crs.json -z utm_zone.geojson -i ndvi --json
rows '[r["raster"] for r in rows] == ["c/first"]'
says 'c/crs: its item says proj:code EPSG:32638, and '
expect 0 zonal red.tif -z utm_zone.geojson --json
rows 'rows[0]["date"] == "2020-01-02"'
expect 0 zonal T50TMK_20210605T031131_B04_10m.tif -z utm_zone.geojson --json
rows 'rows[0]["date"] == "2021-06-05"'
for threads in 1 2 5; do
    expect 0 zonal red.tif nir.tif stack.tif small.tif -z many.geojson -s mean,stdev,median,mode,shares --threads "$threads" -o "t$threads.csv"
done
same t1.csv t2.csv
same t1.csv t5.csv
expect 3 zonal red.tif cut.tif nir.tif -z utm_zone.geojson --json
rows '[r["raster"] for r in rows] == ["red.tif", "nir.tif"]'
says 'cut.tif'
expect 65 zonal cut.tif -z utm_zone.geojson
says '^terrassay: .*cut.tif'
prints_not .
expect 65 zonal nothing.tif -z utm_zone.geojson
says 'nothing.tif'
expect 65 zonal cut.tif nothing.tif -z utm_zone.geojson
says 'none of 2 rasters'

# --- files of shapes
expect 0 zonal red.tif nir.tif -z many.geojson -s mean,variety,shares -o many.gpkg --now 2026-01-02
expect 0 zonal red.tif nir.tif -z many.geojson -s mean,variety,shares -o again.gpkg --now 2026-01-02
same many.gpkg again.gpkg
expect 0 zonal red.tif nir.tif -z many.geojson -s mean,variety,shares -o many_out.geojson
expect 0 zonal red.tif nir.tif -z many.geojson -s mean,variety,shares -o many.csv
"$PYTHON" "$SOURCE/tests/e2e/zonal_data.py" files

# --- wrong use
expect 2 zonal small.tif
says '--zones'
expect 2 zonal small.tif -z half.geojson -s mean,medain
says 'median'
expect 2 zonal small.tif -z half.geojson -s mean,mean
expect 2 zonal small.tif -z half.geojson -o table.xlsx
says '\.csv, \.geojson or \.gpkg'
expect 2 zonal small.tif -z half.geojson -b red=0
expect 2 zonal small.tif -z half.geojson -b red=1,red=2
expect 2 zonal small.tif -z half.geojson -m scl.tif:clouds
says 'FILE:scl'
expect 2 zonal small.tif -z half.geojson --threads 0
for kind in csv geojson gpkg; do
    expect 65 zonal small.tif -z half.geojson -o "/no/such/folder/out.$kind"
    says "^terrassay: /no/such/folder/out.$kind: .*No such file or directory"
    says 'to mend it: make its folder first'
    # what a killed run began goes with the next one
    true &
    wait $!
    touch "left.$kind.part-$!-0"
    expect 0 zonal small.tif -z half.geojson -o "left.$kind"
    [ -z "$(find . -name "left.$kind.part*")" ] || die "what a killed run began stays: $(ls)"
done
expect 65 zonal small.tif -z half.geojson --id nmae
says 'nmae'

# --- published figures
need_data "published figures and real scenes"
reference=$DATA/reference/rasterstats
expect 0 zonal "$reference/slope.tif" -z "$reference/polygons.shp" -s sum,mean,min,max,stdev,median -o polygons.csv
expect 0 zonal "$reference/slope.tif" -z "$reference/multipolygons.shp" --crs "$(cat "$reference/polygons.prj")" \
    -s sum,mean,min,max,stdev,median -o multipolygons.csv
expect 1 zonal "$reference/slope.tif" -z "$reference/polygons_no_overlap.shp" --crs "$(cat "$reference/polygons.prj")"
expect 0 zonal "$reference/slope.tif" -z "$reference/polygons_partial_overlap.shp" \
    --crs "$(cat "$reference/polygons.prj")" -s sum,mean,min,max,stdev,median -o slope-partial.csv
for raster in slope_nodata all_nodata dataset_mask; do
    expect 0 zonal "$reference/$raster.tif" -z "$reference/polygons.shp" -s sum,mean,min,max,stdev,median -o "$raster.csv"
done
expect 0 zonal "$reference/slope_classes.tif" -z "$reference/polygons.shp" -s mode,minority,variety,shares -o slope_classes.csv
expect 65 zonal "$reference/slope.tif" -z "$reference/points_noproj.shp"
"$PYTHON" "$SOURCE/tests/e2e/zonal_data.py" published "$reference"

scene=$DATA/data/landsat_c2l2_greenland
item=$(echo "$scene"/*_SR_stac.json)
qa=$(echo "$scene"/*_QA_PIXEL.TIF)
"$PYTHON" "$SOURCE/tests/e2e/zonal_data.py" outline "$qa"
expect 0 zonal "$qa" -z outline.csv --crs "$(cat outline.wkt)" -m "$qa:bits=0" -s mode -o all.csv
expect 0 zonal "$qa" -z outline.csv --crs "$(cat outline.wkt)" -m "$qa:bits=0,3" -s mode -o clear.csv
"$PYTHON" "$SOURCE/tests/e2e/zonal_data.py" cloud "$item"
expect 0 zonal "$scene" -z outline.csv --crs "$(cat outline.wkt)" -i ndvi --json
rows 'rows[0]["date"] == "2015-07-10" and rows[0]["band"] == "ndvi" and rows[0]["count"] == 0'
expect 0 zonal "$scene"/*_MTL.json -z outline.csv --crs "$(cat outline.wkt)" -i ndvi --keep-bands --snow -o landsat.csv
"$PYTHON" "$SOURCE/tests/e2e/zonal_data.py" landsat "$scene"
expect 65 zonal "$item" -z outline.csv --crs "$(cat outline.wkt)" -i ndvi
says 'STAC version 0.7.0'

# a swath is no grid: named, with what makes a grid of it, and no row
swaths=("$DATA"/data/tropomi_ch4/S5P_*.nc)
expect 65 zonal "${swaths[0]}" "${swaths[1]}" -z outline.csv --crs "$(cat outline.wkt)" -o -
says "^${swaths[0]}: holds several arrays, or none; .*gdalwarp -geoloc "
says "^${swaths[1]}: holds several arrays"
says 'none of 2 rasters could be read'
prints_not .
