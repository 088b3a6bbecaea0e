#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# A stack that is judged by a limit of its own making: the record asks which permit sets it. All of it is simulated.

project() { # ID WEST LIMIT
    local e="$2.01"
    printf '{"type":"Feature","properties":{"id":"%s","simulated":true,"country":"CN","sector":{"scheme":"GB/T 4754-2017","code":"4411"},"datastreams":[{"device":"cems","name":"so2","property":"so2","unit":"mg/m3","interval_s":3600,"limit":%s,"limit_source":"made up"}]},"geometry":{"type":"Polygon","coordinates":[[[%s,35],[%s,35],[%s,35.01],[%s,35.01],[%s,35]]]}}' "$1" "$3" "$2" "$e" "$e" "$2" "$2"
}
printf '{"type":"FeatureCollection","features":[%s,%s]}' "$(project lax 105 5000)" "$(project fair 106 100)" >limits.geojson
expect 0 project import limits.geojson --now 2026-01-01
expect 0 key new --now 2026-01-01
expect 0 assess --all --model credit-3 --as-of 2026-01-02 --now 2026-01-03 --json
"$PYTHON" - "$OUT" <<'END' || die "not what is asked"
import json
import sys
found = {}
for line in open(sys.argv[1], encoding="utf-8"):
    row = json.loads(line)
    body = json.load(open(f"workspace/{row['path']}", encoding="utf-8"))["record"]
    found[row["project"]] = ([(f["code"], f["object"]) for f in body["findings"]],
                             "emission_limits" in [t["id"] for t in body["tables"]], body["indicative_because"])
print(found)
sys.exit(0 if found["lax"][0] == [("lax_limit", "cems/so2")] and found["fair"][0] == [] and found["lax"][1] and
         "unchecked_table_row" in found["lax"][2] else 1)
END
expect 0 verify --all --now 2026-01-04
says '2 records: 2 intact, 2 come out again'
for lang in en zh; do
    expect 0 report lax -o $lang.html --lang $lang --now 2026-01-04
    grep -q 'id="ask-finding-lax_limit"' $lang.html || die "nobody is asked ($lang)"
done
grep -q 'is stated as the limit; ' en.html || die "the report does not say it"
grep -q '所述限值为 5000' zh.html || die "the Chinese report does not say it"
grep -q '该行尚无人对照标准原文核对' zh.html || die "the Chinese report does not say that the row is unchecked"
