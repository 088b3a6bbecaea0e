#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# slow
# What a page says would change the opinion is done, and comes true: one gate after the other, and all of
# them, under a model that asks this project of some of its gates and under one that asks all.
unset TERRASSAY_SAMPLE_DATA
P=dw/demo/portfolio
expect 0 demo -w dw
for model in claims-2 credit-3; do # nothing observed scores below such a reference: what counts is gates
    sed 's/reference: 90/reference: 2/' "$SOURCE/datasets/models/$model.yaml" >"low-$model.yaml"
done
# nobody says what is planted, and no map says where the reserve is
"$PYTHON" - $P/simulated.geojson <<'PYTHON' >silent.geojson
import json, sys
known = json.load(open(sys.argv[1], encoding="utf-8"))
for feature in known["features"]:
    said = feature["properties"]
    said["declared"] = [f for f in said["declared"] if f["name"] != "area_planted"]
json.dump(known, sys.stdout)
PYTHON
expect 0 project import silent.geojson -w dw
expect 0 layer remove protected_zones -w dw

# Assessed under MODEL, it stands as the page AS said of ROW beforehand; without them, the page is made.
# The page's rows, and what the record has, go to the file PAGE.
stands() { # MODEL PAGE [AS ROW]
    expect 0 assess A-plantation --model "$1" --as-of 2026-08-31 --json -w dw
    cp "$OUT" now
    expect 0 report A-plantation -o "$2.html" -w dw
    "$PYTHON" - "$2" "${@:3}" <<'PYTHON' || die "$*"
import html, json, re, sys
now = json.loads(open("now", encoding="utf-8").readline())
page = open(sys.argv[1] + ".html", encoding="utf-8").read()
part = page.split("What would change the opinion", 1)[1].split("</section>", 1)[0]
rows = {}
for row in re.findall(r"<tr>(<th scope=\"row\">.*?)</tr>", part, re.S):
    name, lo, opinion = (html.unescape(re.sub("<[^>]*>", "", cell)) for cell in re.split("</t[hd]>", row)[:3])
    rows[name.split(": ")[0]] = [lo, opinion.replace(" (as now)", "")]
json.dump(rows, open(sys.argv[1], "w", encoding="utf-8"))
stands = ["%.1f" % now["score"]["lo"], now["opinion"].replace("_", " ").capitalize()]
print(sys.argv[1:], stands, rows)
if "cannot be computed" in part:
    sys.exit("the shipped model is taken for another")
if len(sys.argv) > 2 and json.load(open(sys.argv[2], encoding="utf-8"))[sys.argv[3]] != stands:
    sys.exit("it was foretold otherwise")
PYTHON
}
says_of() { # PAGE PYTHON: over `rows`
    "$PYTHON" -c 'import json, sys; rows = json.load(open(sys.argv[1])); sys.exit(not eval(sys.argv[2]))' "$1" "$2" ||
        die "not so of $1: $2: $(cat "$1")"
}
AREA='Declared area planted against what is green' ZONE='Protected zone' PERMIT='State of permits' ALL='All of these together'
stands low-claims-2.yaml low0
says_of low0 "set(rows) == {'$AREA', '$ZONE', '$PERMIT', '$ALL'} and rows['$ALL'][1] == 'Conditions'"
stands credit-3 credit0
says_of credit0 "rows['$ZONE'][1] == 'Conditions' and '$AREA' not in rows"
stands low-credit-3.yaml lowcredit0
says_of lowcredit0 "set(rows) == {'$ZONE'} and rows['$ZONE'][1] == 'Conditions'"
stands claims-2 claims0
says_of claims0 "rows['$ZONE'][1] == rows['$PERMIT'][1] == 'Cannot say' and rows['$ALL'][1] == 'No objection'"

expect 0 layer import $P/protected-zones.geojson --name protected_zones \
    --extent $P/protected-zones-extent.geojson --position-error 10 --simulated -w dw
stands credit-3 credit1 credit0 "$ZONE"
stands low-credit-3.yaml lowcredit1 lowcredit0 "$ZONE"
stands claims-2 claims1 claims0 "$ZONE"
expect 0 project import $P/simulated.geojson -w dw
stands claims-2 claims2 claims1 "$AREA"
says_of claims2 "rows['$PERMIT'][1] == 'Conditions' and '$AREA' not in rows and '$ZONE' not in rows"

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
YAML
printf 'project,day,step,number,until\nA-plantation,2026-08-01,in force,MADE-UP-LAND-0001,2040-12-31\n' >register.csv
expect 0 evidence import register.csv --mapping register.yaml -w dw
stands claims-2 claims3 claims2 "$PERMIT"
says_of claims3 "'$PERMIT' not in rows and rows['$ALL'][1] == 'No objection'"
stands low-claims-2.yaml low1 low0 "$ALL"
