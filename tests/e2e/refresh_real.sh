#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Refresh on real scenes: observed, read back, and held against numpy; uncalibrated counts give no
# index, and the reason is told.
need_data
export PYTHONPATH=$SOURCE/tests/fault:$SOURCE/tests/e2e

"$PYTHON" -m refresh_real prepare "$DATA/data"
for site in ny bale marburg olinda kafa ice; do
    expect 0 project import "$site.csv" --crs "$(cat "$site.crs")"
done
catalogs=() # each scene's folder at Marburg: an elevation model beside them is told, see below
for folder in newyork_landsat8 bale_ethiopia_debian marburg_debian/LC08_20130707 marburg_debian/LE07_20010730 \
    landsat_c2l2_greenland; do
    catalogs+=(--catalog "$DATA/data/$folder")
done
expect 0 refresh "${catalogs[@]}" --catalog items
prints '^refused +20 scenes +.*ndvi needs reflectance, but nir is uncalibrated counts'
says 'scenes=191 .*set_aside=0 .*problems=0'
"$PYTHON" -m refresh_real judge "$DATA/data"
expect 0 refresh "${catalogs[@]}" --catalog items
says 'nothing new'

# a raster beside scenes that is none is told, once, with what to do
expect 3 refresh --catalog "$DATA/data/marburg_debian" --dry-run
prints '^set aside +[^ ]*/marburg_debian .* 1 raster without a STAC item, .*: DEM.TIF; to mend it: put the .*or take the rasters out'
says 'set_aside=1 '

# items whose files lie elsewhere are told, one by one
expect 3 refresh --catalog "$DATA/data/stac_items"
says 'set_aside=5'
