#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# A page of a record of which files of evidence are gone or changed says so at its head, and shows
# nothing of what is left as if it were the whole.
cat >p.geojson <<'JSON'
{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"id":"mill","sector":{"scheme":"GB/T 4754-2017",
"code":"3110"},"datastreams":[{"device":"d","name":"a","property":"so2","unit":"mg/m3","interval_s":3600,
"limit":200,"limit_source":"permit"}]},
"geometry":{"type":"Polygon","coordinates":[[[10,20],[10.01,20],[10.01,20.01],[10,20]]]}}]}
JSON
expect 0 key new
expect 0 project import p.geojson
"$PYTHON" >hours.json <<'PY'
import json
start = 1780272000  # 2026-06-01; above the limit for four hours of 3 June and six of 12 July
above = set(range(60, 64)) | set(range(1000, 1006))
print(json.dumps([{"n": "d:a", "t": start + 3600 * h, "u": "mg/m3", "v": 300 + h % 5 if h in above else 20 + h % 7}
                  for h in range(1464)]))
PY
expect 0 ingest --file hours.json --project mill
expect 0 assess mill --as-of 2026-07-31
page() { # LANGUAGE: without its tags, each space a plain one
    expect 0 report mill --lang "$1" -o page.html
    sed 's/<[^>]*>//g; s/\xc2\xa0/ /g; s/\xe2\x80\xaf/ /g' page.html >words.txt
}
has() { grep -qF -- "$1" words.txt || die "the page does not have: $1"; }
lacks() { ! grep -qF -- "$1" words.txt || die "the page has: $1"; }
page en
has '10 h on 2026-06-03, 2026-07-12'
lacks 'Not all the evidence'

shopt -s nullglob
july=(workspace/readings/mill/2026-07*)
[ ${#july[@]} -gt 0 ] || die "no file of July: $(ls -R workspace/readings)"
mkdir away
mv "${july[@]}" away
page en
has 'Not all the evidence that this record names is here as it was'
has "not here: ${#july[@]}; changed since the record was made: 0."
has '10 h by the record; on which days cannot be told from the files at hand'
lacks '2026-06-03'
lacks 'hours have enough valid readings'
first=$(grep -n 'class="notice gone"' page.html | cut -d: -f1)
verdict=$(grep -n 'class="answer"' page.html | cut -d: -f1)
[ "$first" -lt "$verdict" ] || die "the verdict stands before the notice"
page zh
has '本记录所列证据文件并非全部保持原样'
has "缺失 ${#july[@]} 个；记录形成后被改动 0 个。"
has '按记录共 10 小时；现有文件不足以说明是哪些日期'
mv away/* workspace/readings/mill/
printf x >>"workspace/readings/mill/$(basename "${july[0]}")"
page en
has 'not here: 0; changed since the record was made: 1.'
expect 1 verify mill
