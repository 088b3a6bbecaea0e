#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# An objection that still stands is not replaced in silence by a newer record that saw less.
cat >p.geojson <<'JSON'
{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"id":"mill","sector":{"scheme":"GB/T 4754-2017",
"code":"3110"},"datastreams":[{"device":"d","name":"a","property":"so2","unit":"mg/m3","interval_s":3600,
"limit":200,"limit_source":"permit"}]},
"geometry":{"type":"Polygon","coordinates":[[[10,20],[10.01,20],[10.01,20.01],[10,20]]]}}]}
JSON
cat >stack.yaml <<'YAML'
schema: terrassay/model/1
id: stack
version: 1
use: credit
state: developed
title: Stack alone
purpose: a test
made_by: a test
means: {within_pillar: arithmetic, across_pillars: geometric}
hysteresis: 2
valid_days: 180
levels: {very_high: 1, high: 20, elevated: 40, moderate: 60, low: 80}
pillars:
  - id: pollution
    weight: 1
    indicators:
      - id: limit_exceedance
        weight: 1
        goalposts: {worst: 108, best: 0}
        plausible: {worst: 2160, best: 0}
        reference: 90
        params: {window_days: 90, min_capture: 0.75}
gates: []
reported: []
opinions:
  - {level_at_least: moderate, observed_at_least: 0.75, opinion: no_objection}
  - {level_at_least: very_high, observed_at_least: 0.75, opinion: objection}
  - {level_at_least: very_high, observed_at_least: 0, opinion: cannot_say}
approvals: []
YAML
expect 0 key new
expect 0 project import p.geojson
"$PYTHON" >hours.json <<'PY'
import json
end = 1751328000  # 2025-07-01; 90 days before it, half of their hours above the limit
print(json.dumps([{"n": "d:a", "t": end - 3600 * (2160 - h), "u": "mg/m3", "v": (300 if h % 2 else 120) + h % 7}
                  for h in range(2160)]))
PY
expect 0 ingest --file hours.json --project mill
assess() { expect 0 assess mill --as-of "$1" --model stack.yaml "${@:2}"; }
assess 2025-06-30 --json
rows 'rows[0]["opinion"] == "objection" and "standing" not in rows[0]'
first=$("$PYTHON" -c 'import json, sys; print(json.loads(sys.stdin.readline())["record"])' <"$OUT")
says_not 'does not lift'

# no reading of the days asked for any more: nobody can say, and the objection stands
assess 2025-10-31 --json
rows "rows[0][\"opinion\"] == \"cannot_say\" and rows[0][\"standing\"] == \"$first\""
says '^mill: the record of 2025-06-30 \(indicative\), which stands until 2025-12-27, says .+Objection.+; this one saw less of what that rests on \(Hours above the permitted limit\) and does not lift it$'
assess 2025-10-31 --lang zh
says '^mill：2025-06-30 的记录（仅供参考）有效至 2025-12-27，意见为'
for language in en zh; do
    expect 0 report mill --lang $language -o $language.html
    notice=$(grep -n 'class="notice standing"' $language.html | cut -d: -f1)
    verdict=$(grep -n 'class="answer"' $language.html | cut -d: -f1)
    [ "${notice:-$verdict}" -lt "$verdict" ] || die "$language: not above the verdict"
    grep -A1 'class="notice standing"' $language.html | grep -q "2025-12-27.*$first" || die "$language: not said"
done
expect 0 report "$first" -o first.html
! grep -q 'class="notice standing"' first.html || die "it stands itself"
expect 0 report mill --shared -o shared.html
grep -q 'class="notice standing"' shared.html || die "not told to others"

# under another model, which asks the same
sed 's/^id: stack$/id: chimney/' stack.yaml >chimney.yaml
expect 0 assess mill --as-of 2025-10-31 --model chimney.yaml
says '^mill: the record of 2025-06-30 \(indicative\) under the model stack-1, which stands until .+; this one saw less of what that rests on'
for language in en zh; do
    expect 0 report mill --lang $language -o other.html
    grep -A1 'class="notice standing"' other.html | grep -q 'stack-1' || die "$language: the model is not named"
done

# nor by many: one a day is written
for day in $(seq -w 1 14); do assess "2025-11-$day"; done
assess 2025-11-15 --json
rows "rows[0][\"standing\"] == \"$first\""

# the portfolio counts the newer record, and says what stands behind it
expect 0 portfolio --as-of 2025-11-15 --csv - --html all.html
says '^1 project has an earlier objection or condition that still stands'
grep -q "^standing,earlier/record,mill,,$first,code,1,1," "$OUT" || die "not in the CSV"
grep -q 'class="notice missing">1 project has an earlier objection' all.html || die "not on the page"
expect 0 portfolio --as-of 2025-11-15 --json --lang zh
says '^1 个项目较早的'
"$PYTHON" -c 'import json, sys
book = json.load(sys.stdin)
row = book["records"][0]
assert row["opinion"] == "cannot_say" and book["standing"] == 1
assert (row["standing"]["record"], row["standing"]["opinion"]) == (sys.argv[1], "objection")' "$first" <"$OUT" ||
    die "not in the JSON"
expect 0 portfolio --as-of 2025-12-28 --json
says_not 'has an earlier'

# past its last day it stands no more
assess 2025-12-28 --json
rows '"standing" not in rows[0]'
says_not 'does not lift'
