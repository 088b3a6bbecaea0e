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
lacks works-en.html 'nothing of it is on file here'

# readings of long before: the record is the same, and it is known that some were taken in
printf '[{"n":"d:a","t":1577836800,"u":"mg/m3","v":12}]\n' >old.json
expect 0 ingest --file old.json --project mill
pages mill
has mill-en.html '<strong>none of its readings in the days asked for were taken in here; others of the project were</strong>'
has mill-zh.html '<strong>本处未读入所需日期内的该项读数（该项目的其他读数已读入）</strong>'
