#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Reference tables: listed, shown by key and date, checked before use.

expect 0 table list
prints '^Table +Keys +Rows +In force +Unchecked$'
prints '^aqi_breakpoints +item, iaqi '
silent
expect 0 table list --json --date 2012-01-01
rows 'len(rows) >= 7 and [r["id"] for r in rows] == sorted(r["id"] for r in rows)'
rows 'next(r for r in rows if r["id"] == "aqi_breakpoints")["in_force"] == 0'
rows 'all(len(r["sha256"]) == 64 and r["keys"] and r["unchecked"] <= r["rows"] for r in rows)'

# GB 3095-2026 Table 1: SO2 of a year in a level 2 area, 60 until the end of 2030, then 20.
expect 0 table show ambient_air_limits so2 annual 2 --date 2030-12-31 --json
rows '[r["value"] for r in rows] == [60] and rows[0]["unit"] == "ug/m3" and rows[0]["checked"]'
expect 0 table show ambient_air_limits so2 annual 2 --date 2031-01-01 --json
rows '[r["value"] for r in rows] == [20] and rows[0]["valid_to"] == "open"'
expect 0 table show ambient_air_limits so2 annual 2
prints '^so2 +annual +2 +60 +ug/m3 +2026-03-01 +2030-12-31 +yes +GB 3095-2026'
expect 65 table show ambient_air_limits so2 --date 2000-01-01
says 'ambient_air_limits: no row of these keys and that date'
says 'terrassay table show ambient_air_limits'
expect 65 table show gwp100 --date 1800-01-01 --json
prints_not .

expect 65 table show gwp
says 'did you mean "gwp100"'
expect 2 table show gwp100 AR5 CO2 more
says 'has 2 keys, found 3'
expect 2 table show
expect 2 table list --date 2026-13-01
says 'wanted a day'

expect 0 table check
prints_not .
says '^0 faults; [0-9]+ rows nobody has read'
expect 1 table check --strict --json
rows 'len(rows) > 10 and all(r["fault"] == "unchecked" for r in rows)'

cat >limits.csv <<'END'
item,value,unit,valid_from,valid_to,source,checked
so2,1,ug/m3,2020-01-01,2020-12-31,document,yes
so2,2,furlong,2022-01-01,open,document,yes
END
sed 's/2022-01-01/2020-06-01/' limits.csv >overlap.csv
sed '3s/document//' limits.csv >nosource.csv
expect 1 table check limits.csv --date 2026-01-01 --json
rows '[(r["row"], r["fault"]) for r in rows] == [("so2 from 2020-01-01", "gap"), ("so2 from 2022-01-01", "unit")]'
expect 65 table check overlap.csv limits.csv nosource.csv nothere.csv --json
rows '[r["table"] for r in rows if r["fault"] == "refused"] == ["overlap", "nosource", "nothere"]'
rows '[(r["line"], r["column"]) for r in rows if r["table"] == "nosource"] == [(3, "source")]'
rows 'any(r["table"] == "limits" for r in rows)'
says '^6 faults; '
expect 65 table check nosource.csv
prints '^Table +Line +Column +Row +Fault +Why +Mend$'
prints '^nosource +3 +source +- +refused +is empty: name document and table +name document and table$'

# all faults of a file at once, each by line and column with its mend; a row that is whole is looked at too
cat >many.csv <<'END'
item,value,unit,valid_from,valid_to,source,checked
so2,1,furlong,2020-01-01,2020-12-31,document,yes
so2,"1,5",,2021-13-01,opne,,maybe
so2,2,mg/m3,2022-01-01,open,document
nox,3,mg/m3,2022-01-01,open,document,yes
,3,mg/m3,2022-01-01,2021-01-01,document,yes
nox,"4"x,mg/m3,2022-01-01,open,document,yes
nox,5,mg/m3,2023-01-01,2023-12-31,document,yes
nox,6,mg/m3,2024-01-01,open,document,yes
END
expect 65 table check many.csv --date 2026-01-01 --json
rows '[(r.get("line"), r["column"], r["fault"]) for r in rows if r["column"]] == [(3, "value", "refused"), (3, "valid_from", "refused"), (3, "valid_to", "refused"), (3, "checked", "refused"), (3, "unit", "refused"), (3, "source", "refused"), (6, "item", "refused"), (6, "valid_to", "refused"), (8, "valid_from", "refused"), (9, "valid_from", "refused"), (2, "unit", "unit")]'
rows '[(r["line"], r["why"]) for r in rows if not r["column"]] == [(4, "6 fields, the first row has 7"), (7, "text stands after a closing quote")]'
rows 'all(r["mend"] and r["why"] for r in rows) and rows[-1]["row"] == "so2 from 2020-01-01"'
rows 'all("line 5" in r["why"] for r in rows if r.get("line") in (8, 9))'
says '^13 faults; '
sed '1s/unit,valid_from/units,from/' limits.csv >names.csv
expect 65 table check names.csv --json
rows '[(r["column"], "line" in r) for r in rows] == [("units", False), ("from", False)]'
printf 'item,value,unit,valid_from,valid_to,source,checked\nso2,1,1,2020-01-01,open,\xb9\xfa,yes\n' >gbk.csv
expect 65 table check gbk.csv --json
rows 'len(rows) == 1 and "gbk.csv:2: not UTF-8" in rows[0]["why"] and "UTF-8" in rows[0]["mend"]'
mkdir -p folder
expect 65 table check folder --json
rows '"folder" in rows[0]["why"] and rows[0]["mend"] == "name a file in that folder"'
says '^1 fault; '
says 'a table cannot be used'

# A folder of datasets stands before the built-in ones.
mkdir -p own/tables
grep -E '^(pollutant|so2,annual,2,)' "$SOURCE/datasets/tables/ambient_air_limits.csv" >own/tables/ambient_air_limits.csv
# a copy from which rows were left out is told in one line, and loads
expect 1 table check --datasets own --json
rows '[(r["table"], r["fault"], r["line"] if "line" in r else None) for r in rows] == [("ambient_air_limits", "lacks", None)]'
rows 'rows[0]["why"].endswith(" shipped rows are not here, or not for all days")'
rows 'rows[0]["row"].count("; ") == 3 and rows[0]["row"].endswith(" more")'
expect 1 table check own/tables/ambient_air_limits.csv
prints '^ambient_air_limits .* lacks '
says '^1 fault; '
# one whose rule begins later lacks the days before
sed -E '/^AR5,CO2,/s/,[0-9]{4}-[0-9]{2}-[0-9]{2},open,/,2026-01-01,open,/' "$SOURCE/datasets/tables/gwp100.csv" >gwp100.csv
expect 1 table check gwp100.csv --json
rows '[r["row"].split(" from ")[0] for r in rows if r["fault"] == "lacks"] == ["AR5 CO2"]'
cp limits.csv own/tables/house_rules.csv
expect 0 table list --datasets own --json
rows 'next(r for r in rows if r["id"] == "ambient_air_limits")["rows"] == 2'
rows '"house_rules" in [r["id"] for r in rows] and "gwp100" in [r["id"] for r in rows]'
cp overlap.csv own/tables/house_rules.csv
expect 65 table list --datasets own
says 'house_rules.csv:3'

# One table in a folder is enough: the others are built in, and nobody is told of an error.
rm own/tables/house_rules.csv
cp "$SOURCE/datasets/tables/gwp100.csv" own/tables/
rm own/tables/ambient_air_limits.csv
for lang in en zh; do
    for words in 'table check' 'table list' 'model list' 'indicator list'; do
        # shellcheck disable=SC2086 # words of a command
        expect 0 $words --datasets own --lang "$lang"
        says_not 'cannot open'
    done
done
# A folder that was mistyped is no reason to work with the built-in ones.
mkdir -p bare/table
: >bare/gwp100.csv
for folder in nonexist bare own/tables limits.csv; do
    expect 78 table check --datasets "$folder"
    says "^terrassay: $folder: "
    says 'to mend it: give --datasets the folder that has tables/ or models/ in it'
    prints_not .
done
expect 78 key new --datasets nonexist -w unmade
[ ! -e unmade ] || die 'something was written before the folder was refused'
