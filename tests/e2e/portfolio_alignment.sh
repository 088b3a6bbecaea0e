#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Alignment by sector within a portfolio: the clients of the records against plans and a scenario, worked by hand, in
# every form; and on PACTA's loan book the same rows as `alignment --by-sector` has of the same loans.
cat >production.csv <<'END'
name_company,sector,technology,year,production,emission_factor
Alpha Power,power,coal,2025,100,
Alpha Power,power,coal,2030,80,
Alpha Power,power,wind,2025,50,
Alpha Power,power,wind,2030,120,
"Beta, Inc.",power,coal,2025,300,
"Beta, Inc.",power,coal,2030,330,
END
cat >scenario.csv <<'END'
scenario,sector,technology,region,year,value
mild,power,coal,global,2025,1000
mild,power,coal,global,2030,500
mild,power,wind,global,2025,200
mild,power,wind,global,2030,800
END
book() { # makes book.geojson of lines PROJECT<TAB>CLIENT-JSON<TAB>MAJOR<TAB>CURRENCY
    "$PYTHON" - <<'PYTHON'
import json

features = []
for i, line in enumerate(open("book.tsv", encoding="utf-8").read().splitlines()):
    name, client, amount, currency = line.split("\t")
    west, south = 100 + i % 40 * 0.1, 20 + i // 40 * 0.1
    ring = [[west, south], [west + .01, south], [west + .01, south + .01], [west, south + .01], [west, south]]
    features.append({"type": "Feature", "geometry": {"type": "Polygon", "coordinates": [ring]}, "properties": {
        "id": name, "simulated": True, "position_error_m": 1, "client": json.loads(client), "loans": [
            {"id": "L", "asset_class": "business_loan", "as_of": "2025-12-31",
             "outstanding": {"minor": str(int(amount) * 100), "currency": currency}}]}})
json.dump({"type": "FeatureCollection", "features": features}, open("book.geojson", "w", encoding="utf-8"))
PYTHON
    expect 0 key new --now 2026-01-01
    expect 0 project import book.geojson --now 2026-01-01
    expect 0 assess --all --model claims-2 --as-of 2026-06-30 --now 2026-07-01
}
printf '%s\t%s\t%s\t%s\n' a '{"id": "C-9", "name": "ALPHA power"}' 60 CNY b '{"id": "C-1"}' 5 CNY c '{"name": "Beta Inc"}' 40 CNY >book.tsv
book
ask() { expect "$1" portfolio --as-of 2026-06-30 --now 2026-07-02 "${@:2}"; }
plans=(--production production.csv --scenario scenario.csv --scenario-name mild --start 2025 --year 2030)
ask 0 "${plans[@]}" --json
cp "$OUT" own.json
"$PYTHON" "$SOURCE/tests/e2e/portfolio_check.py" schema own.json "$SOURCE/datasets/schema/portfolio.schema.json" || die "not of its schema"
# coal: (60 x 80 + 40 x 330) / 100 against (60 x 100 + 40 x 300) / 100 / 2; wind: 50 + 150 x 600 / 1200
"$PYTHON" - <<'PYTHON' || die "not the rows worked by hand"
import json
import math

a = json.load(open("own.json", encoding="utf-8"))["alignment"]
print(a)
assert (a["scenario"], a["region"], a["start"], a["year"], a["intensity"]) == ("mild", "global", 2025, 2030, None)
assert (a["loans"], a["matched"], a["unmatched"]) == (3, 2, [[2, 2]])
coal, wind = a["sectors"]
assert (coal["technology"], coal["loans"], coal["outstanding"], coal["records"]) == ("coal", 2, {"currency": "CNY", "minor": "10000"}, [[1, 1], [3, 3]])
assert math.isclose(coal["planned"], 180) and math.isclose(coal["target"], 90) and math.isclose(coal["gap"], 1) and coal["on_path"] == 0
assert (wind["technology"], wind["loans"], wind["records"]) == ("wind", 1, [[1, 1]])
assert math.isclose(wind["planned"], 120) and math.isclose(wind["target"], 125) and math.isclose(wind["gap"], -0.04)
PYTHON
ask 0 "${plans[@]}" --csv own.csv --html en.html --lang en
prints '^power +coal +2 +CNY.{1,2}100 +180 +90 +100 +0 +1, 3$'
says 'alignment: 2 of 3 loans have a company of that name'
grep -E '^alignment,gap,power/coal/market_share,CNY,1,1,2,1 3,$' own.csv >/dev/null || die "not in the CSV"
! grep market_share_term own.csv >/dev/null || die "a term of the other method"
! grep "SDA's term" en.html >/dev/null || die "the page names what nothing rests on"
grep -E '^alignment,outstanding,power/coal/market_share,CNY,10000,minor unit,2,1 3,$' own.csv >/dev/null || die "no amount in the CSV"
grep '2025–2030. Of 3 loans 2 have a company' en.html >/dev/null || die "the page does not say how many"
grep -A 20 'id="alignment"' en.html | grep 'coal' >/dev/null || die "not on the page"
ask 0 "${plans[@]}" --html zh.html --lang zh --shared
grep '3 笔贷款中有 2 笔' zh.html >/dev/null || die "the Chinese page does not say how many"
! grep -iE 'alpha|beta' zh.html >/dev/null || die "the shared page names a client"
ask 0 --json
rows '"alignment" not in rows[0]'
ask 2 --production production.csv
ask 2 --scenario-name mild
ask 2 "${plans[@]}" --file
ask 2 "${plans[@]}" --disclosure pcaf
ask 65 "${plans[@]}" --region nowhere

# a bank's own columns; Chinese names written otherwise; who may be meant is shown, on no shared page, and counts for nothing
rm -rf workspace
printf '%s\t%s\t%s\t%s\n' a '{"name": "北方热电 有限公司"}' 60 CNY b '{"name": "华东钢铁有限公司"}' 5 CNY \
    c '{"id": "91310000MA0000002B", "name": "旧名有限公司"}' 40 CNY d '{"name": "长江水泥厂"}' 7 CNY >book.tsv
book
cat >plants.csv <<'END'
企业,代码,行业,工艺,年份,产量,单位
北方热电有限责任公司,91120000MA0000001A,电力,煤电,2025,1,GW
北方热电有限责任公司,91120000MA0000001A,电力,煤电,2030,900,MW
华东钢铁股份有限公司,91310000MA0000003C,电力,煤电,2025,1,GW
华东钢铁股份有限公司,91310000MA0000003C,电力,煤电,2030,1,GW
新名有限公司,91310000MA0000002B,电力,煤电,2025,2,GW
END
cat >plants.yaml <<'END'
schema: terrassay/production/1
columns: {company: 企业, company_id: 代码, sector: 行业, technology: 工艺, year: 年份, production: 产量, unit: 单位}
sectors: {电力: power}
technologies: {煤电: coal}
END
own=(--production plants.csv --production-mapping plants.yaml --scenario scenario.csv --scenario-name mild --start 2025 --year 2030)
ask 0 "${own[@]}" --json
cp "$OUT" own.json
"$PYTHON" "$SOURCE/tests/e2e/portfolio_check.py" schema own.json "$SOURCE/datasets/schema/portfolio.schema.json" || die "not of its schema"
# 新名 by its id: what it makes in 2030 is not stated, which is no plan to stop
"$PYTHON" - <<'PYTHON' || die "not whom the names mean"
import json
import math

a = json.load(open("own.json", encoding="utf-8"))["alignment"]
print(a)
assert (a["loans"], a["matched"], a["unmatched"]) == (4, 2, [[2, 2], [4, 4]])
assert a["possible"] == [{"client": "华东钢铁有限公司", "companies": ["华东钢铁股份有限公司"], "record": 2}]
[coal] = a["sectors"]
assert (coal["loans"], coal["without_target"], coal["records"], coal["on_path"]) == (2, 1, [[1, 1], [3, 3]], 0)
assert math.isclose(coal["start"], 1) and math.isclose(coal["planned"], 0.9) and math.isclose(coal["target"], 0.5)
PYTHON
ask 0 "${own[@]}" --html en.html --lang en
says 'not counted, a company of nearly the name or of another id: record 2 may be 华东钢铁股份有限公司'
grep '华东钢铁股份有限公司' en.html >/dev/null || die "the page does not say who may be meant"
ask 0 "${own[@]}" --html zh.html --lang zh --shared
! grep -E '华东|北方|新名' zh.html >/dev/null || die "the shared page names a client"
grep -A 99 'id="alignment"' zh.html | grep '可能是' >/dev/null || die "the shared page does not say that somebody may be meant"
sed -i 's/900,MW/九百,t/; s/煤电,2025,2/风电,2025,2/' plants.csv
ask 65 "${own[@]}"
says 'plants.csv:3:产量: wanted a number from 0, found "九百"; write it so'
says 'plants.csv:3:单位: wanted a unit that becomes "GW", that of power in line 2, found "t"'
says 'plants.csv:6:工艺: no such word in the mapping'
ask 2 --production-mapping plants.yaml

# PACTA's loan book: as the command has it of the same direct borrowers
need_data
folder=$DATA/data/portfolio_pacta
rm -rf workspace
"$PYTHON" - "$folder" <<'PYTHON'
import csv
import json
import sys

rows = list(csv.DictReader(open(f"{sys.argv[1]}/loanbook_demo.csv", encoding="utf-8", newline="")))[:60]
with open("book.tsv", "w", encoding="utf-8") as out:
    for r in rows:
        out.write("\t".join((r["id_loan"], json.dumps({"name": r["name_direct_loantaker"]}), r["loan_size_outstanding"],
                             r["loan_size_outstanding_currency"])) + "\n")
names = "id_loan name_direct_loantaker name_intermediate_parent_1 name_ultimate_parent loan_size_outstanding loan_size_outstanding_currency".split()
with open("direct.csv", "w", encoding="utf-8", newline="") as out:
    w = csv.DictWriter(out, names, extrasaction="ignore")
    w.writeheader()
    w.writerows({**r, "name_intermediate_parent_1": "", "name_ultimate_parent": ""} for r in rows)
PYTHON
book
pacta=(--production "$folder/abcd_demo.csv" --scenario "$folder/scenario_demo.csv" --intensity "$folder/co2_intensity_scenario_demo.csv"
    --scenario-name sds --intensity-name demo --start 2020 --year 2025)
ask 0 "${pacta[@]}" --json
cp "$OUT" book.json
expect 0 alignment --loans direct.csv "${pacta[@]}" --by-sector --json
cp "$OUT" direct.json
"$PYTHON" - <<'PYTHON' || die "not as alignment --by-sector has it"
import json
import math

ours = json.load(open("book.json", encoding="utf-8"))["alignment"]
theirs = [json.loads(line) for line in open("direct.json", encoding="utf-8")]
key = lambda r: (r["currency"], r["sector"], r["technology"], r["method"])
assert ours["loans"] == 60 and ours["matched"] > 10 and [key(r) for r in ours["sectors"]] == [key(r) for r in theirs] and len(theirs) > 5
for a, b in zip(ours["sectors"], theirs):
    assert a.get("market_share_term") == b.get("market_share_term") == (1 if a["method"] == "sectoral_decarbonisation" else None), (a, b)
    assert a["loans"] == b["loans"] and int(a["outstanding"]["minor"]) == round(100 * b["outstanding"]), (a, b)
    for name in ("start", "planned", "target", "gap", "on_path"):
        assert (a[name] is None) == (b[name] is None) and (a[name] is None or math.isclose(a[name], b[name], rel_tol=1e-9)), (a, b)
print(ours["matched"], "of 60 matched,", len(theirs), "rows")
PYTHON
# the assumption that targets of intensity rest on is named in every form
"$PYTHON" "$SOURCE/tests/e2e/portfolio_check.py" schema book.json "$SOURCE/datasets/schema/portfolio.schema.json" || die "not of its schema"
ask 0 "${pacta[@]}" --csv book.csv --html en.html --lang en
says 'take its term for market share as 1, which is assumed'
grep -E '^alignment,market_share_term,cement//sectoral_decarbonisation,EUR,1,1,' book.csv >/dev/null || die "not in the CSV"
grep "SDA&#39;s term for market share as 1. That is an assumption" en.html >/dev/null || die "not on the page"
