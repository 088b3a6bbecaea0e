#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# A formula that nobody has read in its source makes a record indicative and is named on its page; not so where
# it has no answer.

farm() { # ID WEST DECLARED
    printf '{"type":"Feature","properties":{"id":"%s","declared":[%s]},"geometry":{"type":"Polygon","coordinates":[[[%s,20],[%s.01,20],[%s.01,20.01],[%s,20]]]}}' "$1" "$3" "$2" "$2" "$2" "$2"
}
figure() { printf '{"name":"%s","value":%s,"unit":"%%","from":"2025-01-01","to":"2025-12-31"}' "$@"; }
printf '{"type":"FeatureCollection","features":[%s,%s]}' \
    "$(farm told 10 "$(figure activity_uncertainty 5),$(figure factor_uncertainty 7)")" "$(farm mute 12 '')" >farms.geojson
sed 's/^version: 1/version: 9/; s/^reported: .*/reported: [{id: combined_uncertainty}]/' \
    "$SOURCE/datasets/models/credit-1.yaml" >uncertain.yaml
expect 0 key new --now 2026-01-01
expect 0 project import farms.geojson --now 2026-01-01
expect 0 assess --all --model uncertain.yaml --as-of 2025-12-31 --now 2026-01-02 --json
"$PYTHON" - "$OUT" <<'PYTHON' || die "who is unchecked?"
import json
import sys

for line in open(sys.argv[1], encoding="utf-8"):
    row = json.loads(line)
    body = json.load(open(f"workspace/{row['path']}", encoding="utf-8"))["record"]
    got = next(i for i in body["indicators"] if i["id"] == "combined_uncertainty")
    told = row["project"] == "told"
    assert (got["value"] is not None) == told, got
    assert got["unchecked"] == told and ("unchecked_table_row" in body["indicative_because"]) == told, (got, body["indicative_because"])
PYTHON
for project in told mute; do
    for lang in en zh; do
        expect 0 report $project -o $project-$lang.html --lang $lang --now 2026-01-02
    done
done
grep -q 'its formula, which nobody has read in its source' told-en.html || die "the page does not say what is recalled"
grep -q '其公式，尚无人对照出处读过' told-zh.html || die "nor in Chinese"
! grep -q 'its formula, which nobody' mute-en.html || die "no answer, and yet its formula"
expect 0 verify --all --now 2026-01-03
says '2 records: 2 intact, 2 come out again'
