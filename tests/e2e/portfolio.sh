#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# All loans together: figures against exact fractions, in any order of records, after loans are
# split and units scaled; levels against an earlier day and another model; what is not intact.
need_modules numpy osgeo.gdal
make() { "$PYTHON" "$SOURCE/tests/e2e/portfolio_data.py" "$@"; }
hold() { "$PYTHON" "$SOURCE/tests/e2e/portfolio_check.py" "$@" || die "portfolio_check $*"; }
bank() { # WORKSPACE PROJECTS: assessed on two days
    expect 0 key new -w "$1" --now 2020-01-01
    expect 0 project import "$2" -w "$1"
    expect 0 refresh --catalog made/scenes -w "$1"
    expect 0 assess --all --model ours.yaml --as-of 2019-12-31 --now 2020-01-02 -w "$1"
    expect 0 assess --all --model ours.yaml --as-of 2020-07-31 --now 2020-08-02 -w "$1"
}
make make made
# our model scores what was seen and reports what is financed
sed 's/^version: 1/version: 9/; s/plausible: {worst: 30/plausible: {worst: 100/; s/^reported: .*/reported: [{id: financed_emissions}]/' \
    "$SOURCE/datasets/models/credit-1.yaml" >ours.yaml
expect 65 portfolio -w one
bank one made/projects.geojson

expect 0 portfolio --as-of 2020-08-01 -w one --json
rows 'len(rows) == 1 and rows[0]["class"] == "indicative" and rows[0]["simulated"]'
cp "$OUT" one.json
hold truth one one.json
hold schema one.json "$SOURCE/datasets/schema/portfolio.schema.json"
expect 0 portfolio --as-of 2020-08-01 -w one
prints '^Financed emissions by PCAF .* 1-7$'
prints '^Amount without financed emissions +nothing of it is on file here .* 8$'
prints '^Projects by opinion +Objection +- +4 +3-4, 7-8$'
# what is cleared reaches the edge: there it may be a shift of the looks, and the upper bound has none of it
prints '^Projects by level and why +very high risk: by the lower bound; part is unseen or uncertain +- +2 +4, 8$'
prints '^Projects by level and why +low risk: the upper bound has it too +- +2 +1, 5$'
prints "^Largest project's share +p[0-7] +CNY "

# a figure is not netted, and has the same bytes however the records came
bank two made/reversed.geojson
expect 0 portfolio --as-of 2020-08-01 -w two --json
same "$OUT" one.json

# a loan in two parts, and amounts in other units
make split made/projects.geojson split.geojson
bank split split.geojson
expect 0 portfolio --as-of 2020-08-01 -w split --json
cp "$OUT" split.json
hold alike one.json split.json 1e-13
make scale made/projects.geojson scaled.geojson 1000
bank scaled scaled.geojson
expect 0 portfolio --as-of 2020-08-01 -w scaled --json
cp "$OUT" scaled.json
hold alike one.json scaled.json 1e-13 financed_pcaf financed_pboc reconcile_balance \
    reconcile_denominator client sector country data_quality emissions_covered level_amount \
    concentration_client concentration_sector concentration_country evidence_age

# on a day when too little had been seen, and on one when no record stands any longer
expect 0 portfolio --as-of 2020-01-01 -w one --json
rows 'all(r["basis"] == "not_observed" and r["observed_weight"] == 0 and r["opinion"] == "cannot_say" for r in rows[0]["records"])'
rows 'all({"id": "vegetation_loss", "reason": "no_clear_look", "silence": "no_look", "use": "scored"} in r["not_observed"] for r in rows[0]["records"])'
expect 0 portfolio --as-of 2020-01-01 -w one
prints '^Projects by level and why +no level was found +- +8 +1-8$'
prints '^Projects by level +no level was found +- +8 +1-8$'
! grep -E '^Projects by level +very high risk' "$OUT" >/dev/null || die "a level is told that nobody found"
expect 0 portfolio --as-of 2020-01-01 -w one --html unfound.html
grep -F 'no level was found</' unfound.html >/dev/null || die "the page does not say that no level was found"
! grep -F 'very high risk' unfound.html >/dev/null || die "the page shows a level that nobody found"
expect 0 portfolio --as-of 2020-01-01 -w one --csv -
prints '^standing,found,p3,,no,code,1,'
prints '^levels,level,cannot_say,,8,1,8,1-8,$'
expect 0 portfolio --as-of 2020-01-01 -w one --lang zh
prints '各等级项目数 .*未得出等级'
expect 0 portfolio --as-of 2021-06-01 -w one --json
rows 'all(r["expired"] and r["valid_to"] < "2021-06-01" for r in rows[0]["records"])'
rows '[(f["value"], f["records"]) for f in rows[0]["figures"] if f["figure"] == "expired"] == [(8, [[1, 8]])]'

# against an earlier day, when too little had been seen
expect 0 portfolio --as-of 2020-08-01 --since 2019-12-31 -w one --json
rows 'len(rows[0]["changes"]) == sum(f["value"] for f in rows[0]["figures"] if f["figure"] in ("worse", "better", "found_now", "found_no_more"))'
rows 'sum(f["value"] for f in rows[0]["figures"] if f["figure"] in ("worse", "better", "found_now", "found_no_more", "unchanged")) == 8'
rows 'all(r["record_before"] != r["record"] for r in rows[0]["records"])'
# where nobody could say no level was found: none got better or worse since
rows 'all(r["opinion_before"] == "cannot_say" for r in rows[0]["records"]) and len(rows[0]["changes"]) == 8'
rows '[f["value"] for f in rows[0]["figures"] if f["figure"] == "found_now"] == [8] and not any(f["figure"] in ("worse", "better") for f in rows[0]["figures"])'
rows 'all(f["key"].startswith("cannot_say>") for f in rows[0]["figures"] if f["figure"] == "moved")'
expect 0 portfolio --as-of 2020-08-01 --since 2019-12-31 -w one --html found.html
prints '^No level before, found now +- +- +8 '
prints '^p3 +no level was found '
grep -F '<td><bdi>no level was found</bdi></td>' found.html >/dev/null || die "the page shows a level that was only counted"
expect 0 portfolio --as-of 2020-01-15 --since 2020-01-01 -w one --json
rows 'rows[0]["changes"] == [] and [f["value"] for f in rows[0]["figures"] if f["figure"] == "unchanged"] == [8]'

# under the model of the records nothing changes; under another every change is named
expect 0 portfolio --as-of 2020-08-01 --model ours.yaml -w one --json
rows 'rows[0]["changes"] == [] and all(r["score"] == r["score_before"] for r in rows[0]["records"])'
expect 0 portfolio --as-of 2020-08-01 --model ours.yaml -w one --html same.html
says '^no level is another than before$'
grep -F 'No level is another than before.' same.html >/dev/null || die "the page does not say that nothing moved"
grep -E 'Environmental risk of a financed project \([a-z0-9-]+, 9\)' same.html >/dev/null || die "the page does not say which version"
sed 's/^version: 9/version: 10/; s/goalposts: {worst: 30/goalposts: {worst: 60/' ours.yaml >next.yaml
expect 0 portfolio --as-of 2020-08-01 --model next.yaml -w one --json
cp "$OUT" rated.json
rows 'rows[0]["rated_by"]["version"] == 10 and len(rows[0]["changes"]) > 0'
moved=$("$PYTHON" -c 'import json, sys; print(len(json.load(open(sys.argv[1]))["changes"]))' rated.json)
expect 0 portfolio --as-of 2020-08-01 --model next.yaml -w one --html moved.html
says_not 'no level is another'
grep -F "Levels that are others than before: $moved." moved.html >/dev/null || die "the page does not count what moved"
expect 0 verify --all -w one
# ... and they are those that records under it have
cp -r one four
expect 0 assess --all --model next.yaml --as-of 2020-07-31 --now 2020-08-03 -w four
expect 0 portfolio --as-of 2020-08-01 -w four --json
"$PYTHON" - "$OUT" <<'PY' || die "rated again is not what is assessed"
import json, sys
rated, assessed = (json.load(open(p))["records"] for p in ("rated.json", sys.argv[1]))
assert [(r["level"], r["opinion"]) for r in rated] == [(r["level"], r["opinion"]) for r in assessed]
assert all(abs(a["score"] - b["score"]) < 1e-12 for a, b in zip(rated, assessed))
PY

# records of several models are told apart, and those of one can be had alone
expect 0 portfolio --as-of 2020-08-01 -w four
prints '^Records by model +credit-10 +- +8 +1-8$'
says_not 'side by side'
sed 's/^id: .*/id: other/; s/^version: 10/version: 2/' next.yaml >other.yaml
expect 0 assess p3 --model other.yaml --as-of 2020-07-31 --now 2020-08-04 -w four
expect 0 portfolio --as-of 2020-08-01 -w four --html mixed.html
says 'Records under 2 models stand side by side \(credit-10: 7, other-2: 1\)'
prints '^Records by model +other-2 +- +1 +4$'
prints '^Amount by model +other-2 +CNY +'
"$PYTHON" - <<'PY' || die "the layer does not say which model a level is of"
import sqlite3
found = sqlite3.connect("four/store.gpkg").execute("SELECT DISTINCT project, model, opinion FROM sites ORDER BY project").fetchall()
assert [row[1] for row in found] == ["credit-10"] * 3 + ["other-2"] + ["credit-10"] * 4, found
assert all(row[2] in ("objection", "conditions", "no_objection") for row in found), found
PY
grep -F 'Records under 2 models stand side by side (credit-10: 7, other-2: 1)' mixed.html >/dev/null || die "the page does not say that models are mixed"
grep -F '<bdi>other-2</bdi>' mixed.html >/dev/null || die "the page does not name a record's model"
expect 0 portfolio --as-of 2020-08-01 -w four --html mixed-zh.html --lang zh
says '本汇总并列 2 个模型的记录'
grep -F '本汇总并列 2 个模型的记录（credit-10：7' mixed-zh.html >/dev/null || die "not in Chinese"
expect 0 portfolio --as-of 2020-08-01 -w four --csv -
prints '^amounts,model,other-2,,1,1,1,4,$'
prints '^standing,model,p3,,other-2,code,1,4,$'
for only in credit credit-10; do
    expect 0 portfolio --as-of 2020-08-01 --only-model $only -w four --json
    rows "rows[0]['only_model'] == '$only' and len(rows[0]['records']) == 8"
    rows 'all(r["model"]["id"] == "credit" and r["model"]["version"] == 10 for r in rows[0]["records"])'
    says_not 'side by side'
    cp "$OUT" only.json
    hold schema only.json "$SOURCE/datasets/schema/portfolio.schema.json"
done
expect 0 portfolio --as-of 2020-08-01 --only-model credit-9 -w four --json
rows 'all(r["model"]["version"] == 9 for r in rows[0]["records"]) and len(rows[0]["records"]) == 8'
expect 0 portfolio --as-of 2020-08-01 --only-model other -w four --json
rows '[r["project"] for r in rows[0]["records"]] == ["p3"] and len(rows[0]["without_record"]) == 7'
expect 65 portfolio --as-of 2020-08-01 --only-model credit-1 -w four
says 'no project has a record under the model credit-1'
expect 2 portfolio --file --only-model credit -w four

# files
expect 0 portfolio --as-of 2020-08-01 -w one --csv - --html page.html
prints '^section,figure,key,currency,value,unit,n,records,gwp$'
prints '^emissions,financed_pcaf,,,[0-9.]+,tCO2e/year,7,1-7,AR5$'
prints '^record,8,p7,,[0-9a-f]{64},sha256,1,8,$'
prints '^standing,opinion,p7,,objection,code,1,8,$'
prints '^standing,basis,p7,,in_part,code,1,8,$'
prints '^standing,observed_weight,p7,,[0-9.]+,1,1,8,$'
prints '^standing,expired,p7,,no,code,1,8,$'
prints '^standing,simulated,p7,,yes,code,1,8,$'
prints '^standing,not_observed/financed_emissions,p7,,client_silent,code,1,8,$'
grep -q 'Content-Security-Policy' page.html || die "no policy"
! grep -qE '<script|https?://' page.html || die "the page asks for something"
has() { grep -qF -- "$2" "$1" || die "$1 does not have: $2"; }
has page.html 'Simulated: 8 of 8 projects (records 1-8)'
has page.html 'Indicative: 8 of 8 records (records 1-8)'
has page.html '<dd><bdi>Objection 4, No objection 4</bdi></dd>'
has page.html '<li><a href="#r4"><bdi>p3</bdi></a> <span class="soft">(record 4)</span>: Objection'
has page.html '<tr id="r8">'
has page.html '8 of 8 records (records 1-8) have a value for everything that is scored or is a gate.'
has page.html 'The sums leave out record 8: nothing of it is on file here.'
partly='In these records a part is unseen or uncertain, so the level is the lower bound&#39;s: '
grep -E "$partly.* risk \(records? [0-9]" page.html >/dev/null || die "the page does not say which levels rest on a part"
grep -E '[0-9], [0-9-]+</bdi></td>' page.html >/dev/null || die "numbers of records run together"
has page.html 'for records 1-4 alone: “of these, known to both ledgers”'
has page.html '<dt>Herfindahl&#39;s index</dt>'
! grep -q 'Expired: ' page.html || die "nothing has expired yet"
expect 0 portfolio --as-of 2020-08-01 -w one --html page-zh.html --lang zh -q
grep -q '<html lang="zh-Hans">' page-zh.html || die "not Chinese"
grep -E '按评分下限定级：.*风险（记录 [0-9]' page-zh.html >/dev/null || die "the page does not say it in Chinese"
expect 0 portfolio --as-of 2021-06-01 -w one --html expired.html -q
has expired.html 'Expired: 8 of 8 records (records 1-8) no longer stand on 2021-06-01'
has expired.html 'stood until 2021-01-27, expired'
expect 0 portfolio --as-of 2020-01-01 -w one --html unseen.html -q
has unseen.html 'No record has a value for everything that is scored or is a gate.'
has unseen.html ': Vegetation loss (no look was taken in for one of its seasons)'

# what two standards ask for
for standard in pcaf issb-s2; do
    expect 0 portfolio --as-of 2020-08-01 -w one --disclosure $standard --json
    cp "$OUT" $standard.json
    hold schema $standard.json "$SOURCE/datasets/schema/disclosure.schema.json"
    hold disclosed $standard.json one.json
done
# the guide's ledger, of which nobody has read a row: emissions financed and, apart, what is reduced
expect 0 portfolio --as-of 2020-08-01 -w one --disclosure pboc --json
cp "$OUT" pboc.json
hold schema pboc.json "$SOURCE/datasets/schema/disclosure.schema.json"
hold guide pboc.json one.json
expect 0 portfolio --as-of 2020-08-01 -w one --disclosure pboc --csv -
prints '^pboc,avoided,.*,no,project_finance,'
expect 0 portfolio --as-of 2020-08-01 -w one --disclosure issb-s2 --csv -
prints ',records,gwp$'
prints '^issb-s2,undrawn_commitments,B62\(b\)\(ii\),yes,'
expect 2 portfolio --disclosure pcaf --html page.html -w one

# wrong use
expect 2 portfolio --since 2020-08-01 --as-of 2020-08-01 -w one
expect 2 portfolio --since 2020-01-01 --model ours.yaml -w one
expect 65 portfolio --as-of 2019-01-01 -w one
says 'no project has a record'

# what was filed stays; a late scene restates it, and both are shown
expect 0 portfolio --filed -w one
says 'nothing was filed yet'
expect 0 portfolio --as-of 2020-07-31 --file -w one --now 2020-08-10 --json
rows 'rows[0]["result"] == "written" and rows[0]["seq"] == 1 and rows[0]["restates"] is None'
first=$("$PYTHON" -c 'import json, sys; print(json.loads(sys.stdin.readline())["statement"])' <"$OUT")
[ -n "$first" ] || die "nothing filed"
[ -s one/statements/2020-07-31-1.json ] || die "no export"
expect 0 portfolio --as-of 2020-07-31 --file -w one --now 2020-08-11 --json
rows "rows[0][\"result\"] == \"unchanged\" and rows[0][\"statement\"] == \"$first\""
expect 0 refresh --catalog made/late -w one
expect 0 assess --all --model ours.yaml --as-of 2020-07-31 --now 2020-09-01 -w one
expect 0 portfolio --filed -w one --json
rows 'len(rows) == 1 and rows[0]["stands"] == "no" and rows[0]["reproduced"] == rows[0]["intact"] == "yes"'
rows 'len(rows[0]["because"]) > 0 and all(b["filed"] != b["restated"] for b in rows[0]["because"])'
rows 'any(f["figure"] == "level" and f["filed"] != f["restated"] for f in rows[0]["figures"])'
expect 0 portfolio --as-of 2020-07-31 --file -w one --now 2020-09-02 --json
rows "rows[0][\"seq\"] == 2 and rows[0][\"restates\"] == \"$first\" and len(rows[0][\"figures\"]) > 0"
expect 0 portfolio --filed -w one
prints '^ +1 +2020-07-31 .* yes +yes +no '
prints '^ +2 +2020-07-31 .* yes +yes +yes '
expect 0 verify --all -w one
expect 2 portfolio --file --model ours.yaml -w one
"$PYTHON" - <<'PY'
import sqlite3
d = sqlite3.connect("one/store.gpkg")
d.executescript("DROP TRIGGER ta_filed_no_update")
body, = d.execute("SELECT body FROM ta_filed WHERE seq = 1").fetchone()
d.execute("UPDATE ta_filed SET body = ? WHERE seq = 1", (body.replace(b'"value":8,', b'"value":7,') if b'"value":8,' in body else body.replace(b'"value":8}', b'"value":7}'),))
d.commit()
PY
expect 1 portfolio --filed -w one
prints '^ +1 +2020-07-31 .* no +no +no '
expect 1 verify --all -w one
says '1 fault'

# a record that was changed is named and left out
"$PYTHON" - <<'PY'
import sqlite3
d = sqlite3.connect("two/store.gpkg")
d.executescript("DROP TRIGGER ta_record_no_update")
seq, body = d.execute("SELECT seq, body FROM ta_record WHERE project = 'p3' ORDER BY seq DESC").fetchone()
d.execute("UPDATE ta_record SET body = ? WHERE seq = ?", (body.replace(b'"capped":', b'"capped" :'), seq))
d.commit()
PY
expect 1 portfolio --as-of 2020-08-01 -w two
says 'record [0-9]+ is left out'
