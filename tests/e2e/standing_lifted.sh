#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# An earlier opinion stands until a record lifts it that looked at what it rests on: neither another model, nor
# an edited project file, nor a record of an earlier day written later hides it; nor is a record that was altered
# passed over.
"$PYTHON" - <<'PY'
import json

def project(sector, name, streams):
    ring = [[10, 20], [10.01, 20], [10.01, 20.01], [10, 20]]
    feature = {"type": "Feature", "geometry": {"type": "Polygon", "coordinates": [ring]}, "properties": {
        "id": "mill", "sector": {"scheme": "GB/T 4754-2017", "code": sector},
        "datastreams": streams}}
    json.dump({"type": "FeatureCollection", "features": [feature]}, open(name, "w", encoding="utf-8"))

project("3110", "mill.geojson", [{"device": "d", "name": "a", "property": "so2", "unit": "mg/m3", "interval_s": 3600,
                                  "limit": 200, "limit_source": "permit"}])
project("0220", "wood.geojson", [])
end = 1751328000  # 2025-07-01
hour = lambda h, value: {"n": "d:a", "t": end + 3600 * h, "u": "mg/m3", "v": value + h % 7}
json.dump([hour(h, 300 if h % 2 else 120) for h in range(-2160, 0)], open("above.json", "w"))
json.dump([hour(h, 120) for h in range(31 * 24)], open("july.json", "w"))
# 2025-08-01 and 90 days more; of 100 hours one is missing, and of ten here and there the sensor says nothing
json.dump([hour(h, 120) for h in range(31 * 24, 122 * 24) if h % 40], open("mended.json", "w"))
PY
cat >acc.yaml <<'YAML'
schema: terrassay/statements/1
id: acc
about: accident
provider: Bureau
source: Extract of 2025
scale: as its rule says
grade: 2
complete: {from: 2020-01-01, to: 2025-06-01}
columns: {project: project, date: day, step: step}
steps:
  - {word: none, value: 0, means: asked and nothing found}
YAML
printf 'project,day,step\nmill,2025-06-01,none\n' >acc.csv
# model ID WINDOW_DAYS WEIGHT_OF_ACCIDENTS VALID_DAYS
model() {
    cat >"$1.yaml" <<YAML
schema: terrassay/model/1
id: $1
version: 1
use: credit
state: developed
title: A test
purpose: a test
made_by: a test
means: {within_pillar: arithmetic, across_pillars: arithmetic}
hysteresis: 2
valid_days: $4
levels: {very_high: 1, high: 20, elevated: 40, moderate: 60, low: 80}
pillars:
  - id: pollution
    weight: $("$PYTHON" -c "print(1 - $3)")
    indicators:
      - id: limit_exceedance
        weight: 1
        goalposts: {worst: 108, best: 0}
        plausible: {worst: 2160, best: 0}
        reference: 90
        params: {window_days: $2, min_capture: 0.75}
        not_for: [{scheme: GB/T 4754-2017, codes: ["02"]}]
  - id: people
    weight: $3
    indicators:
      - id: accidents
        weight: 1
        goalposts: {worst: 10, best: 0}
        plausible: {worst: 1000, best: 0}
        reference: 90
gates: []
reported: []
opinions:
  - {level_at_least: moderate, observed_at_least: 0.75, opinion: no_objection}
  - {level_at_least: elevated, observed_at_least: 0.60, opinion: conditions}
  - {level_at_least: very_high, observed_at_least: 0.75, opinion: objection}
  - {level_at_least: very_high, observed_at_least: 0, opinion: cannot_say}
approvals: []
YAML
}
model stack 90 0.1 180
model easy 20 0.1 180
model light 90 0.45 300
assess() { expect 0 assess mill --as-of "$2" --model "$1.yaml" --json "${@:3}"; }
stands() { rows "rows[0][\"opinion\"] == \"$1\" and rows[0].get(\"standing\") == ${2:-None}"; }
id_of() { "$PYTHON" -c 'import json, sys; print("\"" + json.loads(sys.stdin.readline())["record"] + "\"")' <"$OUT"; }
fresh() {
    rm -rf workspace
    expect 0 key new
    expect 0 project import mill.geojson
    expect 0 ingest --file above.json --project mill
    expect 0 evidence import acc.csv --mapping acc.yaml
}
stack="Hours above the permitted limit"

# another model asks the stack otherwise, and sees nothing that stands against it; nor does the next one that cannot say
fresh
assess stack 2025-06-30
stands objection
first=$(id_of)
expect 0 ingest --file july.json --project mill
assess easy 2025-07-31
stands no_objection "$first"
says "^mill: the record of 2025-06-30 \(indicative\) under the model stack-1, .+ this one does not look at what that rests on \($stack\), or not in the same way, and does not lift it$"
for language in en zh; do
    expect 0 report mill --lang $language -o easy.html
    grep -A1 'class="notice standing"' easy.html | grep 'stack-1.*2025-12-27' >notice.txt || die "$language: not on the page"
    ! grep -q '{' notice.txt || die "$language: not all is filled in: $(cat notice.txt)"
done
assess easy 2025-07-31 --lang zh
says '^mill：2025-06-30 的记录（仅供参考，模型 stack-1）有效至 2025-12-27，意见为“.+”；本次未查看其依据（.+）或查看方式不同，不能解除该意见$'
expect 0 portfolio --as-of 2025-07-31 --json
"$PYTHON" -c 'import json, sys; assert json.load(sys.stdin)["records"][0]["standing"]["record"] == '"$first" <"$OUT" ||
    die "not in the portfolio"
assess stack 2025-12-20
stands cannot_say "$first"
says "this one saw less of what that rests on \($stack, .+\) and does not lift it$"

# the project's file is edited: what stood against it is asked no more
fresh
assess stack 2025-06-30
first=$(id_of)
expect 0 project import wood.geojson
assess stack 2025-07-01
stands no_objection "$first"
says "this one does not look at what that rests on \($stack\), or"
# back as it was, mended, and with a gap that counts at its worst: now it is lifted
expect 0 project import mill.geojson
expect 0 ingest --file july.json --project mill
expect 0 ingest --file mended.json --project mill
assess stack 2025-10-30
stands conditions
rows 'rows[0]["observed"] < 98.5'
says_not 'does not lift'
second=$(id_of)
assess stack 2025-12-20
stands cannot_say "$second"

# of an earlier day, and written later
fresh
assess stack 2025-10-31
stands cannot_say
assess stack 2025-06-30
first=$(id_of)
assess stack 2025-11-01
stands cannot_say "$first"
expect 0 report mill -o late.html
grep -A1 'class="notice standing"' late.html | grep -q '2025-06-30 (indicative)' || die "not on the page"

# what the portfolio filed comes out again, whatever is written of before it
fresh
assess stack 2025-10-31
expect 0 portfolio --as-of 2025-11-01 --file --now 2027-01-01
assess stack 2025-06-30 --now 2027-01-02
expect 0 portfolio --filed
expect 0 portfolio --as-of 2025-11-01 --json
"$PYTHON" -c 'import json, sys; assert json.load(sys.stdin)["standing"] == 1' <"$OUT" || die "not in the portfolio"

# an objection has run out, and conditions of after it have not
fresh
assess stack 2025-06-30
assess light 2025-07-01
stands conditions "$(id_of >/dev/null; "$PYTHON" -c 'import json, sys; print("\"" + json.loads(sys.stdin.readline())["standing"] + "\"")' <"$OUT")"
milder=$(id_of)
assess stack 2025-12-20
expect 0 portfolio --as-of 2026-01-15 --json
"$PYTHON" -c 'import json, sys; assert json.load(sys.stdin)["records"][0]["standing"]["record"] == '"$milder" <"$OUT" ||
    die "the conditions are not told"

# an earlier record is altered: what it said is not known
fresh
assess stack 2025-06-30
assess stack 2025-10-31
"$PYTHON" - <<'PY'
import sqlite3

db = sqlite3.connect("workspace/store.gpkg")
db.execute("DROP TRIGGER ta_record_no_update")
db.execute("UPDATE ta_record SET body = CAST(replace(CAST(body AS TEXT), 'objection', 'no_objection') AS BLOB) WHERE seq = 1")
db.commit()
PY
assess stack 2025-11-01
rows '"standing" not in rows[0] and rows[0]["standing_unknown"]'
says '^mill: the earlier record [0-9a-f]{64} is not what was signed: what it says is not known'
assess stack 2025-11-01 --lang zh
says '^mill：较早的记录 [0-9a-f]{64} 与签署时不符：其意见不明'
