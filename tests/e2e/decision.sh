#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# A record that a decision may rest on, from outlines and scenes to page and portfolio: shipped model,
# approved with a second person's key, checked factors, real evidence, enough of it. Then each of these is
# taken away alone, and the record says that and nothing else.
need_modules numpy osgeo.gdal
"$PYTHON" - <<'PYTHON'
import json, os
import numpy as np
from osgeo import gdal, osr
gdal.UseExceptions()
osr.UseExceptions()
os.makedirs("scenes")
utm, wgs = osr.SpatialReference(), osr.SpatialReference()
utm.ImportFromEPSG(32650)
wgs.ImportFromEPSG(4326)
for crs in (utm, wgs):
    crs.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
move = osr.CoordinateTransformation(utm, wgs)
DAYS = [f"{y}-07-{d:02d}" for y in range(2014, 2024) for d in (2, 12, 22)]
NORTH = 4500000


def scene(name, west, simulated):
    """Forest, a little greener from year to year."""
    made = gdal.GetDriverByName("GTiff").Create(f"scenes/{name}.tif", 60, 60, len(DAYS), gdal.GDT_Int16)
    made.SetProjection(utm.ExportToWkt())
    made.SetGeoTransform((west, 10, 0, NORTH, 0, -10))
    pick = np.random.default_rng(1)
    for i, day in enumerate(DAYS):
        made.GetRasterBand(i + 1).WriteArray(
            (7500 + 10 * (int(day[:4]) - 2014) + pick.integers(-50, 50, (60, 60))).astype("int16"))
    item = {"type": "Feature", "stac_version": "1.1.0", "id": name, "collection": "made", "geometry": None,
            "links": [], "properties": {"datetime": None, "start_datetime": "2014-01-01T00:00:00Z",
                                        "end_datetime": "2024-01-01T00:00:00Z",
                                        "terrassay:mask": "applied", "terrassay:simulated": simulated},
            "assets": {"ndvi": {"href": f"{name}.tif", "terrassay:index": "ndvi", "raster:scale": 0.0001,
                                "nodata": -32768, "bands": [{"datetime": f"{day}T03:00:00Z", "platform": "made"}
                                                            for day in DAYS]}}}
    with open(f"scenes/{name}.json", "w", encoding="utf-8") as file:
        json.dump(item, file)


def ring(west, south, side):
    corners = ((0, 0), (side, 0), (side, side), (0, side), (0, 0))
    return [list(move.TransformPoint(west + x, south + y)[:2]) for x, y in corners]


def money(minor):
    return {"currency": "CNY", "minor": str(minor)}


def feature(name, west):
    loan = {"id": f"L-{name}", "asset_class": "project_finance", "outstanding": money(10**9),
            "equity": money(10**9), "debt": money(3 * 10**9), "as_of": "2023-06-30"}
    year = {"from": "2022-01-01", "to": "2022-12-31", "source": "bills", "grade": 2}
    return {"type": "Feature", "geometry": {"type": "Polygon", "coordinates": [ring(west + 150, NORTH - 450, 300)]},
            "properties": {"id": name, "name": f"Forest {name}", "position_error_m": 5, "country": "CN",
                           "sector": {"scheme": "GB/T 4754-2017", "code": "0211"}, "loans": [loan],
                           "declared": [dict(year, name="emissions.scope1", value=0, unit="tCO2e"),
                                        dict(year, name="electricity.national", value=120, unit="MWh")]}}


def write(path, features):
    with open(path, "w", encoding="utf-8") as file:
        json.dump({"type": "FeatureCollection", "features": features}, file)


scene("real", 300000, False)
scene("drawn", 310000, True)
write("one.geojson", [feature("real", 300000)])
write("all.geojson", [feature("real", 300000), feature("drawn", 310000), feature("unseen", 320000)])
zone = {"type": "Feature", "properties": {"name": "reserve", "class": "Core"},
        "geometry": {"type": "Polygon", "coordinates": [ring(330000, NORTH - 9000, 1000)]}}
extent = {"type": "Feature", "properties": {}, "geometry": {"type": "Polygon", "coordinates": [ring(290000, NORTH - 20000, 60000)]}}
write("zones.geojson", [zone])
write("extent.geojson", [extent])
PYTHON
expect 0 key new --keys li-na/keys --now 2023-07-01
bank() { # WORKSPACE PROJECTS: all that a decision needs, but for an assessment
    expect 0 key new -w "$1" --now 2023-07-01
    expect 0 project import "$2" -w "$1"
    expect 0 layer import zones.geojson --name protected_zones --extent extent.geojson --position-error 10 -w "$1"
    expect 0 refresh --catalog scenes -w "$1"
    expect 0 model approve credit-3 --by 'Li Na' --role 'model risk' --reason validated --until 2023-07-31 \
        --keys li-na/keys --now 2023-07-10 -w "$1"
}
is() { # WORKSPACE CLASS REASON...: of the record last assessed there
    local path
    path=$1/$("$PYTHON" -c 'import json, sys; print(json.loads(sys.stdin.readline())["path"])' <"$OUT")
    "$PYTHON" - "$path" "${@:2}" <<'PYTHON' || die "not so: ${*:2}"
import json, sys
record = json.load(open(sys.argv[1], encoding="utf-8"))["record"]
unchecked = [i["id"] for i in record["indicators"] if i["unchecked"]]
unseen = [(i["id"], i["reason"], i["why"]) for i in record["indicators"] if i["use"] != "reported" and i["value"] is None]
found = [record["class"], *record["indicative_because"]]
sys.exit(0 if found == sys.argv[2:] else f"found {found}; unchecked: {unchecked}; not observed: {unseen}")
PYTHON
}
assess() { # WORKSPACE PROJECT DAY ...
    expect 0 assess "$2" --as-of "$3" --now "${3}T23:00:00Z" --json "${@:4}" -w "$1"
}

# --- a decision ----------------------------------------------------------------------------------------
bank one one.geojson
assess one real 2023-07-31
rows 'rows[0]["class"] == "decision" and rows[0]["observed"] > 99 and rows[0]["opinion"] == "no_objection"'
is one decision
expect 0 verify --all -w one
says '^1 record: 1 intact, 1 comes out again, 0 faults$'
expect 0 report real --lang en -o en.html -w one
expect 0 report real --lang zh -o zh.html -w one
on_page() { grep -F -- "$2" "$1" >/dev/null || die "$1 lacks: $2"; }
not_on_page() { ! grep -F -- "$2" "$1" >/dev/null || die "$1 has: $2"; }
on_page en.html 'For a decision: the model is approved until'
on_page zh.html '可用于决策：模型批准有效期至'
not_on_page en.html 'Indicative only, not for a decision:'
not_on_page zh.html '仅供参考，不可用于决策：'
expect 0 portfolio --as-of 2023-07-31 -w one --json
rows 'rows[0]["class"] == "decision" and [r["class"] for r in rows[0]["records"]] == ["decision"]'
expect 0 portfolio --as-of 2023-07-31 --html loans.html -w one
on_page loans.html '<dd><bdi>decision</bdi></dd>'
not_on_page loans.html 'may not be used for a decision'

# the list of models names who approved it
expect 0 model list --now 2023-07-31 -w one --json
rows 'next(r for r in rows if r["name"] == "credit-3")["approved_by"] == "Li Na"'

# --- one condition less ----------------------------------------------------------------------------------
bank all all.geojson
assess all real 2023-07-31
is all decision
assess all drawn 2023-07-31
is all indicative simulated_evidence
assess all unseen 2023-07-31
is all indicative too_little_observed
expect 0 portfolio --as-of 2023-07-31 -w all --json
rows 'rows[0]["class"] == "indicative" and sorted(r["class"] for r in rows[0]["records"]) == ["decision", "indicative", "indicative"]'
expect 0 report drawn --lang en -o drawn.html -w all
on_page drawn.html 'Indicative only, not for a decision:'
not_on_page drawn.html 'For a decision: the model is approved until'

# one row that nobody has checked, of those that were read
mkdir -p own/tables
sed -E '/^national,(average,)?[0-9.]+,kgCO2.kWh,2022-01-01,/s/,yes$/,no/' "$SOURCE/datasets/tables/grid_factors_china.csv" >own/tables/grid_factors_china.csv
! cmp -s own/tables/grid_factors_china.csv "$SOURCE/datasets/tables/grid_factors_china.csv" || die "no row was unchecked"
assess all real 2023-07-31 --datasets own
is all indicative unchecked_table_row
# a number that its source has not: refused, and the record of before stands
sed -E '/^national,(average,)?[0-9.]+,kgCO2.kWh,2022-01-01,/s/0\.5366/0.1366/' "$SOURCE/datasets/tables/grid_factors_china.csv" >own/tables/grid_factors_china.csv
! cmp -s own/tables/grid_factors_china.csv "$SOURCE/datasets/tables/grid_factors_china.csv" || die "no row was edited"
expect 65 assess real --as-of 2023-07-31 --now 2023-07-31T23:00:00Z --datasets own -w all
says 'grid_factors_china.csv:[0-9]+: national average from 2022-01-01: the shipped row of that source says otherwise'
says 'set the row back as it was shipped, or name a source of your own'
# by the house's own word it is the house's row
sed -E '/^national,(average,)?[0-9.]+,kgCO2.kWh,2022-01-01,/{s/0\.5366/0.1366/;s/"[^"]*"/house measurement 7/}' "$SOURCE/datasets/tables/grid_factors_china.csv" >own/tables/grid_factors_china.csv
grep -q '^national,average,0.1366,.*,house measurement 7,yes$' own/tables/grid_factors_china.csv || die "no row of its own"
assess all real 2023-07-31 --datasets own
is all decision
of_tables() { # PYTHON over `table`, the newest record's table of grid factors
    "$PYTHON" - "$1" <<'PYTHON' || die "not so of the record's table: $1"
import json, sqlite3, sys
body, = sqlite3.connect("all/store.gpkg").execute("SELECT body FROM ta_record ORDER BY seq DESC LIMIT 1").fetchone()
open("body.json", "wb").write(body)
table = next(t for t in json.loads(body)["tables"] if t["id"] == "grid_factors_china")
sys.exit(0 if eval(sys.argv[1]) else f"{table}")
PYTHON
}
shipped=$(sha256sum "$SOURCE/datasets/tables/grid_factors_china.csv" | cut -d' ' -f1)
of_tables "table['shipped_sha256'] == '$shipped' and table['lacks'] == 0 and 'lacks_first' not in table"
expect 0 report real --lang en -o own.html -w all
on_page own.html "grid_factors_china is the bank&#39;s own, in the place of the program&#39;s"
on_page own.html 'Has a row for all that the program'
# a copy without rows of ours is used, and record and page say which it lacks
sed -i '/^yunnan,/d' own/tables/grid_factors_china.csv
assess all real 2023-07-31 --datasets own
is all decision
of_tables "table['shipped_sha256'] == '$shipped' and (table['lacks'], table['lacks_first']) == (1, 'yunnan average from 2022-01-01')"
"$PYTHON" "$SOURCE/tests/e2e/portfolio_check.py" schema body.json "$SOURCE/datasets/schema/record.schema.json" ||
    die "the record is not of its schema"
expect 0 report real --lang en -o own.html -w all
on_page own.html 'Lacks 1 of the rows that the program brings, or some of their days: yunnan average from 2022-01-01'
expect 0 report real --lang zh -o own.html -w all
on_page own.html '程序自带的行中缺 1 行，或缺其部分日期：yunnan average（自2022-01-01起）'
# and back
assess all real 2023-07-31
is all decision
of_tables "set(table) == {'id', 'sha256'}"
# on the day after the approval ended
assess all real 2023-08-01
is all indicative model_approval_expired
# without any
expect 0 key new -w none --now 2023-07-01
expect 0 project import one.geojson -w none
expect 0 layer import zones.geojson --name protected_zones --extent extent.geojson --position-error 10 -w none
expect 0 refresh --catalog scenes -w none
assess none real 2023-07-31
is none indicative model_not_approved
expect 0 verify --all -w none
expect 0 verify --all -w all
says '^8 records: 8 intact, 8 come out again, 0 faults$'

# --- what the shipped model cannot decide on: limits of quality control are nobody's but ours --------------
"$PYTHON" - <<'PYTHON'
import json
known = json.load(open("one.geojson", encoding="utf-8"))
known["features"][0]["properties"]["datastreams"] = [
    {"device": "d", "name": "so2", "property": "so2", "unit": "mg/m3", "interval_s": 3600, "limit": 35, "setting": "stack"}]
json.dump(known, open("stack.geojson", "w", encoding="utf-8"))
PYTHON
"$PYTHON" - <<'PYTHON' >readings.json
import datetime, json
start = int(datetime.datetime(2023, 4, 1, tzinfo=datetime.timezone.utc).timestamp())
print(json.dumps([{"n": "d:so2", "u": "mg/m3", "t": start + 3600 * h, "v": 10 + h % 7} for h in range(24 * 121)]))
PYTHON
expect 0 project import stack.geojson -w one
expect 0 ingest --file readings.json --project real --now 2023-08-01 -w one
assess one real 2023-07-31
is one indicative unchecked_table_row
