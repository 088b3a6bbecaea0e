#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Polygons that others' programs did not get through, by way of a file and the whole program: along the
# last row and the last column of a grid of the world, a coast of ten thousand points, stairs along the
# sides of cells whose shares sum to 823. oracle.zonal_geos holds each cell of their plans against GEOS.
need_modules osgeo
need_data
"$PYTHON" "$SOURCE/tests/e2e/zonal_hard.py" make "$DATA/reference/exactextract_wkt"
for shape in antarctica russia regression4 regression6; do
    for threads in 1 2; do
        expect 0 zonal $shape.tif -z $shape.gpkg -s sum,min,max --threads $threads -o $shape.$threads.csv
    done
    same $shape.1.csv $shape.2.csv
done
"$PYTHON" "$SOURCE/tests/e2e/zonal_hard.py" check
