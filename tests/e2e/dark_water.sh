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

# an offset that was taken off already, and again by an item that does not say so: no field is darker than black
expect 0 project import field.csv --crs EPSG:32632 -w fields
expect 3 refresh --catalog twice -w fields
prints '^set aside +lakes/field-2023-06-10 .*(red|nir) of field/1 is -0\.0[0-9]+ on average.* taken off twice; to mend it: hold the item'
says 'scenes=2 .*observed=1 set_aside=1 '
expect 0 project looks field --all-layers --json -w fields
rows 'rows and {r["scene"] for r in rows} == {"lakes/field-2023-06-09"}'
[ "$(find fields/imagery/chips -type f | wc -l)" = 1 ] || die "a chip of a look that was set aside"
sed -i 's/"earthsearch:boa_offset_applied": false/"earthsearch:boa_offset_applied": true/' twice/field-2023-06-10/*.json
expect 0 refresh --catalog twice -w fields
says 'new=1 .*set_aside=0 '
expect 0 project looks field --all-layers --json -w fields
rows 'sum(abs(r["mean"] - 0.03) < 1e-12 for r in rows if r["layer"] == "red") == 2'

# one dark pond sets no look of the others aside, and what has no offset in doubt is not judged by darkness
expect 0 project import field.csv --crs EPSG:32632 -w ponds.bank
expect 0 project import pond.csv --crs EPSG:32632 -w ponds.bank
expect 0 refresh --catalog ponds -w ponds.bank
says 'scenes=2 .*observed=2 set_aside=0 .*looks=4 '
expect 0 project looks field --layer red --json -w ponds.bank
rows 'len(rows) == 2 and abs(rows[0]["mean"] - 0.03) < 1e-12'
expect 0 project looks pond --layer red --json -w ponds.bank
rows 'len(rows) == 2 and all(abs(r["mean"] + 0.07) < 1e-4 for r in rows)'
