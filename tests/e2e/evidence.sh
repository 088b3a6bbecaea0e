#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# What third parties state: imported by a mapping file, kept with source, hash and date, scored
# apart from what was measured; and what a result may be called.

printf 'id,name,wkt\na,Mill,"POLYGON((10 20,10.01 20,10.01 20.01,10 20.01,10 20))"\nb,Works,"POLYGON((11 20,11.01 20,11.01 20.01,11 20.01,11 20))"\n' >sites.csv
expect 0 project import sites.csv --crs EPSG:4326 --now 2026-05-01
expect 0 key new --now 2026-05-01

mapping() { # ID ABOUT GRADE MORE: steps come from standard input
    printf 'schema: terrassay/statements/1\nid: %s\nabout: %s\nprovider: Bureau %s\nsource: Extract of 2026\nscale: as its rule says\ngrade: %s\n%bsimulated: true\ncolumns: {project: project, date: day, step: step, number: number, until: until}\nsteps:\n' "$1" "$2" "$1" "$3" "${4:-}" >"$1.yaml"
    cat >>"$1.yaml"
}
complete='complete: {from: 2020-01-01, to: 2026-06-01}\n'
mapping pen penalty 2 "$complete" <<'END'
  - {word: none, value: 0, means: asked and nothing found}
  - {word: fine, value: 2, means: a fine}
END
mapping acc accident 2 "$complete" <<'END'
  - {word: none, value: 0, means: asked and nothing found}
  - {word: fatal, value: 50, means: a death}
END
mapping dis disclosure 2 <<'END'
  - {word: made, value: 1, means: published in time}
  - {word: missed, value: 0, means: not published}
END
mapping reg permit 2 <<'END'
  - {word: in force, value: 1, means: in force}
  - {word: revoked, value: 0, means: revoked}
END
mapping grd credit_grade 2 <<'END'
  - {word: 绿, value: 100, means: 诚信}
  - {word: 黑, value: 1, means: 失信}
END
mapping agy rating 4 <<'END'
  - {word: AAA, value: 100, means: leader}
  - {word: CCC, value: 1, means: laggard}
END
header=project,day,step,number,until
printf '%s\na,2026-06-01,none,,\nb,2025-03-01,fine,F-1,\n' "$header" >pen.csv
printf '%s\na,2026-06-01,none,,\n' "$header" >acc.csv
printf '%s\na,2026-03-31,made,2025,\na,2025-03-31,missed,2024,\n' "$header" >dis.csv
printf '%s\na,2026-05-01,in force,P-1,2028-12-31\n' "$header" >reg.csv
printf '%s\na,2026-02-01,绿,,\n' "$header" >grd.csv
printf '%s\na,2026-02-01,CCC,,2027-01-31\n' "$header" >agy.csv

# a model of the environment alone, and one of all three
item() { printf '      - id: %s\n        weight: %s\n        goalposts: {worst: %s, best: %s}\n        plausible: {worst: %s, best: %s}\n        reference: 90\n' "$@"; }
model() { # ID PILLARS
    printf 'schema: terrassay/model/1\nid: %s\nversion: 1\nuse: credit\nstate: developed\ntitle: Outside evidence\npurpose: a test\nmade_by: Test\nmeans: {within_pillar: arithmetic, across_pillars: geometric}\nhysteresis: 0\nvalid_days: 180\nlevels: {very_high: 1, high: 20, elevated: 40, moderate: 60, low: 80}\npillars:\n' "$1"
    cat
    printf 'gates:\n  - id: permit_state\n    opinion_at_best: objection\n    not_evaluated: cannot_say\n    score_cap: 19\nreported:\n  - id: outside_rating\nopinions:\n  - {level_at_least: moderate, observed_at_least: 0.75, opinion: no_objection}\n  - {level_at_least: very_high, observed_at_least: 0, opinion: cannot_say}\napprovals: []\n'
}
environment() {
    printf '  - id: environment-state\n    weight: %s\n    indicators:\n' "$1"
    item penalties 0.5 10 0 1000 0
    item credit_grade 0.5 1 100 1 100
}
environment 1 | model env >env.yaml
{
    environment 0.6
    printf '  - id: social\n    weight: 0.2\n    indicators:\n'
    item accidents 1 10 0 1000 0
    printf '  - id: governance\n    weight: 0.2\n    indicators:\n'
    item disclosure 1 0 100 0 100
} | model esg >esg.yaml
expect 0 model check env.yaml esg.yaml

record() { # PROJECT MODEL EXPRESSION over `r`, the record's body, and `i`, its indicators by id
    expect 0 assess "$1" --model "./$2" --as-of 2026-06-30 --now 2026-07-01T12:00:00Z --json
    path=workspace/$("$PYTHON" -c 'import json, sys; print(json.load(sys.stdin)["path"])' <"$OUT")
    "$PYTHON" - "$path" "$3" <<'END' || die "$1 by $2: not so: $3"
import json
import sys
r = json.load(open(sys.argv[1], encoding="utf-8"))["record"]
i = {x["id"]: x for x in r["indicators"]}
sys.exit(0 if eval(sys.argv[2], {"r": r, "i": i}) else json.dumps(r["score"]) + json.dumps(r["indicators"])[:3000])
END
}

# nobody has stated anything: silence is at its worst
record a esg.yaml 'r["score"]["lo"] == 1 and r["score"]["called"] == "environmental_rating" and i["permit_state"]["gate"] == "not_evaluated" and i["penalties"]["reason"] == i["permit_state"]["reason"] == "client_silent" and r["opinion"]["value"] == "cannot_say"'

# nothing was asked that could have failed to answer, and the page says where a statement goes
expect 0 report a -o en.html --lang en
grep -c 'the source was not available' en.html >count.txt && die "a source that nobody asked is said to be away: $(cat count.txt)"
grep '<strong>nothing of it is on file here</strong><br><bdi class="why">no statement of a third party was imported' en.html >found.txt || die "the page does not say that nothing was imported"
grep 'To mend it: import what the register.*terrassay evidence import' en.html >found.txt || die "the page does not say where a statement goes"
expect 0 report a -o zh.html --lang zh
grep '用 terrassay evidence import 导入登记机关' zh.html >found.txt || die "the Chinese page does not say where a statement goes"

for list in pen acc dis reg grd agy; do
    expect 0 evidence import "$list.csv" --mapping "$list.yaml" --now 2026-06-02
done
expect 0 evidence import pen.csv --mapping pen.yaml --now 2026-06-02
says 'rows=2 set_aside=0 statements=2 projects=2 changed=0'
hash=$(sha256sum pen.csv | cut -c1-64)
expect 0 evidence list b --json
rows "len(rows) == 1 and rows[0]['file_sha256'] == '$hash' and rows[0]['latest'] == '2025-03-01' and rows[0]['means'] == 'a fine' and rows[0]['complete_to'] == '2026-06-01'"
expect 0 evidence list
prints '^a +credit_grade +Bureau grd +grd +1 +2026-02-01 +绿 '

# each value says who stated it and that it was not measured; the documents are pinned by hash
record a esg.yaml 'i["penalties"]["value"] == 0 and i["disclosure"]["value"] == 50 and i["credit_grade"]["value"] == 100 and i["credit_grade"]["grade"] == 3 and i["accidents"]["why"] == "stated by Bureau acc, not measured"'
record a esg.yaml 'i["permit_state"]["gate"] == "passes" and i["outside_rating"]["value"] == 1 and i["outside_rating"]["grade"] == 4 and i["outside_rating"]["use"] == "reported"'
record a esg.yaml 'all(len(i[k]["evidence"]) == 1 and r["evidence"][i[k]["evidence"][0]]["id"].startswith("statements/a/") and r["evidence"][i[k]["evidence"][0]]["simulated"] for k in ("penalties", "accidents", "disclosure", "credit_grade"))'
record a esg.yaml 'r["score"]["called"] == "esg_rating" and "simulated_evidence" in r["indicative_because"]'
# without scored social matters and governance it is no ESG rating, whatever outside providers say
record a env.yaml 'r["score"]["called"] == "environmental_rating" and r["score"]["lo"] == 100'
expect 0 verify --all --now 2026-07-02
says '0 faults'
expect 0 report a -o en.html --lang en
grep -q 'an environmental rating, not an ESG rating' en.html || die "the report does not say what it is"
grep -q 'stated by Bureau pen, not measured' en.html || die "the report does not say who stated it"
expect 0 report a -o zh.html --lang zh
grep -q '不是 ESG 评级' zh.html || die "the Chinese report does not say what it is"
grep -q '据 Bureau pen 所述，非本程序测得' zh.html || die "the Chinese report does not say who stated it"

# b was fined and nobody graded it: the gap in its answers does not help it
record b env.yaml 'i["penalties"]["value"] == 2 and i["credit_grade"]["reason"] == "client_silent" and r["score"]["lo"] < 50'

# a late word: revoked. The record before still comes out again.
printf '%s\na,2026-06-20,revoked,P-1,\n' "$header" >late.csv
expect 0 evidence import late.csv --mapping reg.yaml --now 2026-06-21
record a env.yaml 'i["permit_state"]["gate"] == "fires" and r["score"]["capped"] == 19'
expect 0 verify --all --now 2026-07-02
says '0 faults'

# an extract that tells of a permit that has ended before its day
printf '%s\nb,2026-06-20,in force,P-2,2026-03-31\n' "$header" >ended.csv
expect 0 evidence import ended.csv --mapping reg.yaml --now 2026-06-21
record b env.yaml 'i["permit_state"]["gate"] == "fires" and i["permit_state"]["value"] == 1'

# what came in after the newest record is told; what a later record rests on is not
expect 0 verify --all --now 2026-07-02
says_not 'came in after'

# bad rows are told with all their faults, the rest goes in
printf '%s\na,2026-06-25,fine,F-9,\nnobody,2026-06-01,fine,F-2,\na,1 June,fine,F-3,\na,2027-06-01,fine,F-4,\na,2026-06-01,prison,F-5,\na,2026-06-01,fine,F-6,2026-05-01\na,2026-06-25,none,F-9,\nnobody,1 June,prison,F-8,\n' "$header" >bad.csv
expect 3 evidence import bad.csv --mapping pen.yaml --now 2026-06-26 --json
rows 'sorted((r["row"], r["field"]) for r in rows) == [(2, "project"), (3, "day"), (4, "day"), (5, "step"), (6, "until"), (7, "step"), (8, "day"), (8, "project"), (8, "step")] and all(r["words"] and r["mend"] for r in rows) and rows[0]["line"] == 3'
says 'rows=8 set_aside=7 statements=1 projects=1 changed=1'
expect 65 evidence import sites.csv --mapping pen.yaml
says 'no column "project"'
sed 's/about: penalty/about: gossip/' pen.yaml >about.yaml
expect 65 evidence import pen.csv --mapping about.yaml
says 'about.yaml:3:'
sed 's/value: 2/value: 2000/' pen.yaml >value.yaml
expect 65 evidence import pen.csv --mapping value.yaml
says 'lies outside 0 to 1000'
expect 2 evidence import pen.csv
expect 65 evidence import nothere.csv --mapping pen.yaml

# a document whose bytes were changed in the store is named
"$PYTHON" - <<'END'
import sqlite3
db = sqlite3.connect("workspace/store.gpkg")
db.execute("DROP TRIGGER ta_document_no_update")
db.execute("UPDATE ta_document SET bytes = CAST(replace(CAST(bytes AS TEXT), 'fine', 'none') AS BLOB) WHERE kind = 'statements'")
db.commit()
END
expect 1 verify --all --now 2026-07-02
