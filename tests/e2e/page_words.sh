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
removals='"declared":[{"name":"emissions.removals","value":10,"unit":"tCO2e","from":"2025-01-01","to":"2025-12-31"}]'
printf '{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"id":"c",%s,%s},%s},{"type":"Feature","properties":{"id":"d",%s},%s}]}' \
    "$loan" "$removals" "$(box 11 20 11.01 20.01)" "$loan" "$(box 12 20 12.01 20.01)" >silent.geojson

expect 0 layer import zones.geojson --name protected_zones
expect 0 project import sites.geojson
expect 0 key new --now 2026-01-01
expect 0 assess a --as-of 2026-01-31 --now 2026-02-01
says 'a: no look and no reading of it lies in the days that the model asks for, up to 2026-01-31'
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
holds en.html '<p class="looks-at-hand">No satellite look was taken in for this record.</p>'

# nothing is stated: one question for both scopes, and nothing is asked for twice
expect 0 project import silent.geojson
expect 0 assess c d --as-of 2026-01-31 --now 2026-02-01
for project in c d; do
    expect 0 report $project -o en.html
    expect 0 report $project -o zh.html --lang zh
    [ "$(grep -oF 'scope 1 and scope 2 emissions, or the fuel and the electricity used' en.html | wc -l)" = 1 ] || die "$project: not one question for both scopes"
    lacks en.html 'scope 1 emissions, or the fuel used'
    holds zh.html '范围一和范围二排放量，或燃料与用电量'
done
lacks zh.html '如范围二亦未填报'
expect 0 report c -o en.html
lacks en.html 'equity and debt of the project'
holds en.html 'neither scope 1 nor scope 2 is stated; 0 has to be said'

# what is stated stands in words, and what has none as it was named
stated=$(printf '{"name":"%s","value":%s,"unit":"%s","from":"2025-01-01","to":"2025-12-31"},' fuel.coking_coal 10 t electricity.hebei 20 MWh \
    emissions.removals 5 tCO2e capacity_planned 3 MW fuel.moon_dust 1 t | sed 's/,$//')
printf '{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"id":"e","declared":[%s]},%s}]}' "$stated" "$(box 13 20 13.01 20.01)" >stated.geojson
expect 0 project import stated.geojson
expect 0 assess e --as-of 2026-01-31 --now 2026-02-01
expect 0 report e -o en.html
for words in 'Fuel burnt: coking coal' 'Power used, grid factor: Hebei' 'Emissions: Removals' 'capacity planned' 'fuel.moon_dust'; do
    grep -E "<th scope=\"row\">(<bdi>)?$words(</bdi>)?</th>" en.html >/dev/null || die "not stated: $words"
done
expect 0 report e -o zh.html --lang zh
for words in '燃料消耗：炼焦煤' '外购电力，电网因子：河北' '排放：清除量' '规划容量'; do holds zh.html "$words"; done
lacks zh.html coking_coal

# a date of before PCAF's table: no grade of 0, and no question about harvests where nobody looked
dated='"declared":[{"name":"emissions.scope1","value":10,"unit":"tCO2e","from":"2017-01-01","to":"2017-12-31","grade":3},{"name":"emissions.scope2","value":10,"unit":"tCO2e","from":"2017-01-01","to":"2017-12-31","grade":3}]'
printf '{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"id":"f",%s,%s},%s}]}' "$loan" "$dated" "$(box 14 20 14.01 20.01)" >early.geojson
expect 0 project import early.geojson
expect 0 assess f --as-of 2018-09-30 --now 2026-02-01
expect 0 report f -o en.html
expect 0 report f -o zh.html --lang zh
holds en.html 'data grade 5 (1 best, 5 poorest)'
[ "$(grep -oF "table has no row for it at that date, so it has no grade of its own, and the financed emissions stand at data grade 5." en.html | wc -l)" = 2 ] || die "the scopes without a row of PCAF's table are not told"
lacks en.html 'data grade 0'
holds zh.html 'PCAF 表中没有该日期适用的行'
lacks zh.html '数据等级 0'
holds en.html 'so no trend of its vegetation is known.'
lacks en.html 'harvest record'
holds zh.html '植被趋势无从得知'
lacks zh.html '种植与采伐'
holds zh.html '<th scope="col">原因</th>'
