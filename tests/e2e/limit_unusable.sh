#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# A permitted limit that cannot be, kept by a store older than the range: the page accuses nobody by it, and
# asks for the limit again rather than for readings that are all there.
need_modules sqlite3
cat >p.geojson <<'JSON'
{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"id":"mill","sector":{"scheme":"GB/T 4754-2017",
"code":"3110"},"datastreams":[{"device":"d","name":"a","property":"so2","unit":"mg/m3","interval_s":3600,
"limit":200,"limit_source":"permit"}]},
"geometry":{"type":"Polygon","coordinates":[[[10,20],[10.01,20],[10.01,20.01],[10,20]]]}}]}
JSON
expect 0 key new
expect 0 project import p.geojson
"$PYTHON" - >hours.json <<'PY'
import json
start = 1777593600  # 2026-05-01
print(json.dumps([{"n": "d:a", "t": start + 3600 * h, "u": "mg/m3", "v": 300 if h == 2000 else 20 + h % 7}
                  for h in range(2208)]))
PY
expect 0 ingest --file hours.json --project mill
limit_of() { # NUMBER as an older import would have kept it
    "$PYTHON" - "$1" <<'PY'
import hashlib, json, sqlite3, sys
with sqlite3.connect("workspace/store.gpkg") as db:
    old, kind, text = db.execute("SELECT sha256, kind, bytes FROM ta_project JOIN ta_document ON document = sha256").fetchone()
    document = json.loads(text)
    document["datastreams"][0]["limit"] = float(sys.argv[1])
    text = json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
    sha = hashlib.sha256(text).hexdigest()
    db.execute("INSERT OR IGNORE INTO ta_document (sha256, kind, bytes) VALUES (?, ?, ?)", (sha, kind, text))
    db.execute("UPDATE ta_project SET document = ? WHERE id = 'mill'", (sha,))
PY
}
page() { # LANGUAGE
    expect 0 report mill --lang "$1" -o page.html
    sed 's/<[^>]*>//g; s/\xc2\xa0/ /g; s/\xe2\x80\xaf/ /g' page.html >words.txt
}
has() { grep -qF -- "$1" words.txt || die "the page does not have: $1"; }
lacks() { ! grep -qF -- "$1" words.txt || die "the page has: $1"; }
expect 0 assess mill --as-of 2026-07-31
page en
has 'Emissions were above the permitted limit'
for limit in -35 1e300; do
    limit_of $limit
    expect 0 assess mill --as-of 2026-07-31
    page en
    has 'is out of range'
    lacks 'Emissions were above the permitted limit'
    lacks 'why did the device not report'
    lacks 'Why did the device not report'
    has 'What is on file for this cannot be. Please state it again'
    page zh
    has '此项已存的数据不可能成立，请重新申报'
done
