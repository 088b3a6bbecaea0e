#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# From hazard layers and declared ratios to capital, to the end: stressed default, stressed loss given default
# and the capital requirement in the record, on its page in both languages, verified, and in the portfolio;
# each figure against a script that shares no code (formula of CRE31, floor of CRE32.4). Where a stressed
# figure is gone there is no capital from the stated ones.
need_modules numpy osgeo.gdal
chain() { "$PYTHON" "$SOURCE/tests/e2e/capital.py" "$@" || die "capital.py $*"; }
model() { # VERSION PD-PARAMS
    sed "s/^version: 1/version: $1/; s/^reported: .*/reported: [{id: capital_requirement, params: {maturity: 3}}, {id: stressed_lgd, params: {damage_years: 5, damage_worst: 10}}, {id: stressed_pd, params: $2}, {id: expected_loss, params: {flood_worst: 8, cyclone_worst: 4}}, {id: cyclone_expected_loss}, {id: flood_expected_loss, params: {sector: 1, region: 3, protection_years: 0}}]/" \
        "$SOURCE/datasets/models/credit-1.yaml" >"model-$1.yaml"
    expect 0 model check "model-$1.yaml"
}
told() { # LANGUAGE: the capital of project wide, as the page has it
    expect 0 report wide --lang "$1"
    chain page "workspace/reports/wide-$1.html"
}
chain make
expect 0 key new
expect 0 project import projects.geojson
expect 0 layer import bands.yaml --name flood_depths --kind hazard --simulated
expect 0 layer import storms.yaml --name cyclone_winds --kind hazard --simulated

# hazards into the default
model 8 '{loss_from: 2, loss_years: 5, method: 1, hazard_worst: 6}'
expect 0 assess --all --model model-8.yaml --as-of 2026-08-31
expect 0 verify --all
expect 0 portfolio --as-of 2026-08-31 --json
cp "$OUT" pd.json
chain check pd pd.json
told en
told zh

# hazards into the loss given default; clients who state no loss have no default after it, and no capital
model 9 '{loss_from: 1, method: 2}'
expect 0 assess --all --model model-9.yaml --as-of 2026-08-31
expect 0 verify --all
expect 0 portfolio --as-of 2026-08-31 --json
cp "$OUT" lgd.json
chain check lgd lgd.json
expect 0 portfolio --as-of 2026-08-31 --lang zh
prints '资本要求'
expect 0 portfolio --as-of 2026-08-31 --csv book.csv --html book.html
grep 'capital_requirement' book.csv >/dev/null || die "no capital in the CSV"
grep 'Exposure without capital' book.html >/dev/null || die "the page does not say what has no capital"
