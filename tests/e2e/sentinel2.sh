#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# A Sentinel-2 product with pixels in JPEG 2000, made here since none lies with the test data: refresh and
# zonal against numpy, with clouds grown and as Sen2Cor says them.
need_modules numpy osgeo.gdal
s2() { "$PYTHON" -B "$SOURCE/tests/e2e/sentinel2.py" "$@" || die "sentinel2.py $*"; }
s2 make

expect 0 project import site.csv --crs EPSG:32632 -w grown
expect 0 refresh --catalog scenes -w grown
says 'scenes=1 .*observed=1 set_aside=0 .*problems=0'
expect 0 project looks farm --all-layers --json -w grown
s2 looks "$OUT" 150 50

expect 0 project import site.csv --crs EPSG:32632 -w plain
expect 0 refresh --catalog scenes --grow-clouds 0 --grow-shadows 0 -w plain
expect 0 project looks farm --all-layers --json -w plain
s2 looks "$OUT" 0 0
# clouds alone let go of: the look is taken again, shadows go on growing
expect 0 refresh --catalog scenes --grow-clouds 0 -w grown
says 'again=1 observed=1 '
expect 0 project looks farm --all-layers --json -w grown
s2 looks "$OUT" 0 50

expect 0 zonal scenes/*.SAFE/MTD_MSIL2A.xml -z site.csv --crs EPSG:32632 -i ndvi --keep-bands -o rows.csv
s2 zonal rows.csv

# the offset is the product's own: where it lists none, counts are no reflectances
s2 bare
expect 0 project import site.csv --crs EPSG:32632 -w silent
expect 0 refresh --catalog bare -w silent
prints '^refused .*ndvi needs reflectance, but (nir|red) is uncalibrated counts'
expect 0 project looks farm --all-layers --json -w silent
rows 'sorted(r["layer"] for r in rows) == ["nir", "red"] and rows[0]["offset_by"].startswith("none: ")'
