#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Climatology and attenuated signal, two of QARTOD's tests, by rows that a house adds: off without them, and an item
# that nobody reads is refused.

cat >p.geojson <<'JSON'
{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"id":"P","datastreams":[
{"device":"cems","name":"so2","property":"so2","unit":"mg/m3","interval_s":3600,"setting":"stack","limit":100,"limit_source":"permit"},
{"device":"cems","name":"nox","property":"nox","unit":"mg/m3","interval_s":3600,"setting":"stack","limit":200,"limit_source":"permit"}]},
"geometry":{"type":"Polygon","coordinates":[[[1,1],[2,1],[2,2],[1,1]]]}}]}
JSON
# SO2 of June and July, of which two hours a day are 80; NOx that swings by 0.05 in July
"$PYTHON" >pack.json <<'PYTHON'
import json, random
r, begin, july = random.Random(7), 1717200000, 30 * 24
so2 = [80 if h % 12 == 8 else round(r.uniform(20, 60), 1) for h in range(july + 20 * 24)]
nox = [round(r.uniform(80, 120), 1) if h < july else 100 + (0.05 if h % 2 else -0.05) for h in range(july + 20 * 24)]
print(json.dumps([{"n": f"cems:{name}", "u": "mg/m3", "t": begin + 3600 * h, "v": v}
                  for name, values in (("so2", so2), ("nox", nox)) for h, v in enumerate(values)]))
PYTHON
mkdir -p own/tables
table=own/tables/quality_limits.csv
own() { # ROW...: the shipped table and these
    cp "$SOURCE/datasets/tables/quality_limits.csv" "$table"
    printf '%s,2024-01-01,open,house rule 7,yes\n' "$@" >>"$table"
}
own so2,stack,climate_suspect_hi_07,70,mg/m3 so2,stack,climate_fail_lo_06,5,mg/m3 so2,stack,climate_zone,8,h \
    nox,stack,attenuated_suspect,0.5,mg/m3 nox,stack,attenuated_fail,0.1,mg/m3 nox,stack,attenuated_window,12,h
expect 0 table check "$table"
prints_not .
expect 0 table show quality_limits so2 stack climate_suspect_hi_07 --datasets own
prints 70

# without these rows all is good; with them July's 80 is suspect, from midnight at the place, and what hardly moves fails
taken() { # WORKSPACE OPTION...
    expect 0 project import p.geojson -w "$1"
    expect 0 ingest --file pack.json --project P -w "$@"
}
taken plain
for name in so2 nox; do
    expect 0 readings show P/cems/$name -w plain --json
    rows 'len(rows) == 1200 and all(r["flag"] == "good" for r in rows)'
done
taken judged --datasets own
expect 0 readings show P/cems/so2 -w judged --json
rows '[r["time"] for r in rows if r["flag"] != "good"] == [r["time"] for r in rows if r["value"] == 80 and r["time"] >= "2024-06-30T16:00:00Z"] != []'
rows 'all(r["flag"] in ("good", "suspect") for r in rows)'
rows '[r["flag"] for r in rows if r["time"] == "2024-06-30T20:00:00Z"] == ["suspect"]'
expect 0 readings show P/cems/nox -w judged --json
rows 'all(r["flag"] == "good" for r in rows if r["time"] < "2024-07-01T11")' # twelve hours look back over midnight
rows 'all(r["flag"] == "fail" for r in rows if r["time"] >= "2024-07-01T12")'

# a record finds both, in words of both languages
expect 0 key new -w judged
expect 0 assess P --as-of 2024-07-20 --datasets own -w judged --json
record=judged/$("$PYTHON" -c 'import json, sys; print(json.load(sys.stdin)["path"])' <"$OUT")
"$PYTHON" - "$record" <<'PYTHON' || die "the record does not find it"
import json, sys
found = {(f["code"], f["object"]) for f in json.load(open(sys.argv[1], encoding="utf-8"))["record"]["findings"]}
assert ("attenuated", "cems/nox") in found and ("attenuated", "cems/so2") not in found, found
assert ("out_of_season", "cems/so2") in found and ("out_of_season", "cems/nox") not in found, found
PYTHON
page() { # LANG WORDS
    expect 0 report P --lang "$1" -w judged
    grep -- "$2" "judged/reports/P-$1.html" >/dev/null || die "the page lacks: $2"
}
page en 'The signal moves less than it should'
page en 'outside what their month of the year has'
page zh '信号波动小于应有幅度'
page zh '超出当地该月份的常见范围'
expect 0 verify --all -w judged

# an item that nobody reads would do nothing, unsaid
for item in attenuated climate_suspect_hi climate_fail_hi_13 flat_suspekt; do
    own "so2,stack,$item,70,mg/m3"
    expect 65 table check "$table" --json
    rows "[(r['fault'], r['column'], r['line']) for r in rows] == [('refused', 'item', $(wc -l <"$table"))] and '$item' in rows[0]['why']"
    expect 65 ingest --file pack.json --project P -w judged --datasets own
    says "no item \"$item\""
done
