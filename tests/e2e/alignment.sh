#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# A loan book against production plans and scenarios: PACTA's 323 loans, and the same code on
# simulated balance sheets.
need_data
folder=$DATA/data/portfolio_pacta
align() { # CODE OPTION...
    expect "$1" alignment --loans "$folder/loanbook_demo.csv" --production "$folder/abcd_demo.csv" \
        --scenario "$folder/scenario_demo.csv" --intensity "$folder/co2_intensity_scenario_demo.csv" \
        --scenario-name sds --intensity-name demo --start 2020 "${@:2}"
}
hold() { "$PYTHON" "$SOURCE/tests/e2e/alignment.py" "$@" || die "alignment.py $*"; }

align 0 --year 2025 --json
rows 'len(rows) == 323 and all(r["financed"]["reason"] == "client_silent" for r in rows)'
rows 'all(r["financed"]["why"] == "no balance sheet" for r in rows if r["company"])'
says '^loans=323 matched=[0-9]+ unmatched=[0-9]+ possible=[0-9]+ plans=[0-9]+ .* financed=0$'
says 'take its term for market share as 1, which is assumed'
says '^no company of the name: .*Moen-Moen \(L2\)'
cp "$OUT" plain.json
hold truth "$folder" plain.json
align 0 --year 2025
prints '^L1 +Vitale Group +Vitale Group +automotive .* no balance sheet$'

# by sector, weighted by what is outstanding; loans in another currency stand apart
align 0 --year 2025 --by-sector --json
cp "$OUT" sectors.json
hold sectors plain.json sectors.json
rows 'all(("market_share_term" in r) == (r["method"] == "sectoral_decarbonisation") for r in rows) and any("market_share_term" in r for r in rows)'
align 0 --year 2025 --by-sector
prints '^EUR +cement '

hold balance "$folder" plain.json sheets.csv
align 0 --year 2025 --balance sheets.csv --json
cp "$OUT" financed.json
hold financed sheets.csv financed.json
sed 's/,EUR,/,USD,/' sheets.csv >dollars.csv
align 0 --year 2025 --balance dollars.csv --json
rows 'all(r["financed"]["value"] is None for r in rows)'

# two sheets of one name: whose it is, nobody can tell
"$PYTHON" - <<'PYTHON'
lines = open("sheets.csv", encoding="utf-8").read().splitlines()
open("twice.csv", "w", encoding="utf-8").write("\n".join(lines + [lines[2]]) + "\n")
PYTHON
align 0 --year 2025 --balance twice.csv --json
rows 'len({r["company"] for r in rows if r["financed"]["why"] == "its balance sheet stands twice"}) == 1 and all((r["financed"]["value"] is None) == (r["financed"]["why"] == "its balance sheet stands twice") for r in rows if r["company"])'

align 2 --year 2020
align 65 --year 2025 --region nowhere
says 'no row of scenario "sds" in region "nowhere"'
printf 'a,b\n1,2\n' >other.csv
align 65 --year 2025 --balance other.csv
says 'no column "name_company"'
expect 2 alignment --loans other.csv
