#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# A bank's own hazard set: imported, pinned, read at each site, and what a year of floods costs there
# by a declared curve and tail; each house of San Salvador against numpy.
need_data
need_modules numpy h5py
folder=$DATA/data/sansalvador_flood set=$DATA/data/sansalvador_flood/Salvador_hazard_FL_2015.hdf5
houses() { TA_SOURCE=$SOURCE "$PYTHON" "$SOURCE/tests/e2e/hazard.py" "$@" || die "hazard.py $*"; }
houses make "$folder" 40

expect 0 key new
expect 0 project import projects.csv --crs EPSG:4326
expect 2 layer import "$set" --name flood_depths --kind hazard
says '--frequency'
expect 2 layer import "$set" --name flood_depths --kind grid --frequency event
expect 65 layer import projects.csv --name flood_depths --kind hazard --frequency exceedance
printf '\x89HDF\r\n\x1a\nnothing of use' >broken.hdf5
expect 65 layer import broken.hdf5 --name flood_depths --kind hazard --frequency exceedance
expect 0 layer import "$set" --name flood_depths --kind hazard --frequency exceedance \
    --source 'CLIMADA, San Salvador 2015' --json
rows 'rows[0]["kind"] == "grid" and rows[0]["variable"] == "hazard:exceedance"'

# residential, Central and South America, the last loss for all that is rarer
sed 's/^version: 1/version: 9/; s/^reported: .*/reported: [{id: flood_expected_loss, params: {sector: 1, region: 3, tail: 1}}]/' \
    "$SOURCE/datasets/models/credit-1.yaml" >floods.yaml
expect 0 model check floods.yaml
expect 0 assess --all --model floods.yaml --as-of 2026-08-31
houses check "$folder" 40
expect 0 verify --all
expect 0 assess --all --model floods.yaml --as-of 2026-08-31 --json
rows 'all(r["result"] == "unchanged" for r in rows)'

# a curve of events is no curve of maps: the same file read the other way gives another answer
expect 0 layer import "$set" --name flood_depths --kind hazard --frequency event --json
rows 'rows[0]["version"] == 2'
expect 0 assess --all --model floods.yaml --as-of 2026-08-31
houses check "$folder" 40 event
expect 0 verify --all
