#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# The page's rule of the opinion is the rule by which it was made: where four tenths were observed and even the best
# of the rest leaves an objection, it does not read "any score, with 75% observed: Objection; else: Cannot say" alone.
cat >mill.geojson <<'JSON'
{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"id":"mill","datastreams":[{"device":"d",
"name":"a","property":"so2","unit":"mg/m3","interval_s":3600,"limit":200,"limit_source":"permit"}]},
"geometry":{"type":"Polygon","coordinates":[[[10,20],[10.01,20],[10.01,20.01],[10,20]]]}}]}
JSON
"$PYTHON" >hours.json <<'PY'
import json
end = 1751328000  # 2025-07-01; 90 days before it
print(json.dumps([{"n": "d:a", "t": end - 3600 * (2160 - h), "u": "mg/m3", "v": (300 if h % 2 else 120) + h % 7}
                  for h in range(2160)]))
PY
cat >model.yaml <<'YAML'
schema: terrassay/model/1
id: rule
version: 1
use: credit
state: developed
title: A test
purpose: a test
made_by: a test
means: {within_pillar: arithmetic, across_pillars: geometric}
hysteresis: 2
valid_days: 180
levels: {very_high: 1, high: 20, elevated: 40, moderate: 60, low: 80}
pillars:
  - id: pollution
    weight: 0.4
    indicators:
      - id: limit_exceedance
        weight: 1
        goalposts: {worst: 108, best: 0}
        plausible: {worst: 2160, best: 0}
        reference: 90
        params: {window_days: 90, min_capture: 0.75}
  - id: people
    weight: 0.6
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
expect 0 key new
expect 0 project import mill.geojson
expect 0 ingest --file hours.json --project mill
expect 0 assess mill --as-of 2025-06-30 --model model.yaml --json
rows 'rows[0]["opinion"] == "objection" and rows[0]["observed"] == 40 and 15.8 < rows[0]["score"]["hi"] < 15.9'
page() { expect 0 report mill --lang "$1" -o page.html; }
page en
grep -q 'the graver of two: that of the lower bound .* and that of the upper bound as if all of it had been observed' page.html ||
    die "not the rule"
grep -q 'even the upper bound, 15.8, carries it: with all that was not observed at its best, Objection' page.html ||
    die "not what decides"
page zh
grep -q '即使按评分上限 15.8（未观测部分均取最好值），仍为“有异议”' page.html || die "not what decides, in Chinese"

# never above: what was observed carries nothing by itself, and the best would do no harm
sed -i 's/"v": 3/"v": 1/g' hours.json
rm -r workspace
expect 0 key new
expect 0 project import mill.geojson
expect 0 ingest --file hours.json --project mill
expect 0 assess mill --as-of 2025-06-30 --model model.yaml --json
rows 'rows[0]["opinion"] == "cannot_say"'
page en
grep -q 'the graver of two' page.html || die "not the rule"
! grep -q 'even the upper bound' page.html || die "nothing there decides"
