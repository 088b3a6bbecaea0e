#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# An offset that is missed or taken off twice shows where the ground is dark: the same water, as its counts
# come with four statements of who took the offset off, and with those that contradict themselves.
need_modules numpy osgeo.gdal
water() { "$PYTHON" -B "$SOURCE/tests/e2e/dark_water.py" "$@" || die "dark_water.py $*"; }
water make
expect 0 project import site.csv --crs EPSG:32632
expect 0 refresh --catalog scenes
says 'scenes=6 .*observed=6 .*set_aside=0 .*problems=0'
expect 0 project looks lake --all-layers --json
water judge "$OUT"

# what its baseline contradicts is no reflectance: never the water with 0.1 too much or too little
expect 0 project import site.csv --crs EPSG:32632 -w doubt
expect 0 refresh --catalog doubtful -w doubt
prints '^refused .*ndvi needs reflectance, but (nir|red) is uncalibrated counts'
expect 0 project looks lake --all-layers --json -w doubt
rows 'len(rows) == 4 and {r["layer"] for r in rows} == {"nir", "red"}'
rows 'all(r["offset_by"].startswith("none: ") and r["min"] >= 1 and r["mean"] > 20 for r in rows)'
