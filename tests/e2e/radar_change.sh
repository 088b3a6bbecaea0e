#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Clouds do not blind us: a site that optical looks never saw clear, and its change as radar has it. The
# files are simulated by the test and say so: no real product was at hand.
py() { "$PYTHON" -B "$SOURCE/tests/e2e/radar_change.py" "$@" || die "$*"; }
py make
expect 0 key new -w bank --now 2025-01-01
expect 0 project import projects.geojson -w bank
expect 0 refresh --catalog scenes -w bank
prints 'vh_asc is not stated to be gamma0 in linear power' # the sigma0 is told
expect 0 project looks cleared --layer vh_asc --json -w bank
cp "$OUT" looks.json
py looks looks.json
for site in cleared calm; do
    expect 0 assess "$site" --as-of 2024-12-31 -w bank --now 2025-01-02 --json
    path=bank/$("$PYTHON" -c 'import json, sys; print(json.load(sys.stdin)["path"])' <"$OUT")
    py record "$path" "$site"
    for language in en zh; do
        expect 0 report "$site" --lang "$language" -o "$site-$language.html" -w bank
        py page "$site-$language.html" "$language" "$site"
    done
done
expect 0 verify --all -w bank --now 2025-01-03
says '2 records: 2 intact, 2 come out again, 0 faults'

# Typed by a reviewer: decibels where power is asked for are refused.
printf 'site,cell_area_m2,fraction,2023-12-01,2024-12-01\np/1,100,1,-15,-17\n' >decibels.csv
expect 65 indicator compute radar_backscatter_change vh_asc=@decibels.csv --date 2024-12-31
