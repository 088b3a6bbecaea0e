#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# slow
# The shipped model of projects that owe a claim, on the demo's: a plant that is not there and a permit that
# was revoked are not passed, whatever the score; an honest claim is; who is silent owes an answer.
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
expect 0 assess --all --model claims-1 --as-of 2026-08-31 -w dw
check() { # PYTHON: over `gate`, `opinion` of the newest records of model claims
    "$PYTHON" - "$1" <<'PYTHON' || die "not so: $1"
import glob, json, sys
gate, opinion = {}, {}
for path in sorted(glob.glob("dw/records/*/*.json"), key=lambda p: json.load(open(p, encoding="utf-8"))["envelope"]["seq"]):
    record = json.load(open(path, encoding="utf-8"))["record"]
    if record["model"]["id"] != "claims":
        continue
    project = path.split("/")[2][0:2].rstrip("-")
    opinion[project] = record["opinion"]["value"]
    for item in record["indicators"]:
        gate[project, item["id"]] = (item.get("gate"), item["value"], item["why"])
print(opinion, {k: v for k, v in gate.items() if k[1].endswith(("claim", "state"))})
sys.exit(0 if eval(sys.argv[1]) else 1)
PYTHON
}
# 100 MW are claimed and 59 % are seen; the permit's state takes nothing from it
check 'gate["C", "capacity_built_claim"][0] == "fires" and abs(gate["C", "capacity_built_claim"][1] - 41) < 2'
check 'gate["C", "permit_state"][0] == "passes" and opinion["C"] == "objection"'
# the plantation's score would do with conditions
check 'gate["A", "permit_state"][0] == "fires" and opinion["A"] == "objection"'
# nobody says anything of the mill under cloud
check 'gate["F1", "permit_state"][0] == "not_evaluated" and gate["F1", "capacity_built_claim"][0] == "not_evaluated"'
check 'opinion["F1"] == "conditions"'
for lang in en zh; do expect 0 report C-solar-plant --lang $lang -o c-$lang.html -w dw; done
grep -q 'capacity built: 100 % declared, 59' c-en.html || grep -q 'capacity built: 100.% declared, 59' c-en.html || die "the page does not say what was seen"
grep -q '申报建成容量与提款对照实地' c-zh.html || die "the gate has no Chinese name"

# an honest claim is passed
sed 's/"capacity_built", "value": 100,/"capacity_built", "value": 60,/' dw/demo/portfolio/simulated.geojson >honest.geojson
! cmp -s honest.geojson dw/demo/portfolio/simulated.geojson || die "the claim was not changed"
expect 0 project import honest.geojson -w dw
expect 0 assess C-solar-plant --model claims-1 --as-of 2026-08-31 -w dw
check 'gate["C", "capacity_built_claim"][0] == "passes" and "no conflict was seen" in gate["C", "capacity_built_claim"][2]'
expect 0 verify --all -w dw
