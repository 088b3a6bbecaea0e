#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# slow
# The demo: what each of its cases comes to and why, that a second run changes nothing, that its
# records verify and follow their schema, and that a run cut short by SIGKILL is made up for.

tree() { # DIR: every file but locks, with its hash
    (cd "$1" && find . -type f ! -name lock ! -name '*-shm' ! -name '*-wal' -print0 |
        LC_ALL=C sort -z | xargs -0 sha256sum)
}
cut_short() { # SECONDS OPTION...
    (timeout -s KILL "$1" "$PROGRAM" demo -q "${@:2}" || true) >/dev/null 2>&1
}
samples=()
[ -z "${TERRASSAY_SAMPLE_DATA:-}" ] || samples=(--samples "$TERRASSAY_SAMPLE_DATA")
unset TERRASSAY_SAMPLE_DATA

# without real samples the simulated cases still come, and what is left out is said
expect 0 demo -w plain --json
says '^left out: D .* and E .*scripts/setup samples'
rows '[r["case"] for r in rows] == ["A", "B", "C", "F", "F"]'
cp "$OUT" plain.json
"$PYTHON" "$SOURCE/tests/e2e/demo.py" cases plain "$OUT" || die "not the cases"
says 'Open first: +plain/reports/C-solar-plant-en\.html'
[ -f plain/reports/C-solar-plant-en.html ] || die "it points at nothing"
says '^portfolio: records=5 financed_tCO2e=[0-9]+ .* pages=2$'
if [ ! -f plain/reports/portfolio-en.html ] || [ ! -f plain/reports/portfolio-zh.html ]; then die "no page of all loans"; fi

# a works of whose three stacks one was observed is not told as observed whole
expect 0 assess --all --as-of 2026-08-31 -w plain
prints '^B-steel-works .* Hours above the permitted limit \(in part\) '
prints '^F1-mill-under-cloud .* Vegetation loss  '
# scores stand with a decimal, as on the page; a program gets all digits
prints '^A-plantation .* [0-9]+\.[0-9] '
prints_not ' [0-9]+\.[0-9]{2}'
expect 0 project list -w plain
prints '^A-plantation .*elevated risk +[0-9]+\.[0-9] '
expect 0 assess --all --as-of 2026-08-31 -w plain --json
rows 'any(abs(r["score"]["value"] * 10 % 1) > 1e-6 for r in rows)'
expect 0 assess --all --as-of 2026-08-31 -w plain
expect 0 assess --all --as-of 2026-08-31 -w plain --lang zh
prints '^B-steel-works .*小时均值超标时数（排污许可限值）（部分）'

# on its page each stack's reason is an item of its own, and the condition that follows names no reason twice
item='<li><bdi class="why">cems-3/so2 is not observed; 33 % of the hours are valid'
[ "$(grep -cF "$item" plain/reports/B-steel-works-en.html)" = 2 ] || die "the reasons of three stacks are one chain"
grep -F '1 of 3 datastreams observed. <a href="#not-observed">' plain/reports/B-steel-works-en.html >/dev/null || die "the condition says reasons, or no link"
[ "$(grep -cF '<li><bdi class="why">cems-3/so2 未观测；' plain/reports/B-steel-works-zh.html)" = 2 ] || die "not so in Chinese"

# where nobody names a workspace it is that of scripts/demo and of README.md
cp -r plain demo-workspace
expect 0 demo --json
rows 'len(rows) == 5 and all(r["result"] == "unchanged" for r in rows)'
[ ! -e workspace ] || die "made-up projects in a bank's folder"
rm -r demo-workspace

tree plain >before
expect 0 demo -w plain --json
rows 'all(r["result"] == "unchanged" for r in rows)'
tree plain >after
same before after

expect 0 verify --all -w plain
# rated again under their own model, another version of it, they stand where they stood, gates and all
sed 's/^version: 3/version: 4/' "$SOURCE/datasets/models/credit-3.yaml" >credit-4.yaml
expect 0 portfolio --as-of 2026-08-31 --model credit-4.yaml -w plain --json
rows 'rows[0]["rated_by"]["version"] == 4 and len(rows[0]["records"]) == 5 and rows[0]["changes"] == []'
rows 'all(r["score"] == r["score_before"] and r["opinion"] == r["opinion_before"] for r in rows[0]["records"])'

"$PYTHON" "$SOURCE/tests/e2e/demo.py" schema plain "$SOURCE/datasets/schema/record.schema.json" ||
    die "a record that does not follow its schema"

# a workspace of a bank is not the demo's
printf 'id,name,wkt\nfarm,Farm,"POLYGON((10 20,10.01 20,10.01 20.01,10 20))"\n' >sites.csv
expect 0 project import sites.csv --crs EPSG:4326 -w bank
expect 78 demo -w bank
says 'project farm, which is none of the demo'
[ ! -e bank/demo ] || die "it wrote there all the same"

# but for parts of a killed run, which may stay and nobody reads (src/base/README.md)
drawn() { (cd "$1/demo" && find . -type f ! -name '*.part-*' -exec sha256sum {} +) | LC_ALL=C sort; }
drawn plain >before

# killed in the simulator and gone on with: the same bytes are drawn, the same records written
for moment in 0.1 2 5; do
    cut_short "$moment" -w early
done
expect 0 demo -w early --json
"$PYTHON" "$SOURCE/tests/e2e/demo.py" alike plain.json "$OUT" || die "not the same records"
drawn early >after
same before after

# killed again and again behind it
expect 0 key new -w late
cp -r plain/demo late/
for moment in 0.3 0.6 0.9 1.3 1.8 2.4 3.1; do
    cut_short "$moment" -w late
done
expect 0 demo -w late --json
"$PYTHON" "$SOURCE/tests/e2e/demo.py" alike plain.json "$OUT" || die "not the same records"
expect 0 verify --all -w late
drawn late >after
same before after

[ "${#samples[@]}" -gt 0 ] || {
    echo "skipped: no sample data: cases D and E"
    return 0
}
expect 0 demo -w plain "${samples[@]}" --json
"$PYTHON" "$SOURCE/tests/e2e/demo.py" real plain "$OUT" || die "not the real cases"
says 'olinda/L7_ETMs.json: .*datetime'
expect 0 verify --all -w plain
