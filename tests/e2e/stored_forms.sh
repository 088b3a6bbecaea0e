#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# The same numbers in many forms of GeoTIFF give numpy's answer, whether their blocks are unpacked here or by
# GDAL; blocks that a file leaves out and damaged ones too.
need_modules numpy osgeo.gdal
forms() { "$PYTHON" -B "$SOURCE/tests/e2e/stored_forms.py" "$@" || die "stored_forms.py $*"; }
forms make
for threads in 1 2; do
    expect 0 zonal forms/*.tif -z zones.csv --crs EPSG:32637 -s sum,mean,min,max,stdev --threads "$threads" --json
    forms judge "$OUT"
done
# a byte that is another one is an error of its file alone
expect 3 zonal forms/tiles-2.tif damaged/*.tif -z zones.csv --crs EPSG:32637 -s sum --json
for name in damaged/*.tif; do says "$(basename "$name")"; done
rows '{r["raster"].split("/")[-1] for r in rows} == {"tiles-2.tif"}'
says 'rasters=4 failed=3 '
