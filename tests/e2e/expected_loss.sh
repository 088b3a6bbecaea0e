#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# What hazards take, to the end: value on the site, floods by maps and cyclones by events, mean of a year,
# default and loss given default by declared methods, record, report, sum of the portfolio; each figure
# against a script that shares no code. A loss that went into the default is not taken of the collateral; what
# no layer reaches counts at its declared worst, and a client who states nothing is in the sum with all of its loan.
need_modules numpy osgeo.gdal
chain() { "$PYTHON" "$SOURCE/tests/e2e/expected_loss.py" "$@" || die "expected_loss.py $*"; }
model() { # VERSION PD-PARAMS LGD-PARAMS LOSS-PARAMS
    sed "s/^version: 1/version: $1/; s/^reported: .*/reported: [{id: stressed_lgd, params: $3}, {id: stressed_pd, params: $2}, {id: expected_loss, params: $4}, {id: cyclone_expected_loss}, {id: flood_expected_loss, params: {sector: 1, region: 3, protection_years: 0}}]/" \
        "$SOURCE/datasets/models/credit-1.yaml" >"model-$1.yaml"
    expect 0 model check "model-$1.yaml"
}
chain make
expect 0 key new
expect 0 project import projects.geojson
expect 0 layer import bands.yaml --name flood_depths --kind hazard --simulated
expect 0 layer import storms.yaml --name cyclone_winds --kind hazard --simulated

# into the default: assets less what five years take, and of the collateral what lies outside the value exposed
model 8 '{loss_from: 2, loss_years: 5, method: 1, hazard_worst: 6}' '{damage_years: 5, damage_worst: 10}' '{flood_worst: 8, cyclone_worst: 4}'
expect 0 assess --all --model model-8.yaml --as-of 2026-08-31
expect 0 portfolio --as-of 2026-08-31 --json
cp "$OUT" pd.json
chain check pd pd.json
expect 0 report wide --lang en
grep 'lies outside the value exposed' workspace/reports/wide-en.html >/dev/null || die "the page does not say what is damaged here"
expect 0 report two --lang en
grep 'the damage went into the probability of default' workspace/reports/two-en.html >/dev/null || die "the page does not say where the damage went"
expect 0 report wide --lang zh
grep -q '损失取自灾害，不计申报数' workspace/reports/wide-zh.html || die "a reason is not Chinese"
expect 0 verify --all

# into the loss given default: the default by what the client states, the collateral less the damage beyond it
model 9 '{loss_from: 1, method: 2}' '{damage_years: 5, damage_worst: 10}' '{flood_worst: 8, cyclone_worst: 4}'
expect 0 assess --all --model model-9.yaml --as-of 2026-08-31
expect 0 portfolio --as-of 2026-08-31 --json
cp "$OUT" lgd.json
chain check lgd lgd.json
expect 0 verify --all
expect 0 report wide --lang en
grep 'it counts as one of hazards, once' workspace/reports/wide-en.html >/dev/null || die "the page does not say how a loss of no kind counts"
expect 0 report wide --lang zh
grep '未说明申报损失的种类' workspace/reports/wide-zh.html >/dev/null || die "a reason is not Chinese"
expect 0 portfolio --as-of 2026-08-31
prints 'Expected loss of a year at most'
prints 'Exposure without default or loss figures'
expect 0 portfolio --as-of 2026-08-31 --lang zh
prints '缺少违约或损失数据的敞口'

# a layer less: no loss given default is better, and what the portfolio leads with is not lower
model 10 '{loss_from: 1, method: 2}' '{damage_years: 5}' '{}'
expect 0 assess --all --model model-10.yaml --as-of 2026-08-31
expect 0 portfolio --as-of 2026-08-31 --json
cp "$OUT" more.json
expect 0 layer remove cyclone_winds
expect 0 assess --all --model model-10.yaml --as-of 2026-08-31
expect 0 portfolio --as-of 2026-08-31 --json
cp "$OUT" less.json
chain less more.json less.json
