#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Scoring models: listed, shown, checked; approved and retired by a second person; tables scored.

expect 0 model list --json
rows '[(r["name"], r["use"], r["approved_by"]) for r in rows if r["name"] == "credit-1"] == [("credit-1", "credit", None)]'
expect 0 model show credit-1 --json
rows 'abs(sum(i["effective_weight"] for i in rows[0]["indicators"]) - 1) < 1e-12'
rows 'abs(sum(p["weight"] for p in rows[0]["pillars"]) - 1) < 1e-12 and rows[0]["approvals"] == []'
expect 0 model show credit-1
prints '^Title +Environmental risk'
prints '^Indicator +Pillar +Weight'
expect 0 model list --lang zh
prints '^credit-1 +信贷 +已开发 '
expect 65 model show credit
says 'did you mean "credit-1"'
expect 65 model show "$(printf '0%.0s' {1..64})"
says 'no workspace to look in'
expect 65 model show nothere.yaml

# Complaints name line and column; the good ones are told too.
cp "$SOURCE/datasets/models/credit-1.yaml" good.yaml
sed 's/^hysteresis: 2/hysteresi: 2/' good.yaml >typo.yaml
sed 's/^use: credit/use: fun/' good.yaml >use.yaml
printf 'a: &x 1\n' >anchor.yaml
expect 0 model check good.yaml
expect 65 model check good.yaml typo.yaml use.yaml anchor.yaml nothere.yaml --json
rows '[r["sound"] for r in rows] == [True, False, False, False, False]'
line=$(grep -n '^hysteresi:' typo.yaml | cut -d: -f1)
rows "rows[1]['why'].startswith('typo.yaml:$line:1: ') and 'hysteresis' in rows[1]['mend']"
rows 'rows[3]["why"].startswith("anchor.yaml:1:7: ")'
says 'a model cannot be used'
sed 's/^hysteresis: 2/hysteresis: 200/' good.yaml >wide.yaml
printf 'a:\n\tb: 1\n' >tab.yaml
expect 65 model check wide.yaml tab.yaml --json
rows 'rows[0]["mend"] == "give a value within these bounds" and "200 lies outside" in rows[0]["why"]'
rows 'rows[1]["mend"].endswith("indented by spaces, never by tabs")'

# Approving.
expect 0 key new -w bank --now 2026-04-01 # no approval is from before its key
expect 0 key new --keys li-na/keys --now 2026-04-01
approve() { expect "$1" model approve credit-1 -w bank --now 2026-06-01 "${@:2}"; }
approve 2 --by 'Li Na' --reason good --keys li-na/keys
says '--until is missing'
approve 65 --by 'Li Na' --reason ' ' --until 2026-12-31 --keys li-na/keys
says 'gives no reason'
approve 65 --by 'Li Na' --reason good --until 2026-05-31 --keys li-na/keys
says 'it ends before it begins'
says 'to mend it: give a last day \(--until\) that is not before the first'
approve 77 --by ' terrassay' --reason good --until 2026-12-31 --keys li-na/keys
says ': Terrassay made it and cannot approve it'
approve 77 --by 'Li Na' --reason good --until 2026-12-31 --keys bank/keys
says 'signs the records here'
approve 77 --by 'Li Na' --reason good --on 2026-05-31 --until 2026-12-31 --keys li-na/keys
says 'has passed'
approve 65 --by 'Li Na' --reason good --until 2026-05-01 --keys li-na/keys
says 'ends before it begins'
approve 78 --by 'Li Na' --reason good --until 2026-12-31 --keys nowhere
says 'holds no key that signs'
says 'terrassay key new --keys nowhere'
expect 0 model list -w bank --now 2026-06-01 --json
rows 'all(r["approved_by"] is None for r in rows)'

approve 0 --by 'Li Na' --role 'model risk' --reason 'validated on 2025' --until 2026-12-31 \
    --keys li-na/keys --json
rows 'rows[0]["on"] == "2026-06-01" and rows[0]["until"] == "2026-12-31" and len(rows[0]["key"]) == 64'
sha=$("$PYTHON" -c 'import json, sys; print(json.load(sys.stdin)["sha256"])' <"$OUT")
[ "$sha" = "$(sha256sum "$SOURCE/datasets/models/credit-1.yaml" | cut -d' ' -f1)" ] || die "another file"
approved() { # BY DAY
    expect 0 model list -w bank --now "$2" --json
    rows "[r['approved_by'] for r in rows if r['name'] == 'credit-1'] == [$1]"
}
approved "'Li Na'" 2026-06-01
approved "'Li Na'" 2026-12-31
approved None 2027-01-01
expect 0 model show "$sha" -w bank --now 2026-06-01 --json
rows 'rows[0]["state"] == "approved" and rows[0]["approvals"][0]["reason"] == "validated on 2025"'

# A file with other bytes is another model.
sed 's/^title: .*/title: Another/' good.yaml >other.yaml
expect 0 model show ./other.yaml -w bank --now 2026-06-01 --json
rows 'rows[0]["state"] == "developed" and rows[0]["approvals"] == []'
sed -i 's/^state: .*/state: draft/' other.yaml
expect 77 model approve ./other.yaml -w bank --by 'Li Na' --reason good --until 2099-12-31 --keys li-na/keys
says 'its state is draft'

# Retiring.
retire() { expect "$1" model retire credit-1 -w bank --now 2026-07-01 --reason "replaced" "${@:2}"; }
retire 77 --by Terrassay --keys li-na/keys
retire 77 --by 'Li Na' --keys bank/keys
retire 77 --by 'Li Na' --keys li-na/keys --on 2026-06-30
retire 0 --by 'Li Na' --keys li-na/keys
prints '^Approvals end +2026-07-01$'
approved "'Li Na'" 2026-07-01
approved None 2026-07-02
retire 65 --by 'Li Na' --keys li-na/keys
says 'no approval is in force'

# Scoring a table.
cat >ranking.yaml <<'END'
schema: terrassay/model/1
id: ranking
version: 1
use: index
title: A ranking
made_by: A maker
table: {unit: plant}
impute: none
treat: {skewness: 2, kurtosis: 3.5, most: 6}
scale: {from: 0, to: 100}
groups:
  - {id: Index, mean: arithmetic, weight: 1}
indicators:
  - {id: water, parent: Index, weight: 1, direction: -1}
  - {id: green, parent: Index, weight: 3, direction: 1}
END
printf 'plant,water,green\nA,10,0\nB,20,5\nC,30,10\n' >units.csv
expect 0 model check ranking.yaml
expect 65 assess --all --model ranking.yaml -w bank
says '^  to mend it: name a model of use credit'
expect 0 model show ranking.yaml
prints '^green +Index +3 +1 '
expect 0 model score units.csv --model ranking.yaml
says '^3 units by 2 indicators'
printf 'unit,rank,Index,water,green\nA,3,25,100,0\nB,2,50,50,50\nC,1,75,0,100\n' >wanted.csv
same "$OUT" wanted.csv
expect 0 model score units.csv --model ranking.yaml -o scores.csv --quiet
[ ! -s "$OUT" ] || die "stdout beside a file"
silent
same scores.csv wanted.csv
expect 0 model score units.csv --model ranking.yaml --json
rows '[(r["unit"], r["rank"], r["scores"]["Index"]) for r in rows] == [("A", 3, 25), ("B", 2, 50), ("C", 1, 75)]'
expect 65 model score units.csv --model credit-1
says 'terrassay assess'
expect 65 model score units.csv --model nothere.yaml
printf 'plant,water\nA,1\n' >few.csv
expect 65 model score few.csv --model ranking.yaml
says 'green'
printf 'plant,water,green\nA,1,x\n' >word.csv
expect 65 model score word.csv --model ranking.yaml
says 'word.csv:2:green'
printf 'plant,water,green\nA,1\n' >uneven.csv
expect 65 model score uneven.csv --model ranking.yaml
expect 65 model score units.csv --model ranking.yaml -o nothere/scores.csv
says 'nothere/scores.csv'

need_data
"$PYTHON" "$SOURCE/tests/e2e/asem.py" "$PROGRAM" "$DATA/reference/asem" || die "ASEM"
