#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# slow
# The shipped model of projects that owe a claim, on the demo's: a plant that is not there, a clearing in
# what was left alone, a field that is not green and a permit that was revoked are not passed, whatever the
# score; honest claims are; who is silent owes an answer, and does no better than who is found out.
unset TERRASSAY_SAMPLE_DATA
expect 0 demo -w dw
cat >register.yaml <<'YAML'
schema: terrassay/statements/1
id: register
about: permit
provider: Bureau of permits (made up)
source: extract of August 2026 (made up)
scale: state of a permit
grade: 2
simulated: true
columns: {project: project, date: day, step: step, number: number, until: until}
steps:
  - {word: in force, value: 1, means: in force}
  - {word: revoked, value: 0, means: revoked}
YAML
printf 'project,day,step,number,until\n%s\n%s\n%s\n' 'A-plantation,2026-08-01,revoked,MADE-UP-LAND-0001,' \
    'C-solar-plant,2026-08-01,in force,MADE-UP-EIA-0003,2030-12-31' \
    'B-steel-works,2026-08-01,in force,MADE-UP-EIA-0002,2030-12-31' >register.csv
expect 0 evidence import register.csv --mapping register.yaml -w dw
expect 0 assess --all --model claims-2 --as-of 2026-08-31 -w dw
check() { # PYTHON: over `gate`, `opinion` of the newest records of model claims
    "$PYTHON" - "$1" <<'PYTHON' || die "not so: $1"
import glob, json, sys
gate, opinion, why = {}, {}, {}
for path in sorted(glob.glob("dw/records/*/*.json"), key=lambda p: json.load(open(p, encoding="utf-8"))["envelope"]["seq"]):
    record = json.load(open(path, encoding="utf-8"))["record"]
    if record["model"]["id"] != "claims":
        continue
    project = path.split("/")[2][0:2].rstrip("-")
    opinion[project] = record["opinion"]["value"]
    for item in record["indicators"]:
        why[project, item["id"]] = (item["use"], item["reason"])
        gate[project, item["id"]] = (item.get("gate"), item["value"], item["why"])
if not eval(sys.argv[1]):
    sys.exit(f"{opinion} {[(k, v) for k, v in gate.items() if k[1].endswith(('claim', 'state'))]}")
PYTHON
}
# 100 MW are claimed and 59 % are seen; the permit's state takes nothing from it
check 'gate["C", "capacity_built_claim"][0] == "fires" and abs(gate["C", "capacity_built_claim"][1] - 41) < 2'
check 'gate["C", "permit_state"][0] == "passes" and opinion["C"] == "objection"'
# the plantation's score would do with conditions
check 'gate["A", "permit_state"][0] == "fires" and opinion["A"] == "objection"'
# nobody says anything of the mill under cloud; by its sector it owes no capacity
check 'gate["F1", "permit_state"][0] == "not_evaluated" and opinion["F1"] == "cannot_say"'
check 'why["F1", "capacity_built_claim"] == ("reported", "not_applicable")'
check 'why["F1", "production_stopped_claim"] == ("reported", "not_applicable")'
for lang in en zh; do expect 0 report C-solar-plant --lang $lang -o c-$lang.html -w dw; done
grep -q 'capacity built: 100 % declared, 59' c-en.html || grep -q 'capacity built: 100.% declared, 59' c-en.html || die "the page does not say what was seen"
grep -q '申报建成容量与提款对照实地' c-zh.html || die "the gate has no Chinese name"

# an honest claim is passed
sed 's/"capacity_built", "value": 100,/"capacity_built", "value": 60,/' dw/demo/portfolio/simulated.geojson >honest.geojson
! cmp -s honest.geojson dw/demo/portfolio/simulated.geojson || die "the claim was not changed"
expect 0 project import honest.geojson -w dw
expect 0 assess C-solar-plant --model claims-2 --as-of 2026-08-31 -w dw
check 'why["C", "scope1_claim"] == ("reported", "not_applicable") and opinion["C"] != "cannot_say"'
check 'gate["C", "capacity_built_claim"][0] == "passes" and "no conflict was seen" in gate["C", "capacity_built_claim"][2]'

# What the plantation claims: more green than there is, and nobody in it, where 36 ha were cleared. It
# owes a word of what is planted, and is not carried without one.
claim() { # PLANTED, 0 for no word
    "$PYTHON" - "$1" <<'PYTHON'
import json, sys
known = json.load(open("honest.geojson", encoding="utf-8"))
for feature in known["features"]:
    if feature["properties"]["id"] == "A-plantation":
        said = {f["name"]: f for f in feature["properties"]["declared"]}
        said["area_disturbed"] = dict(said["area_planted"], name="area_disturbed", value=0)
        said["area_planted"]["value"] = float(sys.argv[1])
        if sys.argv[1] == "0":
            said.pop("area_planted"), said.pop("area_disturbed")
        feature["properties"]["declared"] = list(said.values())
json.dump(known, open("claims.geojson", "w", encoding="utf-8"))
PYTHON
    expect 0 project import claims.geojson -w dw
    expect 0 assess A-plantation --model claims-2 --as-of 2026-08-31 -w dw
}
printf 'project,day,step,number,until\n%s\n' 'A-plantation,2026-08-20,in force,MADE-UP-LAND-0001,2040-12-31' >register.csv
expect 0 evidence import register.csv --mapping register.yaml -w dw
claim 600
check 'gate["A", "area_planted_claim"][0] == "fires" and gate["A", "undisturbed_claim"][0] == "fires"'
check 'gate["A", "permit_state"][0] == "passes" and opinion["A"] == "objection"'
claim 345
check 'gate["A", "area_planted_claim"][0] == "passes" and gate["A", "undisturbed_claim"][0] == "fires"'
check 'opinion["A"] == "objection"'
claim 0
check 'why["A", "area_planted_claim"] == ("gate", "client_silent") and opinion["A"] == "cannot_say"'
check 'why["A", "undisturbed_claim"] == ("reported", "not_applicable")'
expect 0 verify --all -w dw
