#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# A record's file that is cut short is told as that, with the byte, wherever it is met.
cat >sites.csv <<'CSV'
id,name,wkt
farm,Farm,"POLYGON((10 20,10.01 20,10.01 20.01,10 20.01,10 20))"
CSV
expect 0 key new -w bank
expect 0 project import sites.csv --crs EPSG:4326 -w bank
expect 0 assess farm --as-of 2026-01-31 -w bank
file=$(echo bank/records/farm/*.json)
cp "$file" whole.json
size=$(stat -c %s whole.json)
expect 0 verify whole.json -w bank
for n in 0 1 100 $((size / 2)) $((size - 2)); do
    head -c "$n" whole.json >cut.json
    expect 65 verify cut.json -w bank
    says "^terrassay: cut\.json: is cut short: it ends at byte $n, before its JSON is whole$"
    says '^  to mend it: copy or fetch it again, whole$'
    cp cut.json "$file"
    expect 1 verify --all -w bank
    prints "^ +1 +farm +intact +records/farm/[0-9a-f]+\.json +the record as it is kept +cut short: the first $n of its $size bytes$"
done
# another fault is another fault
sed 's/}$/,}/' whole.json >odd.json
expect 65 verify odd.json -w bank
says_not 'cut short'
tr 0 1 <whole.json >"$file"
expect 1 verify --all -w bank
prints 'other bytes$'
# a file that is no record, and a key that nobody has
printf 'garbage\n' >other.json
expect 65 verify other.json -w bank
says '^terrassay: no record: other\.json:1:'
says "^  to mend it: name a record as .terrassay assess. wrote it"
echo '{"a": 1}' >other.json
expect 65 verify other.json -w bank
says '^terrassay: other\.json: is no record: wanted the objects envelope and record$'
says '^  to mend it: name a record as'
expect 65 verify --all --key deadbeef -w bank
says "^  to mend it: .terrassay key list. shows them"
