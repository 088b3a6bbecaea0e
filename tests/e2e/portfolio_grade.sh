#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# PCAF's data quality of a portfolio is weighted by outstanding amounts: 80 at 2 and 40 at 4 are 2.667.
project() { # ID MILLIONS GRADE
    printf '{"type":"Feature","properties":{"id":"%s","position_error_m":1,"simulated":true,"loans":[{"id":"L","asset_class":"business_loan","outstanding":{"minor":"%s00000000","currency":"CNY"},"equity":{"minor":"20000000000","currency":"CNY"},"debt":{"minor":"30000000000","currency":"CNY"},"as_of":"2025-12-31"}],"declared":[%s,%s]},"geometry":{"type":"Polygon","coordinates":[[[10,10],[10.01,10],[10.01,10.01],[10,10.01],[10,10]]]}}' \
        "$1" "$2" "$(scope 1 50000 "$3")" "$(scope 2 0 "$3")"
}
scope() { printf '{"name":"emissions.scope%s","value":%s,"unit":"tCO2e","from":"2025-01-01","to":"2025-12-31","grade":%s}' "$@"; }
printf '{"type":"FeatureCollection","features":[%s,%s]}' "$(project a 80 2)" "$(project b 40 4)" >two.geojson
expect 0 key new
expect 0 project import two.geojson
expect 0 assess --all --model claims-2 --as-of 2026-06-30
expect 0 portfolio --as-of 2026-06-30 --json
rows '[f["value"] for f in rows[0]["figures"] if f["figure"] == "data_quality"] == [(80 * 2 + 40 * 4) / 120]'
# 80 and 40 of 500 finance 8,000 and 4,000 t
rows 'sum(f["value"] for f in rows[0]["figures"] if f["figure"] == "financed_pcaf" and f["key"] is None) == 12000'
