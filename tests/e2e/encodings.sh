#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Long names that are cut where they are quoted, and names that are no UTF-8: each is a fault of its own,
# named so that it can be printed, and everything else goes on.
export PYTHONPATH=$SOURCE/tests/fault
gbk=$(printf '\xc4\xda\xc3\xc9')
long=建设银行青海省分行固定资产贷款合同第〇〇〇一号建设银行青海省分行固定资产贷款合同第〇〇〇一号
text() { iconv -f utf-8 -t utf-8 "$OUT" "$ERR" >/dev/null || die "printed what is no UTF-8"; }

# project files: the table of faults is whole
"$PYTHON" - "$long" <<'PYTHON'
import json, sys
features = []
def add(key, **properties):
    west = 100 + len(features) * .1
    features.append({"type": "Feature", "properties": {"id": key, **properties}, "geometry": {
        "type": "Polygon", "coordinates": [[[west, 20], [west + .01, 20], [west + .01, 20.01], [west, 20]]]}})
for n, lead in enumerate(("", "A", "AB")):
    words = lead + sys.argv[1]
    amount = {"currency": "CNY", "minor": "1"}
    add(f"loan{n}", loans=[{"id": words, "outstanding": amount, "as_of": "2026-03-31"}])
    add(f"money{n}", loans=[{"id": "L", "outstanding": {"currency": words, "minor": "1"}, "as_of": "2026-03-31"}])
    add(f"sector{n}", sector={"scheme": words, "code": words})
    add(f"country{n}", country=words)
    add(f"device{n}", datastreams=[{"device": words, "name": words, "property": "so2", "unit": words}])
    add(f"permit{n}", permits=[{"kind": words, "number": words, "from": words, "to": "2021-01-01"}])
    add(f"figure{n}", declared=[{"name": words, "value": 1, "unit": words, "from": "2025-01-01", "to": "2025-12-31"}])
    add(f"member{n}", **{words: words})
    add(words)
    add(f"good{n}", name=words)
with open("long.geojson", "w", encoding="utf-8") as file:
    json.dump({"type": "FeatureCollection", "features": features}, file, ensure_ascii=False)
PYTHON
expect 3 project import long.geojson --now 2026-06-30
says 'projects=6 added=6'
text
expect 3 project import long.geojson --now 2026-06-30 --json
rows 'sum(r["what"] == "set aside" for r in rows) >= 24'
rows 'all(any(r.get("project") == k + str(n) for r in rows) for k in ("loan", "money", "sector", "device") for n in range(3))'
expect 3 project import long.geojson --now 2026-06-30 --log json
text

# a Shapefile in a coordinate system with a name of its own
for lead in '' a ab; do
    "$PYTHON" - "$lead$long" <<'PYTHON'
import pathlib, sys
from osgeo import ogr
ogr.UseExceptions()
source = ogr.GetDriverByName("ESRI Shapefile").CreateDataSource("own.shp")
layer = source.CreateLayer("own", None, ogr.wkbPolygon)
layer.CreateField(ogr.FieldDefn("id", ogr.OFTString))
feature = ogr.Feature(layer.GetLayerDefn())
feature["id"] = "own"
feature.SetGeometry(ogr.CreateGeometryFromWkt("POLYGON((10 20,10.01 20,10.01 20.01,10 20))"))
layer.CreateFeature(feature)
layer = source = None
pathlib.Path("own.prj").write_text(
    f'GEOGCS["{sys.argv[1]}",DATUM["D_WGS_1984",SPHEROID["WGS_1984",6378137.0,298.257223563]],'
    'PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]]', encoding="utf-8")
PYTHON
    expect 0 project import own.shp -w own
    expect 0 project show own -w own --json
    rows "rows[0]['document']['sites'][0]['source_crs'].startswith(\"'$lead建设银行青海省分行\")"
done

# tables and models
for lead in '' a ab; do
    sed "5s/,1,20,/,1,$lead$long,/" "$SOURCE/datasets/tables/ambient_air_limits.csv" >ambient_air_limits.csv
    expect 65 table check ambient_air_limits.csv --json
    rows 'any("wanted a number, found" in r["why"] and "建设银行青海省分行" in r["why"] for r in rows)'
    sed "0,/weight: [0-9.]*/s//weight: $lead$long/" "$SOURCE/datasets/models/credit-1.yaml" >model.yaml
    expect 65 model check model.yaml --json
    rows '"建设银行青海省分行" in rows[0]["why"] and not rows[0]["sound"]'
done
cp model.yaml "$gbk.yaml"
expect 65 model check "$gbk.yaml" --json
rows 'rows[0]["name"].endswith(".yaml") and "weight" in rows[0]["why"]'
expect 65 project import "./$gbk.geojson" --log json
says '"text":"\./\?+\.geojson: '
text

# a catalogue: a folder in another encoding is read, a hostile item is a problem of its own
"$PYTHON" -c 'import scenes; scenes.make_scenes("scenes", 6); scenes.write_sites("sites.csv", 3)'
mkdir -p "cat/$gbk"
mv scenes/s00[0-2]* cat
mv scenes/* "cat/$gbk"
"$PYTHON" - "$long" <<'PYTHON'
import json, sys
for n, lead in enumerate(("", "a", "ab")):
    words = lead + sys.argv[1]
    item = json.load(open("cat/s001.json"))
    item["id"] = f"version{n}"
    del item["properties"]["s2:processing_baseline"]
    item["properties"] |= {"datetime": f"2020-05-0{n + 1}T03:00:00Z", "created": words, "processing:version": words,
                           "grid:code": words * 4, "s2:datatake_id": words * 9}
    json.dump(item, open(f"cat/version{n}.json", "w", encoding="utf-8"), ensure_ascii=False)
    item["properties"]["datetime"] = words
    json.dump(item | {"id": f"time{n}"}, open(f"cat/time{n}.json", "w", encoding="utf-8"), ensure_ascii=False)
    json.dump(item | {"id": words * 9}, open(f"cat/id{n}.json", "w", encoding="utf-8"), ensure_ascii=False)
PYTHON
echo '{"type":"Feature","stac_version":"1.0.0","id":"x"}' >"cat/$gbk/$gbk.json"
expect 0 project import sites.csv --crs EPSG:32650 -w bank
expect 3 refresh --catalog cat -w bank --json
rows 'sum(r["what"] == "set aside" for r in rows) == 7 and rows[-1]["scenes"] == 9 and rows[-1]["set_aside"] == 7'
rows '{"made/version0", "made/version1", "made/version2", "made/s005"} <= {r["scene"] for r in rows if r["what"] == "observed"}'
rows 'any(r["scene"].endswith("?.json") for r in rows if r["what"] == "set aside")'
expect 3 refresh --catalog cat -w bank --log json
says '"text":"what=set aside scene=[^"]*\?\.json'
says_not 'not UTF-8'
text
expect 0 project looks p00000 -w bank --json
rows 'any(r["scene"] == "made/version1" and r["processing"].startswith("a建设银行") for r in rows)'
expect 0 doctor -w bank
text

# a raster by its path, into tables that are UTF-8
for table in rows.csv rows.gpkg rows.geojson; do
    expect 0 zonal "cat/$gbk/s005_red.tif" --zones sites.csv --id id --crs EPSG:32650 --output "$table"
done
iconv -f utf-8 -t utf-8 rows.csv rows.geojson >/dev/null || die "wrote what is no UTF-8"
grep -q 's005_red.tif' rows.csv || die "the raster is not named"

# letters put away for a reason longer than the audit log has room for
cat >mill.geojson <<'JSON'
{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"id":"mill","datastreams":[
{"device":"stack","name":"so2","property":"so2","unit":"mg/m3","range_lo":0,"range_hi":2000,"interval_s":3600}]},
"geometry":{"type":"Polygon","coordinates":[[[116.39,39.98],[116.4,39.98],[116.4,39.99],[116.39,39.98]]]}}]}
JSON
cat >map.yaml <<'YAML'
form: csv
time: {column: when, format: "%Y-%m-%d %H:%M", offset: "+08:00"}
device: stack
readings:
- {column: SO2, datastream: so2, unit: ug/m3}
YAML
printf 'when,SO2\n2025-01-01 08:00,1500\n2025-01-01 09:00,%s\n' "$long" >in.csv
expect 0 project import mill.geojson -w mill
for lead in '' a ab; do
    printf '2025-01-01 1%d:00,x%s\n' ${#lead} "$lead" >>in.csv
    expect 3 ingest --file in.csv --mapping map.yaml -w mill --json
    rows 'any(r["what"] == "bad_value" for r in rows)'
    expect 0 ingest --put-away all --reason "$lead$long$long$long" -w mill
done
"$PYTHON" - "$long" <<'PYTHON' || die "the audit log has no text, or not that reason"
import sqlite3, sys
rows = sqlite3.connect("mill/store.gpkg").execute("SELECT action, detail FROM ta_audit").fetchall()
away = [detail.rsplit(": ", 1)[1] for action, detail in rows if action == "put_away"]
whole = sys.argv[1] * 3
assert len(away) >= 3 and all(whole.startswith(words.lstrip("ab")) and len(words.encode()) > 297 for words in away), away
PYTHON
expect 3 ingest --file in.csv --mapping map.yaml -w mill --log json
text
