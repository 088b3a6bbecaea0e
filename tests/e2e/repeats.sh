#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# A clean month is sent again in place of the next one: the record tells it, believes none of it, and the client is
# asked; in whatever order the files come. A signal with a period is none of that.

expect 0 key new
stack() { # ID WEST
    printf '{"type":"Feature","properties":{"id":"%s","datastreams":[{"device":"cems","name":"so2","property":"so2","unit":"mg/m3","interval_s":3600,"setting":"stack","limit":35,"limit_source":"permit"}]},"geometry":{"type":"Polygon","coordinates":[[[%s,1],[%s.5,1],[%s.5,2],[%s,1]]]}}' \
        "$1" "$2" "$2" "$2" "$2"
}
printf '{"type":"FeatureCollection","features":[%s,%s,%s,%s]}' \
    "$(stack again 5)" "$(stack turned 6)" "$(stack own 7)" "$(stack period 8)" >stacks.geojson
expect 0 project import stacks.geojson
"$PYTHON" <<'PYTHON'
import json, random
pick = random.Random(11)
DAY, START = 24, 1704067200
def signal(hours):
    level, out = 0.0, []
    for _ in range(hours):
        level = 0.8 * level + pick.gauss(0, 2)
        out.append(round(max(0.1, 20 + level), 1))
    return out
def pack(name, value, first=0):
    json.dump([{"n": "cems:so2", "u": "mg/m3", "t": START + 3600 * (first + h), "v": v} for h, v in enumerate(value)],
              open(f"{name}.json", "w"))
own = signal(90 * DAY)
pack("own", own)
pack("first", own[:60 * DAY])
pack("next", own[30 * DAY:60 * DAY], 60 * DAY) # instead of the last month
wave = signal(11)
pack("period", [wave[h % 11] for h in range(90 * DAY)])
PYTHON
for take in again:first again:next turned:next turned:first own:own period:period; do
    expect 0 ingest --file "${take#*:}.json" --project "${take%:*}"
done
expect 0 assess again turned own period --as-of 2024-03-30 --json
"$PYTHON" - "$OUT" <<'PYTHON' || die "what was sent again is told otherwise"
import json, sys
body = {}
for line in open(sys.argv[1], encoding="utf-8"):
    row = json.loads(line)
    body[row["project"]] = json.load(open(f"workspace/{row['path']}", encoding="utf-8"))["record"]
found = {p: [f for f in b["findings"] if f["code"] == "repeats"] for p, b in body.items()}
hours = {p: next(i for i in b["indicators"] if i["id"] == "limit_exceedance") for p, b in body.items()}
figure = {p: {d["name"]: d["value"] for d in i["details"]} for p, i in hours.items()}
copy = {p: {c["name"]: c for c in i["trust"][0]["criteria"]}["copy"]["grade"] for p, i in hours.items()}
assert found["own"] == [] and found["period"] == [], found
assert len(found["again"]) == 1 and found["again"] == found["turned"], found
one = found["again"][0]
assert one["object"] == "cems/so2" and one["detail"].startswith("2024-03-01T0") and " to 2024-03-30T2" in one["detail"] \
    and " h, as from 2024-01-31T0" in one["detail"] and one["detail"].endswith(" changes to the last digit"), one
assert copy["again"] == copy["turned"] == 5 and copy["own"] == copy["period"] == 2, copy
assert figure["own"]["hours_missing_failed"] == 0 and 700 <= figure["again"]["hours_missing_failed"] <= 720, figure
assert hours["own"]["value"] == 0 and hours["again"]["value"] is None, hours
assert hours["again"]["reason"] == "failed_quality_control", hours["again"]
PYTHON
for lang in en zh; do
    expect 0 report again --lang $lang
    grep 'id="ask-finding-repeats"' workspace/reports/again-$lang.html >/dev/null || die "nobody is asked ($lang)"
done
grep 'repeats readings of its own past to the last digit, cause unknown' workspace/reports/again-en.html >/dev/null ||
    die "the page does not say it"
grep -E '次数值变化逐一一致，直至末位数字' workspace/reports/again-zh.html >/dev/null || die "nor in Chinese"
expect 0 verify --all
