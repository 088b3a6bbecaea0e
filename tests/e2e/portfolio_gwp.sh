#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Tonnes weighed by two sets of global warming potentials are told apart and never added: in the portfolio, its
# page and CSV, in the disclosures and in a statement that is filed. All of it is simulated.
"$PYTHON" - <<'PYTHON'
import json

YEAR = {"from": "2025-01-01", "to": "2025-12-31"}


def money(minor):
    return {"minor": minor, "currency": "CNY"}


def project(name, west):
    ring = [[west, 6.82], [west + .01, 6.82], [west + .01, 6.83], [west, 6.83], [west, 6.82]]
    return {"type": "Feature", "geometry": {"type": "Polygon", "coordinates": [ring]}, "properties": {
        "id": name, "simulated": True, "country": "CN", "position_error_m": 15,
        "declared": [{"name": "fuel.wood", "value": 1000, "unit": "t", **YEAR},
                     {"name": "emissions.scope2", "value": 0, "unit": "tCO2e", **YEAR}],
        "loans": [{"id": "L", "asset_class": "project_finance", "equity": money("10000"), "debt": money("30000"),
                   "outstanding": money("40000"), "revenue": money("100000"), "as_of": "2026-06-30"}]}}


json.dump({"type": "FeatureCollection", "features": [project("a", 39.8), project("b", 39.9)]}, open("p.geojson", "w"))
PYTHON
expect 0 key new
expect 0 project import p.geojson
expect 0 assess --all --model credit-3 --as-of 2026-06-30
day=2026-06-30
# what a portfolio's figures of one name are, by set
figures() { # NAME WANTED
    rows '{f["gwp"]: round(f["value"], 6) for f in rows[0]["figures"] if f["figure"] == "'"$1"'"} == '"$2"
}

# one set: one sum, and the set is told with it
expect 0 portfolio --as-of $day --json
says_not 'do not add up'
rows 'rows[0]["gwp"] == ["AR5"]'
figures financed_pcaf '{"AR5": 59.28}'
rows 'all((f["gwp"] == "AR5") == f["unit"].startswith("tCO2e") for f in rows[0]["figures"])'
rows '[r["emissions"]["gwp"] for r in rows[0]["records"]] == ["AR5", "AR5"]'
expect 0 portfolio --as-of $day
prints 'Financed emissions.*GWP of AR5.*59'
expect 0 portfolio --as-of $day --file

# a statement of a build whose figures did not tell their set is told as such, not as one that differs
cp -a workspace former
of_former() { # PYTHON
    "$PYTHON" - "$1" <<'PYTHON'
import json, sqlite3, sys
d = sqlite3.connect("former/store.gpkg")
d.executescript("DROP TRIGGER IF EXISTS ta_filed_no_update")
body = json.loads(d.execute("SELECT body FROM ta_filed WHERE seq = 1").fetchone()[0])
document = body["document"]
exec(sys.argv[1])
d.execute("UPDATE ta_filed SET body = ?", (json.dumps(body).encode(),))
d.commit()
PYTHON
}

# of one whose documents had no number of their form, too: nothing of it is restated
of_former '
del document["form"]
for row in document["records"]:
    del row["found"]
    row["evidence_to"] = "2026-01-01"
for f in document["figures"]: # where nobody could say, the level that is counted was told
    f["key"] = f["key"].replace("cannot_say/", "very_high/") if f["figure"].startswith("level_basis") else f["key"]'
expect 1 portfolio --filed -w former --json # its bytes are not those that were signed
rows '[(r["reproduced"], r["stands"], r["figures"]) for r in rows] == [("former form", "yes", [])]'

of_former '
for one in [document] + document["figures"] + [r["emissions"] for r in document["records"]]:
    one.pop("gwp")
document["figures"] = [f for f in document["figures"] if f["figure"] != "level_basis"]
for f in document["figures"]: # where nobody could say, the level that is counted was told
    f["key"] = "very_high" if f["figure"] in ("level", "level_amount") else f["key"]'
expect 1 portfolio --filed -w former --json # its bytes are not those that were signed
rows '[(r["intact"], r["reproduced"], r["stands"], r["figures"]) for r in rows] == [("no", "former form", "yes", [])]'
says '1 filed under a former form of figures: all that is said there comes out again, or is made by another rule now'
of_former 'next(f for f in document["figures"] if f["figure"] == "financed_pcaf")["value"] = 59.29'
expect 1 portfolio --filed -w former --json
rows '[(r["reproduced"], r["stands"]) for r in rows] == [("no", "no")]'
rows '[(f["figure"], f["filed"], f["restated"]) for f in rows[0]["figures"] if not f["figure"].startswith("level")] == [("financed_pcaf", 59.29, 59.28)]'
says_not 'former form'

# the same two projects, one assessed by AR6
sed 's/^version: 3$/version: 9/; s/^  - id: financed_emissions$/  - {id: financed_emissions, params: {gwp_report: 6}}/' \
    "$SOURCE/datasets/models/credit-3.yaml" >m6.yaml
grep -q 'gwp_report: 6' m6.yaml || die "the model was not changed"
expect 0 assess b --model ./m6.yaml --as-of 2026-06-30
expect 0 portfolio --as-of $day --json --csv p.csv --html en.html
says 'Gases are weighed by 2 sets of global warming potentials \(AR5: 1, AR6: 1\)'
says 'there is none over all. Assess again under models of one set'
cp "$OUT" mixed.json
"$PYTHON" "$SOURCE/tests/e2e/portfolio_check.py" schema mixed.json "$SOURCE/datasets/schema/portfolio.schema.json" ||
    die "the document is not of its schema"
rows 'rows[0]["gwp"] == ["AR5", "AR6"]'
for name in financed_pcaf financed_scope1; do figures $name '{"AR5": 29.64, "AR6": 29.6712}'; done
# of 400 CNY outstanding each, and a revenue of 1,000
figures intensity '{"AR5": 74100, "AR6": 74178}'
figures revenue_intensity '{"AR5": 29640, "AR6": 29671.2}'
rows 'not any(f["value"] == 59.3112 for f in rows[0]["figures"])'
rows '[f["records"] for f in rows[0]["figures"] if f["figure"] == "financed_pcaf"] == [[[1, 1]], [[2, 2]]]'
grep -q '^emissions,financed_pcaf,,,29.64,tCO2e/year,1,1,AR5$' p.csv || die "the CSV does not tell the set"
grep -q '^emissions,financed_pcaf,,,29.6712,tCO2e/year,1,2,AR6$' p.csv || die "the CSV does not tell the other set"
grep -q 'Gases are weighed by 2 sets' en.html || die "the page does not say it"
grep -q 'GWP of AR6' en.html || die "the page does not tell the set of a sum"
expect 0 portfolio --as-of $day --html zh.html --lang zh -q
grep -q '温室气体按 2 套全球增温潜势折算（AR5：1、AR6：1）' zh.html || die "the Chinese page does not say it"

# the disclosures have rows of each
for standard in pcaf:financed_scope1 issb-s2:gross_scope1; do
    expect 0 portfolio --as-of $day --disclosure ${standard%:*} --json
    says 'do not add up'
    cp "$OUT" d.json
    "$PYTHON" "$SOURCE/tests/e2e/portfolio_check.py" schema d.json "$SOURCE/datasets/schema/disclosure.schema.json" ||
        die "the disclosure is not of its schema"
    rows 'rows[0]["gwp"] == ["AR5", "AR6"]'
    rows '[(r["gwp"], r["value"], r["records"]) for r in rows[0]["rows"] if r["field"] == "'"${standard#*:}"'"] == [("AR5", 29.64, [[1, 1]]), ("AR6", 29.6712, [[2, 2]])]'
    rows 'sum(r["field"] in ("outstanding", "gross_exposure_funded") for r in rows[0]["rows"]) == 1'
done
expect 0 portfolio --as-of $day --disclosure pcaf --json
rows '[(r["gwp"], round(r["value"], 6)) for r in rows[0]["rows"] if r["field"] == "intensity"] == [("AR5", 74100), ("AR6", 74178)]'
expect 0 portfolio --as-of $day --disclosure pcaf --csv -
prints '^pcaf,financed_scope1,.*,29.64,tCO2e/year,observed,1,1,AR5$'

# what was filed under one set is restated, and both are told
expect 0 portfolio --as-of $day --file --json
rows 'rows[0]["result"] == "written"'
rows '{(f["gwp"], f["filed"], f["restated"]) for f in rows[0]["figures"] if f["figure"] == "financed_pcaf"} == {("AR5", 59.28, 29.64), ("AR6", None, 29.6712)}'

# one set again, by the model that has it
expect 0 portfolio --as-of $day --only-model credit-9 --json
rows 'rows[0]["gwp"] == ["AR6"]'
figures financed_pcaf '{"AR6": 29.6712}'
expect 0 assess a --model ./m6.yaml --as-of 2026-06-30
expect 0 portfolio --as-of $day --json
says_not 'do not add up'
figures financed_pcaf '{"AR6": 59.3424}'
