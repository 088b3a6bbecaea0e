#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Clients that report no emissions, estimated by the sector's factors that the lender brings (PCAF's option 3): the
# record names option, year and currency, what a client reports goes before it, a factor in another currency is not
# converted, and one of another dimension or without a source is set aside at import. The factors are made up.
"$PYTHON" - <<'PYTHON'
import json

YEAR = {"from": "2023-01-01", "to": "2023-12-31"}
SOURCE = {"source": "made-up accounts of 2023, table 1"}
money = lambda major, currency="CNY": {"minor": str(major * 100), "currency": currency}
LOAN = {"id": "L", "asset_class": "business_loan", "as_of": "2025-12-31", "outstanding": money(120_000_000),
        "average_outstanding": money(96_000_000), "revenue": money(500_000_000)}
SHEET = {"equity": money(100_000_000), "debt": money(300_000_000)}


def factors(kind, unit, *of, **more):
    return [{"name": f"sector_{kind}.scope{n + 1}", "value": v, "unit": unit, **YEAR, **SOURCE, **more}
            for n, v in enumerate(of)]


def reported(*of):
    return [{"name": f"emissions.scope{n + 1}", "value": v, "unit": "tCO2e", "from": "2025-01-01", "to": "2025-12-31"}
            for n, v in enumerate(of)]


PER_REVENUE = factors("revenue", "tCO2e/million/CNY", 100, 20)
def power(name, value, start, end, **more):
    return {"name": name, "value": value, "unit": "MWh", "from": f"2025-{start}", "to": f"2025-{end}", **more}


QUARTERS = (("01-01", "03-31"), ("04-01", "06-30"), ("07-01", "09-30"), ("10-01", "12-31"))
GRID = [power("electricity.yunnan", 1000, "01-01", "12-31")] + [
    power("electricity_green.yunnan", 100, *q, serials=f"GEC-{n}001..GEC-{n}100") for n, q in enumerate(QUARTERS)]
PROJECTS = {
    "revenue": ({**LOAN, **SHEET}, factors("revenue", "tCO2e/million/CNY", 100, 20, 300)),
    "assets": (LOAN, factors("assets", "kgCO2e/CNY", 0.08, 0.01)),
    "turnover": (LOAN, PER_REVENUE + [{"name": "sector_turnover", "value": 50, "unit": "%", **YEAR, **SOURCE}]),
    "reports": ({**LOAN, **SHEET}, PER_REVENUE + reported(45000, 5000)),
    "grid": ({**LOAN, **SHEET}, reported(0) + GRID),
    "dollars": ({**LOAN, **SHEET}, factors("revenue", "tCO2e/million/USD", 100, 20)),
    "tonnes": ({**LOAN, **SHEET}, factors("revenue", "t/CNY", 100, 20)),
    "unsourced": ({**LOAN, **SHEET}, factors("revenue", "tCO2e/CNY", 100, 20, source=None)),
    "undated": ({**LOAN, **SHEET}, factors("revenue", "tCO2e/CNY", 100, 20, to=None)),
}
features = []
for i, (name, (loan, declared)) in enumerate(PROJECTS.items()):
    west = 100 + i
    ring = [[west, 30], [west + 0.01, 30], [west + 0.01, 30.01], [west, 30.01], [west, 30]]
    features.append({"type": "Feature", "geometry": {"type": "Polygon", "coordinates": [ring]}, "properties": {
        "id": name, "simulated": True, "position_error_m": 1, "loans": [loan], "declared": declared}})
json.dump({"type": "FeatureCollection", "features": features}, open("projects.geojson", "w", encoding="utf-8"))
PYTHON
expect 0 key new --now 2026-01-01
expect 3 project import projects.geojson --now 2026-01-01
prints '"t/CNY" cannot become tCO2e/CNY'
prints 'declared\[0\].source  sector_revenue.scope1 is a factor of a sector and has none'
prints 'declared\[0\].to      sector_revenue.scope1 is a factor of a sector and has none'
sed 's/^version: 1/version: 8/; s/^reported: .*/reported: [{id: financed_emissions}]/' "$SOURCE/datasets/models/credit-1.yaml" >model.yaml
expect 0 assess --all --model model.yaml --as-of 2026-06-30 --now 2026-07-01 --json
"$PYTHON" - "$OUT" <<'PYTHON' || die "financed emissions by the sector's factors"
import json
import math
import sys

WANT = {"revenue": (0.3 * 500 * 120, 4, "3a", 2023), "assets": (120_000_000 * 0.00009, 5, "3b", 2023),
        "turnover": (120 * 0.5 * 120, 5, "3c", 2023), "reports": (0.3 * 50000, 2, "1b", None)}
found = {}
for line in open(sys.argv[1], encoding="utf-8"):
    row = json.loads(line)
    body = json.load(open(f"workspace/{row['path']}", encoding="utf-8"))["record"]
    found[row["project"]] = next(i for i in body["indicators"] if i["id"] == "financed_emissions")
assert sorted(found) == ["assets", "dollars", "grid", "reports", "revenue", "turnover"], sorted(found)
for name, (value, grade, option, year) in WANT.items():
    got = found[name]
    detail = {d["name"]: d["value"] for d in got["details"]}
    assert math.isclose(got["value"], value, rel_tol=1e-9) and got["grade"] == grade, (name, got)
    assert math.isclose(detail[f"option_{option}"], value, rel_tol=1e-9), (name, detail)
    said = f"by PCAF option {option}: the sector's factor of {year} per CNY, amounts of 2025"
    assert (said in got["why"]) == (year is not None), (name, got["why"])
    if "pboc_financed_unchecked" in detail:
        lines = detail["reconcile_balance"] + detail["reconcile_denominator"]
        assert math.isclose(got["value"] + lines, detail["pboc_financed_unchecked"], rel_tol=1e-9), (name, detail)
assert sum("pboc_financed_unchecked" in {d["name"] for d in found[n]["details"]} for n in found) == 4
# of a grid that the client names in a country that nobody states: both are told, and all quarters' certificates add up
grid = {d["name"]: d["value"] for d in found["grid"]["details"]}
assert math.isclose(grid["project_scope2"], 107.3, rel_tol=1e-9) and math.isclose(grid["scope2_by_national"], 530.6, rel_tol=1e-9), grid
assert math.isclose(grid["project_scope2_market"], 600 * 0.6096, rel_tol=1e-9), grid
assert math.isclose(found["grid"]["hi"], 0.3 * 530.6, rel_tol=1e-9), found["grid"]
assert "grid yunnan as stated, its place not checked" in found["grid"]["why"] and "no country is stated" in found["grid"]["why"], found["grid"]
# scope 3 is a line of its own, in no sum and under no option
third = {d["name"]: d["value"] for d in found["revenue"]["details"]}
assert math.isclose(third["financed_scope3"], 0.3 * 500 * 300, rel_tol=1e-9) and third["grade_scope3"] == 4, third
assert "scope 3, beside the value, by PCAF option 3a" in found["revenue"]["why"], found["revenue"]["why"]
dollars = found["dollars"]
assert dollars["value"] is None and "per USD and the loan in CNY: it is not converted" in dollars["why"], dollars
PYTHON
expect 0 verify --all --now 2026-07-02
says '6 records: 6 intact, 6 come out again'
expect 0 report revenue -o en.html --lang en --now 2026-07-02
grep "nothing of that part is the client's own" en.html >/dev/null || grep 'nothing of that part is the client&#39;s own' en.html >/dev/null ||
    die "the page does not say that it is estimated"
expect 0 report revenue -o zh.html --lang zh --now 2026-07-02
grep '按 PCAF 选项 3a' zh.html >/dev/null || die "the page does not name the option"
grep '范围三另列，不计入该值' zh.html >/dev/null || die "the page does not keep scope 3 apart"
expect 0 report dollars -o zh.html --lang zh --now 2026-07-02
grep '不作换算' zh.html >/dev/null || die "the page does not say why there is no answer"
expect 0 report grid -o zh.html --lang zh --now 2026-07-02
for words in '电网 云南 由客户自报' '未说明国家：用电按中国电网计'; do
    grep "$words" zh.html >/dev/null || die "the page does not say: $words"
done
expect 0 portfolio --as-of 2026-06-30 --json
rows 'abs(sum(f["value"] for f in rows[0]["figures"] if f["figure"] == "financed_pcaf" and f["key"] is None) - 51032.19) < 1e-6'
rows '[(round(f["value"], 6), f["section"]) for f in rows[0]["figures"] if f["figure"] == "financed_scope3"] == [(45000, "emissions")]'
