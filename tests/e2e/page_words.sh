#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# What a page says is true to the letter: which zones are near, what is asked for, what is marked.

box() { # WEST SOUTH EAST NORTH
    printf '"geometry":{"type":"Polygon","coordinates":[[[%s,%s],[%s,%s],[%s,%s],[%s,%s],[%s,%s]]]}' "$1" "$2" "$3" "$2" "$3" "$4" "$1" "$4" "$1" "$2"
}
# without a position error: 0.15 and 0.25 degrees north of the site, 16.7 and 27.8 km
printf '{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"name":"Nearby"},%s},{"type":"Feature","properties":{"name":"Faraway"},%s}]}' \
    "$(box 10 20.16 10.01 20.17)" "$(box 10 20.26 10.01 20.27)" >zones.geojson
money='{"minor":"100000000","currency":"CNY"}'
loan="\"loans\":[{\"id\":\"L1\",\"outstanding\":$money,\"asset_class\":\"project_finance\",\"equity\":$money,\"debt\":$money}]"
declared='"declared":[{"name":"emissions.scope1","value":10,"unit":"tCO2e","from":"2025-01-01","to":"2025-12-31"}]'
printf '{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"id":"a","country":"CN",%s,%s},%s},{"type":"Feature","properties":{"id":"b"},%s}]}' \
    "$loan" "$declared" "$(box 10 20 10.01 20.01)" "$(box 10 20 10.01 20.01)" >sites.geojson

expect 0 layer import zones.geojson --name protected_zones
expect 0 project import sites.geojson
expect 0 key new --now 2026-01-01
expect 0 assess a --as-of 2026-01-31 --now 2026-02-01
says 'a: there is no look and no reading of it up to 2026-01-31'
expect 0 report a -o en.html
expect 0 report a -o zh.html --lang zh

holds() { grep -F -- "$2" "$1" >/dev/null || die "$1 lacks: $2"; }
lacks() { ! grep -F -- "$2" "$1" >/dev/null || die "$1 has: $2"; }
holds en.html 'Zones within 20'
holds en.html 'Nearby'
lacks en.html 'Faraway'
holds en.html 'The same ground stands behind another project.'
lacks en.html 'another loan'
holds en.html 'scope 2 emissions, or the electricity used'
lacks en.html 'equity and debt of the project'
holds zh.html '范围二排放量或用电量；如为零'
