#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Projects: taken in from files, listed, shown, removed; bad rows told, the rest in.

square() { # ID WEST EAST
    printf '%s,Farm %s,"POLYGON((%s 20,%s 20,%s 20.01,%s 20.01,%s 20))"\n' "$1" "$1" "$2" "$3" "$3" "$2" "$2"
}
{ echo id,name,wkt; square a 10 10.01; square b 11 11.01; square c 10.005 10.015; } >sites.csv

expect 65 project list
says 'there is no workspace'
expect 65 project import sites.csv
says '--crs'
prints_not .
expect 0 project import sites.csv --crs EPSG:4326
says 'rows=3 set_aside=0 projects=3 added=3 updated=0 unchanged=0 sites=3 mended=0 findings=1'
prints 'finding .*sites c/1 and a/1 share 57.92 ha: 50 % of the first, 50 % of the second'
expect 0 project import sites.csv --crs EPSG:4326 --json --lang zh
rows '[r["what"] for r in rows] == ["unchanged"] * 3 + ["finding"]'
rows 'rows[3]["code"] == "same_parcel" and rows[3]["site"] == "a/1" and "同一" in rows[3]["words"]'

expect 0 project list
prints '^a +Farm a +1 +115.84[0-9]* +0 +- +- +- +- +-$'
expect 0 project show b --json
rows 'len(rows) == 1 and rows[0]["document"]["id"] == "b" and "level" not in rows[0]'
rows '[(p["site"], round(p["latitude"], 6), round(p["longitude"], 6)) for p in rows[0]["places"]] == [(1, 20.005, 11.005)]'
expect 0 project show b
prints '^Name +Farm b$'
prints '^Site +Name +Latitude +Longitude +Area ha$'
prints '^ +1 +- +20\.005 +11\.005 +115\.84[0-9]*$'
expect 0 project show b --lang zh
prints '^场地 +名称 +纬度 +经度 +面积（公顷）$'
expect 65 project show nobody
says 'no project nobody'
says 'terrassay project list'

# a slip in a column's name would lose the figure of every row: the file is refused
printf 'id,wkt,loan_id,asset_class,outstandng,currency,branch\nq,"POLYGON((10 20,10.01 20,10.01 20.01,10 20))",L1,project_finance,5,CNY,x\n' >slip.csv
expect 65 project import slip.csv --crs EPSG:4326 -w slips
prints '^set aside +- +- +- +outstandng +no column of that name is read +did you mean "outstanding"'
prints '^note .* columns that are not read: branch'
says '1 column is named almost as one that is read'
expect 0 project list -w slips
prints_not '^q '

# a ring that crosses itself: it goes in with half the area, and a person has to look at it
printf 'id,wkt\nbow,"POLYGON((12 20,12.01 20.01,12.01 20,12 20.01,12 20))"\n' >bow.csv
expect 3 project import bow.csv --crs EPSG:4326 -w slips
prints '^finding +bow +1 +2 +geometry +crossing edges .*area after mending 57\.9.* ha, where the corners in their order enclose .* ha +draw the outline again'
says 'projects=1 .*mended=1 findings=1'
expect 0 project list -w slips
prints '^bow '

# degrees read as metres: the good site stays
expect 65 project import sites.csv --crs EPSG:32637
prints '^set aside +a, b, c +1, 2, 3 +2, 3, 4 +geometry +the site has 0\.0001 m2'
says 'set_aside=3|none of 3 rows'
expect 0 project list
prints '^a +Farm a +1 +115.84[0-9]* +0 +- +- +- +- +-$'

# a record's opinion and bounds stand beside its level: the score alone would be taken for a finding
expect 0 key new --now 2026-06-01T11:00:00Z -w judged
expect 0 project import sites.csv --crs EPSG:4326 -w judged
expect 2 assess a --as-of 2026-06-02 --now 2026-06-01T12:00:00Z -w judged
says '--as-of 2026-06-02 lies after today, 2026-06-01'
says 'leave --as-of out'
expect 0 assess a --as-of 2026-06-01 --now 2026-06-01T12:00:00Z -w judged
expect 0 project list -w judged
prints '^Project +Name +Sites +Area ha +Loans +Opinion +Level +Score +Lowest +Highest$'
prints '^a +Farm a +1 +115.84[0-9]* +0 +Cannot say +no level was found \(score 1 to 100\) +1 +1 +100$'
prints '^b +Farm b .* - +- +- +- +-$'
expect 0 project show a -w judged
prints '^Opinion +Cannot say$'
prints '^Lowest +1$'
prints '^Highest +100$'
expect 0 project show a --json -w judged
rows 'rows[0]["opinion"] == "cannot_say" and rows[0]["lo"] == 1 and rows[0]["hi"] == 100'
expect 0 verify --all -w judged
says '^1 record: 1 intact, 1 comes out again, 0 faults$'

# a record by the beginning of its id; a beginning that is too short or nobody's names a project
id=$(basename "$(echo judged/records/a/*.json)" .json)
expect 0 verify "${id:0:8}" -w judged
says '^1 record: 1 intact'
expect 0 report "${id:0:12}" -o - -w judged
expect 65 verify "${id:0:7}" -w judged
says 'terrassay assess PROJECT'
expect 65 report zzz -w judged
says 'terrassay project list'

# days before the loan and before anything was seen, a sector that nobody has, two currencies
{ echo id,name,wkt,sector_scheme,sector_code,loan_id,asset_class,loan_start,outstanding,currency
  square l 16 16.01 | sed 's|$|,GB/T 4754-2017,9999,L-1,project_finance,2026-01-01,1,CNY|'; } >loans.csv
expect 0 project import loans.csv --crs EPSG:4326 -w judged
prints '^note +l +1 +2 +sector +GB/T 4754-2017 has no code 9999'
expect 0 assess l --as-of 2025-06-01 --now 2026-06-01T12:00:00Z -w judged
says 'l: 2025-06-01 lies before its first loan begins, 2026-01-01'
says 'l: no look and no reading of it lies in the days that the model asks for, up to 2025-06-01'
grep -q 'no scene that was read covers this site' judged/records/l/*.json || die "why is nothing seen?"

# a code means nothing without the revision that it is of: that row stays out, the rest goes in
{ echo id,name,wkt,sector_scheme,sector_code
  square n 17 17.01 | sed 's|$|,NACE,35.11|'; square g 18 18.01 | sed 's|$|,GB/T 4754,4415|'
  square o 19 19.01 | sed 's|$|,NACE-2.1,35.12|'; } >trades.csv
expect 3 project import trades.csv --crs EPSG:4326 -w judged
prints '^set aside +n +1 +2 +sector +"NACE" names no revision'
prints 'write NACE-2 or NACE-2.1'
prints '^set aside +g +2 +3 +sector +"GB/T 4754" names no revision'
prints 'write GB/T 4754-2017'
says 'set_aside=2 projects=1 added=1'

# a hundred rows with the same fault are one line, which names the first; a program gets each
{ echo id,name,wkt; square good 14 14.01; for _ in $(seq 100); do square '' 15 15.01; done; } >ids.csv
expect 3 project import ids.csv --crs EPSG:4326 -w folded
prints '^set aside +- +2, 3, 4 and 97 more +3, 4, 5 +id +the row has none'
[ "$(grep -c 'the row has none' "$OUT")" = 1 ] || die "told again and again"
expect 3 project import ids.csv --crs EPSG:4326 -w folded2 --json
rows 'len([r for r in rows if r["what"] == "set aside" and r["words"] == "the row has none"]) == 100'

# one bad row in the middle
{ echo id,name,wkt; square d 12 12.01; echo 'e,Mill,"POLYGON((1 2,3 4"'; square f 13 13.01; } >bad.csv
expect 3 project import bad.csv --crs EPSG:4326
prints '^set aside +e +2 +3 +geometry +'
says 'set_aside=1 projects=2 added=2'
expect 0 project list --json
rows '[r["project"] for r in rows] == ["a", "b", "c", "d", "f"]'

expect 0 project remove f
expect 65 project remove f
expect 0 project list --json
rows '[r["project"] for r in rows] == ["a", "b", "c", "d"]'

# what is broken is named, and nothing of it goes in
printf 'GIF89a' >picture.csv
printf '{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"id":"n"},"geometry":{"type":"Polygon","coordinates":[[[NaN,1],[2,1],[2,2],[NaN,1]]]}}]}' >nan.geojson
printf '{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"id":"swapped"},"geometry":{"type":"Polygon","coordinates":[[[39.9,116.3],[39.9,116.4],[40,116.4],[39.9,116.3]]]}}]}' >swapped.geojson
printf '<OGRVRTDataSource><OGRVRTLayer name="x"/></OGRVRTDataSource>' >link.gpkg
printf '<!DOCTYPE a [<!ENTITY b "bb"><!ENTITY c "&b;&b;&b;">]><a>&c;</a>' >bomb.geojson
for file in picture.csv nan.geojson swapped.geojson link.gpkg bomb.geojson; do
    expect 65 project import "$file"
    says "$file"
done
expect 65 project import swapped.geojson
prints 'axes look swapped'
expect 65 project import nothing.geojson
says 'nothing.geojson'
expect 0 project list --json
rows 'len(rows) == 4'
"$PYTHON" - <<'PYTHON'
from osgeo import ogr
store = ogr.Open("workspace/store.gpkg")
layer = store.GetLayerByName("sites")
assert sorted(f["project"] for f in layer) == ["a", "b", "c", "d"]
PYTHON
