#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Declared activity in a unit of another dimension is refused with its row as it comes in, and the rest goes in;
# one of the same dimension is converted. All of it is simulated.

project() { # ID WEST FIGURES
    local e="$2.01"
    printf '{"type":"Feature","properties":{"id":"%s","simulated":true,"country":"CN","loans":[{"id":"L1","asset_class":"project_finance","outstanding":{"minor":"10000","currency":"CNY"},"equity":{"minor":"4000","currency":"CNY"},"debt":{"minor":"6000","currency":"CNY"}}],"declared":[%s]},"geometry":{"type":"Polygon","coordinates":[[[%s,35],[%s,35],[%s,35.01],[%s,35.01],[%s,35]]]}}' "$1" "$3" "$2" "$e" "$e" "$2" "$2"
}
figure() { printf '{"name":"%s","value":%s,"unit":"%s","from":"2025-01-01","to":"2025-12-31"}' "$@"; }
none=$(figure emissions.scope1 0 tCO2e)
printf '{"type":"FeatureCollection","features":[%s,%s,%s,%s,%s]}' \
    "$(project coal 105 "$(figure emissions.scope2 0 tCO2e),$(figure fuel.other_bituminous_coal 10 m3)")" \
    "$(project power 106 "$none,$(figure electricity.north 3600 GJ)")" \
    "$(project scope 107 "$none,$(figure emissions.scope2 5 t)")" \
    "$(project field 108 "$none,$(figure area_planted 5 MW)")" \
    "$(project money 109 "$none,$(figure debt 5 USD),$(figure head_count 5 person)")" >figures.geojson
expect 3 project import figures.geojson --now 2026-01-01
prints '^set aside +coal +1 +[0-9-]+ +declared\[1\]\.unit +fuel\.other_bituminous_coal: "m3" cannot become t +state fuel\.other_bituminous_coal in t or a multiple of it'
prints '^set aside +scope +3 +[0-9-]+ +declared\[1\]\.unit +emissions\.scope2: "t" cannot become tCO2e +state'
prints '^set aside +field +4 +[0-9-]+ +declared\[1\]\.unit +area_planted: "MW" cannot become ha +state'
prints '^note +money +- +- +declared +nothing reads a declared figure that is called head_count +all that are read stand in docs/project-file\.md'
says 'set_aside=3 projects=2 added=2'
expect 0 project list --json
rows '[r["project"] for r in rows] == ["money", "power"]'

# 3,600 GJ are 1,000 MWh, at 0.6361 kg of CO2 a kilowatt hour
expect 0 key new --now 2026-01-01
sed 's/^reported: \[\]/reported: [{id: financed_emissions}]/' "$SOURCE/datasets/models/credit-1.yaml" >ours.yaml
expect 0 assess power --model ./ours.yaml --as-of 2026-01-02 --now 2026-01-03 --json
"$PYTHON" - "$OUT" <<'END' || die "the power is another"
import json
import sys
row = json.load(open(sys.argv[1], encoding="utf-8"))
body = json.load(open(f"workspace/{row['path']}", encoding="utf-8"))["record"]
found = next(i for i in body["indicators"] if i["id"] == "financed_emissions")
print(found)
sys.exit(0 if abs(found["value"] - 636.1) < 1e-9 else 1)
END
expect 0 verify --all --now 2026-01-04

# a figure of a name that nothing reads goes in, and is told: it is no emission, and the record does not say that
# nothing is declared
printf '{"type":"FeatureCollection","features":[%s,%s]}' \
    "$(project burnt 110 "$(figure coal_burnt 1200 t)")" "$(project known 111 "$(figure fuel.diesel 1 t)")" >burnt.geojson
expect 0 project import burnt.geojson --now 2026-01-04
prints '^note +burnt +- +- +declared +nothing reads a declared figure that is called coal_burnt +did you mean fuel\.coking_coal, fuel\.other_bituminous_coal, fuel\.sub_bituminous_coal\? all'
prints_not 'fuel\.diesel'
expect 0 assess burnt --model ./ours.yaml --as-of 2026-01-02 --now 2026-01-05 --json
"$PYTHON" - "$OUT" <<'END' || die "the reason is another"
import json
import sys
row = json.load(open(sys.argv[1], encoding="utf-8"))
body = json.load(open(f"workspace/{row['path']}", encoding="utf-8"))["record"]
found = next(i for i in body["indicators"] if i["id"] == "financed_emissions")
print(found["why"])
sys.exit(found["why"] != 'the project document lacks "declared" (any of emissions.scope1, fuel.*, electricity.*)')
END
