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
expect 0 refresh --catalog "$DATA/data/newyork_landsat8" --catalog "$DATA/data/bale_ethiopia_debian" \
    --catalog "$DATA/data/marburg_debian" --catalog "$DATA/data/landsat_c2l2_greenland" --catalog items
prints '^refused +20 scenes +.*ndvi needs reflectance, but nir is uncalibrated counts'
says 'scenes=191 .*set_aside=0 .*problems=0'
"$PYTHON" -m refresh_real judge "$DATA/data"
expect 0 refresh --catalog "$DATA/data/newyork_landsat8" --catalog "$DATA/data/bale_ethiopia_debian" \
    --catalog "$DATA/data/marburg_debian" --catalog "$DATA/data/landsat_c2l2_greenland" --catalog items
says 'nothing new'

# items whose files lie elsewhere are told, one by one
expect 3 refresh --catalog "$DATA/data/stac_items"
says 'problems=5'
