#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# One instrument, one allowance, one herd behind two loans: a finding when projects come in and in
# the record, which comes out again.

project() { # ID WEST BACKING DATASTREAMS
    printf '{"type":"Feature","properties":{"id":"%s","backing":[%s],"datastreams":[%s]},"geometry":{"type":"Polygon","coordinates":[[[%s,20],[%s.01,20],[%s.01,20.01],[%s,20.01],[%s,20]]]}}' "$1" "$3" "$4" "$2" "$2" "$2" "$2" "$2"
}
pledge() { printf '{"kind":"collateral","name":"%s","serials":"%s"}' "$1" "$2"; }
feed() { printf '{"device":"stack-1","name":"so2","property":"so2","unit":"mg/m3","serial":"%s"}' "$1"; }
collection() { local IFS=,; printf '{"type":"FeatureCollection","features":[%s]}' "$*"; }

collection "$(project farm 10 "$(pledge herd 'CN-0001..CN-0400')" '')" \
    "$(project mill 11 "$(pledge allowances 'CEA-2025-000001..CEA-2025-050000')" "$(feed SN-77)")" \
    "$(project other 12 "$(pledge herd 'CN-0401..CN-0500')" "$(feed SN-78)")" >first.geojson
expect 0 project import first.geojson --now 2026-05-01
says 'projects=3 .*findings=0'
# the same name of a device is no finding: each project names its own
collection "$(project ranch 13 "$(pledge cattle 'cn-0390..cn-0402')" "$(feed SN-77)")" \
    "$(project works 14 "$(pledge allowances 'CEA-2025-050000')" '')" >second.geojson
expect 0 project import second.geojson --now 2026-05-01 --json
rows 'sorted((r["code"], r["site"]) for r in rows if r["what"] == "finding") == [("same_feed", "mill"), ("same_pledge", "farm"), ("same_pledge", "mill"), ("same_pledge", "other")]'
rows 'any("11 of serial CN-0390..CN-0400 stand behind loans of ranch and farm" in r.get("words", "") for r in rows)'
says 'findings=4'
# both of a pair in one file: told once
collection "$(project x1 15 "$(pledge herd 'ZZ-1')" '')" "$(project x2 16 "$(pledge herd 'ZZ-1')" '')" >pair.geojson
expect 0 project import pair.geojson --now 2026-05-01
says 'findings=1'
# what is sold or mended is no finding any more
collection "$(project x2 16 "$(pledge herd 'ZZ-2')" '')" >mended.geojson
expect 0 project import mended.geojson --now 2026-05-01
says 'findings=0'
# a range that is none keeps its project out
collection "$(project bad 17 "$(pledge herd 'B-9..B-1')" '')" "$(project good 18 '' '')" >bad.geojson
expect 3 project import bad.geojson --now 2026-05-01
prints 'neither a serial nor a range'

# a certificate of green power, a retired credit: once in a project, and in one project
figure() { printf '{"name":"electricity_green.north","value":%s,"unit":"MWh","from":"%s","to":"%s","serials":"%s"}' "$1" "$2" "$3" "$4"; }
user() { printf '%s' "$(project "$1" "$2" '' '')" | sed "s|\"backing\"|\"declared\":[$(figure 100 2025-01-01 2025-03-31 "$3"),$(figure 90 2025-04-01 2025-06-30 "$4")],\"backing\"|"; }
collection "$(user g1 20 'GEC-0001..GEC-0100' 'GEC-0101..GEC-0190')" "$(user g2 21 'GEC-0191..GEC-0290' 'gec-0150..gec-0160')" >green.geojson
expect 0 project import green.geojson --now 2026-05-01 --json
rows '[(r["code"], r["site"]) for r in rows if r["what"] == "finding"] == [("same_certificate", "g1")]'
rows 'any("11 of serial GEC-0150..GEC-0160 stand behind figures of g2 and g1" in r.get("words", "") for r in rows)'
collection "$(user g3 22 'GEC-1001..GEC-1100' 'GEC-1100,GEC-1101')" >twice.geojson
expect 65 project import twice.geojson --now 2026-05-01
prints 'certificate GEC-1100 stands in two figures'

expect 0 key new --now 2026-05-01
expect 0 assess ranch farm x1 g1 --as-of 2026-06-30 --now 2026-07-01
expect 0 verify --all --now 2026-07-02
says '4 records: 4 intact, 4 come out again'
expect 0 report ranch -o zh.html --lang zh --now 2026-07-02
grep -q '同一标的已为另一笔贷款质押' zh.html || die "the report does not name the pledge"
grep -q '同一台仪器也为另一项目报送数据' zh.html || die "the report does not name the instrument"
expect 0 report farm -o en.html --lang en --now 2026-07-02
grep -q 'The same thing is pledged for another loan' en.html || die "the other side is not told"
expect 0 report g1 -o g1.html --lang zh --now 2026-07-02
grep -q '同一凭证已用于另一项目' g1.html || die "the report does not name the certificate"
expect 0 report g1 -o shared.html --shared --lang zh --now 2026-07-02
! grep -qi 'GEC-0' shared.html || die "the shared page has a certificate's number"
expect 0 report x1 -o x1.html --lang en --now 2026-07-02
! grep -q 'The same thing is pledged' x1.html || die "a mended pledge is still told"
