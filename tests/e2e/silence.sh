#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# What the bank has not on file is told as that, and not as a client who does not answer.
cat >p.geojson <<'JSON'
{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"id":"mill","sector":{"scheme":"GB/T 4754-2017",
"code":"3110"},"datastreams":[{"device":"d","name":"a","property":"so2","unit":"mg/m3","interval_s":3600,
"limit":200,"limit_source":"permit"}]},
"geometry":{"type":"Polygon","coordinates":[[[10,20],[10.01,20],[10.01,20.01],[10,20]]]}},
{"type":"Feature","properties":{"id":"plant","sector":{"scheme":"GB/T 4754-2017","code":"3110"}},
"geometry":{"type":"Polygon","coordinates":[[[11,20],[11.01,20],[11.01,20.01],[11,20]]]}},
{"type":"Feature","properties":{"id":"works","sector":{"scheme":"GB/T 4754-2017","code":"3110"},
"loans":[{"id":"w-1","asset_class":"business_loan","outstanding":{"minor":"8000","currency":"CNY"},
"equity":{"minor":"20000","currency":"CNY"},"debt":{"minor":"30000","currency":"CNY"},"as_of":"2026-06-30"}],
"declared":[{"name":"emissions.scope1","value":52000,"unit":"tCO2e","from":"2025-01-01","to":"2025-12-31"}]},
"geometry":{"type":"Polygon","coordinates":[[[12,20],[12.01,20],[12.01,20.01],[12,20]]]}}]}
JSON
expect 0 key new
expect 0 project import p.geojson
expect 0 assess --all --as-of 2026-06-30
pages() { # PROJECT: both, with the words of tags taken out
    local language
    for language in en zh; do
        expect 0 report "$1" --lang $language -o "$1-$language.html"
    done
}
has() { grep -qF -- "$2" "$1" || die "$1 does not have: $2"; }
lacks() { ! grep -qF -- "$2" "$1" || die "$1 has: $2"; }
pages mill
pages plant
pages works
for page in mill plant works; do
    lacks $page-en.html 'has not answered<'
    lacks $page-zh.html '客户未答复'
    has $page-en.html 'It does not record whether the client was asked, or has answered.'
    has $page-zh.html '其中未记录是否问过客户，也未记录客户是否已答复。'
done
# a datastream of which nothing was ever taken in
has mill-en.html '<strong>no readings of this project were taken in here</strong>'
has mill-en.html 'To mend it: take the readings in with terrassay ingest'
has mill-zh.html '<strong>本处未读入该项目的任何读数</strong>'
# the bank's own step stands before the question, and nobody asks why the device was silent
before() { # FILE: what is to be settled first
    sed -n '/<section id="conditions"/,/<\/section>/p' "$1" >first.html
    [ -s first.html ] || die "$1: no such section"
}
before mill-en.html
has first.html 'To mend it: take the readings in with terrassay ingest'
before mill-zh.html
has first.html '补正办法：用 terrassay ingest'
has mill-en.html 'No readings of this project were taken in here; the bank first looks for what it was sent.'
has mill-zh.html '银行将先核对是否已收到'
lacks mill-en.html 'Why did the device not report'
# none registered; nothing declared
has plant-en.html '<strong>no such datastream is registered here</strong>'
has plant-en.html 'To mend it: put the datastream with its permitted limit into the project document'
has plant-zh.html '<strong>本处未登记这样的监测点位</strong>'
has plant-en.html '<strong>nothing of it is on file here</strong>'
has plant-zh.html '<strong>本处没有该项资料</strong>'
lacks plant-en.html 'readings of this project were taken in'
# scope 1 is declared, scope 2 is not
has works-en.html '<strong>what is on file here is incomplete</strong><br><bdi class="why">scope 2 is not stated; 0 has to be said</bdi><br><span class="soft">To mend it: put it into the project document'
has works-zh.html '<strong>本处所存资料不全</strong>'
lacks works-en.html 'nothing of it is on file here</strong><br><bdi class="why">scope'

# readings of long before: the record is the same, and it is known that some were taken in
printf '[{"n":"d:a","t":1577836800,"u":"mg/m3","v":12}]\n' >old.json
expect 0 ingest --file old.json --project mill
pages mill
has mill-en.html '<strong>none of its readings in the days asked for were taken in here; others of the project were</strong>'
has mill-zh.html '<strong>本处未读入所需日期内的该项读数（该项目的其他读数已读入）</strong>'
# now a device may be asked
has mill-en.html 'Why did the device not report'
lacks mill-en.html 'the bank first looks'
before mill-en.html
lacks first.html 'To mend it: take the readings in'

# a gap has its days and a question
"$PYTHON" >gap.json <<'PY'
import json
start = 1780272000  # 2026-06-01; two days of hours are missing
print(json.dumps([{"n": "d:a", "t": start + 3600 * h, "u": "mg/m3", "v": 20 + h % 7} for h in range(720) if not 100 <= h < 148]))
PY
expect 0 ingest --file gap.json --project mill
expect 0 assess mill --as-of 2026-06-30
pages mill
before mill-en.html
has first.html 'No readings came for a while.'
grep -E '2026-06-05 [0-9]{2}:[0-9]{2} to 2026-06-07' first.html >/dev/null || die "no days of the gap: $(grep -o 'No readings came.*' first.html)"
has first.html 'href="#ask-finding-gap"'
has mill-en.html 'id="ask-finding-gap"'
has mill-zh.html '仪器当时为何未上报'
