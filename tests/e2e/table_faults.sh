#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Faults planted one by one in a shipped table: `table check` names each, and what is used is refused
# or not found, never taken for something else.

shipped=$SOURCE/datasets/tables
plant() { # NAME SED: a copy of combustion_factors with one line changed
    sed -E "$2" "$shipped/combustion_factors.csv" >"$1"
    ! cmp -s "$1" "$shipped/combustion_factors.csv" || die "nothing was planted: $2"
}
mkdir -p own/tables
table=own/tables/combustion_factors.csv
line=$(grep -n '^other_bituminous_coal,CO2,' "$shipped/combustion_factors.csv" | cut -d: -f1)
[ -n "$line" ] || die "no factor of bituminous coal"

expect 0 table check "$shipped/combustion_factors.csv"
prints_not .

# edited: another number under the same source
plant "$table" "${line}s/,94600,/,64600,/"
expect 1 table check "$table" --json
rows 'len(rows) == 1 and rows[0]["fault"] == "edited" and rows[0]["row"].startswith("other_bituminous")'
expect 1 table check --datasets own --json
rows '[r["fault"] for r in rows] == ["edited"]'
# a mark that somebody set without reading
plant "$table" "${line}s/,no$/,yes/"
expect 1 table check "$table" --json
rows '[r["fault"] for r in rows] == ["edited"]'
# blanks, stops and case do not make it another source, and neither does another first day
for change in 's/ 2006 Guid/  2006  Guid/' 's/IPCC 2006 Guidelines vol. 2/ipcc 2006 guidelines; vol 2/'; do
    plant "$table" "${line}{s/,94600,/,64600,/;$change}"
    expect 1 table check "$table" --json
    rows '[r["fault"] for r in rows] == ["edited"]'
done
plant "$table" "${line}s/,94600,kgCO2\\/TJ,2006-01-01,/,64600,kgCO2\\/TJ,2006-01-02,/"
expect 1 table check "$table" --json
rows '[r["fault"] for r in rows] == ["edited", "lacks"]'
# nothing is computed by it, and the mend is that of the check
expect 65 indicator compute financed_emissions --date 2026-06-30 --datasets own
says "combustion_factors.csv:$line: other_bituminous_coal CO2 from 2006-01-02: the shipped row of that source says otherwise"
says 'set the row back as it was shipped, or name a source of your own'
# who doubts a row may say so
plant "$table" '/^anthracite,CO2,/!b;s/IPCC 2006/IPCC  2006/'
expect 0 table check "$table"
# a house's own rule names its own source, and is no edit
plant "$table" "${line}s/,94600,(.*),no$/,94100,kgCO2\\/TJ,2006-01-01,open,laboratory report 12,yes/"
expect 0 table check "$table"

# overlapping: two numbers on one day
plant "$table" "${line}p"
expect 65 table check "$table" --json
rows '[r["fault"] for r in rows] == ["refused"] and "valid then too" in rows[0]["why"]'
expect 65 indicator compute financed_emissions --date 2026-06-30 --datasets own

# expired: nothing follows, and what asks for it finds no factor
plant "$table" "${line}s/,open,[^,]*,/,2020-12-31,house,/"
expect 1 table check "$table" --date 2026-06-30 --json
rows '"ended" in [r["fault"] for r in rows]'
printf 'name,amount\nfuel.other_bituminous_coal,10000\nemissions.scope2,0\n' >coal.csv
printf 'name,asset_class,outstanding,equity,debt\nL1,1,100,100,300\n' >loan.csv
compute() { expect "$1" indicator compute financed_emissions activity=@coal.csv loans=@loan.csv --date 2026-06-30 --json "${@:2}"; }
compute 0
rows 'rows[0]["reason"] == "observed" and rows[0]["value"] > 0'
compute 0 --datasets own
rows 'rows[0]["value"] is None and "no factor" in rows[0]["why"]'

# wrong in dimension: per volume where per energy stood; the check names it, the use refuses it
plant "$table" "${line}s/,kgCO2\\/TJ,/,kgCO2\\/m3,/"
expect 65 table check "$table" --json
rows "[(r['fault'], r['line'], r['column']) for r in rows] == [('refused', $line, 'unit')]"
compute 65 --datasets own
says "combustion_factors.csv:$line:unit: wanted what kgCO2/TJ measures"
# in another unit of the same quantity: the same answer, and the row is shown as it stands
compute 0
"$PYTHON" -c 'import json, sys; print(json.loads(sys.stdin.readline())["value"])' <"$OUT" >whole.txt
plant "$table" "${line}s/,94600,kgCO2\\/TJ,2006-01-01,open,[^,]*,/,94.6,tCO2\\/TJ,2006-01-01,open,house,/"
expect 0 table check "$table"
compute 0 --datasets own
rows "rows[0]['value'] == $(cat whole.txt) and ('other_bituminous_coal CO2', 94.6, 'tCO2/TJ') in [(r['row'], r['value'], r['unit']) for r in rows[0]['rows']]"

# without source, unit, validity, or a word on who read it
for field in 's/,94600,kgCO2\/TJ,/,94600,,/' 's/,no$/,/' 's/,2006-01-01,/,,/' 's/,open,[^,]*,/,open,,/'; do
    plant "$table" "$line$field"
    expect 65 table check "$table" --json
    rows "[(r['fault'], r['line']) for r in rows] == [('refused', $line)]"
done
